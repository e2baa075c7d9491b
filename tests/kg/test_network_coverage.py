"""What a network rests on: years of what lasts, statements behind links, what nobody recorded."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.config import Config
from kg.dataset import PublishedDataset
from kg.networks import BadNetwork, analyse, analysis_quads, coverage, grounds, load, stored
from kg.ontology import NetworkDefinition

BASE = "https://example.org/kg"
CONFIG = Config(
    base=BASE,
    terms=BASE + "/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("en",),
    default_language="en",
    title={"en": "Test"},
    description={},
    preferred_name="https://schema.org/name",
    alternative_names=(),
)
PREFIXES = f"""PREFIX : <{BASE}/> PREFIX kg: <https://w3id.org/shanyrak/kg#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#> """
STORE = ox.Store()
STORE.load(
    f"""@prefix : <{BASE}/> . @prefix kg: <https://w3id.org/shanyrak/kg#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    :dance :hosts :a , :b . :fair :hosts :b , :c . :rain :is :weather . :fog :is :weather .
    GRAPH <{BASE}/graph/claims> {{
      :c1 rdf:subject :dance ; rdf:predicate :hosts ; rdf:object :a ; kg:status kg:accepted ;
        prov:wasDerivedFrom :paper ; kg:validFrom "1999-05" ; kg:validTo "2001?" .
      :c2 rdf:subject :dance ; rdf:predicate :hosts ; rdf:object :b ; kg:status kg:accepted ;
        prov:wasDerivedFrom :paper .
      :c3 rdf:subject :fair ; rdf:predicate :hosts ; rdf:object :b ; kg:status kg:accepted ;
        prov:wasDerivedFrom :letter .
      :c4 rdf:subject :fair ; rdf:predicate :hosts ; rdf:object :c ; kg:status kg:disputed ;
        prov:wasDerivedFrom :rumour .
      :o1 a kg:OpenList ; rdf:subject :fair ; rdf:predicate :hosts .
      :o2 a kg:OpenList ; rdf:subject :rain ; rdf:predicate :is .
    }}
    GRAPH <{BASE}/graph/inferred> {{
      :i1 rdf:subject :fair ; rdf:predicate :hosts ; rdf:object :c .
    }}""",
    format=ox.RdfFormat.TRIG,
)
BY_EVENT = NetworkDefinition(
    "test",
    {"en": "Test"},
    {},
    directed=False,
    nodes=PREFIXES + "SELECT ?node { ?event :hosts ?node }",
    links=PREFIXES
    + """SELECT ?source ?target { ?event :hosts ?source , ?target
         FILTER(STR(?source) < STR(?target)) }""",
    times=PREFIXES
    + f"""SELECT ?source ?target ?from ?to {{ ?event :hosts ?target .
         GRAPH <{BASE}/graph/claims> {{ ?claim rdf:subject ?event ; rdf:object ?source ;
           kg:validFrom ?from ; kg:validTo ?to }} FILTER(STR(?source) < STR(?target)) }}""",
    statements=PREFIXES
    + """SELECT ?source ?target ?subject ?property ?value {
         ?subject :hosts ?source , ?target FILTER(STR(?source) < STR(?target))
         VALUES ?end { 1 2 } BIND(:hosts AS ?property)
         BIND(IF(?end = 1, ?source, ?target) AS ?value) }""",
    unrecorded=PREFIXES + "SELECT ?thing { ?thing :is :weather }",
    unrecorded_title={"en": "Weather"},
)
TIMES = (
    PREFIXES + "SELECT ?source ?target ?from ?to { VALUES (?source ?target ?from ?to) { (%s) } }"
)
A, B, C = (f"{BASE}/{name}" for name in "abc")


def test_a_link_that_lasts_has_its_weight_in_each_of_its_years() -> None:
    graph = load(STORE, BY_EVENT, CONFIG)
    assert graph.edges[A, B]["years"] == {1999: 1.0, 2000: 1.0, 2001: 1.0}
    assert graph.edges[A, B]["weight"] == 1.0
    assert "years" not in graph.edges[B, C]
    assert sorted(analyse(STORE, BY_EVENT, CONFIG).years) == [1999, 2000, 2001]


@pytest.mark.parametrize(
    ("begin", "end", "years"),
    [
        ('"1999"', '"2001"', [1999, 2000, 2001]),
        ('"2001"', "UNDEF", [2001]),
        ("UNDEF", '"1999-12-31"', [1999]),
        ('"2001"', '"1999"', []),
        ('"199X"', "UNDEF", []),
        ("UNDEF", "UNDEF", []),
    ],
)
def test_only_years_that_are_known_count(begin: str, end: str, years: list[int]) -> None:
    graph = load(STORE, replace(BY_EVENT, times=TIMES % f":b :a {begin} {end}"), CONFIG)
    assert list(graph.edges[A, B].get("years", {})) == years


def test_times_make_no_links() -> None:
    graph = load(STORE, replace(BY_EVENT, times=TIMES % ':a :c "1999" "1999"'), CONFIG)
    assert not graph.has_edge(A, C)


def test_each_link_rests_on_its_statements() -> None:
    found = grounds(STORE, BY_EVENT)
    dance = {(t.subject.value, t.object.value) for t in found[A, B]}  # type: ignore[union-attr]
    assert dance == {(BASE + "/dance", A), (BASE + "/dance", B)}
    assert set(found) == {(A, B), (B, C)}


def test_what_a_network_rests_on_is_counted() -> None:
    found = coverage(STORE, CONFIG, BY_EVENT)
    # Four statements; paper and letter say three of them, the rumour is disputed.
    assert (found.statements, found.sources) == (4, 2)
    assert (found.open_lists, found.unrecorded) == (1, 2)


def test_a_network_that_does_not_say_what_it_rests_on_claims_nothing() -> None:
    silent = coverage(STORE, CONFIG, replace(BY_EVENT, statements="", unrecorded=""))
    assert (silent.statements, silent.sources) == (None, None)
    assert (silent.open_lists, silent.unrecorded) == (None, None)


def test_what_is_no_statement_is_named() -> None:
    query = "SELECT ?source ?target ?subject ?property ?value { ?e :hosts ?source , ?target }"
    with pytest.raises(BadNetwork, match="cannot be a statement"):
        grounds(STORE, replace(BY_EVENT, statements=PREFIXES + query))


@pytest.mark.parametrize("directed", [False, True])
def test_bridges_name_the_claims_and_inferences_that_they_rest_on(directed: bool) -> None:
    network = ox.Store()
    definition = replace(BY_EVENT, directed=directed)
    network.extend(analysis_quads(STORE, [definition], CONFIG))
    found = stored(network, CONFIG, "test")
    assert found is not None
    assert {(bridge.ends, bridge.rests_on) for bridge in found.bridges} == {
        ((A, B), (BASE + "/c1", BASE + "/c2")),
        ((B, C), (BASE + "/c3", BASE + "/i1")),
    }
    counted = {name: found.figures[name] for name in ("statementCount", "sourceCount")}
    assert counted == {"statementCount": 4, "sourceCount": 2}
    assert (found.figures["openListCount"], found.figures["unrecordedCount"]) == (1, 2)


def test_every_shipped_network_says_what_its_links_rest_on(published: PublishedDataset) -> None:
    for definition in published.networks:
        graph = load(published.store, definition, published.config)
        rests_on = grounds(published.store, definition)
        assert set(rests_on) == set(graph.edges), definition.id
        found = stored(published.store, published.config, definition.id)
        assert found is not None
        assert found.bridges
        assert all(bridge.rests_on for bridge in found.bridges), definition.id
