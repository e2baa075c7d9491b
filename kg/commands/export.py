"""``kg export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.commands.options import dataset_option
from kg.commands.reading import language_of, language_option
from kg.dataset import PublishedDataset
from kg.export import ALIASES, FORMATS
from kg.export import export as write


@click.command(
    epilog="\b\n"
    + "\n".join(f"{each.name:<11} {each.carries}" for each in FORMATS.values())
    + "\n"
    + "\n".join(f"{alias:<11} is {name}" for alias, name in ALIASES.items())
)
@click.argument("format_name", metavar="FORMAT", type=click.Choice([*FORMATS, *ALIASES]))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; standard output if none is named.",
)
@click.option("--graph", help="Only this named graph: claims, sources, ontology …, or default.")
@click.option(
    "--default-graph",
    metavar="IRI",
    help="Write what holds into this named graph, for stores whose default graph is a union.",
)
@click.option("--network", help="This network with its measures, for graphml and gexf.")
@language_option
@dataset_option
def export(
    format_name: str,
    output: Path | None,
    graph: str | None,
    default_graph: str | None,
    network: str | None,
    language: str | None,
    dataset: Path,
) -> None:
    """Write a published dataset in one of these formats.

    Example: kg export csv-claims -o claims.csv
    """
    published = PublishedDataset.open(dataset)
    write(
        published,
        format_name,
        output or sys.stdout.buffer,
        graph,
        network=network,
        language=language_of(published.config, language),
        default_graph=default_graph,
    )
