"""Keep the queries of a broker within the memory that they may take together."""

from __future__ import annotations

import time
from collections.abc import Mapping

from kg.service.board import Board
from kg.service.memory import private_memory, taken_at_most

#: Seconds between two looks; fewer where much memory is taken.
_TICK, _SCARCE_TICK = 0.03, 0.01
#: Where memory is scarce, an idle worker that has more than this for itself leaves.
_KEPT = 67_108_864
#: How many times as long as a look the pause after it is, at least.
_SHARE = 5


class MemoryWatch:
    """Looks at what workers take, and says which queries have to end.

    What they will take by the next look counts as well, were they to go on as since the last: a
    query fills hundreds of megabytes between two looks.

    Parameters
    ----------
    board: of the workers.
    limit: bytes that all may take together, beside what they share.
    """

    def __init__(self, board: Board, limit: int) -> None:
        self._board = board
        self._limit = limit
        self._taken = 0
        #: When to look again, on the monotonic clock.
        self.next_look = 0.0

    def look(self, pids: Mapping[int, int]) -> list[tuple[int, float]]:
        """The slots of the queries that have taken most and have to end, and when they began.

        Parameters
        ----------
        pids: process ids of the workers, by their slots on the board.
        """
        began = time.monotonic()
        running = dict(self._board.running())
        taken = taken_at_most(pids)
        together = sum(taken.values())
        growth = max(0, together - self._taken)
        self._taken = together
        scarce = together > self._limit / 2
        if scarce:
            self._send_away(taken, running)
        ended = []
        if running and together + growth > self._limit:
            ended = _largest(pids, running, self._limit - growth)
        now = time.monotonic()
        self.next_look = now + max(_SCARCE_TICK if scarce else _TICK, _SHARE * (now - began))
        return [(slot, running[slot]) for slot in ended]

    def _send_away(self, taken: Mapping[int, int], running: Mapping[int, float]) -> None:
        for slot, size in taken.items():
            if slot not in running and size > _KEPT:
                self._board.retire(slot)


def _largest(pids: Mapping[int, int], running: Mapping[int, float], room: int) -> list[int]:
    """Slots of the queries that have taken most: without them the rest fits into the room."""
    taken = {slot: private_memory(pid) for slot, pid in pids.items()}
    left = sum(taken.values())
    found = []
    for slot in sorted(running, key=lambda each: taken.get(each, 0), reverse=True):
        if left <= room:
            break
        found.append(slot)
        left -= taken.get(slot, 0)
    return found
