"""The query operation of the SPARQL 1.1 Protocol, on the application with a real query pool.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.results import FORMATS
from tests.services import BASE, NAMED, RUNAWAY, eventually, publish, serving
from web import create_app

ALL = "SELECT * { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
#: A Kazakh IRI and a Kazakh text: both must survive every way of sending them.
KAZAKH = f'SELECT ?o {{ <{BASE}/org/достық> ?p ?o FILTER(STR(?o) = "Достық") }}'
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
JSON = "application/sparql-results+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dataset")
    publish(directory)
    return directory


@pytest.fixture(scope="module")
def client(dataset: Path) -> Iterator[FlaskClient]:
    with serving(dataset, timeout=1.5, max_rows=50) as (pool, _):
        settings = {"DATASET": dataset, "QUERY_SERVICE": pool.address, "MAX_BODY": 100_000}
        yield create_app(settings).test_client()


def rows(body: bytes) -> int:
    return len(json.loads(body)["results"]["bindings"])


# 2.1 Query operation: three ways to send a query


def test_get_query(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": ALL})
    assert (response.status_code, response.content_type) == (200, JSON)
    assert rows(response.data) == 3


def test_post_query_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": ALL})
    assert rows(response.data) == 3


def test_post_query_direct(client: FlaskClient) -> None:
    response = client.post("/sparql", data=ALL, content_type=QUERY)
    assert rows(response.data) == 3


def test_post_query_direct_with_charset(client: FlaskClient) -> None:
    response = client.post("/sparql", data=KAZAKH.encode(), content_type=f"{QUERY}; charset=utf-8")
    assert rows(response.data) == 1


@pytest.mark.parametrize("encode", [lambda text: quote(text, safe=""), str.encode], ids=str)
def test_kazakh_is_found_by_get(client: FlaskClient, encode: object) -> None:
    escaped = quote(KAZAKH, safe="")
    raw = KAZAKH.replace(" ", "%20").replace("=", "%3D").encode().decode("latin-1")
    sent = escaped if encode is not str.encode else raw
    response = client.get("/sparql", environ_overrides={"QUERY_STRING": f"query={sent}"})
    assert rows(response.data) == 1


@pytest.mark.parametrize("escaped", [True, False])
def test_kazakh_is_found_by_form(client: FlaskClient, escaped: bool) -> None:
    raw = KAZAKH.replace(" ", "+").replace("=", "%3D")
    body = f"query={quote(KAZAKH, safe='') if escaped else raw}".encode()
    response = client.post("/sparql", data=body, content_type=FORM)
    assert rows(response.data) == 1


def test_a_percent_sign_in_an_iri_is_decoded_once(client: FlaskClient) -> None:
    text = f"SELECT * {{ BIND(<{BASE}/%D0%B4> AS ?x) }}"
    for response in (
        client.get("/sparql", query_string={"query": text}),
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", data=text, content_type=QUERY),
    ):
        assert f"{BASE}/%D0%B4" in response.text


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    get = client.get("/sparql", query_string={"query": ALL})
    head = client.head("/sparql", query_string={"query": ALL})
    assert head.data == b""
    assert head.status_code == 200
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.content_length == get.content_length


# 2.1.4 The dataset of the query


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_default_graph_uri(client: FlaskClient, way: str) -> None:
    fields = {"default-graph-uri": NAMED}
    if way == "get":
        response = client.get("/sparql", query_string={"query": ALL, **fields})
    elif way == "form":
        response = client.post("/sparql", data={"query": ALL, **fields})
    else:
        response = client.post("/sparql", query_string=fields, data=ALL, content_type=QUERY)
    assert rows(response.data) == 1


def test_several_default_graphs_are_merged(client: FlaskClient) -> None:
    graphs = f"default-graph-uri={quote(NAMED)}&default-graph-uri={quote(BASE)}/none"
    response = client.get(f"/sparql?query={quote(ALL)}&{graphs}")
    assert rows(response.data) == 1


def test_named_graph_uri(client: FlaskClient) -> None:
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    found = client.get("/sparql", query_string={"query": text, "named-graph-uri": NAMED})
    other = client.get("/sparql", query_string={"query": text, "named-graph-uri": BASE + "/none"})
    assert (rows(found.data), rows(other.data)) == (1, 0)


def test_the_default_graph_is_no_union(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": 'SELECT * { ?s ?p "only here" }'})
    assert rows(response.data) == 0


# 2.1.6 Accept and ?format=


@pytest.mark.parametrize("given", FORMATS, ids=lambda f: f.media_type)
def test_every_format_by_accept_and_by_name(client: FlaskClient, given: object) -> None:
    offered = next(f for f in FORMATS if f is given)
    text = GRAPH if offered.is_graph else ALL
    by_accept = client.get(
        "/sparql", query_string={"query": text}, headers={"Accept": offered.media_type}
    )
    by_name = client.get("/sparql", query_string={"query": text, "format": offered.name})
    assert by_accept.content_type == by_name.content_type == offered.content_type
    assert by_accept.data == by_name.data
    assert by_accept.headers["X-Rows"] == "3"
    assert "Accept" in by_accept.vary


@pytest.mark.parametrize(
    ("accept", "text", "content_type"),
    [
        ("*/*", ALL, JSON),
        ("*/*", GRAPH, "text/turtle; charset=utf-8"),
        ("application/*", GRAPH, "application/n-triples"),
        ("text/csv;q=0.5, application/sparql-results+xml", ALL, "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.1", ALL, "text/csv; charset=utf-8"),
        ("application/json", ALL, "application/json"),
        ("application/json", GRAPH, "application/json"),
        ("application/pdf, */*;q=0.1", ALL, JSON),
        ("application/sparql-results+json;q=0, */*", ALL, "application/sparql-results+xml"),
        ("text/turtle", "ASK {}", None),
        ("application/pdf", ALL, None),
    ],
)
def test_get_query_accept(
    client: FlaskClient, accept: str, text: str, content_type: str | None
) -> None:
    response = client.get("/sparql", query_string={"query": text}, headers={"Accept": accept})
    if content_type is None:
        assert response.status_code == 406
        assert "csv" in response.get_json()["detail"]
    else:
        assert response.content_type == content_type


def test_get_query_format_bad(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": ALL, "format": "doc"})
    assert response.status_code == 406
    assert "no format 'doc'" in response.get_json()["detail"]


# 2.1.5, 2.1.7 What is not a query


def test_get_query_missing(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert (response.status_code, response.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("body", ["query=ASK%7B%7D&query=ASK%7B%7D", "query=%FF", "update=CLEAR"])
def test_post_form_bad(client: FlaskClient, body: str) -> None:
    response = client.post("/sparql", data=body, content_type=FORM)
    assert response.status_code == 400


def test_post_query_twice(client: FlaskClient) -> None:
    response = client.post("/sparql?query=ASK%7B%7D", data="ASK {}", content_type=QUERY)
    assert response.status_code == 400


def test_post_query_not_utf8(client: FlaskClient) -> None:
    response = client.post("/sparql", data=b"ASK { ?s ?p '\xff' }", content_type=QUERY)
    assert response.status_code == 400
    assert "not UTF-8 at byte 13" in response.get_json()["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/sparql-update", ""])
def test_post_content_type_bad(client: FlaskClient, content_type: str) -> None:
    response = client.post("/sparql", data=ALL, content_type=content_type)
    assert response.status_code == 415
    assert QUERY in response.get_json()["detail"]


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_query_syntax_bad_names_the_place(client: FlaskClient, way: str) -> None:
    text = "SELECT *\n{ ?s nope:p ?o }"
    if way == "get":
        response = client.get("/sparql", query_string={"query": text})
    elif way == "form":
        response = client.post("/sparql", data={"query": text})
    else:
        response = client.post("/sparql", data=text, content_type=QUERY)
    problem = response.get_json()
    assert response.status_code == problem["status"] == 400
    assert (problem["line"], problem["column"]) == (2, 6)
    assert "'nope:' is not declared" in problem["detail"]


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:b> <a:b> 1 }", "SELECT * { SERVICE <http://x/> {} }", "ASK " + "{" * 9999],
)
def test_query_refused(client: FlaskClient, text: str) -> None:
    assert client.post("/sparql", data={"query": text}).status_code == 400


def test_post_too_large(client: FlaskClient) -> None:
    response = client.post("/sparql", data="#" * 100_001, content_type=QUERY)
    assert (response.status_code, response.get_json()["status"]) == (413, 413)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_method_bad(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method)
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(response.allow)


# Limits


def test_a_runaway_is_a_gateway_timeout(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": RUNAWAY})
    problem = response.get_json()
    assert (response.status_code, problem["limit"]) == (504, 1.5)
    assert "1.5 s" in problem["detail"]


def test_a_cut_answer_says_so(client: FlaskClient) -> None:
    text = "SELECT * { VALUES ?a { " + "1 " * 60 + "} }"
    response = client.get("/sparql", query_string={"query": text})
    assert response.headers["X-Capped"] == "capped at 50 rows"
    assert json.loads(response.data)["capped"] == rows(response.data) == 50


def test_without_the_service_it_is_unavailable(dataset: Path) -> None:
    client = create_app({"DATASET": dataset}).test_client()
    response = client.get("/sparql", query_string={"query": ALL})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


# CORS and caching


def test_options(client: FlaskClient) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert set(response.allow) == {"GET", "HEAD", "POST", "OPTIONS"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_pages_of_other_sites_may_read_answers_and_problems(client: FlaskClient) -> None:
    for text in (ALL, "nonsense"):
        response = client.get("/sparql", query_string={"query": text})
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string={"query": ALL})
    tag = first.headers["ETag"]
    assert not first.get_etag()[1]
    again = client.get("/sparql", query_string={"query": ALL}, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "other",
    [
        {"query": ALL + " "},
        {"query": ALL, "format": "xml"},
        {"query": ALL, "default-graph-uri": NAMED},
        {"query": ALL, "named-graph-uri": NAMED},
    ],
)
def test_every_other_question_has_another_tag(client: FlaskClient, other: dict[str, str]) -> None:
    tag = client.get("/sparql", query_string={"query": ALL}).headers["ETag"]
    response = client.get("/sparql", query_string=other, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["ETag"] != tag


def test_a_new_version_has_another_tag(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path) as (pool, _):
        settings = {"DATASET": tmp_path, "QUERY_SERVICE": pool.address}
        client = create_app(settings).test_client()
        first = client.get("/sparql", query_string={"query": ALL})
        version = publish(tmp_path, f'<{BASE}/x/y> <https://schema.org/name> "New" .\n')
        assert eventually(lambda: pool.look() is None and pool.version == version)

        def renewed() -> bool:
            headers = {"If-None-Match": first.headers["ETag"]}
            response = client.get("/sparql", query_string={"query": ALL}, headers=headers)
            return response.status_code == 200 and rows(response.data) == 4

        assert eventually(renewed)


# The query page


def test_a_browser_gets_the_page(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "Access-Control-Allow-Origin" in response.headers


def test_a_browser_gets_the_answer_as_a_table(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": KAZAKH}, headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert "Достық" in response.text
    assert "<table" in response.text


def test_a_format_wins_over_the_browsers_accept(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": ALL, "format": "csv"}, headers={"Accept": BROWSER}
    )
    assert response.mimetype == "text/csv"


def test_a_browser_gets_its_mistake_on_the_page(client: FlaskClient) -> None:
    text = "SELECT * { ?s nope:p ?o }"
    response = client.get("/sparql", query_string={"query": text}, headers={"Accept": BROWSER})
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert "is not declared" in response.text
    assert "nope:p" in response.text


def test_only_addresses_of_the_web_become_links(client: FlaskClient) -> None:
    text = "SELECT * { BIND(<javascript:alert(1)> AS ?x) BIND(<https://example.org/a> AS ?y) }"
    page = client.get("/sparql", query_string={"query": text}, headers={"Accept": BROWSER}).text
    assert 'href="https://example.org/a"' in page
    assert 'href="javascript:' not in page


# The body is what it says it is


@pytest.mark.parametrize("name", ["turtle", "nt", "nq", "trig", "rdf", "jsonld"])
def test_graphs_can_be_read_again(client: FlaskClient, name: str) -> None:
    response = client.get("/sparql", query_string={"query": GRAPH, "format": name})
    writer = next(f.writer for f in FORMATS if f.name == name)
    assert isinstance(writer, ox.RdfFormat)
    assert len(list(ox.parse(response.data, format=writer))) == 3
