"""What a rule's conclusions rest on, for every way in which SPARQL lets a rule be written."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.patterns import read_rule
from kg.premises import derive

PREFIXES = "PREFIX : <https://e.example/>\nPREFIX graph: <https://e.example/graph/>\n"
DATA = """@prefix : <https://e.example/> .
:a :in :b . :b :in :c . :c :in :d . :a :mark "x"@kk . :p :of :a . :p :to :q . :q :to :r .
:a :loop :a . :s :knows :t . :t :knows :s .
GRAPH <https://e.example/graph/ontology> { :A :under :B . :B :under :C . :in :back :has . }
:thing :kind :A ."""


@pytest.fixture
def store() -> ox.Store:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TRIG)
    return store


def term(text: str) -> ox.NamedNode | ox.Literal:
    if text.startswith('"'):
        return ox.Literal(text.strip('"'), language="kk")
    return ox.NamedNode(f"https://e.example/{text}")


def triple(text: str) -> ox.Triple:
    subject, predicate, value = map(term, text.split())
    assert isinstance(subject, ox.NamedNode)
    assert isinstance(predicate, ox.NamedNode)
    return ox.Triple(subject, predicate, value)


def premises(store: ox.Store, conclusion: str, rule: str) -> list[str]:
    wanted = triple(conclusion)
    found = derive(store, {wanted: "rule"}, {"rule": PREFIXES + rule}).get(wanted, ())
    return [_short(p) for p in found]


def _short(premise: object) -> str:
    said = premise.triple  # type: ignore[attr-defined]
    names = [t.value.rpartition("/")[2] for t in said]
    graph = "" if premise.graph is None else "ontology: "  # type: ignore[attr-defined]
    return graph + " ".join(names) + ("+" if premise.steps else "")  # type: ignore[attr-defined]


INSERT = "INSERT { GRAPH graph:inferred { %s } } WHERE { %s }"


@pytest.mark.parametrize(
    ("conclusion", "template", "where", "expected"),
    [
        ("a in c", "?x :in ?z", "?x :in ?y . ?y :in ?z", ["a in b", "b in c"]),
        (
            "b has a",
            "?y ?back ?x",
            "GRAPH graph:ontology { ?p :back ?back } ?x ?p ?y",
            ["ontology: in back has", "a in b"],
        ),
        (
            "thing kind C",
            "?x :kind ?up",
            "?x :kind ?k . GRAPH graph:ontology { ?k :under+ ?up }",
            ["thing kind A", "ontology: A under C+"],
        ),
        (
            "thing kind A",
            "?x :kind ?up",
            "?x :kind ?k . GRAPH graph:ontology { ?k :under* ?up }",
            ["thing kind A"],
        ),
        ("a got p", "?x :got ?y", "?x ^:of ?y", ["p of a"]),
        ("a got r", "?x :got ?y", "?x ^:of/:to/:to ?y", ["p of a", "p to q", "q to r"]),
        ("a got b", "?x :got ?y", "?x :missing|:in ?y", ["a in b"]),
        ("a got b", "?x :got ?y", "{ ?y :in ?x } UNION { ?x :in ?y }", ["a in b"]),
        ("s got t", "?x :got ?y", "{ ?y :knows ?x } UNION { ?x :knows ?y }", ["t knows s"]),
        (
            "a got b",
            "?x :got ?y",
            "?x :in ?y OPTIONAL { ?y :nothing ?z } OPTIONAL { ?y :in ?w }",
            ["a in b", "b in c"],
        ),
        (
            "a got b",
            "?x :got ?y",
            "?x :in ?y FILTER NOT EXISTS { ?x :none ?y } MINUS { ?x :no ?y }",
            ["a in b"],
        ),
        ("p got b", "?x :got ?y", "?x :of [ :in ?y ]", ["between in b", "p of between"]),
        ("a got b", "?x :got ?y", "{ SELECT ?x ?y { ?x :in ?y } } FILTER(?x != ?y)", ["a in b"]),
        (
            'a note "x"',
            "?x :note ?m . ?x :seen true",
            "?x :mark ?m # WHERE } in a comment\n",
            ["a mark x"],
        ),
        (
            "a sure b",
            "?x :sure ?y",
            'GRAPH ?g { ?p :back :has } ?x ?p ?y FILTER(STR(?x) != "}")',
            ["ontology: in back has", "a in b"],
        ),
    ],
)
def test_premises(
    store: ox.Store, conclusion: str, template: str, where: str, expected: list[str]
) -> None:
    found = premises(store, conclusion, INSERT % (template, where))
    assert sorted(found) == sorted(line.replace("between", "a") for line in expected)


def test_a_conclusion_is_not_its_own_reason(store: ox.Store) -> None:
    store.add(ox.Quad(*triple("a in d")))
    rule = INSERT % ("?x :in ?z", "?x :in ?y . ?y :in* ?z")
    assert premises(store, "a in d", rule) == ["a in b", "b in d+"]


def test_many_conclusions_of_several_rules_take_two_queries(store: ox.Store) -> None:
    rules = {
        "up": PREFIXES + INSERT % ("?x :in ?z", "?x :in ?y . ?y :in ?z"),
        "back": PREFIXES + INSERT % ("?y :has ?x", "?x :in ?y"),
    }
    found = derive(
        store,
        {triple("a in c"): "up", triple("b in d"): "up", triple("b has a"): "back"},
        rules,
    )
    assert {str(k): len(v) for k, v in found.items()} == {
        str(triple("a in c")): 2,
        str(triple("b in d")): 2,
        str(triple("b has a")): 1,
    }


@pytest.mark.parametrize("text", ["", "no SPARQL", "DELETE DATA { <a:b> <a:c> 1 }", "SELECT * {}"])
def test_what_is_no_rule_gives_no_reason(store: ox.Store, text: str) -> None:
    assert read_rule(text) is None
    assert derive(store, {triple("a in c"): "rule"}, {"rule": text}) == {}


def test_a_rule_that_did_not_find_the_triple_gives_no_reason(store: ox.Store) -> None:
    assert premises(store, "d in a", INSERT % ("?x :in ?z", "?x :in ?y . ?y :in ?z")) == []
    assert premises(store, "a likes b", INSERT % ("?x :in ?z", "?x :in ?y . ?y :in ?z")) == []
