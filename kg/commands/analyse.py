"""``kg analyse``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kg.commands.options import backend_option, dataset_option
from kg.commands.reading import as_json, format_option, language_of, language_option
from kg.dataset import PublishedDataset
from kg.names import label
from kg.networks import NODE_MEASURES, NetworkAnalysis, NodeMeasures, Structure
from kg.networks import analyse as measures_of
from kg.ontology import NetworkDefinition

_COLUMNS = ("degree", "strength", "betweenness", "closeness", "pagerank", "core", "community")


@click.command()
@click.argument("network", required=False)
@click.option(
    "--by",
    type=click.Choice(NODE_MEASURES),
    default="degree",
    show_default=True,
    help="Measure to order nodes by, the highest first.",
)
@click.option("--year", type=int, metavar="YEAR", help="Only what is dated in that year.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="So many nodes of each network, the first in that order.",
)
@backend_option
@language_option
@format_option
@dataset_option
def analyse(
    network: str | None,
    by: str,
    year: int | None,
    limit: int,
    backend: str,
    language: str | None,
    format_name: str,
    dataset: Path,
) -> None:
    """Measure the dataset's networks, or one, as a whole or in one year.

    Example: kg analyse lending --by betweenness
    """
    published = PublishedDataset.open(dataset)
    config = published.config
    chosen = language_of(config, language)
    found = [
        measures_of(published.store, definition, config, chosen, backend)
        for definition in _chosen(published, network)
    ]
    if format_name == "json":
        click.echo(as_json(found))
        return
    for analysis in found:
        title = label(analysis.definition.title, chosen, config, analysis.definition.id)[0]
        part = analysis if year is None else analysis.years.get(year)
        if part is None:
            there = ", ".join(map(str, analysis.years)) or "none"
            click.echo(f"{title} ({analysis.definition.id})\n  nothing in {year}; years: {there}")
            continue
        click.echo("\n".join(_told(analysis, part, title, by, limit)))


def _chosen(published: PublishedDataset, name: str | None) -> list[NetworkDefinition]:
    found = [each for each in published.networks if name in (None, each.id)]
    if name is not None and not found:
        names = ", ".join(each.id for each in published.networks) or "none"
        raise click.UsageError(f"no network '{name}'; there are: {names}")
    return found


def _told(
    analysis: NetworkAnalysis, part: Structure, title: str, by: str, limit: int
) -> Iterator[str]:
    yield f"{title} ({analysis.definition.id})"
    yield (
        f"  nodes {len(part.nodes)}, links {part.links}, components {part.components}, "
        f"communities {part.communities}, bridges {len(part.bridges)}, density {part.density:.4g}"
        + (f", diameter {part.diameter}" if part.diameter is not None else "")
    )
    if part.mixing:
        for name, told in (("E-I", part.mixing.ei), ("assortativity", part.mixing.assortativity)):
            if told is not None:
                z = "" if told.z is None else f", z {told.z:.2f}"
                p = "" if told.p is None else f", p {told.p:.3g}"
                yield f"  {name} {told.observed:.4f}, by chance {told.expected:.4f}{z}{p}"
    yield from _rests_on(analysis)
    estimated = f"; betweenness estimated from {analysis.pivots} nodes" if analysis.pivots else ""
    yield f"  computed by {analysis.software}, seed {analysis.seed}{estimated}"
    if analysis.caveats:
        yield f"  take care: {', '.join(analysis.caveats)}"
    ordered = sorted(part.nodes, key=lambda node: (-(getattr(node, by) or 0), node.iri))
    columns = _COLUMNS if by in _COLUMNS else (*_COLUMNS, by)
    if ordered:
        yield "  " + "  ".join(f"{name:>11}" for name in columns) + "  node"
    for node in ordered[:limit]:
        yield "  " + "  ".join(_shown(node, name) for name in columns) + f"  {node.label}"


def _rests_on(analysis: NetworkAnalysis) -> Iterator[str]:
    found = analysis.coverage
    if found is not None and found.statements is not None:
        yield (
            f"  rests on {found.statements} statements of {found.sources} sources, "
            f"{found.open_lists} lists among them open; links dated: {analysis.dated}"
        )
    if found is not None and found.unrecorded is not None:
        yield f"  not recorded: {found.unrecorded} things that could link others"


def _shown(node: NodeMeasures, name: str) -> str:
    value = getattr(node, name)
    if value is None:
        return f"{'-':>11}"
    return f"{value:>11.4f}" if isinstance(value, float) else f"{value!s:>11}"
