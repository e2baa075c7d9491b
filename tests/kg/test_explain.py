"""What is said of a thing, by whom, and from what the rest follows."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.build import build
from kg.dataset import PublishedDataset
from kg.errors import UnknownThing
from kg.explain import AmbiguousThing, Fact, PropertyFacts, Thing, describe, explain, resolve
from kg.select import Queryable

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PHRASE = "harbour light on the north mole is kept by Ada and Bo"


@pytest.fixture(scope="module")
def lights(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    domain = Path(__file__).parent / "domains" / "lighthouses"
    return build(domain, tmp_path_factory.mktemp("lights"))


def thing(dataset: PublishedDataset, identifier: str) -> Thing:
    return describe(dataset.store, dataset.config, identifier)


def group(groups: tuple[PropertyFacts, ...], name: str) -> PropertyFacts:
    (found,) = [each for each in groups if each.property.text == name]
    return found


def values(facts: tuple[Fact, ...]) -> list[tuple[str, str]]:
    return [(fact.value.text, fact.status) for fact in facts]


def test_a_fact_has_its_phrase_its_place_and_the_person_who_read_it(
    lights: PublishedDataset,
) -> None:
    (fact,) = group(thing(lights, "light/skerry").facts, "height").facts
    (evidence,) = fact.evidence
    assert (fact.value.text, fact.value.datatype) == (
        "31.5",
        "http://www.w3.org/2001/XMLSchema#decimal",
    )
    assert evidence.source == "https://lights.example/kg/source/logbook"
    assert evidence.source_title == "Logbook of the coast"
    assert (evidence.exact, evidence.start, evidence.end) == (
        "the light on the Skerry, 31.5 metres high",
        43,
        84,
    )
    assert evidence.curator is not None
    assert evidence.curator.local == "curator/tests"
    assert evidence.recorded == "2026-01-02"
    assert evidence.confidence is None


def test_claims_that_contradict_each_other_stand_side_by_side(lights: PublishedDataset) -> None:
    facts = group(thing(lights, "light/skerry").facts, "first lit").facts
    assert values(facts) == [("1899-03", "accepted"), ("1898", "disputed")]
    accepted, disputed = (fact.evidence[0] for fact in facts)
    assert (accepted.confidence, accepted.earliest, accepted.latest) == (
        "medium",
        "1899-03-01",
        "1899-03-31",
    )
    assert disputed.why == "the book itself doubts it"


def test_what_holds_for_a_time_says_when(lights: PublishedDataset) -> None:
    facts = group(thing(lights, "light/north-mole").facts, "kept by").facts
    assert [(f.evidence[0].valid_from, f.evidence[0].valid_to) for f in facts] == [
        (None, None),
        ("1900", "1901-05"),
    ]


def test_open_lists_and_what_is_not_stated(lights: PublishedDataset) -> None:
    (open_list,) = group(thing(lights, "light/skerry").facts, "kept by").open
    assert open_list.exact == "Ada keeps the Skerry, and others with her"
    missing = group(thing(lights, "light/north-mole").facts, "first lit")
    assert missing.facts == ()
    assert [each.source_title for each in missing.not_stated] == ["Logbook of the coast"]


def test_an_inferred_fact_names_its_rule_and_its_premises(lights: PublishedDataset) -> None:
    facts = group(thing(lights, "keeper/bo").facts, "keeps").facts
    assert values(facts) == [('"Моль" light', "inferred")]
    (inference,) = facts[0].inferences
    assert inference.title == "Who tends a light keeps it"
    told = {
        (p.subject.text, p.property.text, p.value.text): (p.from_vocabulary, len(p.evidence))
        for p in inference.premises
    }
    assert told[('"Моль" light', "kept by", "Bo")] == (False, 1)
    assert [said for said, (vocabulary, _) in told.items() if vocabulary]


def test_a_step_up_the_class_tree_is_said_to_be_one(lights: PublishedDataset) -> None:
    types = group(thing(lights, "light/north-mole").facts, "type")
    above = [fact for fact in types.facts if fact.status == "inferred"]
    (inference,) = above[0].inferences
    assert {(p.value.text, p.steps) for p in inference.premises} == {
        ("harbour light", False),
        ("light", True),
    }


def test_names_say_whether_a_source_gives_them(lights: PublishedDataset) -> None:
    found = thing(lights, "light/north-mole")
    assert {(name.text, name.language, name.basis) for name in found.names} == {
        ('"Моль" light', "en", "found"),
        ("North Mole Light", "en", "translation"),
    }
    assert found.label in {name.text for name in found.names}
    assert {kind.text for kind in found.types} == {"harbour light", "light"}


def test_facts_that_point_at_a_thing(lights: PublishedDataset) -> None:
    incoming = group(thing(lights, "keeper/bo").incoming, "kept by")
    assert [fact.subject.local for fact in incoming.facts] == ["light/north-mole"]
    assert incoming.facts[0].evidence[0].exact == PHRASE


def test_a_source_is_described_by_its_own_record(lights: PublishedDataset) -> None:
    logbook = thing(lights, "source/logbook")
    assert logbook.label == "Logbook of the coast"
    assert [kind.text for kind in logbook.types] == ["logbook"]
    assert values(group(logbook.facts, "read on").facts) == [("2026-01-02", "accepted")]


def test_the_registers_note_is_told(lights: PublishedDataset) -> None:
    assert thing(lights, "keeper/ada").note == "The logbook gives no family name."


def test_definitions_come_with_the_properties(lights: PublishedDataset) -> None:
    height = group(thing(lights, "light/skerry").facts, "height")
    assert height.definition == "Height above the sea, in metres."


class Counting:
    """A store that counts its queries."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.count = 0

    def query(self, query: str) -> Any:
        self.count += 1
        return self.store.query(query)


def test_a_thing_takes_at_most_six_queries(lights: PublishedDataset) -> None:
    store: Queryable = Counting(lights.store)
    describe(store, lights.config, "light/north-mole")
    assert isinstance(store, Counting)
    assert store.count <= 6


@pytest.mark.parametrize(
    "name", ["keptBy", "kept by", "l:keptBy", "https://lights.example/terms#keptBy"]
)
def test_explain_takes_a_property_by_any_of_its_names(lights: PublishedDataset, name: str) -> None:
    facts = explain(lights.store, lights.config, "light/skerry", name)
    assert [fact.value.local for fact in facts] == ["keeper/ada"]


def test_explain_finds_a_property_from_its_other_end(lights: PublishedDataset) -> None:
    facts = explain(lights.store, lights.config, "keeper/bo", "keptBy")
    assert [fact.subject.local for fact in facts] == ["light/north-mole"]


def test_explain_gives_names_and_types_as_facts_too(lights: PublishedDataset) -> None:
    properties = {
        fact.property.iri for fact in explain(lights.store, lights.config, "light/skerry")
    }
    assert {TYPE, lights.config.preferred_name} <= properties


@pytest.mark.parametrize("identifier", ["https://lights.example/kg/keeper/bo", "keeper/bo", "bo"])
def test_a_thing_is_known_by_iri_address_and_slug(
    lights: PublishedDataset, identifier: str
) -> None:
    assert resolve(lights.store, lights.config, identifier) == "https://lights.example/kg/keeper/bo"


@pytest.mark.parametrize(
    "identifier", ["keeper/cleo", "cleo", "", "a b", 'x"', "keeper/<>", "\ud800", "keeper/\x00"]
)
def test_an_unknown_thing_is_named(lights: PublishedDataset, identifier: str) -> None:
    with pytest.raises(UnknownThing):
        describe(lights.store, lights.config, identifier)


def test_a_slug_that_two_things_have_is_ambiguous(lights: PublishedDataset) -> None:
    store = ox.Store()
    base = lights.config.base
    for local in ("keeper/van", "light/van"):
        store.add(ox.Quad(ox.NamedNode(f"{base}/{local}"), ox.NamedNode(TYPE), ox.NamedNode(base)))
    with pytest.raises(AmbiguousThing) as caught:
        resolve(store, lights.config, "van")
    assert caught.value.candidates == ["keeper/van", "light/van"]


def test_data_without_claims_is_shown_as_it_is(lights: PublishedDataset) -> None:
    store = ox.Store()
    me, said = ox.NamedNode("https://elsewhere.example/x"), ox.NamedNode("https://e.example/p")
    store.add(ox.Quad(me, said, ox.Literal("мән", language="kk")))
    store.add(ox.Quad(me, said, me))
    store.add(ox.Quad(me, said, ox.BlankNode("b")))
    (facts,) = describe(store, lights.config, me.value).facts
    assert {fact.status for fact in facts.facts} == {"accepted"}
    assert [fact.value.text for fact in facts.facts if fact.value.language == "kk"] == ["мән"]


def test_what_is_said_can_be_written_as_json(lights: PublishedDataset) -> None:
    said = asdict(thing(lights, "light/north-mole"))
    assert said["facts"][0]["facts"][0]["status"] in ("accepted", "inferred")
