"""``kg check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.check import check_ontology
from kg.commands.options import ontology_option, texts_option

#: Files without a text that are named one by one.
_NAMED = 10


@click.command()
@ontology_option
@texts_option
@click.option(
    "--duplicates", is_flag=True, help="Also report entries that may be one and the same thing."
)
def check(ontology: Path, texts: Path | None, duplicates: bool) -> None:
    """Check facts, registers, vocabulary, rules and queries; name every problem and its place.

    Example: kg check --texts ../texts
    """
    report = check_ontology(ontology, texts, duplicates=duplicates)
    for problem in report.problems:
        click.echo(problem)
    for name in report.without_text[:_NAMED]:
        click.echo(f"{name}: its text is not in {texts} under the name of its snapshot", err=True)
    if len(report.without_text) > _NAMED:
        click.echo(f"and {len(report.without_text) - _NAMED} more without a text", err=True)
    click.echo(
        f"{_count(report.sources, 'source')}, {_count(report.phrases, 'phrase')}, "
        f"{_count(report.claims, 'claim')}; "
        f"{_count(report.verified, 'phrase')} verified against their text, "
        f"{report.unverified} not verified (no text)",
        err=True,
    )
    if report.problems:
        click.echo(_count(len(report.problems), "problem"), err=True)
        sys.exit(1)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
