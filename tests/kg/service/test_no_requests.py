"""Whatever a query says, no connection is made and no file is opened."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.query import QueryRefused, QuerySyntaxError, run_query
from kg.service.client import QueryService
from kg.service.confinement import nothing_opens
from tests.services import publish, serving


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    dataset = tmp_path_factory.mktemp("dataset")
    publish(dataset)
    with serving(dataset) as (_, service):
        yield service


TEXTS = [
    "SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{at}> {{ ?s ?p ?o }} }}",
    "PREFIX : <{at}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{at}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{at}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "DESCRIBE <{at}>",
    "LOAD <{at}>",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_query_makes_a_connection(
    service: QueryService, listener: socket.socket, text: str
) -> None:
    host, port = listener.getsockname()
    with contextlib.suppress(QueryRefused, QuerySyntaxError):
        service.query(text.format(at=f"http://{host}:{port}/"))
    with pytest.raises(TimeoutError):
        listener.accept()


def test_even_what_passed_the_guard_could_not_connect(listener: socket.socket) -> None:
    """The second wall: a worker has no descriptor left for a file or a connection."""
    host, port = listener.getsockname()
    with nothing_opens(), pytest.raises(OSError, match="Too many open files"):
        list(ox.Store().query(f"SELECT * {{ SERVICE <http://{host}:{port}/> {{ ?s ?p ?o }} }}"))
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_protocols_graphs_open_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://x/> <http://y/> 'secret' .")
    answer = run_query(
        ox.Store(), "SELECT * { ?s ?p ?o }", default_graphs=[secret.absolute().as_uri()]
    )
    assert answer.rows == 0
