"""Every page answers, holds together, and keeps to its policy."""

from __future__ import annotations

import csv
import io
import random
import re
from urllib.parse import urlsplit

import networkx as nx
import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.networks import stored
from tests.web.pages import LANGUAGES, Page, get, page

PAGES = (
    "/",
    "/search",
    "/search?q=van",
    "/search?type=Event",
    "/graph",
    "/graph?focus=org/van",
    "/network",
    "/network?sort=betweenness",
    "/network?network=whole",
    "/path?from=org/tan&to=org/khazar&without=Place",
    "/path?from=centre&to=xyzzyq",
    "/sparql",
    "/about",
    "/about/gaps",
    "/export/",
    "/org/van.html",
    "/event/when-we-are-together.html",
    "/source/e-history-8226.html",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_page_answers_in_its_language(site: FlaskClient, address: str, language: str) -> None:
    found = page(site, f"/{language}{address}")
    assert next(found.all("html"))["lang"] == language
    assert len([1 for tag, _ in found.elements if tag == "h1"]) == 1


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_inline_and_nothing_is_foreign(site: FlaskClient, address: str) -> None:
    response = get(site, address)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    found = Page(response.get_data(as_text=True))
    for tag, attributes in found.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert f"'nonce-{attributes['nonce']}'" in policy
        if tag in ("script", "img", "link"):
            source = attributes.get("src") or attributes.get("href", "")
            foreign = urlsplit(source).netloc
            assert not foreign or attributes.get("rel") == "canonical", source
    assert not list(found.all("style"))


def test_nonce_is_new_for_each_answer(site: FlaskClient) -> None:
    policies = {get(site, "/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_links_lead_somewhere(site: FlaskClient) -> None:
    """Of what the pages lead to, a share; tests of a smaller dataset follow every link."""
    links = {link for address in PAGES for link in page(site, f"/en{address}").links()}
    within = sorted(link for link in links if link.startswith("/en/"))
    assert len(within) > 400
    for address in random.Random(1).sample(within, 150):
        assert get(site, address).status_code in (200, 303), address


def test_anchors_of_terms_and_rules_exist(site: FlaskClient) -> None:
    ids = {each["id"] for _, each in page(site, "/en/about").elements if "id" in each}
    html = page(site, "/en/event/when-we-are-together.html").html
    anchors = set(re.findall(r'href="/en/about#([^"]+)"', html))
    assert anchors
    assert anchors <= ids


def test_no_id_stands_twice(site: FlaskClient) -> None:
    for address in PAGES:
        ids = [each["id"] for _, each in page(site, f"/en{address}").elements if "id" in each]
        assert len(ids) == len(set(ids)), address


def test_home_counts_lead_to_lists_of_that_many(site: FlaskClient) -> None:
    found = page(site, "/en/")
    links = re.findall(r'<a href="([^"]*type=[^"]*)"><strong>(\d+)</strong>', found.html)
    assert links
    for address, number in links:
        results = re.findall(r"<h2><a", page(site, address).html)
        assert len(results) >= int(number)


def test_home_names_the_dataset_and_its_questions(
    site: FlaskClient, published: PublishedDataset
) -> None:
    for language in LANGUAGES:
        text = page(site, f"/{language}/").text
        assert published.config.title[language] in text
        assert published.config.description[language] in text
        titles = {query.id: query.title[language] for query in published.queries}
        places = [text.index(titles[each]) for each in published.config.questions]
        assert places
        assert places == sorted(places)


def test_network_says_how_little_it_is(site: FlaskClient, published: PublishedDataset) -> None:
    for network in published.networks:
        text = page(site, f"/en/network?network={network.id}").text
        assert network.title["en"] in text
        found = stored(published.store, published.config, network.id)
        assert found is not None
        assert ("So few things say little" in text) == (len(found.nodes) < 100)
        assert ("Not every link has a date" in text) == ("PartlyDated" in found.caveats)


def test_unknown_network_and_sort_are_not_found(site: FlaskClient) -> None:
    assert get(site, "/network?network=nope").status_code == 404
    assert get(site, "/network?sort=nope").status_code == 404


def test_graph_table_says_what_the_picture_shows(site: FlaskClient) -> None:
    answer = site.get("/en/api/neighbours?of=org/van").get_json()
    text = page(site, "/en/graph?focus=org/van").text
    assert answer["nodes"]
    for node in answer["nodes"]:
        assert node["label"] in text
    for link in answer["links"]:
        assert link["label"] in text


def test_query_page_shows_rows_and_downloads(site: FlaskClient) -> None:
    found = page(site, "/en/sparql?example=01-who-attended")
    assert "6 rows" in found.text
    assert "National and Cultural Centre “Van”" in found.text
    csv = next(a["href"] for a in found.all("a") if "format=csv" in a.get("href", ""))
    answer = site.get(csv)
    assert answer.mimetype == "text/csv"
    assert len(answer.data.splitlines()) == 7


def test_query_page_says_what_is_wrong(site: FlaskClient) -> None:
    response = get(site, "/en/sparql?query=SELECT+nothing")
    assert response.status_code == 400
    found = Page(response.get_data(as_text=True))
    assert "SELECT nothing" in found.html
    assert 'role="alert"' in found.html


def test_error_page_helps(site: FlaskClient) -> None:
    response = get(site, "/ru/org/nobody")
    assert response.status_code == 404
    found = Page(response.get_data(as_text=True))
    assert "/ru/search" in found.links()
    assert next(found.all("html"))["lang"] == "ru"


def test_unknown_thing_offers_similar_names(site: FlaskClient) -> None:
    found = Page(get(site, "/en/org/vozrozhdenie.html").get_data(as_text=True))
    assert "/en/org/vozrozhdeniye.html" in found.links()


def test_error_for_programs_is_a_problem_document(site: FlaskClient) -> None:
    response = site.get("/org/nobody", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_bundle_is_kept_for_ever_and_pages_are_not(site: FlaskClient) -> None:
    found = page(site, "/")
    styles = next(each["href"] for each in found.all("link") if each["rel"] == "stylesheet")
    assert "immutable" in get(site, styles).headers["Cache-Control"]
    assert get(site, "/").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("language", LANGUAGES)
def test_network_page_says_what_each_figure_means(
    site: FlaskClient, published: PublishedDataset, language: str
) -> None:
    for network in published.networks:
        found = page(site, f"/{language}/network?network={network.id}")
        text = found.text
        assert "software" in text or "networkx" in text
        assert f"/network/{network.id}.csv" in {
            a.removeprefix(f"/{language}") for a in found.links()
        }
        told = Page(re.sub(r"<pre.*?</pre>", "", found.html, flags=re.DOTALL)).text
        assert len(told) > 2000
        assert not re.search(r"kg#|None|Undefined", told)  # prefixes of queries aside


def test_a_network_can_be_ordered_by_each_of_its_measures_and_looked_at_by_year(
    site: FlaskClient, published: PublishedDataset
) -> None:
    start = page(site, "/en/network?network=co-participation")
    asked = {a["href"] for a in start.all("a") if "network=co-participation" in a.get("href", "")}
    sorts = {link for link in asked if "sort=" in link}
    years = {link for link in asked if "year=" in link}
    assert len(sorts) > 8
    assert years
    for link in sorts | years:
        assert page(site, link.partition("#")[0])
    assert get(site, "/en/network?network=co-participation&year=1066").status_code == 404


def test_the_ranking_is_that_of_the_query_that_the_page_leads_to(
    site: FlaskClient, published: PublishedDataset
) -> None:
    found = page(site, "/en/network?network=whole&sort=betweenness")
    link = next(a["href"] for a in found.all("a") if "/sparql?query=" in a.get("href", ""))
    rows = site.get(link, headers={"Accept": "application/sparql-results+json"}).get_json()
    first = rows["results"]["bindings"][0]["node"]["value"]
    ranking = found.html.partition('id="ranking"')[2]
    local = published.config.local(first)
    assert re.search(r'<th scope="row"><a href="([^"]+)"', ranking)[1] == f"/en/{local}.html"  # type: ignore[index]


@pytest.mark.parametrize("ending", ["csv", "graphml", "gexf"])
def test_a_network_comes_as_a_file(
    site: FlaskClient, published: PublishedDataset, ending: str
) -> None:
    for network in published.networks:
        response = get(site, f"/network/{network.id}.{ending}")
        assert response.status_code == 200
        assert f"{network.id}.{ending}" in response.headers["Content-Disposition"]
        found = stored(published.store, published.config, network.id)
        assert found is not None
        if ending == "csv":
            rows = list(csv.DictReader(io.StringIO(response.text)))
            assert [row["iri"] for row in rows] == [node.iri for node in found.nodes]
            assert {"label", "degree", "betweenness", "pagerank"} <= set(rows[0])
        elif ending == "graphml":
            graph = nx.read_graphml(io.BytesIO(response.data))
            assert set(graph) == {node.iri for node in found.nodes}
        else:
            assert set(nx.read_gexf(io.BytesIO(response.data), version="1.2draft")) == {
                node.iri for node in found.nodes
            }


def test_files_of_no_network_are_not_found(site: FlaskClient) -> None:
    for address in ("/network/nope.csv", "/network/whole.docx", "/network/whole."):
        assert get(site, address).status_code in (303, 404)


def test_a_path_is_told_in_words_with_evidence(site: FlaskClient) -> None:
    found = page(site, "/en/path?from=org/tan&to=org/khazar")
    assert "Tan" in found.text
    assert "/en/event/when-we-are-together.html" in found.links()
    assert list(found.all("blockquote"))


def test_a_path_can_leave_out_what_everything_leads_through(site: FlaskClient) -> None:
    through = site.get("/api/path?from=org/tan&to=org/khazar").get_json()["paths"]
    without = site.get("/api/path?from=org/tan&to=org/khazar&without=Event").get_json()["paths"]
    middle = {hop["target"]["local"] for each in through for hop in each["hops"][:-1]}
    left = {hop["target"]["local"] for each in without for hop in each["hops"][:-1]}
    assert any(local.startswith("event/") for local in middle)
    assert not any(local.startswith("event/") for local in left)
    assert get(site, "/api/path?from=org/tan&to=org/khazar&without=Nope").status_code == 400


def test_it_is_said_where_there_are_more_paths_than_shown(site: FlaskClient) -> None:
    between = "from=org/tan&to=org/khazar"
    every = site.get(f"/api/path?{between}&limit=200").get_json()
    assert not every["cut"]
    number = len(every["paths"])
    assert number > 1
    first = site.get(f"/api/path?{between}&limit=1").get_json()
    assert (first["paths"], first["cut"]) == (every["paths"][:1], True)
    shown = page(site, f"/en/path?{between}&limit=1&without=Festival")
    assert "There are more ways than the 1 that are shown." in shown.text
    more = next(link for link in shown.links() if "limit=200" in link)
    assert "without=Festival" in more
    assert "There are more ways" not in page(site, f"/en/path?{between}&limit=200").text


def test_ends_of_a_path_are_found_by_name_or_offered(site: FlaskClient) -> None:
    by_name = page(site, "/en/path?from=Khazar&to=Obereg")
    assert list(by_name.all("ol")) or "Several things" in by_name.text
    assert "Several things may be meant" in page(site, "/en/path?from=centre&to=org/tan").text
    assert "Nothing of that name" in page(site, "/en/path?from=xyzzyq&to=org/tan").text
    same = page(site, "/en/path?from=org/tan&to=org/tan")
    assert "No way" in same.text
    marked = page(site, "/en/path?from=%3Cscript%3E&to=%22%3E%3Cb%3E").html
    assert "<script>" not in marked.partition('<form class="paths-form"')[2].partition("</form>")[0]
