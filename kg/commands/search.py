"""``kg search``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.commands.options import dataset_option
from kg.commands.reading import as_json, format_option, language_of, language_option, types_of
from kg.dataset import PublishedDataset
from kg.labels import labels
from kg.search import Hit
from kg.search import search as find


@click.command()
@click.argument("text")
@click.option("--type", "types", multiple=True, metavar="CLASS", help="Only things of this class.")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="So many at most."
)
@language_option
@format_option
@dataset_option
def search(
    text: str,
    types: tuple[str, ...],
    limit: int,
    language: str | None,
    format_name: str,
    dataset: Path,
) -> None:
    """Find things by any spelling of their names.

    Example: kg search riverside
    """
    published = PublishedDataset.open(dataset)
    config = published.config
    chosen = language_of(config, language)
    wanted = types_of(published, types) or None
    hits = find(published.search_index, text, language=chosen, types=wanted, limit=limit)
    if format_name == "json":
        click.echo(as_json(hits))
    elif hits:
        classes = {kind for hit in hits for kind in hit.types}
        called = labels(published.store, config, classes, chosen)
        width = max(len(hit.local or hit.iri) for hit in hits)
        for hit in hits:
            click.echo(_line(hit, [called[kind][0] for kind in hit.types], width))
    else:
        click.echo("nothing of that name or a similar one", err=True)
    sys.exit(0 if hits else 1)


def _line(hit: Hit, types: list[str], width: int) -> str:
    matched = hit.why if hit.name == hit.label else f"{hit.why}: {hit.name}"
    kinds = ", ".join(sorted(types))
    return f"{hit.local or hit.iri:<{width}}  {hit.label} ({kinds}) [{matched}]"
