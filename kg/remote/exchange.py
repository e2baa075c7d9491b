"""One query over HTTP: the SPARQL 1.1 Protocol's query operation by a form POST.

Nothing but the answer itself is taken: no redirect is followed, no compressed body is unpacked
(none was asked for), a body ends at the limits of time and size. Connections are kept and used
again, by all threads of a process.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import os
import time
import traceback
from functools import cache
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError, TimeoutError

from kg.remote.address import AUTHORIZATION, RemoteAddress
from kg.remote.errors import RemoteBroken, RemoteError, RemoteTimeout, RemoteUnreachable
from kg.service.guard import QueryRefused

#: Seconds to reach the service: longer means that nobody is there.
_CONNECT = 5.0
_CONNECTIONS = 64
_SHOWN = 500
_FORM = "application/x-www-form-urlencoded"


class Body:
    """The body of an answer, read in parts as they come, within limits of size and time.

    Parameters
    ----------
    media_type: without its parameters, in lower case.
    """

    def __init__(
        self, response: urllib3.BaseHTTPResponse, address: RemoteAddress, deadline: float
    ) -> None:
        self.media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._response = response
        self.address = address
        self._deadline = deadline
        self._left = address.max_bytes
        self._owed = int(response.headers.get("Content-Length", -1))

    def read(self, size: int = 65_536) -> bytes:
        """Some of the body, empty at its end.

        Raises
        ------
        RemoteTimeout, RemoteBroken: the body is too slow, too large, or breaks off.
        """
        if time.monotonic() > self._deadline:
            self._response.close()
            raise RemoteTimeout(self.address.timeout)
        try:
            part = self._response.read1(max(size, 1))
        except TimeoutError as error:
            _untie(error)
            raise RemoteTimeout(self.address.timeout) from error
        except (HTTPError, OSError) as error:
            _untie(error)
            raise RemoteBroken(f"the store's answer breaks off ({error})") from error
        self._left -= len(part)
        if self._left < 0:
            self._response.close()
            raise RemoteBroken(
                f"the store's answer is larger than {self.address.max_bytes:,} bytes, the limit "
                f"for one answer — make the query more selective, or add a LIMIT"
            )
        return part

    def header(self, name: str) -> str:
        """A header of the answer, empty where there is none."""
        return self._response.headers.get(name, "")


def exchange(address: RemoteAddress, fields: list[tuple[str, str]], accept: str) -> Body:
    """Send a query and wait for the beginning of its answer.

    Parameters
    ----------
    fields: of the form.
    accept: media types, as in HTTP.

    Raises
    ------
    RemoteUnreachable, RemoteTimeout, RemoteBroken: there is no answer.
    QueryRefused: the service says that the query is wrong.
    """
    deadline = time.monotonic() + address.timeout
    response = _send(address, urlencode(fields).encode("ascii"), accept)
    body = Body(response, address, deadline)
    try:
        _require_answer(response, body)
    except BaseException:
        response.close()
        raise
    return body


@cache
def _connections() -> urllib3.PoolManager:
    """The connections of this process; not to be used before a fork."""
    return urllib3.PoolManager(maxsize=_CONNECTIONS, retries=False)


def _send(address: RemoteAddress, form: bytes, accept: str) -> urllib3.BaseHTTPResponse:
    headers = {"Accept": accept, "Content-Type": _FORM, "Accept-Encoding": "identity"}
    if address.is_authorized and (authorization := os.environ.get(AUTHORIZATION)):
        headers["Authorization"] = authorization
    timeout = urllib3.Timeout(connect=min(_CONNECT, address.timeout), read=address.timeout)

    def post() -> urllib3.BaseHTTPResponse:
        return _connections().request(
            "POST",
            address.url,
            body=form,
            headers=headers,
            timeout=timeout,
            preload_content=False,
            decode_content=False,
            redirect=False,
        )

    try:
        try:
            return post()
        except ProtocolError as error:  # a kept connection that the service closed just now
            _untie(error)
        return post()
    except HTTPError as error:
        _untie(error)
        raise _no_answer(error, address) from error


def _no_answer(error: HTTPError, address: RemoteAddress) -> RemoteError:
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return RemoteUnreachable("the store cannot be reached: no connection in time")
    if isinstance(error, TimeoutError):
        return RemoteTimeout(address.timeout)
    if isinstance(error, ProtocolError):
        return RemoteBroken("the store ended the connection without an answer")
    return RemoteUnreachable(f"the store cannot be reached ({_reason(error)})")


def _untie(error: BaseException | None) -> None:
    """Have an error's frames let go of what they hold, the error itself among it.

    Else it stays until the garbage collector comes, perhaps in another thread, and with it all
    that its callers hold: pyoxigraph's results must not end in another thread than their own.
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _reason(error: HTTPError) -> str:
    """What went wrong in few words, without the address, which is the operator's business."""
    cause = error.__cause__ or error.__context__ or error
    return getattr(cause, "strerror", None) or type(error).__name__


def _require_answer(response: urllib3.BaseHTTPResponse, body: Body) -> None:
    status = response.status
    if 300 <= status < 400:
        raise RemoteBroken(
            "the store sends the query on to another address, which is not followed — "
            "serve with --store and the address that answers"
        )
    if status == 400:
        raise QueryRefused(f"the store refuses the query: {_said(body)}")
    if status in (401, 403):
        raise RemoteBroken(
            f"the store asks for authorization (HTTP {status}) — "
            f"put it into the environment variable {AUTHORIZATION}"
        )
    if status in (429, 503):
        raise RemoteUnreachable(f"the store is out of service for now (HTTP {status})")
    if status in (408, 504):
        raise RemoteTimeout(body.address.timeout)
    if status != 200:
        raise RemoteBroken(f"the store failed (HTTP {status}): {_said(body)}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise RemoteBroken("the store's answer is compressed, which was not asked for")


def _said(body: Body) -> str:
    """The beginning of a message in plain text."""
    if body.media_type == "text/html":
        return "no message"
    text = b""
    while len(text) < _SHOWN and (part := body.read(_SHOWN)):
        text += part
    return " ".join(text[:_SHOWN].decode("utf-8", "replace").split()) or "no message"
