"""What the seed article does not say, and what must therefore not be in the dataset."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.dataset import PublishedDataset
from tests.ontology.stated import Stated, Triple

MEETING = "event/when-we-are-together"
EXHIBITION = "event/planet-of-friendship"
LIBRARY = "org/national-art-gallery-astana-library"
GALLERY = "org/national-art-gallery-astana"
CAPITAL = "place/capital-of-kazakhstan"
RUSSIAN_CENTRE = "org/russian-centre-of-culture-and-science"
ATTENDEES = {
    "org/vozrozhdeniye",
    "org/tan",
    RUSSIAN_CENTRE,
    "org/van",
    "org/obereg",
    "org/khazar",
}
ENSEMBLES = {"org/veselka", "org/ladushka", "org/azheli-shanyrak-ansambli"}


@pytest.fixture
def said(stated: Stated, held: set[Triple]) -> set[Triple]:
    """Everything said in any way: accepted, disputed, rejected or inferred."""
    return held.union(*(stated.triples(s) for s in ("accepted", "disputed", "rejected")))


def objects(triples: set[Triple], subject: str, key: str) -> set[str]:
    """Values of a property of a thing."""
    return {o for s, k, o in triples if s == subject and k == key}


def subjects(triples: set[Triple], key: str, value: str) -> set[str]:
    """Things that have a value of a property."""
    return {s for s, k, o in triples if k == key and o == value}


def test_only_the_dates_that_the_article_gives(said: set[Triple]) -> None:
    dated = {(s, k, o) for s, k, o in said if re.fullmatch(r"[\d/?~.-]*\d{4}[\d/?~.-]*", o)}
    assert dated == {
        ("event/founding-of-apk", "date", "1995-03-01"),
        ("org/apk", "foundingDate", "1995-03-01"),
        ("event/year-of-apk-2015", "date", "2015"),
    }


@pytest.mark.parametrize(
    ("thing", "key"),
    [
        (MEETING, "date"),
        (MEETING, "delegate"),
        (EXHIBITION, "date"),
        (EXHIBITION, "location"),
        (EXHIBITION, "organizer"),
        ("event/apk-20", "date"),
        ("event/founding-of-apk", "declaredBy"),
        ("decision/year-of-apk-2015", "date"),
        ("post/president-of-kazakhstan", "heldBy"),
        ("source/e-history-8226", "datePublished"),
        ("source/e-history-8226", "creator"),
        ("site/e-history", "publisher"),
        ("project/great-power-of-harmony", "aim"),
        (CAPITAL, "alternateName"),
        (GALLERY, "location"),
        (LIBRARY, "location"),
        *((org, "represents") for org in sorted({"org/tan", "org/van", "org/obereg"})),
        (RUSSIAN_CENTRE, "represents"),
        *((org, key) for org in sorted(ENSEMBLES) for key in ("represents", "parentOrganization")),
    ],
)
def test_unsaid_and_marked_as_looked_for(
    thing: str, key: str, said: set[Triple], unstated: set[tuple[str, str]]
) -> None:
    assert objects(said, thing, key) == set()
    assert (thing, key) in unstated


def test_nothing_is_marked_unsaid_and_said(
    said: set[Triple], unstated: set[tuple[str, str]]
) -> None:
    assert {(s, k) for s, k, _ in said} & unstated == set()


def test_only_named_ones_attended(said: set[Triple]) -> None:
    assert objects(said, MEETING, "attendee") == ATTENDEES
    assert {s for s, k, _ in said if k == "attendee"} == {MEETING}


def test_list_of_those_who_attended_is_open(open_lists: set[tuple[str, str]]) -> None:
    assert open_lists == {(MEETING, "attendee")}


def test_only_the_library_organised(said: set[Triple]) -> None:
    assert {(s, o) for s, k, o in said if k == "organizer"} == {(MEETING, LIBRARY)}


def test_ensembles_performed_and_did_not_attend(said: set[Triple]) -> None:
    assert objects(said, MEETING, "performer") == ENSEMBLES
    assert not ENSEMBLES & subjects(said, "type", "EthnoculturalAssociation")
    assert not ENSEMBLES & ATTENDEES


def test_ensembles_belong_to_nobody(said: set[Triple]) -> None:
    links = {(s, k) for s, k, o in said if s in ENSEMBLES and "/" in o}
    assert links == set()


def test_only_two_peoples_are_represented(said: set[Triple]) -> None:
    assert {(s, o) for s, k, o in said if k == "represents"} == {
        ("org/vozrozhdeniye", "group/germans"),
        ("org/khazar", "group/azerbaijanis"),
    }
    assert subjects(said, "type", "EthnicGroup") == {"group/germans", "group/azerbaijanis"}


def test_epigraph_is_the_only_named_persons(said: set[Triple]) -> None:
    assert subjects(said, "type", "Person") == {"person/mirzhakyp-dulatuly"}
    assert {(s, o) for s, k, o in said if o == "person/mirzhakyp-dulatuly"} == {
        ("quotation/if-a-nation-does-not-know-its-history", "person/mirzhakyp-dulatuly")
    }


def test_city_is_not_named(said: set[Triple]) -> None:
    named = {
        s for s, k, o in said if k in ("name", "alternateName") and re.search("стан[аы]|stana", o)
    }
    assert {s for s in named if s.startswith("place/")} <= {CAPITAL, "place/kazakhstan"}
    names = objects(said, CAPITAL, "name")
    assert names == {
        "en:capital of Kazakhstan",
        "ru:столица Казахстана",
        "kk-cyrl:Қазақстан астанасы",
    }


def test_library_and_gallery_are_not_placed_in_the_capital(said: set[Triple]) -> None:
    assert subjects(said, "location", CAPITAL) == ATTENDEES
    assert objects(said, CAPITAL, "containsPlace") == set()


def test_library_is_part_of_the_gallery_and_of_nothing_else(said: set[Triple]) -> None:
    assert {(s, o) for s, k, o in said if k == "parentOrganization"} == {(LIBRARY, GALLERY)}


def test_exhibition_is_part_of_the_project_and_not_of_the_meeting(said: set[Triple]) -> None:
    assert objects(said, EXHIBITION, "partOfProject") == {"project/great-power-of-harmony"}
    assert {k for s, k, o in said if {s, o} == {EXHIBITION, MEETING}} == set()


def test_assembly_is_called_nothing_but_an_institution(said: set[Triple]) -> None:
    kinds = objects(said, "org/apk", "type")
    assert kinds == {"Institution", "Organization", "Agent"}


def test_assembly_did_not_attend(said: set[Triple]) -> None:
    assert {(s, k) for s, k, o in said if o == "org/apk"} == {
        ("event/founding-of-apk", "established"),
        ("event/year-of-apk-2015", "honours"),
    }


def test_source_has_no_day_of_publication(dataset: PublishedDataset) -> None:
    issued = ox.NamedNode("http://purl.org/dc/terms/issued")
    assert list(dataset.store.quads_for_pattern(None, issued, None)) == []


@pytest.mark.parametrize(
    "word",
    [
        "nazarbayev", "назарбаев", "tokayev", "тоқаев", "токаев",
        "nur-sultan", "нур-султан", "нұр-сұлтан", "akmola", "акмола", "ақмола", "целиноград",
        "tatar", "татар", "bashkir", "башк", "armen", "армян", "armyan", "ukrain", "украин",
        "belarus", "беларус", "белорус", "дулатов", "dulatov",
        "consultative", "совещательн", "кеңесші орган", "wikidata", "sameas",
    ],
)  # fmt: skip
def test_knowledge_from_elsewhere_is_absent(word: str, dataset: PublishedDataset) -> None:
    assert word not in dataset.nquads.read_text(encoding="utf-8").lower()


def test_co_participation_is_not_stored(dataset: PublishedDataset, held: set[Triple]) -> None:
    members = ATTENDEES | ENSEMBLES | {LIBRARY}
    assert {(s, k, o) for s, k, o in held if s in members and o in members} == set()
