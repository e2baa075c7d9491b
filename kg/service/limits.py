"""What one query may take, and how many run at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.service.memory import machine_memory

MEGABYTE = 1_048_576


@dataclass(frozen=True)
class Admitted:
    """The endpoints that SERVICE may call, and what a call may take.

    Parameters
    ----------
    urls: of the endpoints, as a query writes them.
    timeout: wall-clock seconds of one call.
    max_rows: rows of one answer; a longer one is an error, since a part would join to a part.
    max_bytes: of one answer.
    """

    urls: tuple[str, ...]
    timeout: float
    max_rows: int
    max_bytes: int


@dataclass(frozen=True)
class Limits:
    """The limits of a query service.

    Parameters
    ----------
    timeout: wall-clock seconds of one query.
    memory: bytes that a dataset may fill in memory, and that each query may take on top of it.
    max_rows: rows of a table or triples of a graph; further ones are cut off.
    workers: the most queries that run at once.
    pool_memory: bytes that all queries may take together, beside the dataset; when they take
        more, the one that has taken most is ended. While a new version takes over, the last
        queries of the old one have as much for themselves.
    max_bytes: of one answer; rows that do not fit are cut off.
    services: endpoints that SERVICE may call.
    service_timeout: wall-clock seconds of one such call.
    """

    timeout: float = 10.0
    memory: int = 1024 * MEGABYTE
    max_rows: int = 100_000
    workers: int = 64
    pool_memory: int = field(default_factory=lambda: machine_memory() // 2)
    max_bytes: int = 64 * MEGABYTE
    services: Sequence[str] = ()
    service_timeout: float = 5.0

    @property
    def admitted(self) -> Admitted:
        """The endpoints that SERVICE may call, and what a call may take."""
        return Admitted(tuple(self.services), self.service_timeout, self.max_rows, self.max_bytes)

    @property
    def ready(self) -> int:
        """Workers that are kept ready: the cores and a reserve."""
        return min(self.workers, (os.cpu_count() or 1) + 2)
