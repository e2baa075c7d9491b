"""The whole front on Oxigraph's own server and on Virtuoso 7, beside the embedded store."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.config import Config
from kg.dataset import PublishedDataset
from kg.remote import RemoteAddress, RemoteStore
from kg.remote.binding import StoreUnfit, bind
from kg.results import FORMATS
from kg.select import Queryable, rows
from kg.service.guard import inspect
from tests.conftest import ONTOLOGY
from tests.remote.conftest import HOLDS, NOTES, Engine
from tests.services import RUNAWAY, serving
from web import create_app

JSON = "application/sparql-results+json"
EVENT = "/event/when-we-are-together"
PAGES = (
    *("/", "/kk/", "/ru/about", "/graph", "/network", "/search?q=dostyk", "/search?type=event"),
    *("/sitemap.xml", "/export/", f"{EVENT}.html", "/ru/org/apk.html", "/kk/org/apk.html"),
    *(f"{EVENT}.ttl", f"{EVENT}.trig", f"{EVENT}.jsonld", f"{EVENT}.nt", "/event/nowhere.html"),
    *("/api/search?q=astana", "/api/neighbours", "/api/neighbours?of=org/apk"),
    f"/api/path?from={EVENT[1:]}&to=org/apk",
    *("/network?network=co-participation", "/org/apk", "/rule/inverse", "/sparql?example=x"),
)
#: What may differ: the version, which a store does not tell, and what was made of it.
VERSION = re.compile(
    r'nonce="[^"]*"|"version":"\w*"|<p>[^<]*<a href="[^"]*/export/"><code>\w*</code></a></p>\n'
    r'|<p class="prose">[^<]*<code class="digest">\w*</code></p>\n|\w+ [0-9a-f]{12}\. '
    r"|[0-9a-f]{64}%0A"
)
DOUBLE = re.compile(rb'"([0-9.e+-]+)"\^\^(?=<http://www.w3.org/2001/XMLSchema#double>)')
DIGESTS = re.compile(r'<code class="digest">\w*</code>(?: · )?|(?<=<td class="number">)[^<]*')


def text_of(client: FlaskClient, address: str) -> tuple[int, str]:
    response = client.get(address, headers={"Accept": "text/html,*/*"})
    return response.status_code, VERSION.sub("", response.text)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_as_from_the_embedded_store(
    engine: Engine, site: FlaskClient, address: str
) -> None:
    status, text = text_of(engine.client, address)
    expected_status, expected = text_of(site, address)
    if address == "/export/":
        text, expected = DIGESTS.sub("", text), DIGESTS.sub("", expected)
        text, expected = text.replace("Version ", ""), expected.replace("Version ", "")
    assert status == expected_status
    assert text == expected


def downloaded(client: FlaskClient, name: str) -> tuple[bytes, str]:
    """A file and the version that it is of."""
    with client.get(f"/export/{name}") as response:
        return response.data, response.headers["X-Dataset-Version"]


def spelled(engine: Engine, lines: Iterable[bytes]) -> list[bytes]:
    """Lines in order; Virtuoso writes doubles with six digits."""
    if engine.name == "virtuoso":
        return sorted(DOUBLE.sub(rounded, line) for line in lines)
    return sorted(lines)


def rounded(match: re.Match[bytes]) -> bytes:
    return b'"%s"^^' % f"{float(match[1]):.6g}".encode()


@pytest.mark.parametrize("name", ["dataset.nq", "dataset.annotated.ttl", "dataset.claims.csv"])
def test_a_download_holds_what_the_embedded_store_gives(
    engine: Engine, site: FlaskClient, name: str
) -> None:
    made, expected = (downloaded(client, name)[0] for client in (engine.client, site))
    assert spelled(engine, made.splitlines()) == spelled(engine, expected.splitlines())


def test_the_version_of_a_download_is_that_of_its_bytes(
    engine: Engine, published: PublishedDataset
) -> None:
    made, version = downloaded(engine.client, "dataset.nq")
    assert version == hashlib.sha256(made).hexdigest()
    assert (version == published.version) == (engine.name == "oxigraph")


def answer(store: Queryable, text: str) -> list[bytes]:
    """The rows or triples of an answer."""
    given = store.query(text) if inspect(text).is_graph else rows(store, text)
    return [" ".join(map(str, row)).encode() for row in given]


def test_every_example_query_gives_the_same_rows(
    engine: Engine, published: PublishedDataset
) -> None:
    for each in published.queries:
        given, expected = answer(engine.store, each.text), answer(published.store, each.text)
        assert spelled(engine, given) == spelled(engine, expected), each.id


KAZAKH = 'SELECT ?s { ?s <https://schema.org/name> "Достық"@kk-cyrl }'


def test_iris_and_texts_that_are_not_ascii_pass_in_all_three_ways(engine: Engine) -> None:
    graph = f"default-graph-uri={quote(NOTES, safe='')}"
    answers = [
        engine.client.get(f"/sparql?query={quote(KAZAKH)}&{graph}"),
        engine.client.post("/sparql", data={"query": KAZAKH, "default-graph-uri": NOTES}),
        engine.client.post(
            f"/sparql?{graph}", data=KAZAKH.encode(), content_type="application/sparql-query"
        ),
    ]
    for answer in answers:
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["s"]["value"] == "https://museum.example/достық"


def test_characters_of_a_literal_arrive_as_they_are(engine: Engine) -> None:
    query = f"SELECT ?o {{ GRAPH <{NOTES}> {{ ?s <https://schema.org/about> ?o }} }}"
    store = RemoteStore(RemoteAddress(engine.address.url))
    assert [row[0] for row in rows(store, query)] == [ox.Literal('a\r\n"b"\t\\')]
    graph = store.query(query.replace("SELECT ?o", "CONSTRUCT { ?s <a:b> ?o }"))
    assert [triple.object for triple in graph] == [ox.Literal('a\r\n"b"\t\\')]


@pytest.mark.parametrize("name", [f.name for f in FORMATS])
def test_every_format_of_an_answer(engine: Engine, name: str) -> None:
    format_ = next(f for f in FORMATS if f.name == name)
    query = "SELECT ?s ?o { ?s ?p ?o } LIMIT 3"
    if format_.is_graph:
        query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"
    response = engine.client.get("/sparql", query_string={"query": query, "format": name})
    assert response.content_type == format_.content_type
    if format_.is_graph:
        assert len(list(ox.parse(response.data, format=format_.writer))) == 3  # type: ignore[arg-type]
    elif name == "csv":
        assert len(list(csv.reader(StringIO(response.text)))) == 4
    else:
        assert len(list(ox.parse_query_results(response.data, format_.writer))) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "holds"), [("ASK { ?s ?p ?o }", True), ("ASK { <a:b> ?p ?o }", False)]
)
def test_a_question_of_yes_or_no(engine: Engine, query: str, holds: bool) -> None:
    response = engine.client.get("/sparql", query_string={"query": query})
    assert json.loads(response.data)["boolean"] is holds


def claims(config: Config) -> str:
    return f"<{config.graph('claims')}>"


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("SELECT ?s { ?s a rdf:Statement }", {}),
        ("SELECT ?s FROM NAMED {claims} { ?s a rdf:Statement }", {}),
        ("SELECT ?s { ?s a rdf:Statement }", {"named-graph-uri": "{claims}"}),
        ("ASK FROM NAMED {claims} { ?s ?p ?o }", {}),
    ],
)
def test_the_default_graph_is_never_a_union(
    engine: Engine, published: PublishedDataset, text: str, parameters: dict[str, str]
) -> None:
    graph = claims(published.config)
    prefix = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    sent = {name: value.replace("{claims}", graph[1:-1]) for name, value in parameters.items()}
    sent["query"] = prefix + text.replace("{claims}", graph)
    answer = json.loads(engine.client.get("/sparql", query_string=sent).data)
    assert answer.get("boolean", False) is False
    assert answer.get("results", {"bindings": []})["bindings"] == []


def test_only_the_graphs_of_the_dataset_are_named_graphs_where_it_gives_them(
    engine: Engine, published: PublishedDataset
) -> None:
    found = rows(engine.store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    graphs = {term.value for (term,) in found if isinstance(term, ox.NamedNode)}
    own = {published.config.graph(name) for name in published.counts if name != "default"}
    assert graphs == (own if engine.name == "virtuoso" else {*own, NOTES})


def test_from_takes_the_place_of_the_default_graph(
    engine: Engine, published: PublishedDataset
) -> None:
    graph = claims(published.config)
    query = f"SELECT (COUNT(*) AS ?n) FROM {graph} {{ ?s ?p ?o }}"
    ((number,),) = rows(engine.store, query)
    assert isinstance(number, ox.Literal)
    assert int(number.value) == published.counts["claims"]


def test_a_long_table_is_cut_and_says_so(engine: Engine) -> None:
    query = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
    # By subject: Oxigraph's own server ends where it sorts values of several kinds.
    for text in (query, query + " ORDER BY ?s", query + " LIMIT 5000"):
        response = engine.client.get("/sparql", query_string={"query": text})
        assert response.headers["X-Capped"] == "capped at 1000 rows"
        assert json.loads(response.data)["capped"] == 1000


def test_a_long_graph_is_cut_and_says_so(engine: Engine) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    response = engine.client.get("/sparql", query_string={"query": query, "format": "nt"})
    assert response.headers["X-Capped"] == "capped at 1000 rows"
    assert len(list(ox.parse(response.data, format=ox.RdfFormat.N_TRIPLES))) == 1000


def test_an_answer_has_no_etag_since_nobody_knows_when_the_store_changes(engine: Engine) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 1"}
    response = engine.client.get("/sparql", query_string=asked)
    assert "ETag" not in response.headers
    assert "X-Dataset-Version" not in response.headers
    again = engine.client.get("/sparql", query_string=asked, headers={"If-None-Match": "*"})
    assert again.status_code == 200


@pytest.mark.parametrize("graph", ["default", "claims", "sources"])
def test_a_graph_is_read_whole_by_the_graph_store_protocol(
    engine: Engine, published: PublishedDataset, graph: str
) -> None:
    named = {"default": ""} if graph == "default" else {"graph": published.config.graph(graph)}
    response = engine.client.get("/store", query_string={**named, "format": "nt"})
    assert response.status_code == 200
    assert len(set(response.data.splitlines())) == published.counts[graph]
    assert "ETag" not in response.headers
    known = {"If-None-Match": '"-nt"'}
    again = engine.client.get("/store", query_string={**named, "format": "nt"}, headers=known)
    assert again.status_code == 200


def test_a_graph_that_is_not_there_is_not_found(engine: Engine) -> None:
    assert engine.client.get("/store", query_string={"graph": "a:b"}).status_code == 404


def test_nobody_can_write(engine: Engine) -> None:
    update = {"update": "DROP ALL"}
    assert engine.client.post("/update", data=update).status_code in (403, 404)
    written = engine.client.put("/store?default", data=b"", content_type="text/turtle")
    assert written.status_code == 405


def test_an_error_of_syntax_names_its_place(engine: Engine) -> None:
    response = engine.client.get("/sparql", query_string={"query": "SELECT *\n{ ?s ?p }"})
    assert response.status_code == 400
    assert response.json["line"] == 2


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DROP ALL",
        "SELECT * { SERVICE <https://elsewhere.example/> { ?s ?p ?o } }",
        'DEFINE get:soft "soft" SELECT * FROM <http://elsewhere.example/> { ?s ?p ?o }',
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        'SELECT ("\\u0022 } SERVICE <a:b> {" AS ?x) { }',
    ],
)
def test_nothing_but_a_query_is_sent(engine: Engine, query: str) -> None:
    assert engine.client.get("/sparql", query_string={"query": query}).status_code == 400


def test_a_function_that_the_store_does_not_know_is_an_error_with_its_words(
    engine: Engine,
) -> None:
    query = "SELECT (<https://museum.example/nothing>(1) AS ?x) { }"
    response = engine.client.get("/sparql", query_string={"query": query})
    if response.status_code == 200:  # an error in an expression leaves the variable unbound
        assert json.loads(response.data)["results"]["bindings"] == [{}]
    else:
        assert response.status_code in (400, 502)
        assert "nothing" in response.json["detail"]


def test_a_runaway_ends_at_the_limit(engine: Engine, tmp_path: Path) -> None:
    bind(engine.address, ONTOLOGY, tmp_path, 1000)
    with serving(tmp_path, timeout=1.0) as (pool, _):
        app = create_app({"DATASET": tmp_path, "QUERY_SERVICE": pool.address})
        response = app.test_client().get("/sparql", query_string={"query": RUNAWAY})
        assert response.status_code == 504
        assert response.json["limit"] == 1.0


def test_a_store_whose_default_graph_is_a_union_is_refused(engine: Engine, tmp_path: Path) -> None:
    if engine.name != "virtuoso":
        bind(RemoteAddress(engine.address.url), ONTOLOGY, tmp_path, 1000)
        return
    with pytest.raises(StoreUnfit, match="union of its named graphs"):
        bind(RemoteAddress(engine.address.url), ONTOLOGY, tmp_path, 1000)


def test_a_default_graph_that_is_empty_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StoreUnfit, match="empty"):
        bind(RemoteAddress(engine.address.url, f"{HOLDS}/nowhere"), ONTOLOGY, tmp_path, 1000)


def test_a_store_that_cuts_answers_short_is_refused(engine: Engine, tmp_path: Path) -> None:
    if engine.name == "oxigraph":
        bind(engine.address, ONTOLOGY, tmp_path, 200_001)
        return
    with pytest.raises(StoreUnfit, match="200,002 rows"):
        bind(engine.address, ONTOLOGY, tmp_path, 200_001)
