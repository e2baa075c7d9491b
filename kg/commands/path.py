"""``kg path``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path as FilePath

import click

from kg.commands.options import dataset_option
from kg.commands.reading import (
    as_json,
    format_option,
    identifier,
    language_of,
    language_option,
    types_of,
)
from kg.dataset import PublishedDataset
from kg.paths import MAX_LENGTH, Path, shortest_paths


@click.command()
@click.argument("source")
@click.argument("target")
@click.option("--without", multiple=True, metavar="CLASS", help="Not through things of this class.")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="So many at most."
)
@click.option(
    "--max-length",
    type=click.IntRange(1),
    default=MAX_LENGTH,
    show_default=True,
    help="No path of more hops.",
)
@language_option
@format_option
@dataset_option
def path(
    source: str,
    target: str,
    without: tuple[str, ...],
    limit: int,
    max_length: int,
    language: str | None,
    format_name: str,
    dataset: FilePath,
) -> None:
    """Show how two things are connected: every shortest path, with who says so.

    Example: kg path museum/riverside person/ada
    """
    published = PublishedDataset.open(dataset)
    config = published.config
    found = shortest_paths(
        published.store,
        config,
        identifier(published, source),
        identifier(published, target),
        language=language_of(config, language),
        exclude_types=types_of(published, without),
        limit=limit + 1,
        max_length=max_length,
    )
    if len(found) > limit:
        found = found[:limit]
        click.echo(f"there are more than {limit} paths; --limit shows more of them", err=True)
    if format_name == "json":
        click.echo(as_json(found))
    elif found:
        click.echo("\n".join(line for each in found for line in _told(each)))
    else:
        click.echo(f"no path of at most {max_length} hops", err=True)
    sys.exit(0 if found else 1)


def _told(found: Path) -> Iterator[str]:
    yield found.words
    for hop in found.hops:
        for link in hop.links:
            ends = (hop.source, hop.target) if link.forward else (hop.target, hop.source)
            yield f"  {ends[0].text} — {link.property.text}: {ends[1].text}"
            if link.inferred_by:
                yield f"    follows by the rule “{link.inferred_by}”"
            for evidence in link.evidence:
                yield f"    “{evidence.exact}”: {evidence.source_title}"
