"""Answers given again: only to the very same request, only while they hold, and never unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from kg.bridge import Response
from kg.repeats import Repeat, Repeats
from tests.kg.test_serve import started
from tests.services import BASE, eventually, publish

ALL = f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}"
MORE = f'<{BASE}/org/tan> <https://schema.org/name> "Tan"@en .\n'


def request(method: str = "GET", path: str = "/x", query: str = "", **fields: str) -> Any:
    """A request as the server describes it."""
    return SimpleNamespace(
        method=method,
        scheme="http",
        authority="",
        path=path,
        query_string=query,
        headers={name.replace("_", "-"): value for name, value in fields.items()},
    )


def keep(repeats: Repeats, scope: Any, body: bytes, holds: bool = True) -> None:
    repeat = Repeat(lambda: holds, lambda _: None)
    repeats.put(repeats.key(scope), Response(200, [], body, repeat=repeat))


def test_only_the_very_same_request_gets_the_answer() -> None:
    repeats = Repeats(1_000_000)
    keep(repeats, request(query="q=1", host="a", accept="text/csv"), b"kept")
    same = repeats.get(repeats.key(request(query="q=1", host="a", accept="text/csv")))
    assert same is not None
    assert same[0].body == b"kept"
    for other in (
        request(query="q=2", host="a", accept="text/csv"),
        request(query="q=1", host="b", accept="text/csv"),
        request(query="q=1", host="a", accept="text/turtle"),
        request(query="q=1", host="a", accept="text/csv", cookie="x=y"),
        request(path="/y", query="q=1", host="a", accept="text/csv"),
    ):
        assert repeats.get(repeats.key(other)) is None


@pytest.mark.parametrize("fields", [{"content_length": "4"}, {"transfer_encoding": "chunked"}])
def test_a_request_with_a_body_is_never_given_a_kept_answer(fields: dict[str, str]) -> None:
    assert Repeats(1_000_000).key(request(**fields)) is None


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_only_what_changes_nothing_is_given_again(method: str) -> None:
    assert Repeats(1_000_000).key(request(method)) is None


def test_an_answer_that_holds_no_longer_is_gone() -> None:
    repeats = Repeats(1_000_000)
    keep(repeats, request(), b"old", holds=False)
    assert repeats.get(repeats.key(request())) is None


def test_what_the_application_did_not_offer_or_is_too_large_is_not_kept() -> None:
    repeats = Repeats(80_000)
    repeats.put(repeats.key(request()), Response(200, [], b"not offered"))
    keep(repeats, request(path="/large"), bytes(20_000))
    for path in ("/x", "/large"):
        assert repeats.get(repeats.key(request(path=path))) is None


def test_the_oldest_make_room() -> None:
    repeats = Repeats(80_000)
    for number in range(100):
        keep(repeats, request(path=f"/{number}"), bytes(2_000))
    kept = [n for n in range(100) if repeats.get(repeats.key(request(path=f"/{n}"))) is not None]
    assert 10 < len(kept) < 40
    assert kept == list(range(kept[0], 100))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Path, HTTPConnection]]:
    """A directory that is served, the log of requests, and a connection to one front process."""
    dataset, log = tmp_path / "dataset", tmp_path / "requests.log"
    publish(dataset)
    options = ("--dataset", str(dataset), "--port", "0", "--access-log", str(log))
    with started(*options) as (_, address):
        connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
        yield dataset, log, connection
        connection.close()


def ask(connection: HTTPConnection, target: str, **fields: str) -> tuple[int, dict[str, str], str]:
    connection.request("GET", target, headers=fields)
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read().decode()


def test_repetitions_are_the_same_and_are_counted_and_logged(
    served: tuple[Path, Path, HTTPConnection],
) -> None:
    _, log, connection = served
    first, *others = (ask(connection, ALL, Accept="text/csv") for _ in range(4))
    assert first[0] == 200
    for other in others:
        assert other[0] == 200
        assert other[2] == first[2]
        assert {n: v for n, v in other[1].items() if n.lower() != "date"} == {
            n: v for n, v in first[1].items() if n.lower() != "date"
        }
    numbers = ask(connection, "/metrics")[2]
    assert 'kg_queries_total{outcome="answered"} 1.0' in numbers
    assert 'kg_queries_total{outcome="cached"} 3.0' in numbers
    assert 'kg_http_requests_total{route="sparql.endpoint",status="200"} 4.0' in numbers
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    queries = [entry for entry in entries if entry["path"] == "/sparql"]
    assert [entry["outcome"] for entry in queries] == ["answered", *["cached"] * 3]
    assert len({(e["bytes"], e["rows"], e["query"], e["status"]) for e in queries}) == 1
    assert all("ms" in entry and "time" in entry for entry in queries)


@pytest.mark.parametrize("target", [ALL, "/.well-known/void"])
def test_what_is_published_anew_is_answered_anew(
    served: tuple[Path, Path, HTTPConnection], target: str
) -> None:
    dataset, _, connection = served
    before = [ask(connection, target) for _ in range(3)]
    assert len({body for _, _, body in before}) == 1
    version = publish(dataset, MORE)
    assert eventually(lambda: ask(connection, target)[2] != before[0][2])
    _, headers, body = ask(connection, target)
    assert version in (body if target != ALL else headers["x-dataset-version"])


def test_errors_and_answers_by_chance_are_made_each_time(
    served: tuple[Path, Path, HTTPConnection],
) -> None:
    _, _, connection = served
    by_chance = f"/sparql?query={quote('SELECT (UUID() AS ?u) {}')}"
    assert len({ask(connection, by_chance)[2] for _ in range(5)}) == 5
    wrong = f"/sparql?query={quote('SELECT')}"
    assert [ask(connection, wrong)[0] for _ in range(3)] == [400] * 3
    assert ask(connection, "/healthz")[0] == 200
