"""Narrowing down by kind, facets and years: in the search, on the timeline and on the map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from tests.services import BASE, CONFIG, publish, serving
from tests.web.pages import Page, get, page
from web import create_app
from web.lookups.browsing import Dated, Narrowing, counted, dated, facets, located, narrowed

SCHEMA = "https://schema.org/"


def facts(*lines: str) -> str:
    """N-Quads from lines in which ``:x`` is a thing and ``s:x`` a word of schema.org."""
    text = "\n".join(f"{line} ." for line in lines) + "\n"
    text = re.sub(r"(?<![\w:/<\"]):([\w/-]+)", rf"<{BASE}/\1>", text)
    text = re.sub(r"(?<!\w)s:(\w+)", rf"<{SCHEMA}\1>", text)
    return re.sub(r"\^\^x:(\w+)", r"^^<http://www.w3.org/2001/XMLSchema#\1>", text).replace(
        " a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    )


def vocabulary(*lines: str) -> str:
    ontology = f"<{CONFIG.graph('ontology')}>"
    return facts(*(f"{line} {ontology}" for line in lines))


TRUE = '"true"^^x:boolean'
SMALL = vocabulary(
    f's:Event <{CONFIG.prefixes["kg"]}key> "Event"',
    f's:Count <{CONFIG.prefixes["kg"]}key> "Count"',
    f"s:Count <{CONFIG.prefixes['kg']}isRecord> {TRUE}",
    f's:location <{CONFIG.prefixes["kg"]}key> "location"',
    f"s:location <{CONFIG.prefixes['kg']}isFacet> {TRUE}",
    f's:about <{CONFIG.prefixes["kg"]}key> "about"',
    f"s:about <{CONFIG.prefixes['kg']}isFacet> {TRUE}",
) + facts(
    ":event/a a s:Event",
    ':event/a s:startDate "1995-03-01"^^x:date',
    ":event/a s:location :place/hill",
    ":event/a s:about :org/nur",
    ":event/b a s:Event",
    ':event/b s:startDate "1997/1999"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
    ":event/b s:location :place/sea",
    ":event/c a s:Event",
    ':event/c s:startDate "2001"^^x:gYear',
    ":event/c s:location :place/hill",
    ':event/d s:startDate "soon"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
    ":count/one a s:Count",
    ':count/one s:startDate "2001"^^x:gYear',
    ":count/one s:location :place/hill",
    ":place/hill a s:Place",
    ':place/hill s:latitude "50.5"^^x:decimal',
    ':place/hill s:longitude "-3.25"^^x:decimal',
    ":place/sea a s:Place",
    ':place/sea s:latitude "95"^^x:decimal',
    ':place/sea s:longitude "10"^^x:decimal',
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    directory = tmp_path_factory.mktemp("small")
    publish(directory, SMALL)
    return PublishedDataset.open(directory)


@pytest.fixture(scope="module")
def museum(small: PublishedDataset) -> Iterator[FlaskClient]:
    directory: Path = small.directory.parents[1]
    with serving(directory) as (pool, _):
        yield create_app({"DATASET": directory, "QUERY_SERVICE": pool.address}).test_client()


def events(*names: str) -> tuple[str, ...]:
    return tuple(f"{BASE}/event/{name}" for name in names)


# What the look-ups find


def test_what_the_vocabulary_marks_is_a_facet(small: PublishedDataset) -> None:
    assert facets(small) == (f"{SCHEMA}about", f"{SCHEMA}location")


def test_dates_come_in_order_without_records_and_without_what_is_no_date(
    small: PublishedDataset,
) -> None:
    start = f"{SCHEMA}startDate"
    a, b, c = events("a", "b", "c")
    assert dated(small) == (
        Dated(a, start, "1995-03-01", 1995, 1995),
        Dated(b, start, "1997/1999", 1997, 1999),
        Dated(c, start, "2001", 2001, 2001),
    )


def test_only_places_on_the_globe_are_on_the_map(small: PublishedDataset) -> None:
    found = {(each.thing, each.latitude, each.longitude) for each in located(small)}
    hill = f"{BASE}/place/hill"
    assert found == {(thing, 50.5, -3.25) for thing in (hill, *events("a", "c"))}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, "abc"),
        (1996, None, "bc"),
        (None, 1997, "ab"),
        (1998, 1998, "b"),
        (2002, None, ""),
    ],
)
def test_a_span_of_years_belongs_to_each_of_them(
    small: PublishedDataset, first: int | None, last: int | None, expected: str
) -> None:
    choice = Narrowing(kind=f"{SCHEMA}Event", first=first, last=last)
    assert narrowed(small, choice, 10) == events(*expected)


def test_choices_hold_together(small: PublishedDataset) -> None:
    hill = (f"{SCHEMA}location", f"{BASE}/place/hill")
    about = (f"{SCHEMA}about", f"{BASE}/org/nur")
    event = f"{SCHEMA}Event"
    assert narrowed(small, Narrowing(event, (hill,)), 10) == events("a", "c")
    assert narrowed(small, Narrowing(event, (hill, about)), 10) == events("a")
    assert narrowed(small, Narrowing(event, (hill,), 2000), 10) == events("c")
    assert narrowed(small, Narrowing(event), 2) == events("a", "b")


def test_numbers_are_of_the_things_asked_for(small: PublishedDataset) -> None:
    found, kinds = counted(small, [*events("a", "b"), *events("a")])
    assert [(each.property, dict(each.values)) for each in found] == [
        (f"{SCHEMA}about", {f"{BASE}/org/nur": 1}),
        (f"{SCHEMA}location", {f"{BASE}/place/hill": 1, f"{BASE}/place/sea": 1}),
    ]
    assert kinds == {f"{SCHEMA}Event": 2}
    assert counted(small, []) == ((), {})


# The pages


@pytest.mark.parametrize("address", ["/search?type=Event", "/timeline", "/map"])
def test_each_choice_leads_to_as_many_as_it_says(museum: FlaskClient, address: str) -> None:
    choices = [
        (match[1].replace("&amp;", "&"), int(match[2]))
        for match in re.finditer(
            r'href="([^"]+)" rel="nofollow"[^>]*>[^<]*?(?:</a> <span class="muted">|\s)(\d+)<',
            get(museum, f"/en{address}").text,
        )
    ]
    assert len(choices) > 2
    for href, number in choices:
        if "type=" in address and "type=" not in href:
            continue  # takes the choice back
        things = {
            link for link in page(museum, href).links() if "/event/" in link or "/place/" in link
        }
        shown = {link for link in things if ("/place/" in link) == ("type=Place" in href)}
        assert len(shown) == number, (href, shown)


def test_the_timeline_lists_what_is_dated_under_its_year(museum: FlaskClient) -> None:
    text = page(museum, "/en/timeline").text
    assert re.search(r"1995\b.*1 March 1995.*1997\b.*1997/1999.*2001\b", text)
    assert "soon" not in text
    later = page(museum, "/en/timeline?from=1998")
    assert {each for each in later.links() if "/event/" in each} == {
        "/en/event/b.html",
        "/en/event/c.html",
    }
    assert "Nothing fits this choice" in page(museum, "/en/timeline?from=2002").text


def test_the_map_hands_over_what_the_list_says(museum: FlaskClient) -> None:
    html = get(museum, "/en/map").text
    handed = re.search(r'id="map-data"[^>]*>(.*?)</script>', html, re.S)
    assert handed
    (hill,) = json.loads(handed[1])["places"]
    assert (hill["latitude"], hill["longitude"]) == (50.5, -3.25)
    listed = {each["href"] for each in hill["things"]}
    assert listed == {"/en/event/a.html", "/en/event/c.html"}
    assert listed <= Page(html).links()


def test_a_name_and_a_choice_hold_together(site: FlaskClient) -> None:
    both = page(site, "/en/search?q=centre&location=place/astana&type=EthnoculturalAssociation")
    centres = {link for link in both.links() if link.startswith("/en/org/")}
    assert "/en/org/van.html" in centres
    elsewhere = page(site, "/en/search?q=centre&location=place/almaty")
    assert centres.isdisjoint(elsewhere.links())


def test_what_is_chosen_stays_chosen(site: FlaskClient) -> None:
    """A link of one facet keeps the others, and the form of the years keeps all."""
    shown = page(site, "/en/timeline?location=place/astana&from=1995&q=centre")
    links = [link for link in shown.links() if link.startswith("/en/timeline?type=")] or [
        link for link in shown.links() if "type=" in link
    ]
    assert links
    for link in links:
        kept = parse_qs(urlsplit(link).query)
        assert kept["location"] == ["place/astana"]
        assert kept["from"] == ["1995"]
        assert kept["q"] == ["centre"]
    hidden = {each["name"]: each["value"] for each in shown.all("input") if "name" in each}
    assert hidden["location"] == "place/astana"


@pytest.mark.parametrize("address", ["/search", "/timeline", "/map"])
@pytest.mark.parametrize("years", ["from=abc", "to=12345", "from=-5", "from=1.5", "to=%D9%A1"])
def test_a_year_that_is_none_is_refused_with_an_example(
    museum: FlaskClient, address: str, years: str
) -> None:
    response = get(museum, f"/en{address}?{years}")
    assert response.status_code == 400
    assert "such as 1995" in response.text


@pytest.mark.parametrize("address", ["/search", "/timeline", "/map"])
@pytest.mark.parametrize(
    "sent",
    [
        "_external=1&type=Event",
        "_anchor=x&_scheme=javascript&endpoint=x&type=Event",
        "type=%3Cscript%3E",
        "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&type=Event",
        "unknown=%22%3E%3Cscript%3E&type=Event",
        "location=place/nowhere",
        "location=%20",
        "type=Event&type=Place",
        f"location={'a' * 3000}",
        "q=%00&location=place/hill",
    ],
)
def test_whatever_is_sent_is_answered_and_stays_text(
    museum: FlaskClient, address: str, sent: str
) -> None:
    response = get(museum, f"/en{address}?{sent}")
    assert response.status_code in (200, 400)
    assert "<script>" not in response.text
    assert "javascript:" not in response.text


def test_years_the_wrong_way_round_are_refused(museum: FlaskClient) -> None:
    response = get(museum, "/en/timeline?from=1999&to=1998")
    assert response.status_code == 400
    assert "1999 is after 1998" in response.text


def test_no_iri_is_said_so(museum: FlaskClient) -> None:
    response = get(museum, "/en/search?location=a%20b%3E")
    assert response.status_code == 400
    assert "type/slug" in response.text


def test_without_dates_and_places_pages_say_so(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path) as (pool, _):
        client = create_app({"DATASET": tmp_path, "QUERY_SERVICE": pool.address}).test_client()
        for address in ("/en/timeline", "/en/map"):
            assert "Nothing fits this choice" in page(client, address).text
