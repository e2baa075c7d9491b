"""What goes over the socket between a front and a query worker.

A request is its length and a JSON object. A reply begins, once a worker has taken the request up,
with the limit it runs under; the client that gets no more than that knows whether its query was
ended or crashed. Then come the lengths of a JSON object and of the body, and both.
"""

from __future__ import annotations

import errno
import json
import socket
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from kg.service.guard import QueryText

LENGTH = struct.Struct("!I")
STARTED = struct.Struct("!d")
SIZES = struct.Struct("!IQ")
#: Far above any query the guard lets through.
MAX_REQUEST = 8 * 1024 * 1024
#: An answer below this size is sent in one piece.
SMALL = 65_536


class Request(NamedTuple):
    """A query as a front passes it on; the fields are those of ``QueryService.query``.

    Parameters
    ----------
    since: when it came, on the monotonic clock: from then on its time runs.
    """

    query: QueryText
    format: str | None
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    unless: str
    since: float
    whole: bool = False
    base: str = ""

    def encoded(self) -> bytes:
        """The request with its length in front."""
        data = json.dumps(self).encode()
        return LENGTH.pack(len(data)) + data


def receive_request(connection: socket.socket) -> Request | None:
    """The request that a client sends, or None where it does not send a whole one."""
    data = connection.recv(SMALL)
    if len(data) < LENGTH.size:
        return None
    size = LENGTH.size + LENGTH.unpack_from(data)[0]
    if size > MAX_REQUEST:
        return None
    if len(data) < size:
        data += receive(connection, size - len(data))
    query, *others = json.loads(data[LENGTH.size :])
    return Request(QueryText(*query), *others)


def send_reply(connection: socket.socket, meta: dict[str, Any], body: bytes) -> None:
    """Send a reply after its start; a small one in one piece, which wakes the client once."""
    data = json.dumps(meta).encode()
    head = SIZES.pack(len(data), len(body)) + data
    if len(body) < SMALL:
        connection.sendall(head + body)
    else:
        connection.sendall(head)
        connection.sendall(body)


def receive(connection: socket.socket, size: int) -> bytes:
    """Exactly that many bytes, or fewer where the socket's time has run out.

    Raises
    ------
    ConnectionResetError: the other side has ended before.
    """
    data = bytearray(size)
    view = memoryview(data)
    got = 0
    while got < size:
        try:
            count = connection.recv_into(view[got:], size - got, socket.MSG_WAITALL)
        except BlockingIOError:
            break
        if count == 0:
            raise ConnectionResetError(errno.ECONNRESET, "the other side has ended")
        got += count
    return bytes(view[:got])
