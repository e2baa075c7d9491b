"""What every worker is doing, in memory that the broker and its workers share.

A worker notes when it began a query; the broker reads that to find whom to end. Each cell is
written by one process and has the size of a machine word, so no lock is needed.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Iterator

_NOBODY, _IDLE = -1.0, 0.0


class Board:
    """One slot for each worker that may exist."""

    def __init__(self, slots: int) -> None:
        self._memory = mmap.mmap(-1, slots * 9)
        view = memoryview(self._memory)
        self._began = view[: slots * 8].cast("d")
        self._retired = view[slots * 8 :]
        for slot in range(slots):
            self._began[slot] = _NOBODY

    def open(self, slot: int) -> None:
        """Give the slot to a new, idle worker."""
        self._began[slot] = _IDLE
        self._retired[slot] = 0

    def close(self, slot: int) -> None:
        """Take the slot back after its worker has ended."""
        self._began[slot] = _NOBODY

    def begin(self, slot: int) -> float:
        """Note that the worker begins a query; returns the time on the monotonic clock."""
        now = time.monotonic()
        self._began[slot] = now
        return now

    def end(self, slot: int) -> None:
        """Note that the worker is idle again."""
        self._began[slot] = _IDLE

    def idle(self) -> int:
        """How many workers wait for a query."""
        return list(self._began).count(_IDLE)

    def is_idle(self, slot: int) -> bool:
        """Whether the worker waits for a query."""
        return self._began[slot] == _IDLE

    def running(self) -> Iterator[tuple[int, float]]:
        """Slots of workers with a query, and when each began it."""
        return ((slot, began) for slot, began in enumerate(self._began.tolist()) if began > 0)

    def retire(self, slot: int) -> None:
        """Ask the worker to leave as soon as it has no query."""
        self._retired[slot] = 1

    def is_retired(self, slot: int) -> bool:
        """Whether the worker was asked to leave."""
        return bool(self._retired[slot])
