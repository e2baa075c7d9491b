"""Options that several commands share."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kg.commands.directory import Directory

#: Where ``kg build`` publishes and the others read, when nothing else is said.
DEFAULT_DATASET = Path("dataset")

dataset_option = click.option(
    "--dataset",
    envvar="KG_DATASET",
    type=Directory(),
    default=DEFAULT_DATASET,
    show_default=True,
    help="Directory of the published dataset.",
)


def shipped_ontology() -> Path:
    """The ontology folder that is installed beside the engine."""
    return Path(__file__).resolve().parents[2] / "ontology"


ontology_option = click.option(
    "--ontology",
    envvar="KG_ONTOLOGY",
    type=Directory(),
    default=shipped_ontology,
    show_default="the shipped one",
    help="Ontology folder to read.",
)

texts_option = click.option(
    "--texts",
    envvar="KG_TEXTS",
    type=Directory(exists=True),
    help="Directory with the texts of the sources, to verify phrases against.",
)


backend_option = click.option(
    "--backend",
    envvar="KG_BACKEND",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="Backend of networkx that measures networks; auto goes by their size.",
)


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """Shows the stages of a long work on a terminal, with the seconds each one took.

    Yields a function to call with the name of each stage as it begins. Where standard error
    is no terminal, nothing is shown.
    """
    shown = sys.stderr.isatty()
    begun: list[tuple[str, float]] = []

    def end() -> None:
        if begun and shown:
            name, start = begun[-1]
            click.echo(f"\r{name:<10}{time.monotonic() - start:7.1f} s", err=True)

    def begin(name: str) -> None:
        end()
        begun.append((name, time.monotonic()))
        if shown:
            click.echo(f"{name:<10}     … ", err=True, nl=False)

    yield begin
    end()
