"""``kg check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.check import check_ontology
from kg.commands.options import ontology_option, texts_option


@click.command()
@ontology_option
@texts_option
def check(ontology: Path, texts: Path | None) -> None:
    """Check facts, registers, vocabulary, rules and queries; name every problem and its place.

    Example: kg check --texts ../texts
    """
    report = check_ontology(ontology, texts)
    for problem in report.problems:
        click.echo(problem)
    click.echo(
        f"{report.sources} sources, {report.phrases} phrases, {report.claims} claims; "
        f"{report.verified} phrases verified against their text, "
        f"{report.unverified} not verified (no text)",
        err=True,
    )
    if report.problems:
        click.echo(f"{len(report.problems)} problems", err=True)
        sys.exit(1)
