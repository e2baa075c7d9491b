"""Answers that are given again to the very same request, before the application is called."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache

if TYPE_CHECKING:
    from kg.bridge import Response

#: Where an application leaves a :class:`Repeat`, if its answer may be given again.
REPEAT = "kg.repeat"
#: What an entry takes beside its body, about.
_ENTRY = 2048
#: The largest part of the memory that one answer may fill.
_SHARE = 8


@dataclass(frozen=True)
class Repeat:
    """What an application says of an answer that depends on nothing but the request, for a time.

    Parameters
    ----------
    holds: whether the answer is still right; quick, since it is asked before each repetition.
    told: called for each repetition, with the seconds that it took.
    """

    holds: Callable[[], bool]
    told: Callable[[float], None]


class Repeats:
    """The answers that were given last and may be given again, as many as fit.

    Only a request that is equal to the byte, all its header fields included, gets a kept answer:
    whatever an answer may depend on is the same.

    Parameters
    ----------
    size: bytes that they may fill together; 0 keeps none.
    """

    def __init__(self, size: int) -> None:
        self._kept: LRUCache[Hashable, tuple[int, Response, Repeat]] = LRUCache(
            size, lambda entry: entry[0]
        )

    def key(self, scope: Any) -> Hashable | None:
        """What tells a request from others; None where its answer is never given again."""
        if scope.method != "GET" or self._kept.maxsize == 0:
            return None
        fields = tuple(scope.headers.items())
        if any(name in ("content-length", "transfer-encoding") for name, _ in fields):
            return None
        return scope.scheme, scope.authority, scope.path, scope.query_string, fields

    def get(self, key: Hashable) -> tuple[Response, Repeat] | None:
        """The answer to that request, if it is here and still right."""
        entry = self._kept.get(key)
        if entry is None:
            return None
        if not entry[2].holds():
            del self._kept[key]
            return None
        return entry[1:]

    def put(self, key: Hashable, response: Response) -> None:
        """Keep an answer, if the application said that it may be given again."""
        repeat = response.repeat
        size = len(response.body) + _ENTRY
        if repeat is None or response.rest is not None or size * _SHARE > self._kept.maxsize:
            return
        self._kept[key] = (size, response, repeat)
