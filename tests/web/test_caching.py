"""Tags, answers that are kept, and what becomes of both when something new is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.build import build
from kg.service.pool import QueryPool
from tests.services import BASE, publish, serving
from tests.web.pages import get
from web import create_app
from web.caching import AnswerCache

ALL = "SELECT * { ?s ?p ?o }"
LIGHTHOUSES = Path(__file__).parents[1] / "kg" / "domains" / "lighthouses"
DATA = ["/org/van.ttl", "/org/van.jsonld", "/.well-known/void", "/sitemap.xml", "/robots.txt"]
DATA += ["/api/search?q=van", "/export/dataset.nq", "/sparql?query=ASK%7B%7D"]
PAGES = ["/", "/search?q=dostyk", "/graph", "/network", "/about", "/export/", "/org/van.html"]


@pytest.mark.parametrize("address", DATA)
def test_data_has_a_strong_tag_and_is_not_sent_again(site: FlaskClient, address: str) -> None:
    first = site.get(address)
    first.close()
    tag, is_weak = first.get_etag()
    assert (first.status_code, bool(tag), is_weak) == (200, True, False)
    again = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    again.close()
    other = site.get(address, headers={"If-None-Match": '"another"'})
    other.close()
    assert other.status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_tag_and_is_not_sent_again(site: FlaskClient, address: str) -> None:
    first = get(site, address)
    again = get(site, address, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Security-Policy" not in again.headers, "the nonce of the page that is kept"
    assert {"Accept-Language"} <= set(first.vary)


def test_a_page_that_is_kept_has_a_nonce_of_its_own(site: FlaskClient) -> None:
    first, second = (get(site, "/about") for _ in range(2))
    for response in (first, second):
        word = response.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
        assert f'nonce="{word}"' in response.text
    assert first.text != second.text


@pytest.mark.parametrize(
    "headers",
    [{"Accept-Language": "ru"}, {"Host": "graph.example"}, {"X-Forwarded-For": "192.0.2.1"}],
)
def test_another_reader_gets_an_answer_of_their_own(
    site: FlaskClient, headers: dict[str, str]
) -> None:
    usual = site.get("/", headers={"Accept": "text/html", "Accept-Language": "en"})
    other = site.get("/", headers={"Accept": "text/html", "Accept-Language": "en"} | headers)
    same_answer = "X-Forwarded-For" in headers
    assert (usual.headers["ETag"] == other.headers["ETag"]) is same_answer
    assert ('lang="ru"' in other.text[:200]) is ("Accept-Language" in headers)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Path, FlaskClient, QueryPool]]:
    publish(tmp_path)
    with serving(tmp_path, max_rows=2) as (pool, _):
        settings = {"DATASET": tmp_path, "QUERY_SERVICE": pool.address}
        yield tmp_path, create_app(settings).test_client(), pool


def test_an_answer_that_is_kept_needs_no_worker(own: tuple[Path, FlaskClient, QueryPool]) -> None:
    _, client, pool = own
    first = client.get("/sparql", query_string={"query": ALL})
    pool.stop()
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 503
    for _ in range(2):
        again = client.get("/sparql", query_string={"query": ALL})
        assert (again.status_code, again.data) == (200, first.data)
        assert again.headers["X-Capped"] == first.headers["X-Capped"]
    other = client.get("/sparql", query_string={"query": ALL, "default-graph-uri": f"{BASE}/x"})
    assert other.status_code == 503


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_is_another_each_time_is_not_kept(
    own: tuple[Path, FlaskClient, QueryPool], call: str
) -> None:
    _, client, _ = own
    query = {"query": f"SELECT ?x {{ BIND({call} AS ?x) }}"}
    first, second = (client.get("/sparql", query_string=query) for _ in range(2))
    assert first.data != second.data
    assert "ETag" not in first.headers
    assert first.headers["Cache-Control"] == "no-store"


def test_new_data_is_seen_although_the_old_is_kept(
    own: tuple[Path, FlaskClient, QueryPool],
) -> None:
    directory, client, _ = own
    before = client.get("/sitemap.xml")
    publish(directory, f'<{BASE}/org/new> <https://schema.org/name> "New" .\n')
    after = client.get("/sitemap.xml", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert get(client, "/org/new.html").status_code == 200


def test_new_titles_and_queries_are_seen_although_the_facts_are_the_same(tmp_path: Path) -> None:
    ontology, dataset = tmp_path / "ontology", tmp_path / "dataset"
    copy(LIGHTHOUSES, ontology)
    build(ontology, dataset)
    client = create_app({"DATASET": dataset}).test_client()
    version = client.get("/readyz").get_json()["version"]
    first = get(client, "/en/")
    query = ontology / "queries" / "keepers.rq"
    text = query.read_text(encoding="utf-8")
    query.write_text(text.replace("Who keeps which light?", "Who is up at night?"))
    build(ontology, dataset)
    again = get(client, "/en/", **{"If-None-Match": first.headers["ETag"]})
    assert client.get("/readyz").get_json()["version"] == version
    assert again.status_code == 200
    assert "Who is up at night?" in again.text


def copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def test_the_cache_keeps_within_its_size() -> None:
    cache = AnswerCache(100_000)
    for number in range(1000):
        cache.put(number, number, 5_000)
    kept = [number for number in range(1000) if cache.get(number) is not None]
    assert kept == list(range(1000 - len(kept), 1000))
    assert 0 < len(kept) * 5_000 <= 100_000
    cache.put("large", 1, 50_000)
    assert cache.get("large") is None
    none = AnswerCache(0)
    none.put("any", 1, 1)
    assert none.get("any") is None


def test_readers_meet_no_error_while_versions_come_one_after_another(
    own: tuple[Path, FlaskClient, QueryPool],
) -> None:
    directory, client, pool = own
    seen = set()
    for number in range(6):
        publish(directory, f'<{BASE}/org/n{number}> <https://schema.org/name> "N" .\n')
        pool.look()
        for _ in range(15):
            answer = client.get("/sparql", query_string={"query": "ASK {}"})
            page = get(client, f"/org/n{number}.html")
            assert (answer.status_code, page.status_code) == (200, 200)
            assert json.loads(answer.data)["boolean"] is True
            seen.add(client.get("/readyz").get_json()["version"])
            pool.look()
    assert len(seen) == 6
