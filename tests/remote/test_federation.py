"""SERVICE: another endpoint is asked where the operator admits it, and only there."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg.cli import kg
from tests.engines import free_port, oxigraph
from tests.remote.misbehaving import Misbehaving, misbehaving
from tests.services import BASE, publish, serving
from web import create_app

#: What the other endpoint knows of the things of the small dataset, and of others.
OTHER = f"""
<{BASE}/org/nur> <https://other.example/city> "Астана"@kk-cyrl .
<{BASE}/org/nur> <https://other.example/since> "1999"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<{BASE}/org/достық> <https://other.example/city> "say \\"Достық\\"\\n{{ }}" .
<https://other.example/unknown> <https://other.example/city> "Elsewhere" .
<{BASE}/org/nur> <https://other.example/head> _:somebody .
_:somebody <https://other.example/name> "Somebody" .
"""
NAMES = "SELECT ?name ?city { ?org <https://schema.org/name> ?name . %s }"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("other")
    (home / "other.nt").write_text(OTHER, encoding="utf-8")
    with oxigraph(home, home / "other.nt") as address:
        yield address


@pytest.fixture(scope="module")
def strange() -> Iterator[Misbehaving]:
    with misbehaving() as server:
        yield server


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """An endpoint that takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@contextmanager
def admitting(dataset: Path, *urls: str, **limits: object) -> Iterator[FlaskClient]:
    publish(dataset)
    given = {"services": urls, "service_timeout": 0.7, "max_bytes": 500_000} | limits
    with serving(dataset, **given) as (pool, _):  # type: ignore[arg-type]
        settings = {
            "DATASET": dataset,
            "QUERY_SERVICE": pool.address,
            "SERVICES": " ".join(urls),
        }
        yield create_app(settings).test_client()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, other: str, strange: Misbehaving, silent: str
) -> Iterator[FlaskClient]:
    ways = [f"{strange.url}/{way}" for way in ("redirects", "page", "endless-table", "good")]
    nobody = f"http://127.0.0.1:{free_port()}/"
    with admitting(tmp_path_factory.mktemp("site"), other, silent, nobody, *ways) as client:
        client.application.config["NOBODY"] = nobody
        yield client


def ask(site: FlaskClient, text: str, status: int = 200) -> dict[str, object]:
    response = site.post("/sparql", data={"query": text})
    assert response.status_code == status, response.data
    return json.loads(response.data)  # type: ignore[no-any-return]


def table(site: FlaskClient, text: str) -> list[tuple[str, ...]]:
    found = ask(site, text)
    rows = found["results"]["bindings"]  # type: ignore[index]
    names = found["head"]["vars"]  # type: ignore[index]
    return sorted(tuple(row[n]["value"] if n in row else "" for n in names) for row in rows)


def test_what_another_endpoint_says_joins_what_is_here(site: FlaskClient, other: str) -> None:
    call = f"SERVICE <{other}> {{ ?org <https://other.example/city> ?city }}"
    assert table(site, NAMES % call) == [("Nur", "Астана"), ("Достық", 'say "Достық"\n{ }')]


NUR, DOSTYK = "Nur", "Достық"


@pytest.mark.parametrize(
    ("call", "rows"),
    [
        ("OPTIONAL { SERVICE <at> { ?org o:since ?city } }", [(NUR, "1999"), (DOSTYK, "")]),
        ("SERVICE SILENT <at> { ?org o:since ?city }", [(NUR, "1999")]),
        ("service e:query { ?org o:since ?city }", [(NUR, "1999")]),
        (
            "SERVICE # } {\n <at>\n{ ?org o:city ?city FILTER(LANG(?city) != '') }",
            [(NUR, "Астана")],
        ),
        ("FILTER EXISTS { SERVICE <at> { ?org o:since ?x } }", [(NUR, "")]),
        ("MINUS { SERVICE <at> { ?org o:since ?x } }", [(DOSTYK, "")]),
        (
            "SERVICE <at> { SELECT ?org (COUNT(*) AS ?city) { ?org o:city ?c } GROUP BY ?org }",
            [(NUR, "1"), (DOSTYK, "1")],
        ),
        (
            "SERVICE <at> { ?org o:since ?x } SERVICE <at> { ?org o:city ?city }",
            [(NUR, "Астана")],
        ),
        ("SERVICE <at> { <x:none> o:since 1 }", []),
    ],
)
def test_a_call_means_what_the_standard_says(
    site: FlaskClient, other: str, call: str, rows: list[tuple[str, str]]
) -> None:
    prefixes = f"PREFIX o: <https://other.example/> PREFIX e: <{other.removesuffix('query')}>\n"
    assert table(site, prefixes + NAMES % call.replace("<at>", f"<{other}>")) == rows


def test_a_blank_node_of_another_endpoint_comes_as_an_iri_that_joins(
    site: FlaskClient, other: str
) -> None:
    call = f"SERVICE <{other}> {{ ?org <https://other.example/head> ?h . ?h ?p ?city }}"
    (row,) = table(site, f"SELECT ?h ?city {{ ?org ?q ?name . {call} FILTER(?name = 'Nur'@en) }}")
    assert "/.well-known/genid/" in row[0]
    assert row[1] == "Somebody"


def test_a_graph_is_made_of_it_too(site: FlaskClient, other: str) -> None:
    text = f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"
    response = site.post("/sparql", data={"query": text, "format": "nt"})
    assert response.status_code == 200
    assert len(response.text.splitlines()) == 6


def test_what_others_say_is_never_kept(site: FlaskClient, other: str) -> None:
    text = NAMES % f"SERVICE <{other}> {{ ?org <https://other.example/city> ?city }}"
    response = site.get("/sparql", query_string={"query": text})
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("SERVICE <http://127.0.0.1:1/> { ?org ?p ?city }", "line 1, column"),
        ("SERVICE SILENT <http://127.0.0.1:1/> { ?org ?p ?city }", "not admitted here, only <http"),
        ("VALUES ?at { <http://127.0.0.1:1/> } SERVICE ?at { ?org ?p ?city }", "named by its IRI"),
        ("SERVICE <query> { ?org ?p ?city }", "not admitted"),
        ("SERVICE none:x { ?org ?p ?city }", "the prefix 'none:' is not declared"),
        ("SERVICE <http://127.0.0.1:1/> { ?org ?p }", "line 1, column"),
    ],
)
def test_other_calls_are_refused(site: FlaskClient, call: str, words: str) -> None:
    assert words in str(ask(site, NAMES % call, 400)["detail"])


def test_a_call_within_a_call_is_refused(site: FlaskClient, other: str) -> None:
    call = f"SERVICE <{other}> {{ SERVICE <{other}> {{ ?org ?p ?city }} }}"
    assert "SERVICE would send" in str(ask(site, NAMES % call, 400)["detail"])


@pytest.mark.parametrize(
    ("way", "status", "words"),
    [
        ("nobody", 503, "cannot be reached"),
        ("silent", 503, "did not answer within 0.7 s"),
        ("redirects", 503, "not followed"),
        ("page", 503, "no answer to a query"),
        ("endless-table", 503, "larger than"),
    ],
)
def test_an_endpoint_without_an_answer_is_named(
    site: FlaskClient, strange: Misbehaving, silent: str, way: str, status: int, words: str
) -> None:
    url = {"nobody": site.application.config["NOBODY"], "silent": silent}.get(
        way, f"{strange.url}/{way}"
    )
    detail = str(
        ask(site, NAMES % f"SERVICE <{url}> {{ SELECT ?x {{ ?x ?p ?o }} }}", status)["detail"]
    )
    assert f"SERVICE <{url}>" in detail
    assert words in detail
    silently = NAMES % f"SERVICE SILENT <{url}> {{ ?x ?p ?o }}"
    assert table(site, silently) == [("Nur", ""), ("Достық", "")]


def test_a_secret_for_the_store_is_not_told_to_others(
    site: FlaskClient,
    strange: Misbehaving,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_STORE_AUTHORIZATION", "Bearer only-for-the-store")
    url = f"{strange.url}/good"
    call = f"SERVICE <{url}> {{ SELECT ?x {{ ?x ?p ?o }} }}"
    with admitting(tmp_path, url) as client:
        assert table(client, f"SELECT ?x {{ {call} }}") == [("1",)]
    assert "Authorization" not in strange.headers[-1]


def test_too_many_rows_are_an_error_and_no_part_of_them(tmp_path: Path, other: str) -> None:
    with admitting(tmp_path, other, max_rows=3) as client:
        text = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"
        assert "more than 3 rows" in str(ask(client, text, 400)["detail"])


def test_the_description_tells_who_calls(site: FlaskClient, tmp_path: Path) -> None:
    told = site.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "BasicFederatedQuery" in told
    publish(tmp_path)
    alone = create_app({"DATASET": tmp_path}).test_client()
    assert "BasicFederatedQuery" not in alone.get("/sparql", headers={"Accept": "text/turtle"}).text


@pytest.mark.parametrize(
    "value", ["ftp://x/", "https:///sparql", "https://me:word@x/", "https://x/ y"]
)
def test_an_address_that_no_query_can_call_is_refused_at_the_start(value: str) -> None:
    run = CliRunner().invoke(kg, ["serve", "--services", value])
    assert run.exit_code == 2
    assert "write https://host/sparql" in run.output
