"""What a write does to a store: lines of N-Quads that go and that come, and graphs likewise.

The process that works a write out hands this to the process that owns the store.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

import pyoxigraph as ox

_LENGTHS = struct.Struct("!IQQ")


@dataclass(frozen=True)
class Change:
    """A difference between two states of a store.

    Parameters
    ----------
    removed, added: quads as lines of N-Quads, each ended by a line feed; blank nodes keep the
        labels that they have in the store.
    dropped, created: IRIs of named graphs that end and that begin to exist; a graph can exist
        without a quad.
    """

    removed: bytes = b""
    added: bytes = b""
    dropped: tuple[str, ...] = ()
    created: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.dropped or self.created)

    def encoded(self) -> bytes:
        """The change in one piece."""
        graphs = json.dumps([self.dropped, self.created]).encode()
        head = _LENGTHS.pack(len(graphs), len(self.removed), len(self.added))
        return head + graphs + self.removed + self.added

    @classmethod
    def decoded(cls, data: bytes) -> Change:
        """The change that :meth:`encoded` wrote."""
        graphs, removed, added = _LENGTHS.unpack_from(data)
        start = _LENGTHS.size
        dropped, created = json.loads(data[start : start + graphs])
        middle = start + graphs + removed
        return cls(
            data[start + graphs : middle], data[middle : middle + added], (*dropped,), (*created,)
        )

    def apply(self, store: ox.Store) -> None:
        """Bring a store from the state before to the state after."""
        for quad in _quads(self.removed):
            store.remove(quad)
        for graph in self.dropped:
            store.remove_graph(ox.NamedNode(graph))
        for graph in self.created:
            store.add_graph(ox.NamedNode(graph))
        store.extend(_quads(self.added))


def difference(before: State, after: State) -> Change:
    """The change from one state to another."""
    return Change(
        _joined(before.lines - after.lines),
        _joined(after.lines - before.lines),
        tuple(sorted(before.graphs - after.graphs)),
        tuple(sorted(after.graphs - before.graphs)),
    )


@dataclass(frozen=True)
class State:
    """Everything in a store: its quads as lines of N-Quads, and its named graphs."""

    lines: frozenset[bytes]
    graphs: frozenset[str]

    @classmethod
    def of(cls, store: ox.Store) -> State:
        """What a store holds now."""
        dump = store.dump(format=ox.RdfFormat.N_QUADS)
        assert dump is not None
        graphs = (g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))
        return cls(frozenset(dump.splitlines()), frozenset(graphs))


def lines_of(quads: list[ox.Quad]) -> bytes:
    """Quads as lines of N-Quads."""
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    return written


def _joined(lines: frozenset[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in sorted(lines))


def _quads(lines: bytes) -> list[ox.Quad]:
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
