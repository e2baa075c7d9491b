"""The index of names: what is found, in which order, and what is never an error."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.config import Config
from kg.search import Hit, SearchIndexMissing, build_index, search

BASE = "https://example.org/kg"
NAME, OTHER_NAME = "https://schema.org/name", "https://schema.org/alternateName"
CONFIG = Config(
    base=BASE,
    terms=BASE + "/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("kk", "ru", "en"),
    default_language="en",
    title={"en": "Test"},
    description={},
    preferred_name=NAME,
    alternative_names=(OTHER_NAME,),
)
DATA = f"""
@prefix s: <https://schema.org/> . @prefix t: <{BASE}/terms#> . @base <{BASE}/> .
<org/van> a t:Association ; s:name "Van"@en , "Ван"@ru .
<org/tan> a t:Association ; s:name "Tan"@en .
<org/vozrozhdenie> a t:Association ; s:name "Vozrozhdeniye"@ru-latn , "Возрождение"@ru ;
  s:alternateName "Wiedergeburt"@de .
<exhibition/dostyk> a t:Exhibition ; s:name "Достық әлемі — Планета дружбы"@kk-cyrl .
<event/together> a t:Event ; s:name "When we are together..."@en .
<session/22> a t:Event ; s:name "XXII сессия"@ru .
<session/12> a t:Event ; s:name "XII сессия"@ru .
<place/nowhere> a t:Place .
<org/obereg> a t:Association ; s:name "Obereg"@en .
<org/bereg> a t:Company ; s:name "Берег"@ru .
<org/country> a t:Place ; s:name "Казахстан"@ru .
<place/ordabasy> a t:Place ; s:name "Ordabasy, a hill where three judges met"@en .
<count/ordabasy> a t:Count ; s:name "Ordabasy 1999"@en .
<graph/ontology> {{ t:Count <https://w3id.org/shanyrak/kg#isRecord> true }}
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TRIG)
    path = tmp_path_factory.mktemp("index") / "search.sqlite"
    build_index(store, CONFIG, path)
    return path


def found(hits: list[Hit]) -> list[tuple[str | None, str]]:
    return [(hit.local, hit.why) for hit in hits]


@pytest.mark.parametrize("text", ["Возрождение", "VOZROZHDENIE", "«Vozrozhdeniye»", "Wiedergeburt"])
def test_any_spelling_of_a_name_is_an_exact_match(index: Path, text: str) -> None:
    assert found(search(index, text, limit=1)) == [("org/vozrozhdenie", "exact")]


def test_a_hit_says_what_it_is_and_which_name_matched(index: Path) -> None:
    assert search(index, "vozrojdenie", language="ru")[0] == Hit(
        iri=BASE + "/org/vozrozhdenie",
        local="org/vozrozhdenie",
        label="Возрождение",
        types=(BASE + "/terms#Association",),
        name="Vozrozhdeniye",
        why="exact",
    )


def test_labels_come_in_the_readers_language(index: Path) -> None:
    assert [search(index, "van", language=lang)[0].label for lang in ("ru", "en", "")] == [
        "Ван",
        "Van",
        "Van",
    ]


@pytest.mark.parametrize("text", ["alemi", "әлемі", "Планета", "dostyq planeta", "planeta dostyk"])
def test_part_of_a_name_is_found_whatever_its_order(index: Path, text: str) -> None:
    assert found(search(index, text)) == [("exhibition/dostyk", "contains")]


def test_similar_names_are_marked_as_suggestions(index: Path) -> None:
    assert found(search(index, "Obereg"))[0] == ("org/obereg", "exact")
    assert ("org/bereg", "similar 91 %") in found(search(index, "Obereg"))
    assert found(search(index, "Қазақстан")) == [("org/country", "similar 89 %")]


def test_what_is_not_similar_enough_is_not_offered(index: Path) -> None:
    assert search(index, "Zhastar") == []


def test_records_come_after_what_they_are_about(index: Path) -> None:
    assert found(search(index, "ordabasy")) == [
        ("place/ordabasy", "contains"),
        ("count/ordabasy", "contains"),
    ]


def test_a_record_is_found_first_by_its_whole_name(index: Path) -> None:
    assert found(search(index, "Ordabasy 1999"))[0] == ("count/ordabasy", "exact")


def test_short_queries_are_answered(index: Path) -> None:
    assert ("org/van", "contains") in found(search(index, "va"))
    assert found(search(index, "v")) == [("org/van", "contains"), ("org/vozrozhdenie", "contains")]


def test_roman_and_arabic_numbers_agree(index: Path) -> None:
    assert found(search(index, "22 сессия"))[0] == ("session/22", "exact")
    assert "session/12" not in [hit.local for hit in search(index, "XXII", limit=1)]


@pytest.mark.parametrize("text", ["org/van", BASE + "/org/van"])
def test_an_address_finds_its_thing(index: Path, text: str) -> None:
    assert found(search(index, text))[0] == ("org/van", "exact")


def test_a_thing_without_a_name_is_found_by_its_slug(index: Path) -> None:
    assert found(search(index, "nowhere")) == [("place/nowhere", "exact")]


def test_types_and_limit_narrow_the_answer(index: Path) -> None:
    assert found(search(index, "bereg", types=[BASE + "/terms#Association"])) == [
        ("org/obereg", "contains")
    ]
    assert len(search(index, "va", limit=1)) == 1
    assert search(index, "van", limit=0) == search(index, "van", types=[]) == []


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
@example('"')
@example("' OR 1=1 --")
@example("NEAR(van tan, 5) AND NOT folded : *")
@example("a\x00b")
@example("\ud800")
@example("%_*?")
@example("van" * 40_000)
def test_no_text_is_an_error(index: Path, text: str) -> None:
    assert isinstance(search(index, text), list)


def test_the_same_data_gives_the_same_bytes(index: Path, tmp_path: Path) -> None:
    store = ox.Store()
    quads = list(ox.parse(DATA, format=ox.RdfFormat.TRIG))
    store.extend(reversed(quads))
    build_index(store, CONFIG, tmp_path / "again.sqlite")
    assert (tmp_path / "again.sqlite").read_bytes() == index.read_bytes()


@pytest.mark.parametrize("content", [None, b"no database"])
def test_a_missing_index_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "search.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SearchIndexMissing, match=r"search\.sqlite"):
        search(path, "van")


@pytest.mark.parametrize("text", ["a" * 100_000, "qqqqqqqq", "ннннн", "Vannnn", "aaa Van"])
def test_letters_repeated_beyond_any_spelling_find_nothing(index: Path, text: str) -> None:
    assert search(index, text) == []


@pytest.mark.parametrize("text", ["Vann", "Казаахстан", "XXII", "xxii"])
def test_letters_repeated_as_spellings_do_find_as_before(index: Path, text: str) -> None:
    assert search(index, text)
