"""What the commands that read a published dataset share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click
import pyoxigraph as ox

from kg.config import Config
from kg.dataset import PublishedDataset
from kg.select import is_iri, rows
from kg.terms import KG, OWL, RDFS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

language_option = click.option(
    "--language",
    help="Language of labels, one of the dataset's.  [default: the dataset's own]",
)

format_option = click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text to read, or JSON for programs.",
)


def language_of(config: Config, asked: str | None) -> str:
    """The language asked for, or the dataset's own.

    Raises
    ------
    click.UsageError: it is none of the dataset's languages.
    """
    if asked is not None and asked not in config.languages:
        raise click.UsageError(f"no language '{asked}'; there are: {', '.join(config.languages)}")
    return asked or config.default_language


def identifier(published: PublishedDataset, name: str) -> str:
    """What a thing is called today, if ``name`` is what it was formerly called."""
    return published.redirects.get(name, name)


def types_of(published: PublishedDataset, names: Iterable[str]) -> list[str]:
    """IRIs of classes that were named as facts name them, as CURIE, or as IRI.

    Raises
    ------
    click.UsageError: there is no such class, or a prefix is not declared.
    """
    names, config = list(names), published.config
    keys = _classes(published) if any(":" not in name for name in names) else {}
    try:
        found = [keys.get(name) or config.expand(name) for name in names]
    except KeyError as error:
        raise click.UsageError(f"no prefix {error} in this dataset; give the whole IRI") from error
    for name, iri in zip(names, found, strict=True):
        if not is_iri(iri):
            near = get_close_matches(name, keys, 3) or sorted(keys)
            raise click.UsageError(f"no class '{name}'; there are: {', '.join(near)}")
    return found


def _classes(published: PublishedDataset) -> dict[str, str]:
    """The classes of the vocabulary by the names that facts give them."""
    graph = published.config.graph("ontology")
    query = f"""SELECT ?key ?class WHERE {{ GRAPH <{graph}> {{
      VALUES ?kind {{ <{RDFS}Class> <{OWL}Class> }} ?class a ?kind ; <{KG}key> ?key }} }}"""
    return {
        key.value: kind.value
        for key, kind in rows(published.store, query)
        if isinstance(key, ox.Literal) and isinstance(kind, ox.NamedNode)
    }


def as_json(value: DataclassInstance | Iterable[DataclassInstance]) -> str:
    """Dataclasses as indented JSON."""

    def plain(each: Any) -> Any:
        return [asdict(item) for item in each] if isinstance(each, (list, tuple)) else asdict(each)

    return json.dumps(plain(value), ensure_ascii=False, indent=2)
