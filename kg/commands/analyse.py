"""``kg analyse``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kg.commands.options import dataset_option
from kg.commands.reading import as_json, format_option, language_of, language_option
from kg.dataset import PublishedDataset
from kg.names import label
from kg.networks import NetworkAnalysis
from kg.networks import analyse as measures_of
from kg.ontology import NetworkDefinition


@click.command()
@click.argument("network", required=False)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="So many nodes of each network, the best linked first.",
)
@language_option
@format_option
@dataset_option
def analyse(
    network: str | None,
    limit: int,
    language: str | None,
    format_name: str,
    dataset: Path,
) -> None:
    """Measure the dataset's networks, or one: degree, betweenness, communities.

    Example: kg analyse lending
    """
    published = PublishedDataset.open(dataset)
    config = published.config
    chosen = language_of(config, language)
    found = [
        measures_of(published.store, definition, config, chosen)
        for definition in _chosen(published, network)
    ]
    if format_name == "json":
        click.echo(as_json(found))
        return
    for analysis in found:
        title = label(analysis.definition.title, chosen, config, analysis.definition.id)[0]
        click.echo("\n".join(_told(analysis, title, limit)))


def _chosen(published: PublishedDataset, name: str | None) -> list[NetworkDefinition]:
    found = [each for each in published.networks if name in (None, each.id)]
    if name is not None and not found:
        names = ", ".join(each.id for each in published.networks) or "none"
        raise click.UsageError(f"no network '{name}'; there are: {names}")
    return found


def _told(analysis: NetworkAnalysis, title: str, limit: int) -> Iterator[str]:
    yield f"{title} ({analysis.definition.id})"
    yield (
        f"  nodes {len(analysis.nodes)}, links {analysis.links}, "
        f"components {analysis.components}, communities {analysis.communities}"
    )
    estimated = f"; betweenness estimated from {analysis.pivots} nodes" if analysis.pivots else ""
    yield f"  computed by {analysis.software}, seed {analysis.seed}{estimated}"
    ordered = sorted(analysis.nodes, key=lambda n: (-n.degree, -n.betweenness, n.iri))
    if ordered:
        yield "  degree  strength  betweenness  community  node"
    for node in ordered[:limit]:
        yield (
            f"  {node.degree:>6}  {node.strength:>8.4g}  {node.betweenness:>11.4f}"
            f"  {node.community:>9}  {node.label}"
        )
