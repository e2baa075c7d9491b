"""``kg query``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from kg.commands.options import dataset_option
from kg.dataset import PublishedDataset
from kg.query import Answer, QuerySyntaxError, run_query
from kg.results import FORMATS
from kg.table import draw_table

_TABLE = "table"


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "-f",
    "file",
    type=click.File(encoding="utf-8"),
    help="Read the query from a file; - is standard input.",
)
@click.option("--example", metavar="NAME", help="Ask an example query of the dataset.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([_TABLE, *dict.fromkeys(each.name for each in FORMATS)]),
    help="Format of the answer.  [default: table or Turtle on a terminal, else JSON or Turtle]",
)
@dataset_option
def query(
    text: str | None,
    file: TextIO | None,
    example: str | None,
    format_name: str | None,
    dataset: Path,
) -> None:
    """Ask a published dataset a SPARQL query.

    The dataset's own prefixes need not be declared. TEXT may be - for standard input.

    Example: kg query 'SELECT ?class (COUNT(*) AS ?n) { ?thing a ?class } GROUP BY ?class'
    """
    published = PublishedDataset.open(dataset)
    asked = _text(published, text, file, example)
    as_table = format_name == _TABLE or (format_name is None and sys.stdout.isatty())
    try:
        answer = run_query(
            published.store,
            asked,
            format=None if as_table else format_name,
            prefixes=published.config.prefixes,
        )
    except QuerySyntaxError as error:
        click.echo(_pointed(error, asked), err=True)
        sys.exit(1)
    _show(answer, published, as_table)


def _text(
    published: PublishedDataset,
    text: str | None,
    file: TextIO | None,
    example: str | None,
) -> str:
    if sum(each is not None for each in (text, file, example)) != 1:
        raise click.UsageError("give one of: the query itself, --file, --example")
    if file is not None:
        return str(file.read())
    if example is not None:
        return _example(published, example)
    return sys.stdin.read() if text == "-" else str(text)


def _example(published: PublishedDataset, name: str) -> str:
    for each in published.queries:
        if each.id == name:
            return each.text
    names = ", ".join(each.id for each in published.queries) or "none"
    raise click.UsageError(f"no example query '{name}'; there are: {names}")


def _show(answer: Answer, published: PublishedDataset, as_table: bool) -> None:
    if as_table and answer.kind != "graph":
        click.echo(draw_table(answer.body, published.config.compress))
        return
    click.echo(answer.body, nl=not answer.body.endswith(b"\n"))


def _pointed(error: QuerySyntaxError, text: str) -> str:
    """The error under the line it is in, with a caret at its column."""
    lines = text.split("\n")
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    caret = "".join("\t" if character == "\t" else " " for character in line[: error.column - 1])
    return f"{error.line}:{error.column}: {error.message}\n  {line}\n  {caret}^"
