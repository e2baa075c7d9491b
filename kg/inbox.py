"""Request bodies as they arrive: bounded in size, in time and in sum."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

#: Seconds without a byte of a body.
_SILENCE = 10.0
#: A body has this many seconds, and one more for each so many bytes.
_SECONDS = 30.0
_BYTES_PER_SECOND = 20_000
#: Bodies that one process holds at once, as a multiple of the largest one.
_AT_ONCE = 16
#: Of a body that is too large, so many times the largest one is read on, within so many seconds.
_READ_ON = 4
_READ_ON_SECONDS = 5.0


class Refused(Exception):
    """A request that is not passed on to the application.

    Parameters
    ----------
    status: of the response.
    detail: what was wrong with the request.
    """

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)

    def answer(self, protocol: Any) -> None:
        """Send the problem document (RFC 9457)."""
        title = {408: "Request Timeout", 503: "Service Unavailable"}[self.status]
        problem = {"type": "about:blank", "title": title, "status": self.status}
        headers = [("content-type", "application/problem+json"), ("connection", "close")]
        if self.status == 503:
            headers.append(("retry-after", "2"))
        text = json.dumps({**problem, "detail": self.detail})
        protocol.response_str(self.status, headers, text)


class Body:
    """A body that has arrived; while it is open, it counts against the sum.

    Parameters
    ----------
    length: in bytes, None where the request has no body.
    data: empty where the body is larger than what is taken.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.length: int | None = None
        self.data = b""
        self.held = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._inbox.held -= self.held
        self.held = 0


class Inbox:
    """Receives the bodies of one process.

    Parameters
    ----------
    max_body: bytes of the largest body that is taken.
    """

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._room = max_body * _AT_ONCE
        self.held = 0

    async def receive(self, scope: Any, protocol: Any) -> Body:
        """All of a request's body, or the knowledge that it is too large.

        Raises
        ------
        Refused: it comes too slowly, or there are too many of them.
        """
        body = Body(self)
        declared = scope.headers.get("content-length")
        if declared is None and "transfer-encoding" not in scope.headers:
            return body
        if declared is not None and declared.isdecimal() and int(declared) > self._max_body:
            body.length = int(declared)
            if "expect" not in scope.headers and body.length <= self._max_body * _READ_ON:
                await self._read_on(protocol.__aiter__())
            return body
        try:
            await self._fill(body, protocol)
        except BaseException:
            body.__exit__(None, None, None)
            raise
        return body

    async def _fill(self, body: Body, protocol: Any) -> None:
        data = bytearray()
        began = time.monotonic()
        chunks = protocol.__aiter__()
        while True:
            left = began + _SECONDS + len(data) / _BYTES_PER_SECOND - time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, min(_SILENCE, left))):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise Refused(408, "the body of the request came too slowly") from None
            self._hold(body, len(chunk))
            data += chunk
            if len(data) > self._max_body:
                body.length = len(data)
                await self._read_on(chunks)
                return
        body.length, body.data = len(data), bytes(data)

    async def _read_on(self, chunks: AsyncIterator[bytes]) -> None:
        """Throw away what a client sends of a body that is too large, within bounds.

        Where a connection is closed while its client still sends, the client may meet a reset
        instead of the answer that says why (RFC 9112, section 9.6).
        """
        left = self._max_body * _READ_ON
        with suppress(TimeoutError, StopAsyncIteration):
            async with asyncio.timeout(_READ_ON_SECONDS):
                while left > 0:
                    left -= len(await anext(chunks))

    def _hold(self, body: Body, size: int) -> None:
        if self.held + size > self._room:
            raise Refused(503, "more request bodies at once than there is room for")
        self.held += size
        body.held += size
