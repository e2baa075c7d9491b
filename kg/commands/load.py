"""``kg load``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import dataset_option, stages
from kg.config import Config
from kg.load import load_files
from kg.select import is_iri, is_web_iri
from kg.terms import DCTERMS, ENGINE_PREFIXES, RDFS, SCHEMA, SKOS


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@dataset_option
@click.option(
    "--base",
    default="https://data.example",
    show_default=True,
    callback=lambda _context, _option, iri: _base(iri),
    help="Base IRI.",
)
@click.option("--title", default="Loaded data", show_default=True, help="Title of the dataset.")
@click.option(
    "--licence",
    default="",
    callback=lambda _context, _option, iri: _licence(iri),
    help="IRI of the data's licence.",
)
@click.option(
    "--names",
    default=RDFS + "label",
    show_default=True,
    callback=lambda _context, _option, iri: _property(iri),
    help="IRI of the naming property, or prefix:name.",
)
def load(
    files: tuple[Path, ...], dataset: Path, base: str, title: str, licence: str, names: str
) -> None:
    """Publish RDF files as a dataset, without facts or claims.

    Example: kg load people.ttl places.nq --dataset my-dataset --base https://museum.example/kg
    """
    also = (SKOS + "prefLabel", DCTERMS + "title", SCHEMA + "name", RDFS + "label")
    config = Config(
        base=base,
        terms=f"{base}/terms#",
        licence=licence,
        languages=("en",),
        default_language="en",
        title={"en": title},
        description={"en": title},
        preferred_name=names,
        alternative_names=tuple(iri for iri in also if iri != names),
        prefixes={**ENGINE_PREFIXES, "graph": f"{base}/graph/"},
    )
    with stages() as progress:
        published = load_files(files, dataset, config, progress)
    total = sum(published.counts.values())
    click.echo(f"published {published.version[:12]}: {total} quads in {published.directory}")


def _base(iri: str) -> str:
    if not is_web_iri(iri) or "#" in iri or "?" in iri:
        raise click.BadParameter(f"{iri!r} is no http(s) IRI without # and ?")
    return iri.rstrip("/")


def _licence(iri: str) -> str:
    if iri and not is_web_iri(iri):
        raise click.BadParameter(f"{iri!r} is no http(s) IRI")
    return iri


def _property(iri: str) -> str:
    prefix, _, name = iri.partition(":")
    namespace = {**ENGINE_PREFIXES, "schema": SCHEMA}.get(prefix)
    whole = iri if namespace is None else namespace + name
    if not is_iri(whole) or (namespace is None and "/" not in iri and prefix != "urn"):
        raise click.BadParameter(f"{iri!r} is no IRI and no name with a known prefix")
    return whole
