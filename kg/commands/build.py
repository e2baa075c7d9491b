"""``kg build``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.build import build as run_build
from kg.commands.options import (
    backend_option,
    dataset_option,
    ontology_option,
    stages,
    texts_option,
)


@click.command()
@ontology_option
@dataset_option
@texts_option
@backend_option
def build(ontology: Path, dataset: Path, texts: Path | None, backend: str) -> None:
    """Check, compile, validate, infer, analyse and publish an ontology folder.

    Example: kg build --ontology my-museum --dataset my-dataset
    """
    with stages() as progress:
        published = run_build(ontology, dataset, texts, progress, backend)
    total = sum(published.counts.values())
    click.echo(f"published {published.version[:12]}: {total} quads in {published.directory}")
