"""A remote store's dataset, copied here, to make files of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.dataset import DUMP, STORE, PublishedDataset
from kg.remote.address import RemoteAddress
from kg.remote.binding import READING_SECONDS, count_statements
from kg.remote.errors import RemoteBroken, RemoteError
from kg.remote.store import RemoteStore
from kg.service.limits import MEGABYTE
from kg.store import load_lines

#: Statements of the largest dataset that is copied.
MOST = 1_000_000
#: Of one graph.
_BYTES = 1024 * MEGABYTE


class TooLargeToCopy(RemoteError):
    """The remote store holds more than is copied to make files of."""

    def __init__(self, statements: int) -> None:
        self.statements = statements
        super().__init__(
            f"the dataset has {statements:,} statements, and files are made of at most "
            f"{MOST:,} — take the dump that the store itself writes"
        )


def copied(dataset: PublishedDataset, place: Path) -> PublishedDataset:
    """The dataset as a published one, with all its statements in an empty directory here.

    Raises
    ------
    TooLargeToCopy: there are too many.
    RemoteError: the store does not give them all.
    """
    assert dataset.remote is not None
    address = replace(dataset.remote, timeout=READING_SECONDS, max_bytes=_BYTES)
    store = RemoteStore(address)
    counts = count_statements(store, address, dataset.config)
    if (total := sum(counts.values())) > MOST:
        raise TooLargeToCopy(total)
    lines = sorted(_lines(store, address, dataset, counts))
    version = _write(lines, place)
    return replace(dataset, directory=place, version=version, counts=counts, remote=None)


def _lines(
    store: RemoteStore, address: RemoteAddress, dataset: PublishedDataset, counts: dict[str, int]
) -> list[str]:
    lines: list[str] = []
    for short, number in counts.items():
        graph = ox.DefaultGraph() if short == "default" else _node(short, dataset)
        before = len(lines)
        lines += _graph(store, graph)
        if (got := len(lines) - before) != number:
            raise RemoteBroken(
                f"the store gives {got:,} of the {number:,} statements of graph '{short}' — "
                f"raise its limit of rows in one answer"
            )
    return lines


def _node(short: str, dataset: PublishedDataset) -> ox.NamedNode:
    return ox.NamedNode(short if "://" in short else dataset.config.graph(short))


def _graph(store: RemoteStore, graph: ox.NamedNode | ox.DefaultGraph) -> list[str]:
    inside = "?s ?p ?o" if isinstance(graph, ox.DefaultGraph) else f"GRAPH {graph} {{ ?s ?p ?o }}"
    triples = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {inside} }}")
    name = "" if isinstance(graph, ox.DefaultGraph) else f" {graph}"
    return [f"{triple}{name} .\n" for triple in triples]


def _write(lines: list[str], place: Path) -> str:
    text = "".join(lines).encode("utf-8")
    (place / DUMP).write_bytes(text)
    store = ox.Store(str(place / STORE))
    load_lines(store, lines)
    store.flush()
    del store
    return hashlib.sha256(text).hexdigest()
