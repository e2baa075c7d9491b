"""What goes over the socket between a front and a query worker.

A request is its length and a JSON object. A reply begins with the time the worker took the
request up and the limit it runs under; the client that gets no more than that knows whether its
query was ended or crashed. Then come the lengths of a JSON object and of the body, and both.
"""

from __future__ import annotations

import errno
import json
import socket
import struct
from dataclasses import asdict, dataclass
from typing import Any

LENGTH = struct.Struct("!I")
STARTED = struct.Struct("!dd")
SIZES = struct.Struct("!IQ")
#: Far above any query the guard lets through.
MAX_REQUEST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """A query as a front passes it on; the fields are those of ``QueryService.query``."""

    text: str
    format: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    unless: str

    def encoded(self) -> bytes:
        """The request with its length in front."""
        data = json.dumps(asdict(self)).encode()
        return LENGTH.pack(len(data)) + data


def decode_request(data: bytes) -> Request:
    """The request from its JSON."""
    fields = json.loads(data)
    return Request(
        fields["text"],
        fields["format"],
        tuple(fields["default_graphs"]),
        tuple(fields["named_graphs"]),
        fields["unless"],
    )


def encode_reply(meta: dict[str, Any], body: bytes = b"") -> list[bytes]:
    """The parts of a reply after its start."""
    head = json.dumps(meta).encode()
    return [SIZES.pack(len(head), len(body)), head, body]


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
