"""``kg format``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from kg.commands.options import ontology_option, texts_option
from kg.facts.canonical import format_file
from kg.facts.json_schema import schemas
from kg.files import files_of
from kg.ontology import VOCABULARY, Ontology, load_ontology


@click.command()
@ontology_option
@texts_option
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
def format(ontology: Path, texts: Path | None, check: bool) -> None:
    """Put facts and register files into canonical form, comments kept.

    The JSON Schemas that give editors completion are written anew beside them.
    With --texts, each phrase's place in its source and the text's digest are written too.

    Example: kg format --texts ../texts
    """
    loaded, found = load_ontology(ontology)
    problems = set(found)
    broken = {problem.path for problem in found}
    changed = 0
    if loaded.register_is_whole and str(ontology / VOCABULARY) not in broken:
        changed += _schemas(loaded, check)
    for folder in ("facts", "entities"):
        for path in files_of(ontology / folder, ".yaml"):
            if str(path) in broken:
                continue
            formatted = format_file(path, texts, str(path))
            problems |= {*formatted.problems}
            if formatted.changed:
                changed += _change(path, formatted.text, check)
    for problem in sorted(problems):
        click.echo(problem)
    if check and changed:
        click.echo("put them into canonical form with `kg format`", err=True)
    if problems or (check and changed):
        sys.exit(1)


def _schemas(loaded: Ontology, check: bool) -> int:
    """Bring the JSON Schemas for editors up to date; how many changed."""
    changed = 0
    for name, text in schemas(loaded).items():
        path = loaded.directory / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            changed += _change(path, text, check)
    return changed


def _change(path: Path, text: str, check: bool) -> int:
    if not check:
        _replace(path, text)
    click.echo(f"{'would change' if check else 'changed'} {path}")
    return 1


def _replace(path: Path, text: str) -> None:
    """Write a file in one step, so that a full disk cannot cut it short; a link stays one."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
