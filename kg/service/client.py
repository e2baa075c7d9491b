"""Ask the query service from another process."""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kg.query import Answer, QueryRefused, QuerySyntaxError
from kg.remote.errors import REMOTE_ERRORS
from kg.service.errors import ClientGone, QueryTimeout, ServiceBusy, WorkerCrashed
from kg.service.guard import QueryText, inspect
from kg.service.messages import SIZES, STARTED, Request, receive

#: Seconds that a query waits for a free worker.
QUEUE_SECONDS = 2.0
#: How long a client waits before it looks whether anybody still waits for the answer.
_SLICE = 0.2
#: Seconds without a byte of an answer that is on its way.
TRANSFER = 30.0
#: Bytes before those of a reply's two parts.
HEAD = STARTED.size + SIZES.size
_TIMEVAL = struct.Struct("ll")


class _NotTaken(Exception):
    """A worker that was about to leave let the connection go; another one will take it."""


class QueryService:
    """The client of a query pool; safe to share between threads.

    Parameters
    ----------
    address: of the pool's socket.
    queue_seconds: how long a query may wait for a free worker.
    """

    def __init__(self, address: Path, queue_seconds: float = QUEUE_SECONDS) -> None:
        self.address = address
        self._queue_seconds = queue_seconds

    def query(
        self,
        text: str | QueryText,
        *,
        format: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        unless: str = "",
        whole: bool = False,
        base: str = "",
        gone: Callable[[], bool] = lambda: False,
    ) -> Answer | None:
        """Have a query answered in a worker.

        Parameters
        ----------
        text, format, default_graphs, named_graphs, base: as for :func:`kg.query.run_query`.
        unless: a version of the dataset whose answer the caller has already.
        whole: without the limit of rows, for an answer that is of no use unless it is whole.
        gone: asked a few times a second whether nobody waits for the answer any more; then
            the worker is ended.

        Returns
        -------
        The answer with the version it is from, or None where ``unless`` is that version.

        Raises
        ------
        QueryTimeout, WorkerCrashed, ServiceBusy, ClientGone, RemoteError: there is no answer.
        QuerySyntaxError, QueryRefused: there is none to be had.
        """
        since = time.monotonic()
        checked = inspect(text) if isinstance(text, str) else text
        graphs = tuple(default_graphs), tuple(named_graphs)
        request = Request(checked, format, *graphs, unless, since, whole, base)
        deadline = since + self._queue_seconds
        while True:
            try:
                meta, body = self._exchange(request, deadline, gone)
                break
            except _NotTaken as error:
                if time.monotonic() > deadline:
                    raise self._busy() from error
        return understood(meta, body)

    def _exchange(
        self, request: Request, deadline: float, gone: Callable[[], bool]
    ) -> tuple[dict[str, Any], bytes]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            _set_patience(connection, self._queue_seconds)
            try:
                connection.connect(str(self.address))
                connection.sendall(request.encoded())
            except BlockingIOError as error:
                raise self._busy() from error
            except (BrokenPipeError, ConnectionResetError) as error:
                raise _NotTaken from error
            except (ConnectionRefusedError, FileNotFoundError) as error:
                raise ServiceBusy(5, "the query service is not running") from error
            return self._reply(connection, request.since, deadline, gone)

    def _reply(
        self, connection: socket.socket, since: float, deadline: float, gone: Callable[[], bool]
    ) -> tuple[dict[str, Any], bytes]:
        if not _has_come(connection, deadline, gone):
            raise self._busy()
        head = _start(connection)
        due, limit = taken_up(head, since, self._queue_seconds)
        if len(head) < HEAD and not _has_come(connection, due, gone):
            raise QueryTimeout(limit)
        _set_patience(connection, TRANSFER)
        try:
            head += receive(connection, HEAD - len(head))
            sizes = SIZES.unpack_from(head, STARTED.size)
            data = receive(connection, sum(sizes))
        except (ConnectionResetError, struct.error) as error:
            raise ended(due, limit) from error
        if len(data) < sum(sizes):
            raise QueryTimeout(limit)
        return json.loads(data[: sizes[0]]), data[sizes[0] :]

    def _busy(self) -> ServiceBusy:
        return busy(self._queue_seconds)


def busy(queue_seconds: float) -> ServiceBusy:
    """That no worker was free within so many seconds."""
    return ServiceBusy(math.ceil(queue_seconds))


def taken_up(head: bytes | bytearray, since: float, queue_seconds: float) -> tuple[float, float]:
    """When a query is due, and its limit, from how a worker's reply begins.

    Parameters
    ----------
    head: what has come of the reply.
    since: when the query came.
    queue_seconds: how long it might wait for the worker.

    Raises
    ------
    ServiceBusy: all its time went by while it waited.
    """
    (limit,) = STARTED.unpack_from(head)
    due = since + limit
    if len(head) < HEAD and time.monotonic() >= due:
        raise busy(queue_seconds)
    return due, limit


def understood(meta: dict[str, Any], body: bytes) -> Answer | None:
    """The answer that a worker's reply is, or None where the asker has it already.

    Raises
    ------
    QueryTimeout, RemoteError: there is no answer.
    QuerySyntaxError, QueryRefused: there is none to be had.
    """
    if "syntax" in meta:
        raise QuerySyntaxError(meta["line"], meta["column"], meta["syntax"])
    if "refused" in meta:
        raise QueryRefused(meta["refused"])
    if "overdue" in meta:
        raise QueryTimeout(meta["overdue"])
    if "store" in meta:
        raise REMOTE_ERRORS[meta["store"]](meta["reason"])
    if "unchanged" in meta:
        return None
    return Answer(body=body, **meta)


def _start(connection: socket.socket) -> bytes:
    """What a worker sends first; with a quick answer also the sizes, in one call."""
    try:
        head = connection.recv(HEAD)
    except ConnectionResetError as error:
        raise _NotTaken from error
    if not head:
        raise _NotTaken
    try:
        if len(head) < STARTED.size:
            head += receive(connection, STARTED.size - len(head))
    except ConnectionResetError as error:
        raise WorkerCrashed from error
    return head


def _has_come(connection: socket.socket, deadline: float, gone: Callable[[], bool]) -> bool:
    """Wait until there is something to read; False where the deadline comes first.

    Raises
    ------
    ClientGone: nobody waits any more.
    """
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    while not poll.poll(min(_SLICE, max(0.0, deadline - time.monotonic())) * 1000):
        if gone():
            raise ClientGone
        if time.monotonic() >= deadline:
            return False
    return True


def _set_patience(connection: socket.socket, seconds: float) -> None:
    """How long one blocking call may take."""
    whole = int(seconds)
    value = _TIMEVAL.pack(whole, int((seconds - whole) * 1e6))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)


def ended(due: float, limit: float) -> QueryTimeout | WorkerCrashed:
    """Why a worker hung up in the middle of a query."""
    return QueryTimeout(limit) if time.monotonic() >= due else WorkerCrashed()
