"""The index of names beside a store: folded names under SQLite's trigrams (FTS5)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from kg.config import Config
from kg.labels import slug
from kg.names import fold, label
from kg.select import Queryable, rows
from kg.terms import KG, TYPE

#: Says of a class that its things are read with what they are about.
IS_RECORD = KG + "isRecord"
_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, local TEXT,
  label TEXT NOT NULL, record INTEGER NOT NULL);
CREATE TABLE type (thing INTEGER NOT NULL, iri TEXT NOT NULL);
CREATE TABLE label (thing INTEGER NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (thing, language)) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL,
  folded TEXT NOT NULL);
CREATE INDEX thing_local ON thing (local);
CREATE INDEX name_folded ON name (folded);
CREATE INDEX type_thing ON type (thing);
CREATE VIRTUAL TABLE trigram USING fts5
  (folded, content='name', content_rowid='id', tokenize='trigram', detail='full');
CREATE VIRTUAL TABLE gram USING fts5vocab (trigram, 'row');
"""


def build_index(store: Queryable, config: Config, path: Path) -> None:
    """Index every named or typed thing of a store's default graph.

    The same data gives the same file, byte for byte, with the same SQLite.

    Parameters
    ----------
    path: the file to write; it must not exist yet.
    """
    names, types = _read(store, config)
    records = _record_classes(store, config)
    things = sorted(names.keys() | types.keys())
    called = [_labels(iri, names[iri], config) for iri in things]
    numbered = list(enumerate(things, 1))
    with closing(sqlite3.connect(path)) as index:
        index.execute("PRAGMA journal_mode = OFF")
        index.execute("PRAGMA synchronous = OFF")
        index.executescript(_SCHEMA)
        index.executemany(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?)",
            (
                (
                    number,
                    iri,
                    config.local(iri),
                    called[number - 1][config.default_language],
                    not types[iri].isdisjoint(records),
                )
                for number, iri in numbered
            ),
        )
        index.executemany(
            "INSERT INTO type VALUES (?, ?)",
            ((number, kind) for number, iri in numbered for kind in sorted(types[iri])),
        )
        index.executemany(
            "INSERT INTO label VALUES (?, ?, ?)",
            ((n, tag, text) for n, of in enumerate(called, 1) for tag, text in of.items()),
        )
        index.executemany(
            "INSERT INTO name (thing, text, folded) VALUES (?, ?, ?)",
            (
                (number, text, folded)
                for number, iri in numbered
                for text in sorted({name[1] for name in names[iri]} or {slug(config, iri)})
                if (folded := fold(text))
            ),
        )
        index.execute("INSERT INTO trigram (trigram) VALUES ('rebuild')")
        index.execute("INSERT INTO trigram (trigram) VALUES ('optimize')")
        index.commit()


_Named = dict[str, set[tuple[bool, str, str]]]


def _read(store: Queryable, config: Config) -> tuple[_Named, dict[str, set[str]]]:
    """Names as (preferred, text, language) and types, by thing."""
    naming = " ".join(f"<{iri}>" for iri in (config.preferred_name, *config.alternative_names))
    names: _Named = defaultdict(set)
    types: dict[str, set[str]] = defaultdict(set)
    found = rows(store, f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {naming} <{TYPE}> }} ?s ?p ?o }}")
    for thing, said, value in found:
        if not isinstance(thing, ox.NamedNode) or not isinstance(said, ox.NamedNode):
            continue
        if isinstance(value, ox.NamedNode):
            types[thing.value].add(value.value)
        elif isinstance(value, ox.Literal):
            preferred = said.value == config.preferred_name
            names[thing.value].add((preferred, value.value, value.language or ""))
    return names, types


def _record_classes(store: Queryable, config: Config) -> set[str]:
    graph = config.graph("ontology")
    found = rows(store, f"SELECT ?c WHERE {{ GRAPH <{graph}> {{ ?c <{IS_RECORD}> true }} }}")
    return {kind.value for (kind,) in found if isinstance(kind, ox.NamedNode)}


def _labels(iri: str, names: Collection[tuple[bool, str, str]], config: Config) -> dict[str, str]:
    """The label in each of the dataset's languages; other names serve where none is preferred."""
    best = [(text, tag) for preferred, text, tag in names if preferred]
    pairs = best or [(text, tag) for _, text, tag in names]
    return {
        language: label(pairs, language, config, slug(config, iri))[0]
        for language in (*config.languages, config.default_language)
    }
