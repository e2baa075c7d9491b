"""The query page shows the beginning of a long answer and says so."""

from __future__ import annotations

from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.query import run_query
from web.query_page import PAGE_ROWS

LONG = "SELECT ?a ?b { " + "".join(
    f"VALUES ?{name} {{ {' '.join(map(str, range(40)))} }} " for name in ("a", "b")
)


def test_a_long_answer_is_shown_in_part(site: FlaskClient, published: PublishedDataset) -> None:
    long, short = LONG + "}", LONG + "} LIMIT 10"
    assert run_query(published.store, long, format="json").rows == 1600
    pages = {
        text: site.get("/en/sparql", query_string={"query": text}, headers={"Accept": "text/html"})
        for text in (long, short)
    }
    note = "the page shows the beginning; the downloads hold all"
    assert pages[long].text.count("<tr>") == PAGE_ROWS + 1
    assert note in pages[long].text
    assert note not in pages[short].text


def test_a_long_graph_is_shown_in_part(site: FlaskClient) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    response = site.get("/en/sparql", query_string={"query": text}, headers={"Accept": "text/html"})
    assert "the page shows the beginning" in response.text
    assert response.text.count("\n") < PAGE_ROWS + 500
