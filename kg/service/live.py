"""A store that can be written to: in memory for its readers, in a ledger for good.

The broker owns it. A write is worked out by a process forked from the broker; what comes back
is applied here, first to the ledger and then to memory, so that what was acknowledged is on the
disk and what is read was acknowledged.
"""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import pyoxigraph as ox

from kg.dataset import DUMP
from kg.errors import KgError
from kg.service.changes import Change
from kg.service.ledger import Ledger
from kg.service.source import bytes_in_memory

LEDGER = "ledger.sqlite"
_SEED = "seed"


class LiveStoreTooLarge(KgError):
    """A store that is written to stands in memory, and this one does not fit."""

    def __init__(self, needed: int, limit: int) -> None:
        super().__init__(
            f"the live store needs about {needed // 2**20} MB of memory, the limit is "
            f"{limit // 2**20} MB — raise --memory-limit"
        )


class LiveStore:
    """The store, its durable copy, and the version that its readers are told.

    The version is new with each start and each write: a digest of the version before and of the
    change. It never comes twice for two states.

    Parameters
    ----------
    directory: where the ledger is, or is to be made.
    seed: directory of the published version that a new ledger begins with.
    memory: bytes that the store may fill.

    Raises
    ------
    LedgerFailed: the ledger cannot be used.
    LiveStoreTooLarge: it does not fit into memory.
    """

    def __init__(self, directory: Path, seed: Path, memory: int) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / LEDGER
        self._ledger = Ledger(path)
        needed = bytes_in_memory(max(path.stat().st_size, (seed / DUMP).stat().st_size))
        if needed > memory:
            raise LiveStoreTooLarge(needed, memory)
        self.store = ox.Store()
        if self._ledger.about(_SEED):
            self._ledger.fill(self.store)
        else:
            self._plant(seed)
        self.version = hashlib.sha256(uuid.uuid4().bytes).hexdigest()

    def _plant(self, seed: Path) -> None:
        """Begin with a published version."""
        lines = (seed / DUMP).read_bytes()
        self.store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
        graphs = (g.value for g in self.store.named_graphs() if isinstance(g, ox.NamedNode))
        self._ledger.commit(Change(added=lines, created=tuple(graphs)), **{_SEED: seed.name})

    def commit(self, change: Change) -> None:
        """Make a change durable and visible.

        Raises
        ------
        LedgerFailed: it could not be made durable; nothing was changed.
        """
        if not change:
            return
        self._ledger.commit(change)
        change.apply(self.store)
        digest = hashlib.sha256(self.version.encode())
        digest.update(change.encoded())
        self.version = digest.hexdigest()
