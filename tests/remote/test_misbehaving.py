"""The front before a store that answers wrongly, slowly, endlessly, or not at all."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.dataset import SEARCH_INDEX, Manifest, PublishedDataset, publish, workspace
from kg.remote import (
    RemoteAddress,
    RemoteBroken,
    RemoteError,
    RemoteStore,
    RemoteTimeout,
    RemoteUnreachable,
)
from kg.remote.binding import bind
from kg.remote.store import RemoteSolutions
from kg.select import rows
from kg.service.guard import QueryRefused
from tests.conftest import ONTOLOGY
from tests.engines import free_port
from tests.remote.misbehaving import Misbehaving, misbehaving
from tests.services import children, eventually, serving
from web import create_app

SELECT = "SELECT ?x { ?x ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
TIMEOUT = 1.5
MAX_ROWS = 100
PROBLEM = "application/problem+json"
#: How the store answers, what is asked, the status of the front's answer, and words in it.
WAYS = (
    ("silent", SELECT, 504, "1.5 s"),
    ("drips", SELECT, 504, "1.5 s"),
    ("fails-at-length", SELECT, 504, "1.5 s"),
    ("hangs-up", SELECT, 502, "without an answer"),
    ("endless-table", SELECT, 502, "larger than 1,048,576 bytes"),
    ("endless-header", SELECT, 502, "without an answer"),
    ("page", SELECT, 502, "text/html, which is no answer"),
    ("page", CONSTRUCT, 502, "text/html, which is no answer"),
    ("untyped", SELECT, 502, "no type"),
    ("redirects", SELECT, 502, "not followed"),
    ("moves", SELECT, 502, "not followed"),
    ("fails", SELECT, 502, "disk full"),
    ("out-of-service", SELECT, 503, "out of service"),
    ("unauthorized", SELECT, 502, "KG_STORE_AUTHORIZATION"),
    ("nothing-here", SELECT, 502, "HTTP 404"),
    ("dislikes", SELECT, 400, "no function «f»"),
    ("cut", SELECT, 502, "breaks off"),
    ("cut-graph", CONSTRUCT, 502, "breaks off"),
    ("malformed", SELECT, 502, "malformed"),
    ("malformed-graph", CONSTRUCT, 502, "malformed"),
    ("not-text", SELECT, 502, "malformed"),
    ("bomb", SELECT, 502, "compressed"),
    ("yes", SELECT, 502, "yes or no"),
    ("good", CONSTRUCT, 502, "which is no answer"),
    ("good", "SELECT ?y { ?y ?p ?o }", 502, "another question: with ?x"),
    ("partial", SELECT, 502, "not complete: out of time"),
    ("capped", SELECT, 502, "cuts every answer at 1 rows"),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        yield running


def address(url: str, **more: object) -> RemoteAddress:
    given = {"timeout": TIMEOUT, "max_bytes": 1_048_576} | more
    return RemoteAddress(url, **given)  # type: ignore[arg-type]


def publish_remote(directory: Path, where: RemoteAddress, published: PublishedDataset) -> None:
    """Publish the shipped dataset as if its statements were elsewhere."""
    with workspace(directory) as place:
        (place / SEARCH_INDEX).write_bytes(published.search_index.read_bytes())
        Manifest(
            "",
            published.config.to_dict(),
            [asdict(query) for query in published.queries],
            [],
            [asdict(network) for network in published.networks],
            dict(published.counts),
            {},
            "",
            where.to_dict(),
        ).write(place)
        publish(directory, place, "remote-1")


@contextmanager
def front(
    directory: Path, where: RemoteAddress, published: PublishedDataset
) -> Iterator[tuple[FlaskClient, int]]:
    """The front before a store, and the process id of its broker."""
    publish_remote(directory, where, published)
    with serving(directory, timeout=TIMEOUT, max_rows=MAX_ROWS) as (pool, _):
        assert pool.broker is not None
        app = create_app({"DATASET": directory, "QUERY_SERVICE": pool.address})
        yield app.test_client(), pool.broker


@pytest.mark.parametrize(("way", "query", "status", "words"), WAYS)
def test_what_is_no_answer_is_a_problem_with_its_reason(
    server: Misbehaving,
    published: PublishedDataset,
    tmp_path: Path,
    way: str,
    query: str,
    status: int,
    words: str,
) -> None:
    asked = len(server.forms)
    with front(tmp_path, address(f"{server.url}/{way}"), published) as (client, _):
        response = client.get("/sparql", query_string={"query": query})
        assert (response.status_code, response.content_type) == (status, PROBLEM)
        assert words in response.json["detail"]
    assert not any("followed" in form for form in server.forms[asked:])


@pytest.mark.parametrize(
    ("way", "status"),
    [("silent", 504), ("endless-table", 502), ("page", 502), ("fails", 502), ("redirects", 502)],
)
def test_a_page_says_that_the_store_gave_no_answer(
    server: Misbehaving, published: PublishedDataset, tmp_path: Path, way: str, status: int
) -> None:
    with front(tmp_path, address(f"{server.url}/{way}"), published) as (client, _):
        response = client.get("/kk/", headers={"Accept": "text/html"})
        assert response.status_code == status
        assert response.mimetype == "text/html"
        about = client.get("/healthz")
        assert about.status_code == 200


def test_a_store_that_is_not_there_is_said_to_be_away(
    published: PublishedDataset, tmp_path: Path
) -> None:
    with front(tmp_path, address(f"http://127.0.0.1:{free_port()}/"), published) as (client, _):
        response = client.get("/sparql", query_string={"query": SELECT})
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "cannot be reached" in response.json["detail"]
        assert client.get("/about").status_code == 503


def test_an_endless_graph_is_cut_at_the_limit_and_the_store_is_hung_up_on(
    server: Misbehaving, published: PublishedDataset, tmp_path: Path
) -> None:
    gone = server.gone
    with front(tmp_path, address(f"{server.url}/endless-graph"), published) as (client, _):
        response = client.get("/sparql", query_string={"query": CONSTRUCT, "format": "nt"})
        assert response.status_code == 200
        assert response.headers["X-Capped"] == f"capped at {MAX_ROWS} rows"
        assert len(response.data.splitlines()) == MAX_ROWS
        assert eventually(lambda: server.gone > gone)


def test_a_store_is_hung_up_on_at_the_time_limit(
    server: Misbehaving, published: PublishedDataset, tmp_path: Path
) -> None:
    gone = server.gone
    with front(tmp_path, address(f"{server.url}/drips"), published) as (client, _):
        assert client.get("/sparql", query_string={"query": SELECT}).status_code == 504
        assert eventually(lambda: server.gone > gone)


def test_a_good_store_is_answered_from_beside_bad_answers(
    server: Misbehaving, published: PublishedDataset, tmp_path: Path
) -> None:
    """The same worker goes on after an answer that was refused."""
    where = address(f"{server.url}/page")
    with front(tmp_path, where, published) as (client, broker):
        workers = children(broker)
        for _ in range(10):
            assert client.get("/sparql", query_string={"query": SELECT}).status_code == 502
        assert workers <= children(broker)


def test_one_connection_serves_many_queries(server: Misbehaving) -> None:
    store = RemoteStore(address(f"{server.url}/good"))
    list(rows(store, SELECT))
    connections = server.connections
    for _ in range(20):
        assert len(list(rows(store, SELECT))) == 1
    assert server.connections == connections


def test_a_kept_connection_that_the_store_has_closed_is_made_anew(server: Misbehaving) -> None:
    store = RemoteStore(address(f"{server.url}/good-once"))
    for _ in range(20):
        assert len(list(rows(store, SELECT))) == 1


def test_an_answer_is_never_older_than_its_question(
    server: Misbehaving, published: PublishedDataset, tmp_path: Path
) -> None:
    """What a store holds may change at any moment, and it says nothing of it."""
    with front(tmp_path, address(f"{server.url}/counts"), published) as (client, _):
        answers = [client.get("/sparql", query_string={"query": SELECT}) for _ in range(5)]
        assert len({each.data for each in answers}) == 5


@pytest.mark.parametrize(
    "way", ["good-once", "cut", "malformed", "drips", "hangs-up", "endless-table"]
)
def test_results_end_in_their_own_thread_whatever_goes_wrong(server: Misbehaving, way: str) -> None:
    """What the garbage collector has to find may end in any thread, which results must not."""
    store = RemoteStore(address(f"{server.url}/{way}", timeout=0.5))
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(500 if way == "good-once" else 1):
            with suppress(RemoteError):
                list(rows(store, SELECT))
        gc.collect()
        assert not [each for each in gc.garbage if isinstance(each, RemoteSolutions)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


def test_what_the_store_wants_to_know_of_us_comes_from_the_environment(
    server: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE_AUTHORIZATION", "Bearer letmein")
    list(rows(RemoteStore(address(f"{server.url}/good?timeout=5")), SELECT))
    assert server.headers[-1]["Authorization"] == "Bearer letmein"
    monkeypatch.delenv("KG_STORE_AUTHORIZATION")
    list(rows(RemoteStore(address(f"{server.url}/good")), SELECT))
    assert "Authorization" not in server.headers[-1]


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        (SELECT, ["https://a.example/holds"], ["https://a.example/claims"]),
        ("SELECT ?x FROM <a:b> { ?x ?p ?o }", [], []),
        ("SELECT ?x FROM <a:b> FROM NAMED <a:c> { ?x ?p ?o }", [], []),
        ('SELECT ?x { ?x ?p "FROM <a:b>" } # FROM <a:b>', ["https://a.example/holds"], None),
    ],
)
def test_the_dataset_of_a_query(
    server: Misbehaving, query: str, default: list[str], named: list[str] | None
) -> None:
    where = address(
        f"{server.url}/good",
        default_graph="https://a.example/holds",
        named_graphs=("https://a.example/claims",),
    )
    list(rows(RemoteStore(where), query))
    sent = server.forms[-1]
    assert sent["query"] == [query]
    assert sent.get("default-graph-uri", []) == default
    assert named is None or sent.get("named-graph-uri", []) == named


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * { SERVICE <a:b> { ?s ?p ?o } }",
        "SELECT * { SERVICE:x { ?s ?p ?o } }",
        'SELECT ("\\u0022 } SERVICE <a:b> { #" AS ?x) { }',
        "SELECT * { } # \\u000a SERVICE <a:b> { ?s ?p ?o }",
        "SELECT * { ?s <a:b\\u003E> ?o }",
    ],
)
def test_nothing_dangerous_is_sent(server: Misbehaving, query: str) -> None:
    asked = len(server.forms)
    with pytest.raises((QueryRefused, SyntaxError)):
        RemoteStore(address(f"{server.url}/good")).query(query)
    assert len(server.forms) == asked


@pytest.mark.parametrize(
    "call", ["<https://a.example/f#fold>(?x)", "f:fold (?x)"], ids=["IRI", "prefixed"]
)
def test_a_function_that_only_this_process_has_is_not_asked_of_a_store(
    server: Misbehaving, call: str
) -> None:
    store = RemoteStore(address(f"{server.url}/good"))
    functions = {ox.NamedNode("https://a.example/f#fold"): lambda term: term}
    query = f"PREFIX f: <https://a.example/f#> SELECT ?x {{ ?x ?p ?o FILTER({call} = ?o) }}"
    with pytest.raises(QueryRefused, match="does not know it"):
        store.query(query, custom_functions=functions)
    assert len(list(store.query(SELECT, custom_functions=functions))) == 1


@pytest.mark.parametrize(
    ("way", "error"),
    [("silent", RemoteTimeout), ("page", RemoteBroken), ("out-of-service", RemoteUnreachable)],
)
def test_a_store_without_answers_is_not_served_from(
    server: Misbehaving,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    error: type[Exception],
) -> None:
    monkeypatch.setattr("kg.remote.binding.READING_SECONDS", TIMEOUT)
    with pytest.raises(error):
        bind(address(f"{server.url}/{way}"), ONTOLOGY, tmp_path, MAX_ROWS)
    assert not (tmp_path / "current").exists()
