"""The query page shows the beginning of a long answer and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.services import serving
from web import create_app
from web.query_page import PAGE_ROWS

NOTE = "the page shows the beginning; the downloads hold all"
TABLE = "SELECT ?a ?b { " + "".join(
    f"VALUES ?{name} {{ {' '.join(map(str, range(40)))} }} " for name in ("a", "b")
)
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def site(shipped: Path) -> Iterator[FlaskClient]:
    with serving(shipped, max_rows=100_000) as (pool, _):
        yield create_app({"DATASET": shipped, "QUERY_SERVICE": pool.address}).test_client()


def page(site: FlaskClient, query: str) -> str:
    headers = {"Accept": "text/html"}
    response = site.get("/en/sparql", query_string={"query": query}, headers=headers)
    assert response.status_code == 200
    return response.text


def test_a_long_table(site: FlaskClient) -> None:
    text = page(site, TABLE + "}")
    assert "1600 rows" in text
    assert text.count("<tr>") == PAGE_ROWS + 1
    assert NOTE in text


def test_a_long_graph(site: FlaskClient) -> None:
    text = page(site, GRAPH)
    assert NOTE in text
    assert text.count("\n") < PAGE_ROWS + 500


def test_a_short_table(site: FlaskClient) -> None:
    assert NOTE not in page(site, TABLE + "} LIMIT 10")
