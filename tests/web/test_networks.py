"""The page about networks: charts with their tables and queries, and what figures rest on."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.grounds import grounds_of
from kg.networks import StoredNode, stored
from tests.web.pages import LANGUAGES, page
from web.network_charts import communities, distribution


def asked(html: str, section: str) -> str:
    """The query that the page names for a section."""
    part = html.partition(f'id="{section}"')[2].partition("</section>")[0]
    link = re.findall(r'href="([^"]*/sparql\?query=[^"]+)"', part)[-1]
    return parse_qs(urlsplit(link.replace("&amp;", "&")).query)["query"][0]


def rows(published: PublishedDataset, query: str) -> list[dict[str, str]]:
    answer = published.store.query(query)
    names = [variable.value for variable in answer.variables]
    return [{name: row[name].value for name in names if row[name]} for row in answer]


def test_each_part_of_the_page_is_what_its_query_gives(
    site: FlaskClient, published: PublishedDataset
) -> None:
    for network in published.networks:
        html = page(site, f"/en/network?network={network.id}&sort=pagerank").html
        found = stored(published.store, published.config, network.id)
        assert found is not None
        ranked = rows(published, asked(html, "ranking"))
        assert {row["node"] for row in ranked} == {node.iri for node in found.nodes}
        spread = rows(published, asked(html, "distribution"))
        assert sum(int(row["things"]) for row in spread) == len(found.nodes)
        members = rows(published, asked(html, "communities"))
        assert {(r["node"], int(r["community"])) for r in members} == {
            (node.iri, node.figures["community"]) for node in found.nodes
        }
        years = rows(published, asked(html, "years"))
        assert [int(row["year"]) for row in years] == list(found.years)
        bridges = rows(published, asked(html, "bridges"))
        assert {(row["one"], row["other"]) for row in bridges} == {
            bridge.ends for bridge in found.bridges
        }
        if found.mixing:
            mixed = rows(published, asked(html, "mixing"))
            assert sum(int(r["linkCount"]) for r in mixed) == found.figures["groupedLinkCount"]


def test_one_year_has_queries_of_its_own(site: FlaskClient, published: PublishedDataset) -> None:
    html = page(site, "/en/network?network=offices&year=2018&sort=betweenness").html
    found = stored(published.store, published.config, "offices")
    assert found is not None
    ranked = rows(published, asked(html, "ranking"))
    assert len(ranked) > 20
    assert {row["node"] for row in ranked} == {node.iri for node in found.by_year[2018]}
    assert "What this rests on" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_its_table_with_links_to_things(
    site: FlaskClient, published: PublishedDataset, language: str
) -> None:
    for network in published.networks:
        html = page(site, f"/{language}/network?network={network.id}&sort=closeness").html
        figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
        assert len(figures) >= 3
        for figure in figures:
            assert "<figcaption>" in figure
            assert "<table>" in figure
            assert re.search(rf'<td>\s*<a href="/{language}/[a-z]+/[^"]+\.html"', figure) or (
                "linkCount" not in figure
            )
            assert "/sparql?query=" in figure


def test_the_first_of_each_year_is_named(site: FlaskClient, published: PublishedDataset) -> None:
    found = stored(published.store, published.config, "offices")
    assert found is not None
    html = page(site, "/en/network?network=offices&sort=degree").html
    table = html.partition('id="years"')[2].partition("</figure>")[0]
    for year, nodes in found.by_year.items():
        first = min(nodes, key=lambda node: (-node.figures["degree"], node.iri))
        row = re.search(rf">{year}</a></th>(.*?)</tr>", table, re.DOTALL)
        assert row is not None
        assert f"/en/{published.config.local(first.iri)}.html" in row[1]


def test_each_bridge_says_what_it_rests_on_and_who_says_so(
    site: FlaskClient, published: PublishedDataset
) -> None:
    html = page(site, "/en/network?network=co-participation").html
    found = stored(published.store, published.config, "co-participation")
    assert found is not None
    parts = re.findall(r'<details class="bridge".*?</details>', html, re.DOTALL)
    assert len(parts) == len(found.bridges)
    for part, bridge in zip(parts, found.bridges, strict=True):
        told = grounds_of(published.store, published.config, bridge.rests_on, "en")
        assert set(told) == set(bridge.rests_on)
        for end in bridge.ends:
            assert f"/en/{published.config.local(end)}.html" in part
        for ground in told.values():
            assert ground.subject.local is not None
            assert f"/en/{ground.subject.local}.html" in part
            assert ground.evidence or ground.inferred_by
        assert "<blockquote" in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_network_rests_on_is_said_with_what_nobody_recorded(
    site: FlaskClient, published: PublishedDataset, language: str
) -> None:
    for network in published.networks:
        found = stored(published.store, published.config, network.id)
        assert found is not None
        html = page(site, f"/{language}/network?network={network.id}").html
        part = html.partition('id="coverage"')[2].partition("</section>")[0]
        assert part.count("<tr>") == 4 + bool(network.unrecorded) + bool(found.mixing)
        if network.unrecorded:
            assert network.unrecorded_title[language] in part
            query = asked(html, "coverage")
            assert len(rows(published, query)) == found.figures["unrecordedCount"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_chance_is_spoken_of_with_its_p(site: FlaskClient, language: str) -> None:
    text = page(site, f"/{language}/network?network=co-participation").text
    assert {"en": "E-I index, p", "ru": "индекс E-I, p", "kk": "E-I индексі, p"}[language] in text


def test_the_page_says_how_each_measure_was_called(site: FlaskClient) -> None:
    text = page(site, "/en/network?network=whole").text
    assert "pagerank(alpha=0.85, max_iter=10000" in text
    assert "by networkx" in text
    assert "query for statements" in text


def node(name: str, **figures: float) -> StoredNode:
    return StoredNode(name, (), figures)


def test_a_distribution_of_whole_numbers_has_a_bar_for_each_or_for_a_few() -> None:
    few = distribution([node("a", degree=0), node("b", degree=2), node("c", degree=2)], "degree")
    assert [(bar.ends, bar.value) for bar in few] == [((0,), 1), ((1,), 0), ((2,), 2)]
    many = distribution([node(str(n), degree=n) for n in range(25)], "degree")
    assert [bar.ends for bar in many[:2]] == [(0, 2), (3, 5)]
    assert sum(bar.value for bar in many) == 25
    assert many[-1].ends == (24,)


def test_a_distribution_of_fractions_has_ranges_of_equal_width() -> None:
    bars = distribution([node("a", rank=0.0), node("b", rank=0.5), node("c", rank=1.2)], "rank")
    assert len(bars) == 12
    assert [(place, bar.things) for place, bar in enumerate(bars) if bar.value] == [
        (0, ("a",)),
        (5, ("b",)),
        (11, ("c",)),
    ]
    assert bars[1].ends == pytest.approx((0.1, 0.2))


def test_a_distribution_of_one_figure_or_none() -> None:
    (bar,) = distribution([node("a", rank=0.3), node("b", rank=0.3)], "rank")
    assert (bar.ends, bar.value, bar.things) == ((0.3,), 2, ("a", "b"))
    assert distribution([node("a", degree=1)], "rank") == []
    assert distribution([], "degree") == []


def test_communities_of_one_are_none() -> None:
    nodes = [
        node("a", community=1, degree=1),
        node("b", community=1, degree=3),
        node("c", community=2, degree=0),
    ]
    (bar,) = communities(nodes, 9)
    assert (bar.label, bar.value, bar.things) == ("1", 2, ("b", "a"))
