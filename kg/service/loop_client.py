"""Ask the query service from an event loop, without a thread.

The same exchange as in :mod:`kg.service.client`. Where the task that asks is cancelled, the
connection closes, and the worker's watch ends the query.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any, cast

from kg.query import Answer
from kg.service.client import HEAD, QUEUE_SECONDS, TRANSFER, busy, ended, taken_up, understood
from kg.service.errors import QueryTimeout, ServiceBusy
from kg.service.messages import SIZES, STARTED, Request


async def ask(address: Path, request: Request, queue_seconds: float = QUEUE_SECONDS) -> Answer:
    """Have a query answered in a worker.

    Parameters
    ----------
    address: of the pool's socket.
    request: with nothing in ``unless``: the answer is wanted whatever the version.
    queue_seconds: how long the query may wait for a free worker.

    Raises
    ------
    QueryTimeout, WorkerCrashed, ServiceBusy, RemoteError: there is no answer.
    QuerySyntaxError, QueryRefused: there is none to be had.
    """
    loop = asyncio.get_running_loop()
    data = request.encoded()
    while True:
        reply = _Reply(loop.create_future())
        try:
            await loop.create_unix_connection(lambda reply=reply: reply, str(address))  # type: ignore[misc]
        except BlockingIOError as error:
            raise busy(queue_seconds) from error
        except (ConnectionRefusedError, FileNotFoundError) as error:
            raise ServiceBusy(5, "the query service is not running") from error
        try:
            reply.send(data)
            meta, body = await _whole(reply, request.since, queue_seconds)
            break
        except _NotTaken as error:
            if time.monotonic() > request.since + queue_seconds:
                raise busy(queue_seconds) from error
        finally:
            reply.hang_up()
    answer = understood(meta, body)
    assert answer is not None, "nothing was said of a known version"
    return answer


async def _whole(reply: _Reply, since: float, queue_seconds: float) -> tuple[dict[str, Any], bytes]:
    """The two parts of a reply, each step within its own time."""
    if not await reply.has(STARTED.size, since + queue_seconds):
        raise busy(queue_seconds)
    if len(reply.data) < STARTED.size:
        raise _NotTaken
    due, limit = taken_up(reply.data, since, queue_seconds)
    if not await reply.has(HEAD, due):
        raise QueryTimeout(limit)
    if len(reply.data) < HEAD:
        raise ended(due, limit)
    sizes = SIZES.unpack_from(reply.data, STARTED.size)
    if not await reply.has(HEAD + sum(sizes), time.monotonic() + TRANSFER):
        raise QueryTimeout(limit)
    if len(reply.data) < HEAD + sum(sizes):
        raise ended(due, limit)
    middle = HEAD + sizes[0]
    return json.loads(reply.data[HEAD:middle]), bytes(memoryview(reply.data)[middle:])


class _NotTaken(Exception):
    """A worker that was about to leave let the connection go; another one will take it."""


class _Reply(asyncio.Protocol):
    """Gathers what a worker sends, and wakes whoever waits for so much of it."""

    def __init__(self, woken: asyncio.Future[None]) -> None:
        self.data = bytearray()
        self._wanted = 0
        self._woken = woken
        self._is_over = False
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, to send by."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self.data += data
        if len(self.data) >= self._wanted:
            self._wake()

    def connection_lost(self, _error: Exception | None) -> None:
        """Nothing more will come."""
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)

    def send(self, data: bytes) -> None:
        """Send the request."""
        assert self._transport is not None
        self._transport.write(data)

    def hang_up(self) -> None:
        """Close the connection, whatever is still under way."""
        if self._transport is not None:
            self._transport.abort()

    async def has(self, size: int, deadline: float) -> bool:
        """Wait for so many bytes or the end; False where the deadline comes first."""
        if len(self.data) >= size or self._is_over:
            return True
        loop = asyncio.get_running_loop()
        self._wanted, self._woken = size, loop.create_future()
        timer = loop.call_later(max(0.0, deadline - time.monotonic()), self._wake)
        try:
            await self._woken
        finally:
            timer.cancel()
        return len(self.data) >= size or self._is_over
