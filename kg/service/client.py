"""Ask the query service from another process."""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.query import Answer, QueryRefused, QuerySyntaxError
from kg.service.errors import QueryTimeout, ServiceBusy, WorkerCrashed
from kg.service.messages import SIZES, SMALL, STARTED, Request, receive

#: Seconds that a query waits for a free worker.
QUEUE_SECONDS = 2.0
#: How long a client waits before it looks whether its query was taken up.
_SLICE = 0.2
#: What ending a query may take after its deadline; the memory it had is given back later.
_GRACE = 0.02
#: Seconds without a byte of an answer that is on its way.
_TRANSFER = 30.0
_HEAD = STARTED.size + SIZES.size
_TIMEVAL = struct.Struct("ll")


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
        text: str,
        *,
        format: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        unless: str = "",
    ) -> Answer | None:
        """Have a query answered in a worker.

        Parameters
        ----------
        text, format, default_graphs, named_graphs: as for :func:`kg.query.run_query`.
        unless: a version of the dataset whose answer the caller has already.

        Returns
        -------
        The answer with the version it is from, or None where ``unless`` is that version.

        Raises
        ------
        QueryTimeout, WorkerCrashed, ServiceBusy: there is no answer.
        QuerySyntaxError, QueryRefused: there is none to be had.
        """
        request = Request(text, format, tuple(default_graphs), tuple(named_graphs), unless)
        meta, body = self._exchange(request.encoded())
        if "syntax" in meta:
            raise QuerySyntaxError(meta["line"], meta["column"], meta["syntax"])
        if "refused" in meta:
            raise QueryRefused(meta["refused"])
        if "unchanged" in meta:
            return None
        return Answer(body=body, **meta)

    def _exchange(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            _set_patience(connection, min(_SLICE, self._queue_seconds))
            try:
                connection.connect(str(self.address))
                connection.sendall(request)
            except (BlockingIOError, BrokenPipeError, ConnectionResetError) as error:
                raise self._busy() from error
            except (ConnectionRefusedError, FileNotFoundError) as error:
                raise ServiceBusy(5, "the query service is not running") from error
            return self._reply(connection)

    def _reply(self, connection: socket.socket) -> tuple[dict[str, Any], bytes]:
        head = self._start(connection)
        began, limit = STARTED.unpack_from(head)
        if len(head) < _HEAD:
            _set_patience(connection, max(0.001, began + limit + _GRACE - time.monotonic()))
        try:
            head += receive(connection, _HEAD - len(head))
            sizes = SIZES.unpack_from(head, STARTED.size)
            if sizes[1] >= SMALL:  # what is small has come with the head
                _set_patience(connection, _TRANSFER)
            data = receive(connection, sum(sizes))
        except (ConnectionResetError, struct.error) as error:
            raise _ended(began, limit) from error
        if len(data) < sum(sizes):
            raise QueryTimeout(limit)
        return json.loads(data[: sizes[0]]), data[sizes[0] :]

    def _start(self, connection: socket.socket) -> bytes:
        """What a worker sends first; with a quick answer also the sizes, in one call."""
        deadline = time.monotonic() + self._queue_seconds
        head = b""
        while len(head) < STARTED.size:
            try:
                part = connection.recv(_HEAD - len(head), socket.MSG_WAITALL)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise self._busy() from error
                continue
            except ConnectionResetError as error:
                raise WorkerCrashed from error
            if not part:
                raise WorkerCrashed
            head += part
        return head

    def _busy(self) -> ServiceBusy:
        return ServiceBusy(math.ceil(self._queue_seconds))


def _set_patience(connection: socket.socket, seconds: float) -> None:
    """How long one blocking call may take."""
    whole = int(seconds)
    value = _TIMEVAL.pack(whole, int((seconds - whole) * 1e6))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)


def _ended(began: float, limit: float) -> QueryTimeout | WorkerCrashed:
    overdue = time.monotonic() - began >= limit
    return QueryTimeout(limit) if overdue else WorkerCrashed()
