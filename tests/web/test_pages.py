"""Every page answers, holds together, and keeps to its policy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
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


def test_every_link_leads_somewhere(site: FlaskClient) -> None:
    """From the first page everything is within reach, and nothing is a dead end."""
    waiting, seen = ["/en/"], {"/en/"}
    while waiting:
        address = waiting.pop()
        response = get(site, address)
        assert response.status_code in (200, 303), (address, response.status_code)
        if response.mimetype != "text/html" or "/sparql?" in address:
            continue
        for link in Page(response.get_data(as_text=True)).links():
            if link.startswith("/en/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len([address for address in seen if address.endswith(".html")]) > 30


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
        assert published.queries[0].title[language] in text


def test_network_says_how_little_it_is(site: FlaskClient, published: PublishedDataset) -> None:
    for network in published.networks:
        text = page(site, f"/en/network?network={network.id}").text
        assert network.title["en"] in text
        assert "Betweenness" in text
        things = re.search(r"([\d,]+) things?\s*,", text)
        assert things
        is_small = int(things[1].replace(",", "")) < 100
        assert ("So few things say little" in text) == is_small


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
