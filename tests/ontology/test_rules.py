"""The rules: what they find in a small graph, and that OWL would find the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from kg.config import Config, load_config
from kg.dataset import PublishedDataset
from kg.ontology import TitledText, load_ontology
from kg.rules import infer

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
#: Rules that only spell out what RDFS and OWL say of the vocabulary.
LOGICAL = ("01-superclasses", "02-inverses", "03-superproperties", "04-transitive")
HEADER = """
@prefix apk: <https://w3id.org/shanyrak/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix x: <https://w3id.org/shanyrak/x/> .
"""


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(ONTOLOGY)


@pytest.fixture(scope="module")
def rules() -> tuple[TitledText, ...]:
    return load_ontology(ONTOLOGY)[0].rules


def store_of(turtle: str, config: Config) -> ox.Store:
    """A store with the vocabulary and a few triples in its default graph."""
    store = ox.Store()
    graph = ox.NamedNode(config.graph("ontology"))
    for name in ("vocabulary.ttl", "alignments.ttl"):
        store.load(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE, to_graph=graph)
    store.load((HEADER + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def derived(turtle: str, rules: Iterable[TitledText], config: Config) -> set[tuple[str, str, str]]:
    """What the rules add, in short names."""
    store = store_of(turtle, config)
    infer(store, tuple(rules), config)
    graph = ox.NamedNode(config.graph("inferred"))
    return {
        (config.local(q.subject.value) or "", config.compress(q.predicate.value), shown(q, config))
        for q in store.quads_for_pattern(None, None, None, graph)
        if "/inference/" not in q.subject.value
    }


def shown(quad: ox.Quad, config: Config) -> str:
    value = str(quad.object.value)
    if isinstance(quad.object, ox.Literal):
        return value
    return config.local(value) or config.compress(value)


@pytest.mark.parametrize(
    ("given", "follows"),
    [
        pytest.param(
            "x:a a apk:Founding .",
            {("x/a", "rdf:type", "org:ChangeEvent"), ("x/a", "rdf:type", "schema:Event")},
            id="superclasses",
        ),
        pytest.param(
            "x:a apk:includesEvent x:b .",
            {("x/b", "apk:partOfProject", "x/a")},
            id="inverse-of-the-inverse",
        ),
        pytest.param(
            "x:a schema:parentOrganization x:b . x:b schema:parentOrganization x:c .",
            {
                ("x/b", "schema:subOrganization", "x/a"),
                ("x/c", "schema:subOrganization", "x/b"),
                ("x/a", "org:transitiveSubOrganizationOf", "x/b"),
                ("x/b", "org:transitiveSubOrganizationOf", "x/c"),
                ("x/a", "org:transitiveSubOrganizationOf", "x/c"),
            },
            id="organisation-within-organisation",
        ),
        pytest.param(
            "x:a schema:isPartOf x:b . x:b schema:isPartOf x:c .",
            {("x/b", "schema:hasPart", "x/a"), ("x/c", "schema:hasPart", "x/b")},
            id="parts-of-works-do-not-chain",
        ),
        pytest.param(
            "x:a apk:partOfProject x:p . x:p apk:dedicatedTo x:y .",
            {("x/p", "apk:includesEvent", "x/a"), ("x/a", "apk:dedicatedTo", "x/y")},
            id="dedication-through-project",
        ),
        pytest.param(
            "x:f a org:ChangeEvent ; org:resultingOrganization x:o ; dcterms:date '1995' .",
            {("x/f", "rdf:type", "schema:Event"), ("x/o", "org:resultedFrom", "x/f")},
            id="a-mere-change-is-no-founding",
        ),
        pytest.param(
            "x:e schema:attendee x:a, x:b ; schema:performer x:c .",
            set(),
            id="co-participation-is-not-stored",
        ),
    ],
)
def test_what_follows(
    given: str,
    follows: set[tuple[str, str, str]],
    rules: tuple[TitledText, ...],
    config: Config,
) -> None:
    assert derived(given, rules, config) == follows


def test_founding_gives_the_date(rules: tuple[TitledText, ...], config: Config) -> None:
    given = "x:f a apk:Founding ; org:resultingOrganization x:o ; dcterms:date '1995' ."
    assert ("x/o", "schema:foundingDate", "1995") in derived(given, rules, config)


def test_rules_are_titled_in_three_languages(rules: tuple[TitledText, ...]) -> None:
    assert set(LOGICAL) < {rule.id for rule in rules}
    for rule in rules:
        assert set(rule.title) == set(rule.description) == {"kk", "ru", "en"}


def test_logical_rules_find_only_what_owl_finds(corpus: PublishedDataset) -> None:
    """Each triple that these rules found lies in owlrl's OWL 2 RL closure."""
    closed = rdflib.Graph()
    ontology = ox.NamedNode(corpus.config.graph("ontology"))
    for graph in (ox.DefaultGraph(), ontology):
        text = corpus.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        closed.parse(data=text.decode(), format="nt")
    found = inferred_by(corpus, LOGICAL)
    for triple in found:
        closed.remove(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    assert found
    assert {t for t in found if t not in closed} == set()


def inferred_by(
    dataset: PublishedDataset, rules: Iterable[str]
) -> set[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]:
    """Triples that rules of those names found."""
    wanted = " ".join(f"<{dataset.config.thing(f'rule/{rule}')}>" for rule in rules)
    text = dataset.store.query(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?rule { " + wanted + " } GRAPH ?g {"
        " ?i rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;"
        " <http://www.w3.org/ns/prov#wasGeneratedBy> ?rule } }"
    )
    assert isinstance(text, ox.QueryTriples)
    turtle = text.serialize(format=ox.RdfFormat.N_TRIPLES)
    assert turtle is not None
    return set(rdflib.Graph().parse(data=turtle.decode(), format="nt"))
