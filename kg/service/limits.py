"""What one query may take, and how many run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from kg.service.memory import machine_memory

MEGABYTE = 1_048_576


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
    """

    timeout: float = 10.0
    memory: int = 1024 * MEGABYTE
    max_rows: int = 100_000
    workers: int = 64
    pool_memory: int = field(default_factory=lambda: machine_memory() // 2)

    @property
    def ready(self) -> int:
        """Workers that are kept ready: the cores and a reserve."""
        return min(self.workers, (os.cpu_count() or 1) + 2)
