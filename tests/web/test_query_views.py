"""A query's answer as a chart, a timeline, a map, a part of the graph, and in a program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from tests.kg.test_serve import started
from tests.services import BASE, RUNAWAY, publish, serving
from tests.web.pages import Page, get, page
from web import create_app
from web.code_samples import samples
from web.query_views import views

XSD = "http://www.w3.org/2001/XMLSchema#"


def number(text: str, kind: str = "integer") -> dict[str, str]:
    return {"type": "literal", "value": text, "datatype": XSD + kind}


def text(value: str, language: str = "en") -> dict[str, str]:
    return {"type": "literal", "value": value, "xml:lang": language}


def iri(local: str) -> dict[str, str]:
    return {"type": "uri", "value": f"{BASE}/{local}"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    directory = tmp_path_factory.mktemp("small")
    publish(directory)
    return PublishedDataset.open(directory)


# What can be made of which values


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ("a b", {"a": text("Nur"), "b": number("3")}, ("table", "chart")),
        ("a b", {"a": text("Nur"), "b": number("3.5", "decimal")}, ("table", "chart")),
        ("a b", {"a": text("Nur"), "b": number("1995", "gYear")}, ("table", "timeline")),
        ("a b", {"a": text("Nur"), "b": number("1995-03-01T00:00:00", "dateTime")},
         ("table", "timeline")),
        ("a lat lon", {"a": iri("org/nur"), "lat": number("51"), "lon": number("7.4", "decimal")},
         ("table", "chart", "map")),
        ("a lat long", {"a": iri("org/nur"), "lat": number("91"), "long": number("71")},
         ("table", "chart")),
        ("a b", {"a": text("Nur"), "b": text("3")}, ("table",)),
        ("a b", {"a": text("Nur"), "b": number("INF", "double")}, ("table",)),
        ("a b", {"a": text("Nur"), "b": number("many")}, ("table",)),
        ("a b", {"a": text("Nur")}, ("table",)),
    ],
)  # fmt: skip
def test_values_say_which_views_there_are(
    small: PublishedDataset, columns: str, row: dict[str, dict[str, str]], expected: tuple[str, ...]
) -> None:
    found = views(small, columns.split(), [row], "table")
    assert found.names == expected
    assert found.chosen == "table"


def test_a_column_with_something_else_in_it_is_no_chart(small: PublishedDataset) -> None:
    rows = [{"n": number("1")}, {"n": text("two")}]
    assert views(small, ["n"], rows, "chart").names == ("table",)


def test_a_view_that_there_is_not_is_the_table(small: PublishedDataset) -> None:
    for wanted in ("map", "nonsense", "", "<script>"):
        assert views(small, ["n"], [{"n": number("1")}], wanted).chosen == "table"


# The pages


def asked(query: str, view: str = "", address: str = "/en/sparql") -> str:
    return f"{address}?query={quote(query)}" + (f"&view={view}" if view else "")


PEOPLES = """SELECT ?group (MAX(?n) AS ?most) {
  ?count apk:countOf ?group ; apk:value ?n . ?group a apk:EthnicGroup
} GROUP BY ?group ORDER BY DESC(?most) LIMIT 5"""
SESSIONS = """SELECT ?session ?date {
  ?session a apk:Session ; dcterms:date ?date ; schema:location ?place }"""
PREFIXES = """PREFIX apk: <https://w3id.org/shanyrak/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""


def test_a_chart_has_a_bar_for_each_row_by_its_number(site: FlaskClient) -> None:
    html = get(site, asked(PREFIXES + PEOPLES, "chart")).text
    bars = [float(each) for each in re.findall(r'<rect width="([\d.]+)" height="1"', html)]
    assert len(bars) == 5
    assert bars[0] == 100
    assert bars == sorted(bars, reverse=True)
    table = get(site, asked(PREFIXES + PEOPLES)).text
    assert re.findall(r"/en/group/[\w-]+\.html", html) == re.findall(
        r"/en/group/[\w-]+\.html", table
    )


def test_a_timeline_holds_every_dated_row_in_order(site: FlaskClient) -> None:
    shown = page(site, asked(PREFIXES + SESSIONS, "timeline"))
    rows = site.get(asked(PREFIXES + SESSIONS) + "&format=json").get_json()["results"]["bindings"]
    dates = sorted(row["date"]["value"] for row in rows)
    years = [int(each) for each in re.findall(r"<h3>(\d{4})</h3>", shown.html)]
    assert years == sorted({int(date[:4]) for date in dates})
    assert shown.html.count("<time>") == len(rows)
    assert shown.html.count('class="hue-0"') == len(rows)


def test_a_map_holds_what_the_rows_name(site: FlaskClient) -> None:
    almaty = "<https://w3id.org/shanyrak/place/almaty>"
    query = f"{PREFIXES}SELECT * {{ ?org a schema:Organization ; schema:location {almaty} }}"
    html = get(site, asked(query, "map")).text
    handed = re.search(r'id="map-data"[^>]*>(.*?)</script>', html, re.S)
    assert handed
    places = json.loads(handed[1])["places"]
    rows = site.get(asked(query) + "&format=json").get_json()["results"]["bindings"]
    there = {thing["href"] for place in places for thing in place["things"]}
    assert {f"/en/{row['org']['value'].split('shanyrak/')[1]}.html" for row in rows} == there


def test_views_and_the_graph_are_offered_as_links_that_keep_the_query(site: FlaskClient) -> None:
    offered = page(site, asked(PREFIXES + SESSIONS)).links()
    for start in ("/en/graph?query=", "/en/sparql?query="):
        found = [link for link in offered if link.startswith(start)]
        assert found
        for link in found:
            assert get(site, link).status_code == 200


def test_markup_in_values_stays_text(site: FlaskClient) -> None:
    query = f'SELECT ("<b>bold</b>" AS ?a) (1 AS ?n) ("2001"^^<{XSD}gYear> AS ?d) {{}}'
    for view in ("", "chart", "timeline", "<script>"):
        html = get(site, asked(query, quote(view))).text
        assert "<b>bold" not in html
        assert "&lt;b&gt;bold" in html


# The explorer


def names_in(answer: dict[str, list[dict[str, str]]]) -> set[str]:
    return {node["id"] for node in answer["nodes"]}


def test_a_table_opens_with_its_things_and_their_links(site: FlaskClient) -> None:
    query = PREFIXES + "SELECT * { ?event schema:attendee ?who }"
    rows = site.get(asked(query) + "&format=json").get_json()["results"]["bindings"]
    part = site.get(f"/api/neighbours?query={quote(query)}").get_json()
    things = {row[name]["value"].split("shanyrak/")[1] for row in rows for name in ("event", "who")}
    assert names_in(part) == things
    joined = {(link["source"], link["target"]) for link in part["links"]}
    pairs = {tuple(row[n]["value"].split("shanyrak/")[1] for n in ("event", "who")) for row in rows}
    assert {frozenset(pair) for pair in pairs} <= {frozenset(pair) for pair in joined}
    shown = page(site, f"/en/graph?query={quote(query)}")
    assert {f"/en/{thing}.html" for thing in things} <= shown.links()


def test_a_graph_opens_with_the_links_it_made(site: FlaskClient) -> None:
    query = (
        PREFIXES + "CONSTRUCT { ?one schema:knows ?other } "
        "{ ?event schema:attendee ?one, ?other FILTER(STR(?one) < STR(?other)) }"
    )
    part = site.get(f"/api/neighbours?query={quote(query)}").get_json()
    assert part["links"]
    assert {link["property"] for link in part["links"]} == {"schema:knows"}
    ends = {end for link in part["links"] for end in (link["source"], link["target"])}
    assert names_in(part) == ends


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT", 400), ("DROP ALL", 400), ("ASK {}", 200), ("SELECT * { ?s a <urn:none> }", 200)],
)
def test_a_query_without_things_has_an_answer_all_the_same(
    site: FlaskClient, query: str, status: int
) -> None:
    for address in ("/api/neighbours", "/en/graph"):
        assert get(site, f"{address}?query={quote(query)}").status_code == status


def test_a_runaway_is_ended_here_as_well(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path, timeout=0.5) as (pool, _):
        client = create_app({"DATASET": tmp_path, "QUERY_SERVICE": pool.address}).test_client()
        for address in ("/api/neighbours", "/en/graph"):
            assert get(client, f"{address}?query={quote(RUNAWAY)}").status_code == 504


# In a program


HARD = [
    "SELECT * { ?s a ?o }",
    'SELECT ("it\'s \\"quoted\\" and \\\\ back" AS ?a) {}',
    'SELECT ("""three\nlines""" AS ?a) {}',
    "SELECT ('Достық $HOME `id` %s {x}' AS ?a) {}",
    'SELECT ("#\')-\\"" AS ?a) {} # ends in a quote "',
]


@pytest.mark.parametrize("name", ["curl", "Python"])
def test_samples_run_as_they_stand(tmp_path: Path, name: str) -> None:
    publish(tmp_path / "dataset")
    with started("--dataset", str(tmp_path / "dataset"), "--port", "0") as (_, address):
        for query in HARD:
            found = {each.name: each.code for each in samples(address + "sparql", query)}
            command = [sys.executable, "-c"] if name == "Python" else ["bash", "-c"]
            done = subprocess.run(
                [*command, found[name]], capture_output=True, text=True, timeout=60, check=False
            )
            assert done.returncode == 0, done.stderr
            assert "Problem" not in done.stdout
            for word in ("Достық $HOME `id` %s {x}", "three", "back"):
                assert (word in done.stdout) is (word in query), (query, done.stdout)


def test_the_page_shows_the_samples_of_its_query(site: FlaskClient) -> None:
    shown = Page(get(site, asked(PREFIXES + SESSIONS)).text)
    for sample in samples("http://localhost/en/sparql", PREFIXES + SESSIONS):
        assert sample.code.strip().splitlines()[0] in shown.text
    assert "Use this in a program" in shown.text
