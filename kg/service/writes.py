"""What goes over the socket between a front and the process that owns a live store.

A request is the length of a JSON object, the object, and the bytes that belong to it. The reply
is a length and a JSON object, or nothing where the owner has ended.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kg.service.messages import LENGTH, receive

Kind = Literal["update", "put", "post", "delete"]


@dataclass(frozen=True)
class Document:
    """RDF that was uploaded: its format by media type, its base IRI, and how many bytes it has."""

    media_type: str
    base: str
    size: int


@dataclass(frozen=True)
class Write:
    """A write as a front passes it on.

    Parameters
    ----------
    kind: a SPARQL update, or an operation of the Graph Store Protocol.
    graph: the named graph of that operation; empty for the default graph.
    base: IRI that relative IRIs of an update are resolved against.
    using, using_named: the dataset of an update, as the SPARQL Protocol gives it.
    documents: what the body is made of, for an upload.
    body: the text of the update, or the documents one after the other.
    """

    kind: Kind
    graph: str = ""
    base: str = ""
    using: Sequence[str] = ()
    using_named: Sequence[str] = ()
    documents: Sequence[Document] = ()
    body: bytes = field(default=b"", repr=False)

    def send(self, connection: socket.socket) -> None:
        """Write the request to a socket."""
        head = asdict(self)
        head["body"] = len(self.body)
        data = json.dumps(head).encode()
        connection.sendall(LENGTH.pack(len(data)) + data)
        connection.sendall(self.body)


def receive_write(connection: socket.socket) -> Write:
    """The request that a front sends.

    Raises
    ------
    ConnectionResetError: the front has ended, or does not go on.
    """
    (size,) = LENGTH.unpack(_whole(connection, LENGTH.size))
    head: dict[str, Any] = json.loads(_whole(connection, size))
    head["body"] = _whole(connection, head["body"])
    head["documents"] = tuple(Document(**each) for each in head["documents"])
    return Write(**head)


def send_outcome(connection: socket.socket, outcome: dict[str, Any]) -> None:
    """Write the reply to a socket."""
    data = json.dumps(outcome).encode()
    connection.sendall(LENGTH.pack(len(data)) + data)


def receive_outcome(connection: socket.socket) -> dict[str, Any]:
    """The reply to a request.

    Raises
    ------
    ConnectionResetError: the owner has ended without one.
    """
    (size,) = LENGTH.unpack(_whole(connection, LENGTH.size))
    outcome: dict[str, Any] = json.loads(_whole(connection, size))
    return outcome


def _whole(connection: socket.socket, size: int) -> bytes:
    data = receive(connection, size)
    if len(data) < size:
        raise ConnectionResetError("no more came in time")
    return data
