"""A running service that the suites are put to, over HTTP."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.select import Term


@dataclass(frozen=True)
class Answer:
    """A response, read to its end; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


class Service:
    """Requests to a service that may be written to."""

    def __init__(self, port: int, token: str) -> None:
        self.authority = f"127.0.0.1:{port}"
        self._token = token

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request as it is, with the token."""
        connection = http.client.HTTPConnection(self.authority, timeout=60)
        try:
            sent = {"Authorization": f"Bearer {self._token}", **(headers or {})}
            connection.request(method, path, body or None, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def query(self, text: str | bytes, accept: str) -> Answer:
        """Ask a query by direct POST."""
        body = text.encode() if isinstance(text, str) else text
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.request("POST", "/sparql", body, headers)

    def update(self, text: str | bytes) -> Answer:
        """Do an update by direct POST."""
        body = text.encode() if isinstance(text, str) else text
        return self.request("POST", "/update", body, {"Content-Type": "application/sparql-update"})

    def put(self, quads: list[ox.Quad], graph: str = "") -> None:
        """Make triples a graph of the store, the default graph if it has no name."""
        triples = [ox.Quad(q.subject, q.predicate, q.object) for q in quads]
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        where = "/store?" + (urlencode({"graph": graph}) if graph else "default")
        answer = self.request("PUT", where, body, {"Content-Type": "application/n-triples"})
        if answer.status not in (201, 204):
            raise RuntimeError(f"PUT {where}: {answer.status} {answer.body[:200]!r}")

    def insert(self, quads: list[tuple[str, ox.Quad]]) -> None:
        """Put quads into graphs at once, so that blank nodes of two graphs stay the same."""
        lines = []
        for graph, quad in quads:
            triple = f"{quad.subject} {quad.predicate} {_term(quad.object)} ."
            lines.append(f"GRAPH <{graph}> {{ {triple} }}" if graph else triple)
        data = "\n".join(lines)
        answer = self.update(f"INSERT DATA {{ {data} }}")
        if answer.status != 204:
            raise ValueError(f"INSERT DATA: {answer.status} {answer.body[:200]!r}")

    def clear(self) -> None:
        """Leave nothing in the store."""
        answer = self.update("DROP ALL")
        if answer.status != 204:
            raise RuntimeError(f"DROP ALL: {answer.status} {answer.body[:200]!r}")

    def content(self) -> list[ox.Quad]:
        """Everything in the store."""
        text = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        answer = self.query(text, "application/sparql-results+json")
        found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        return [
            ox.Quad(row["s"], row["p"], row["o"], row["g"] or ox.DefaultGraph()) for row in found
        ]


def _term(term: Term) -> str:
    """A term as SPARQL 1.2 writes it."""
    if isinstance(term, ox.Triple):
        return f"<<( {term.subject} {term.predicate} {_term(term.object)} )>>"
    return str(term)


@contextmanager
def running() -> Iterator[Service]:
    """``kg serve`` on an empty store that may be written to; it ends with the block."""
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "kg.cli", "serve", "--empty", "--writable", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"KG_TOKEN": token}
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield Service(int(line.rstrip().rstrip("/").rpartition(":")[2]), token)
    finally:
        process.terminate()
        process.wait()
