"""``kg init``."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from kg.facts.json_schema import schemas
from kg.ontology import load_ontology

SCAFFOLD = Path(__file__).resolve().parents[1] / "scaffold"


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Start an ontology folder for another domain, small and complete.

    Example: kg init my-museum
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise click.UsageError(f"{directory} exists and is not empty: name a new folder")
    try:
        shutil.copytree(SCAFFOLD, directory, dirs_exist_ok=True)
        for name, text in schemas(load_ontology(directory)[0]).items():
            (directory / name).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{directory} cannot be made ({error.strerror or error}) — name another folder"
        raise click.ClickException(message) from error
    click.echo(
        f"{directory} is ready. Edit kg.toml first, then:\n"
        f"  kg check --ontology {directory}\n"
        f"  kg serve --ontology {directory} --dataset {directory}-dataset"
    )
