"""``kg check``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.build import check as run_check
from kg.commands.options import ontology_option

texts_option = click.option(
    "--texts",
    envvar="KG_TEXTS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory with the texts of the sources, to verify phrases against.",
)


@click.command()
@ontology_option
@texts_option
def check(ontology: Path, texts: Path | None) -> None:
    """Check facts, registers, vocabulary, rules and queries; name every problem and its place.

    Example: kg check --texts ../texts
    """
    report = run_check(ontology, texts)
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
