"""``kg load``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import dataset_option, stages
from kg.config import Config
from kg.load import load_files
from kg.terms import DCTERMS, ENGINE_PREFIXES, RDFS, SCHEMA, SKOS


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@dataset_option
@click.option("--base", default="https://data.example", show_default=True, help="Base IRI.")
@click.option("--title", default="Loaded data", show_default=True, help="Title of the dataset.")
@click.option("--licence", default="", help="IRI of the data's licence.")
@click.option(
    "--names", default=RDFS + "label", show_default=True, help="IRI of the naming property."
)
def load(
    files: tuple[Path, ...], dataset: Path, base: str, title: str, licence: str, names: str
) -> None:
    """Publish RDF files as a dataset, without facts or claims.

    Example: kg load people.ttl places.nq --dataset my-dataset --base https://museum.example/kg
    """
    base = base.rstrip("/")
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
