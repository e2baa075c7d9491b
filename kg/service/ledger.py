"""The durable copy of a live store: one SQLite file, and one transaction for each write.

A write is acknowledged only after its transaction is on the disk. Whatever happens to the
process, the file holds the whole of each acknowledged write and nothing of any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.service.changes import Change

_SCHEMA = """
CREATE TABLE IF NOT EXISTS quad (line TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS graph (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class LedgerFailed(KgError):
    """The durable copy cannot be read or written; nothing was changed."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            f"{path}: {reason}; nothing was changed — make room or mend the disk, then try again"
        )


class Ledger:
    """The quads and graphs of a live store, on disk.

    One process at a time has a ledger open: SQLite's exclusive lock keeps a second one out.

    Parameters
    ----------
    path: of the file; it is made where there is none.

    Raises
    ------
    LedgerFailed: the file cannot be opened, is no ledger, or another process has it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute("PRAGMA synchronous = FULL")
            self._file.execute("PRAGMA journal_mode = DELETE")
            self._file.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT")
        except sqlite3.Error as error:
            raise LedgerFailed(path, str(error)) from error

    def about(self, key: str) -> str:
        """What was noted under a key; empty where nothing was."""
        row = self._file.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def fill(self, store: ox.Store) -> None:
        """Put everything into a store; blank nodes keep their labels."""
        for batch in self._batches():
            store.bulk_extend(ox.parse(batch, format=ox.RdfFormat.N_QUADS))
        for (graph,) in self._file.execute("SELECT iri FROM graph"):
            store.add_graph(ox.NamedNode(graph))

    def _batches(self) -> Iterator[bytes]:
        cursor = self._file.execute("SELECT line FROM quad")
        while rows := cursor.fetchmany(100_000):
            yield "".join(f"{line}\n" for (line,) in rows).encode()

    def commit(self, change: Change, **about: str) -> None:
        """Make a change durable, whole or not at all.

        Parameters
        ----------
        about: notes that belong to the state after the change.

        Raises
        ------
        LedgerFailed: it could not be written; everything is as it was.
        """
        try:
            self._file.execute("BEGIN")
            try:
                self._write(change)
                self._file.executemany("REPLACE INTO about VALUES (?, ?)", about.items())
                self._file.execute("COMMIT")
            finally:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise LedgerFailed(self._path, str(error)) from error

    def _write(self, change: Change) -> None:
        run = self._file.executemany
        run("DELETE FROM quad WHERE line = ?", _rows(change.removed))
        run("DELETE FROM graph WHERE iri = ?", ((iri,) for iri in change.dropped))
        run("INSERT OR IGNORE INTO graph VALUES (?)", ((iri,) for iri in change.created))
        run("INSERT OR IGNORE INTO quad VALUES (?)", _rows(change.added))


def _rows(lines: bytes) -> Iterator[tuple[str]]:
    return ((line.decode(),) for line in lines.split(b"\n") if line)
