"""What every worker is doing, in memory that the broker and its workers share.

A worker notes when it began a query; the broker reads that to find whom to end. Each cell is
written by one process and has the size of a machine word, so no lock is needed. The memory is
that of a file, in which the fronts read how the workers are.
"""

from __future__ import annotations

import mmap
import os
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOBODY, _IDLE = -1.0, 0.0
_WORD = 8
#: Cells before those of the slots: the broker, and the workers it has lost, by the reason.
_BROKER, _OVERDUE, _CRASHED, _MEMORY = range(4)
_HEAD = 4
#: Cells of each slot.
_ROWS = 4
#: Why a worker ended in the middle of a query.
REASONS = {"timeout": _OVERDUE, "crash": _CRASHED, "memory": _MEMORY}


class Board:
    """One slot for each worker that may exist.

    Parameters
    ----------
    slots: how many there are.
    path: of the file; without one, only forks of this process see the board.
    """

    def __init__(self, slots: int, path: Path | None = None) -> None:
        cells = array("d", [_NOBODY] * (_HEAD + _ROWS * slots))
        cells[:_HEAD] = array("d", [float(os.getpid()), 0.0, 0.0, 0.0])
        file = -1
        if path is not None:
            path.write_bytes(cells.tobytes())
            file = os.open(path, os.O_RDWR)
        self._memory = mmap.mmap(file, len(cells) * _WORD)
        self._memory[:] = cells.tobytes()
        if path is not None:
            os.close(file)
        view = memoryview(self._memory).cast("d")
        self._head = view[:_HEAD]
        self._began = view[_HEAD : _HEAD + slots]
        self._retired = view[_HEAD + slots : _HEAD + 2 * slots]
        self._threads = view[_HEAD + 2 * slots : _HEAD + 3 * slots]
        self._due = view[_HEAD + 3 * slots :]

    def open(self, slot: int) -> None:
        """Give the slot to a new, idle worker."""
        self._began[slot] = _IDLE
        self._retired[slot] = 0
        self._threads[slot] = _NOBODY

    def close(self, slot: int) -> None:
        """Take the slot back after its worker has ended."""
        self._began[slot] = _NOBODY

    def begin(self, slot: int, limit: float) -> None:
        """Note that the worker begins a query, and has so many seconds for it."""
        now = time.monotonic()
        self._due[slot] = now + limit  # first: whoever sees that it runs sees when it is due
        self._began[slot] = now

    def hasten(self, slot: int, due: float) -> None:
        """Bring forward when the query is due, since it has waited for the worker."""
        self._due[slot] = min(self._due[slot], due)

    def end(self, slot: int) -> None:
        """Note that the worker is idle again."""
        self._began[slot] = _IDLE

    def idle(self) -> int:
        """How many workers wait for a query, those that were asked to leave left out."""
        slots = zip(self._began, self._retired, strict=True)
        return sum(1 for began, retired in slots if began == _IDLE and not retired)

    def is_idle(self, slot: int) -> bool:
        """Whether the worker waits for a query."""
        return self._began[slot] == _IDLE

    def is_at(self, slot: int, began: float) -> bool:
        """Whether the worker still has the query that it began then."""
        return self._began[slot] == began

    def due(self, slot: int) -> float:
        """When the worker's query has to end, on the monotonic clock."""
        return self._due[slot]

    def running(self) -> Iterator[tuple[int, float]]:
        """Slots of workers with a query, and when each began it."""
        return ((slot, began) for slot, began in enumerate(self._began.tolist()) if began > 0)

    def retire(self, slot: int) -> None:
        """Ask the worker to leave as soon as it has no query."""
        self._retired[slot] = 1

    def is_retired(self, slot: int) -> bool:
        """Whether the worker was asked to leave."""
        return self._retired[slot] == 1

    def take_up(self, slot: int, thread: int) -> None:
        """Note which thread of the worker answers from now on, by the kernel's number of it."""
        self._threads[slot] = thread

    def demote(self, slot: int) -> int:
        """Note that the thread has got a lower priority; returns its number, 0 if it has one."""
        thread = int(self._threads[slot])
        self._threads[slot] = _NOBODY
        return max(0, thread)

    def is_demoted(self, slot: int) -> bool:
        """Whether the thread that answers has got a lower priority, or none has taken up."""
        return self._threads[slot] == _NOBODY

    def count(self, reason: str) -> None:
        """Note that a worker was lost, by one of :data:`REASONS`."""
        self._head[REASONS[reason]] += 1


@dataclass(frozen=True)
class Workers:
    """How the workers of a broker are, as another process sees it.

    Parameters
    ----------
    idle, busy: how many there are.
    lost: how many ended in the middle of a query, by the reason.
    """

    idle: int
    busy: int
    lost: dict[str, int]


def look(path: Path) -> Workers | None:
    """How the workers are; None where no broker runs.

    Parameters
    ----------
    path: of the file of a :class:`Board`.
    """
    try:
        cells = array("d", path.read_bytes())
        os.kill(int(cells[_BROKER]), 0)
    except (OSError, IndexError):
        return None
    began = cells[_HEAD : _HEAD + (len(cells) - _HEAD) // _ROWS]
    lost = {reason: int(cells[cell]) for reason, cell in REASONS.items()}
    return Workers(began.count(_IDLE), sum(1 for each in began if each > 0), lost)
