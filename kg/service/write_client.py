"""Ask the owner of a live store to write, from another process."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.query import QueryRefused, QuerySyntaxError
from kg.service.errors import QueryTimeout, ServiceBusy, WorkerCrashed
from kg.service.writes import Write, receive_outcome
from kg.upload import NotRdf

#: Seconds that a write waits for those before it, beside its own time.
QUEUE_SECONDS = 30.0


class WriteFailed(KgError):
    """The write was worked out, but could not be made durable; nothing was changed."""


class WriteLost(KgError):
    """The owner of the store ended before it answered."""

    def __init__(self) -> None:
        super().__init__(
            "the store ended before it answered, so it is not known whether the change is in — "
            "ask for what was written, then send it again if it is not there"
        )


class GraphMissing(KgError):
    """There is no graph of that name to delete."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        super().__init__(f"there is no graph <{graph}>")


@dataclass(frozen=True)
class Written:
    """A write that is done and durable.

    Parameters
    ----------
    version: of the store after it.
    created: whether it made a graph that was not there.
    """

    version: str
    created: bool = False


class WriteService:
    """The client of a live store; safe to share between threads.

    Parameters
    ----------
    address: of the owner's socket.
    seconds: the time limit of one write.
    """

    def __init__(self, address: Path, seconds: float) -> None:
        self.address = address
        self._seconds = seconds

    def write(self, write: Write) -> Written:
        """Have a write done; when this returns, it is durable and every later query sees it.

        Raises
        ------
        QuerySyntaxError, QueryRefused, NotRdf, GraphMissing: it cannot be done; nothing changed.
        QueryTimeout, WorkerCrashed, WriteFailed, ServiceBusy: it was not done; nothing changed.
        WriteLost: nobody knows.
        """
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(QUEUE_SECONDS + self._seconds)
            try:
                connection.connect(str(self.address))
            except (OSError, TimeoutError) as error:
                raise ServiceBusy(5, "the store is not running") from error
            try:
                write.send(connection)
                outcome = receive_outcome(connection)
            except (OSError, struct.error) as error:
                raise WriteLost from error
        return _written(outcome)


def _written(outcome: dict[str, Any]) -> Written:
    if "syntax" in outcome:
        raise QuerySyntaxError(outcome["line"], outcome["column"], outcome["syntax"])
    if "not_rdf" in outcome:
        raise NotRdf(outcome["not_rdf"], outcome["line"], outcome["column"])
    if "refused" in outcome:
        raise QueryRefused(outcome["refused"])
    if "missing" in outcome:
        raise GraphMissing(outcome["missing"])
    if "overdue" in outcome:
        raise QueryTimeout(outcome["overdue"])
    if "crashed" in outcome:
        raise WorkerCrashed
    if "failed" in outcome:
        raise WriteFailed(outcome["failed"])
    return Written(outcome["version"], outcome.get("created", False))
