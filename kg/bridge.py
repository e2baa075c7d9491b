"""A WSGI application under RSGI: an event loop holds the connections, threads do the work.

WSGI knows no way to say that a client has hung up, and a thread that reads a body waits for
whoever sends it. Here a request takes a thread only once all of it has arrived, and gives it
back before the answer is sent; and the application finds a function at
:data:`CLIENT_GONE` in its environment that tells whether anybody still waits for the answer.
An answer that the application leaves a :class:`kg.repeats.Repeat` with is given again to the
same request by the event loop itself; and there may be a :data:`Prompt` that answers some requests
in the event loop.

RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from kg.errors import KgError
from kg.inbox import Inbox, Refused
from kg.repeats import REPEAT, Repeat, Repeats
from kg.service.errors import ClientGone

#: Where the environment holds a function that says whether the client has gone.
CLIENT_GONE = "kg.client_gone"
#: Where it holds the error that a request has come to before the application was called.
FAILURE = "kg.failure"
#: Requests that one process handles at once: most of them wait for a query worker.
THREADS = 256
#: Requests that may wait for a thread; further ones are told to come back.
_QUEUE = 256
#: Seconds after which somebody looks whether the client is still there; most never get so old.
_PATIENCE = 0.2
#: Answers up to this size are sent in one piece.
_WHOLE = 1_048_576

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]


@dataclass
class Response:
    """What an application answered.

    Parameters
    ----------
    status, headers: of the response.
    body: its beginning, or all of it.
    rest: what is left where it is long; the caller closes it.
    repeat: what makes it an answer that may be given again.
    told: called once it is on its way: what the client need not wait for.
    """

    status: int
    headers: Headers
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None
    repeat: Repeat | None = None
    told: Callable[[], None] | None = None


#: Answers a request, given its scope, without the application; None where it leaves it to that.
#: An error is the application's as well, which finds it at :data:`FAILURE`.
Prompt = Callable[[Any], Awaitable[Response] | None]


class Bridge:
    """The RSGI side of a WSGI application.

    Parameters
    ----------
    application: the WSGI application.
    max_body: bytes of the largest request body; of a larger one the application sees only
        that it is larger.
    repeats: bytes of answers that are kept to be given again.
    prompt: what answers some requests first.
    """

    def __init__(
        self,
        application: Application,
        max_body: int,
        repeats: int = 0,
        prompt: Prompt = lambda _scope: None,
    ) -> None:
        self._application = application
        self._inbox = Inbox(max_body)
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._requests = 0
        self._repeats = Repeats(repeats)
        self._prompt = prompt

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        began = time.perf_counter()
        key = self._repeats.key(scope)
        if key is not None and (kept := self._repeats.get(key)) is not None:
            response, repeat = kept
            protocol.response_bytes(response.status, response.headers, response.body)
            return repeat.told(time.perf_counter() - began)
        if self._requests >= THREADS + _QUEUE:
            return Refused(503, "more requests at once than can wait here").answer(protocol)
        self._requests += 1
        try:
            response = await self._answer(scope, protocol)
            await self._send(response, protocol)
            if key is not None:
                self._repeats.put(key, response)
            if response.told is not None:
                response.told()
        except Refused as refusal:
            refusal.answer(protocol)
        finally:
            self._requests -= 1

    async def _answer(self, scope: Any, protocol: Any) -> Response:
        failure = {}
        if (asked := self._prompt(scope)) is not None:
            try:
                return await _unless_gone(asked, protocol)
            except KgError as error:
                failure[FAILURE] = error
        with await self._inbox.receive(scope, protocol) as body:
            environ = environment(scope, body.length, body.data) | failure
            return await self._run(environ, protocol)

    async def _run(self, environ: dict[str, Any], protocol: Any) -> Response:
        """Call the application in a thread, and note when the client goes."""
        gone = asyncio.Event()
        environ[CLIENT_GONE] = gone.is_set
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(self._threads, call, self._application, environ)
        done, _ = await asyncio.wait({answer}, timeout=_PATIENCE)
        if done:
            return answer.result()
        watch = asyncio.ensure_future(_note_when_gone(protocol, gone))
        try:
            return await answer
        finally:
            watch.cancel()

    async def _send(self, response: Response, protocol: Any) -> None:
        if response.rest is None:
            protocol.response_bytes(response.status, response.headers, response.body)
            return
        loop = asyncio.get_running_loop()
        try:
            transport = protocol.response_stream(response.status, response.headers)
            chunk: bytes | None = response.body
            while chunk is not None:
                await transport.send_bytes(chunk)
                chunk = await loop.run_in_executor(self._threads, next, response.rest, None)
        finally:
            if response.close is not None:
                await loop.run_in_executor(self._threads, response.close)


async def _unless_gone(asked: Awaitable[Response], protocol: Any) -> Response:
    """What is awaited; it is cancelled when the client goes.

    Raises
    ------
    ClientGone: it has.
    """
    own = asyncio.current_task()
    assert own is not None
    gone = asyncio.Event()
    watches: list[asyncio.Future[None]] = []

    async def leave() -> None:
        await _note_when_gone(protocol, gone)
        own.cancel()

    timer = asyncio.get_running_loop().call_later(
        _PATIENCE, lambda: watches.append(asyncio.ensure_future(leave()))
    )
    try:
        return await asked
    except asyncio.CancelledError:
        if not gone.is_set():
            raise
        own.uncancel()
        raise ClientGone from None
    finally:
        timer.cancel()
        for watch in watches:
            watch.cancel()


async def _note_when_gone(protocol: Any, gone: asyncio.Event) -> None:
    await protocol.client_disconnect()
    gone.set()


def call(application: Application, environ: dict[str, Any]) -> Response:
    """Call a WSGI application and take its answer, all of it unless it is long."""
    started: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: Headers, _error: Any = None) -> None:
        started[:] = [(int(status[:3]), headers)]

    answer = application(environ, start_response)
    close = getattr(answer, "close", None)
    pieces: Iterator[bytes] = iter(answer)
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > _WHOLE:
            return Response(*started[0], bytes(body), pieces, close)
    if close is not None:
        close()
    return Response(*started[0], bytes(body), repeat=environ.get(REPEAT))


def environment(scope: Any, length: int | None, body: bytes) -> dict[str, Any]:
    """The environment of a request (PEP 3333).

    Parameters
    ----------
    scope: of the request, as RSGI gives it.
    length: of its body; None where there is none.
    body: what has been received of it.
    """
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(environ, scope.headers.items())
    for name in ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):  # the body is whole by now
        environ.pop(name, None)
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    return environ


def _add_headers(environ: dict[str, Any], headers: Iterable[tuple[str, str]]) -> None:
    """Add header fields; one that was sent more than once is joined (RFC 9110, 5.3)."""
    for field, value in headers:
        name = field.upper().replace("-", "_")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = "HTTP_" + name
        if name in environ:
            separator = "; " if name == "HTTP_COOKIE" else ", "
            value = f"{environ[name]}{separator}{value}"
        environ[name] = value
