"""Things at their own IRIs: pages with evidence, the same statements as data."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.explain import describe
from tests.web.pages import BROWSER, LANGUAGES, get, page
from web.lookups.sections import in_sections
from web.reporting import report_address

MEETING = "event/when-we-are-together"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [(BROWSER["Accept"], "html"), ("*/*", "html"), *((t, e) for e, (t, _) in FORMATS.items())],
)
def test_iri_leads_to_a_document_by_accept(site: FlaskClient, accept: str, ending: str) -> None:
    response = site.get(f"/{MEETING}", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/{MEETING}.{ending}"
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("ending", FORMATS)
def test_format_in_the_address_wins(site: FlaskClient, ending: str) -> None:
    response = site.get(f"/{MEETING}?format={ending}", headers=BROWSER)
    assert response.headers["Location"] == f"/{MEETING}.{ending}"


def test_unknown_format_is_refused(site: FlaskClient) -> None:
    assert site.get(f"/{MEETING}?format=docx").status_code == 406


@pytest.mark.parametrize(("ending", "media"), FORMATS.items())
def test_data_says_what_the_store_holds(
    site: FlaskClient,
    published: PublishedDataset,
    ending: str,
    media: tuple[str, ox.RdfFormat],
) -> None:
    response = site.get(f"/{MEETING}.{ending}")
    assert response.mimetype == media[0]
    told = {
        (quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(response.data, format=media[1])
        if quad.graph_name == ox.DefaultGraph()
    }
    iri = ox.NamedNode(published.config.thing(MEETING))
    held = published.store.quads_for_pattern(iri, None, None, ox.DefaultGraph())
    assert {(quad.subject, quad.predicate, quad.object) for quad in held} <= told


def test_graphs_carry_who_says_so(site: FlaskClient, published: PublishedDataset) -> None:
    data = site.get(f"/{MEETING}.trig").data
    graphs = {str(quad.graph_name) for quad in ox.parse(data, format=ox.RdfFormat.TRIG)}
    for name in ("claims", "inferred", "sources"):
        assert f"<{published.config.graph(name)}>" in graphs


def test_every_fact_shows_its_evidence(site: FlaskClient, published: PublishedDataset) -> None:
    """Phrase, place in the text, day and curator of each claim stand on the page."""
    thing = describe(published.store, published.config, published.config.thing(MEETING), "en")
    text = unescape(page(site, f"/en/{MEETING}.html").text)
    evidence = [proof for group in thing.facts for fact in group.facts for proof in fact.evidence]
    assert len(evidence) > 10
    for proof in evidence:
        assert proof.exact is None or f"“{proof.exact}”" in text
        assert proof.start is None or f"characters {proof.start}–{proof.end}" in text
        assert proof.curator is not None
        assert proof.curator.text in text
    assert "Recorded on 23 November 2026 by" in text


def test_inferred_facts_name_their_rule(site: FlaskClient, published: PublishedDataset) -> None:
    thing = describe(published.store, published.config, published.config.thing(MEETING), "en")
    rules = {
        inference.title
        for group in thing.facts
        for fact in group.facts
        if fact.status == "inferred"
        for inference in fact.inferences
    }
    text = page(site, f"/en/{MEETING}.html").text
    assert rules
    for title in rules:
        assert f"Follows by the rule {title}" in text


def test_what_is_open_and_what_is_not_stated_is_said(site: FlaskClient) -> None:
    assert "this list is not complete" in page(site, f"/en/{MEETING}.html").text
    assert "Looked for and not found in" in page(site, "/en/org/van.html").text


def test_unsettled_readings_stand_side_by_side(
    site: FlaskClient, published: PublishedDataset
) -> None:
    query = """SELECT ?s WHERE { GRAPH ?g { ?c <https://w3id.org/shanyrak/kg#status>
      <https://w3id.org/shanyrak/kg#disputed> ;
      <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?s } } ORDER BY ?s"""
    subjects = {solution["s"].value for solution in published.store.query(query)}
    assert subjects
    for iri in subjects:
        found = page(site, f"/en/{published.config.local(iri)}.html")
        assert 'class="disputed"' in found.html
        assert "disputed" in found.text
        assert "Why so:" in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_all_languages(
    site: FlaskClient, published: PublishedDataset, language: str
) -> None:
    thing = describe(published.store, published.config, published.config.thing("org/van"))
    text = page(site, f"/{language}/org/van.html").text
    for name in thing.names:
        assert name.text in text


def test_claim_leads_to_its_place_on_the_page(
    site: FlaskClient, published: PublishedDataset
) -> None:
    thing = describe(published.store, published.config, published.config.thing("org/van"))
    claim = next(f for group in thing.facts for f in group.facts if f.evidence).evidence[0].claim
    local = published.config.local(claim) or ""
    response = get(site, f"/{local}")
    address, _, anchor = response.headers["Location"].partition("#")
    assert (response.status_code, address) == (303, "/org/van.html")
    assert f'id="{anchor}"' in page(site, address).html
    assert site.get(f"/{local}.ttl").status_code == 200


def test_vocabulary_at_its_own_address(site: FlaskClient, published: PublishedDataset) -> None:
    local = published.config.local(published.config.terms.rstrip("#/"))
    assert local is not None
    assert get(site, f"/{local}").headers["Location"] == "/about#vocabulary"
    data = site.get(f"/{local}", headers={"Accept": "text/turtle"}).data
    assert len(list(ox.parse(data, format=ox.RdfFormat.TURTLE))) > 100


@pytest.mark.parametrize("address", ["/org/nobody", "/org/nobody.ttl", "/org/a%20b", "/nobody"])
def test_unknown_things_are_not_found(site: FlaskClient, address: str) -> None:
    assert get(site, address).status_code == 404


def headings(text: str, tag: str) -> list[str]:
    return [
        unescape(re.sub("<[^>]+>", "", each)) for each in re.findall(rf"<{tag}.*?</{tag}>", text)
    ]


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", ["What it is", "When", "Where", "Who"]),
        ("ru", ["Что это", "Когда", "Где", "Кто"]),
        ("kk", ["Бұл не", "Қашан", "Қайда", "Кім"]),
    ],
)
def test_facts_stand_in_sections_in_the_order_of_the_vocabulary(
    site: FlaskClient, language: str, first: list[str]
) -> None:
    text = page(site, f"/{language}/{MEETING}.html").html
    assert headings(text, "h2")[:4] == first
    for anchor in re.findall(r'href="#(section-\d|names|incoming)"', text):
        assert f'id="{anchor}"' in text


def test_every_fact_stands_in_one_section(published: PublishedDataset) -> None:
    thing = describe(published.store, published.config, published.config.thing(MEETING), "en")
    told = [group for s in in_sections(published, "en", thing.facts) for group in s.groups]
    assert sorted(told, key=thing.facts.index) == list(thing.facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_the_reader_s_language_is_not_repeated_in_others(
    site: FlaskClient, language: str
) -> None:
    """What a text says in other languages is there, folded away."""
    said = {
        "en": "Tolerance and accord between the ethnic groups",
        "ru": "Терпимость и согласие между этносами",
        "kk": "этностар арасындағы төзімділік пен келісім",
    }
    text = page(site, f"/{language}/concept/kazakhstan-model.html").html
    folded = "".join(re.findall(r"<details.*?</details>", text, re.DOTALL))
    assert said[language] in text
    assert said[language] not in folded
    for other in set(LANGUAGES) - {language}:
        assert said[other] in folded


def test_a_mistake_can_be_reported(site: FlaskClient, published: PublishedDataset) -> None:
    links = page(site, f"/en/{MEETING}.html").all("a")
    (address,) = (each["href"] for each in links if each["href"].startswith("mailto:"))
    said = unquote(address)
    assert "A mistake in: When we are together" in said
    assert f"{MEETING}.html" in said
    assert published.version in said


def test_reports_go_where_the_settings_say(published: PublishedDataset) -> None:
    config = replace(published.config, report="https://desk.example/new?t={title}&b={text}")
    assert report_address(config, "A & {text}", "b\n") == (
        "https://desk.example/new?t=A%20%26%20%7Btext%7D&b=b%0A"
    )
