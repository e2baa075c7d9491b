"""Where a broker gets its dataset from: memory where that fits, else the store on disk."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.dataset import DUMP, STORE, remote_of
from kg.remote import RemoteStore
from kg.select import Queryable

#: Bytes in memory for each byte of N-Quads, measured on a million quads of the shipped shape.
_GROWTH = 6


def bytes_in_memory(size: int) -> int:
    """About how many bytes of memory N-Quads of a size take once they are loaded."""
    return size * _GROWTH


@dataclass(frozen=True)
class Source:
    """Where a worker gets the dataset from.

    Parameters
    ----------
    open: gives it; called once, after the fork.
    files: how many files the store may yet open while it is asked.
    triple_terms: whether it may hold triples as objects.
    """

    open: Callable[[], Queryable]
    files: int = 0
    triple_terms: bool = True


def open_source(directory: Path, memory: int) -> Source:
    """The source of a published version.

    A store in memory is loaded here and shared by all forks. A store on disk has threads of its
    own, which do not survive a fork, so that each worker opens it for itself, read-only. So do
    the connections to a remote store.

    Parameters
    ----------
    directory: of one published version.
    memory: bytes that the dataset may fill.
    """
    remote = remote_of(directory)
    if remote is not None:
        return Source(lambda: RemoteStore(remote))
    dump = directory / DUMP
    if bytes_in_memory(dump.stat().st_size) > memory:
        tables = sum(1 for _ in (directory / STORE).glob("*.sst"))
        return Source(
            lambda: ox.Store.read_only(str(directory / STORE)), tables, _has_triple_terms(dump)
        )
    store = ox.Store()
    store.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    return Source(lambda: store, triple_terms=_has_triple_terms(dump))


def _has_triple_terms(dump: Path) -> bool:
    """Whether N-Quads have a triple as a term, or a text that looks like one."""
    with dump.open("rb") as file:
        if not dump.stat().st_size:
            return False  # and cannot be mapped
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
            return lines.find(b"<<(") >= 0
