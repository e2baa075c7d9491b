"""Queries that the event loop answers: the same as the application's, to the last header field."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from kg.service.pool import QueryPool
from tests.kg.test_serve import started
from tests.services import BASE, RUNAWAY, all_gone, busy, eventually, publish, serving
from web import create_app
from web.prompt import PromptQueries

TABLE, GRAPH = f"SELECT * {{ <{BASE}/org/van> ?p ?o }}", f"DESCRIBE <{BASE}/org/van>"
#: What the server adds, and what is another in each answer.
_SERVER = {"date", "server", "connection", "keep-alive"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Host and port of a service that keeps a log, and the log."""
    home = tmp_path_factory.mktemp("served")
    publish(home / "dataset")
    log = home / "log"
    options = ("--dataset", str(home / "dataset"), "--port", "0", "--query-timeout", "2")
    with started(*options, "--access-log", str(log), "--max-rows", "5") as (_, address):
        yield urlsplit(address).netloc, log


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, QueryPool]]:
    """An application by itself, over the same facts."""
    directory = tmp_path_factory.mktemp("alone")
    publish(directory)
    with serving(directory, max_rows=5, timeout=2) as (pool, _):
        yield create_app({"DATASET": directory, "QUERY_SERVICE": pool.address}), pool


def got(host: str, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return response.status, fields, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("accept", ["", "*/*", "text/csv", "application/xml;q=0.5, text/csv;q=0.4"])
@pytest.mark.parametrize("text", [TABLE, GRAPH, "ASK {}", "SELECT (RAND() < 2 AS ?n) {}"])
@pytest.mark.parametrize("more", ["", "&format=json", f"&default-graph-uri={BASE}/graph/claims"])
def test_the_same_as_the_applications(
    text: str,
    accept: str,
    more: str,
    served: tuple[str, Path],
    application: tuple[Flask, QueryPool],
) -> None:
    host, _ = served
    target = f"/sparql?query={quote(text)}{more}"
    headers = {"Accept": accept} if accept else {}
    expected = application[0].test_client().get(target, headers=headers, base_url=f"http://{host}")
    status, fields, body = got(host, target, **headers)
    assert status == expected.status_code
    wanted = {name.lower(): value for name, value in expected.headers.items()}
    assert {k: v for k, v in fields.items() if k not in _SERVER} == wanted
    assert body == expected.data


@pytest.mark.parametrize(
    ("text", "status"),
    [("SELECT", 400), ("CLEAR ALL", 400), (RUNAWAY, 504), ("ASK { x:y ?p 1 }", 400)],
)
def test_errors_are_the_applications(text: str, status: int, served: tuple[str, Path]) -> None:
    found, fields, body = got(served[0], f"/sparql?query={quote(text)}")
    assert (found, fields["content-type"]) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status


def test_each_is_logged_and_counted_once(served: tuple[str, Path]) -> None:
    host, log = served
    _, _, before = got(host, "/metrics")
    lines = len(log.read_text().splitlines())
    for _ in range(3):
        status, _, _ = got(
            host, f"/sparql?query={quote('SELECT ?x { VALUES ?x { 1 2 3 4 5 6 7 } }')}"
        )
        assert status == 200
    assert eventually(lambda: len(log.read_text().splitlines()) >= lines + 3)
    entries = [json.loads(line) for line in log.read_text().splitlines()[lines:]]
    queries = [each for each in entries if each["path"] == "/sparql"]
    assert queries[0]["outcome"] == "capped"
    assert {each["outcome"] for each in queries[1:]} <= {"capped", "cached"}, "by two processes"
    assert [(each["rows"], each["status"]) for each in queries] == [(5, 200)] * 3
    assert number(got(host, "/metrics")[2]) == number(before) + 3


def number(metrics: bytes) -> float:
    name = b'kg_http_requests_total{route="sparql.endpoint",status="200"} '
    return next(
        (float(x.removeprefix(name)) for x in metrics.split(b"\n") if x.startswith(name)), 0
    )


def test_a_client_that_goes_ends_its_query(tmp_path: Path) -> None:
    publish(tmp_path)
    options = ("--dataset", str(tmp_path), "--port", "0", "--query-timeout", "30")
    with started(*options) as (process, address):
        host = urlsplit(address).netloc
        assert got(host, f"/sparql?query={quote('ASK {}')}")[0] == 200
        with closing(http.client.HTTPConnection(host)) as connection:
            connection.request("GET", f"/sparql?query={quote(RUNAWAY)}")
            assert eventually(lambda: busy(process.pid, 0.5))
            worker = busy(process.pid, 0.5)
        began = time.monotonic()
        assert eventually(lambda: all_gone(worker))
        assert time.monotonic() - began < 5


class Scope:
    """A request as RSGI gives it."""

    scheme, method, authority, path = "http", "GET", "localhost:8000", "/sparql"

    class _Headers(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return [self[name]] if name in self else []

    def __init__(self, query: str, **changed: str) -> None:
        self.query_string = query
        self.headers = self._Headers()
        for name, value in changed.items():
            setattr(self, name, value)


LEFT = [
    Scope(""),
    Scope("query="),
    Scope("example=sources"),
    Scope("query=ASK%7B%7D&query=ASK%7B%7D"),
    Scope("query=ASK%7B%7D&format=html"),
    Scope("query=ASK%7B%7D&format=turtle"),
    Scope("query=CLEAR%20ALL"),
    Scope("query=%FF"),
    Scope("query=ASK%7B%7D", method="POST"),
    Scope("query=ASK%7B%7D", method="HEAD"),
    Scope("query=ASK%7B%7D", path="/kk/sparql"),
    Scope("query=ASK%7B%7D", authority="localhost:80"),
    Scope("query=ASK%7B%7D", authority="ЖЕР.example"),
    Scope("query=ASK%7B%7D%23" + "x" * 10_000),
]


@pytest.mark.parametrize("scope", LEFT, ids=lambda scope: scope.query_string[:40])
def test_what_is_left_to_the_application(
    scope: Scope, application: tuple[Flask, QueryPool]
) -> None:
    app, _ = application
    assert app.test_client().get("/").status_code == 200  # the dataset is open
    assert PromptQueries(app)(scope) is None
    plain = PromptQueries(app)(Scope("query=ASK%7B%7D"))
    assert plain is not None
    plain.close()  # type: ignore[attr-defined]
