"""Any values can be put into an order, and the order is SPARQL's where SPARQL says one."""

from __future__ import annotations

import random
import subprocess
import sys

import pyoxigraph as ox
import pytest

from kg.ordering import in_total_order

XSD = "http://www.w3.org/2001/XMLSchema#"
RANKED = [
    *("<http://e.example/a>", "<http://e.example/b>"),
    *("9", "9.5", "1e1", "11"),
    '"NaN"^^xsd:double',
    *('"-0044-03-15"^^xsd:date', '"2001-01-01Z"^^xsd:date', '"2001-01-01-05:00"^^xsd:date'),
    *('"-PT9S"^^xsd:dayTimeDuration', '"PT9S"^^xsd:dayTimeDuration'),
    '"PT10S"^^xsd:dayTimeDuration',
    *('"P1M"^^xsd:duration', '"P30D"^^xsd:duration'),
    '"10"',
    *('"1999-12-31"^^xsd:date', '"2000"^^xsd:gYear', '"2000-03"^^xsd:gYearMonth'),
    *('"2000-03-31"^^xsd:date', '"2001-01-01"^^xsd:date', '"201X"^^<http://e.example/edtf>'),
    *('"5 people"', '"a"@kk', '"b"', '"c"@en', "false", '"soon"^^xsd:date', "true"),
]


def ordered(condition: str, values: list[str], *, triple_terms: bool = True) -> list[str]:
    text = (
        f"PREFIX xsd: <{XSD}> SELECT ?n ?v {{ VALUES (?n ?v) {{ "
        + " ".join(f"({number} {value})" for number, value in enumerate(values))
        + f" }} }} ORDER BY {condition}"
    )
    answer = ox.Store().query(in_total_order(text, triple_terms=triple_terms))
    assert isinstance(answer, ox.QuerySolutions)
    return [values[int(row["n"].value)] for row in answer]


@pytest.mark.parametrize("seed", range(5))
def test_values_of_all_kinds_have_one_order(seed: int) -> None:
    values = random.Random(seed).sample(RANKED, len(RANKED))
    assert ordered("?v", values) == RANKED
    assert ordered("ASC(?v)", values) == RANKED
    assert ordered("DESC(COALESCE(?v, 1))", values) == RANKED[::-1]


def test_values_other_than_triples_have_the_same_order_where_there_are_none() -> None:
    values = random.Random(7).sample(RANKED, len(RANKED))
    assert ordered("?v", values, triple_terms=False) == RANKED
    text = "SELECT * { ?s ?p ?o } ORDER BY ?o"
    assert "isTRIPLE" in in_total_order(text)
    assert "isTRIPLE" not in in_total_order(text, triple_terms=False)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o BIND(Triple(?s, ?p, ?o) AS ?t) } ORDER BY ?t",
        "SELECT * { VALUES ?t { <<( <http://e.example/s> <tag:p> 1 )>> } } ORDER BY ?t",
    ],
)
def test_triples_that_a_query_makes_are_put_in_order_all_the_same(text: str) -> None:
    assert "isTRIPLE" in in_total_order(text, triple_terms=False)


def test_what_is_not_bound_comes_first() -> None:
    assert ordered("?v", ["<http://e.example/a>", "UNDEF", "1"])[0] == "UNDEF"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p 'ORDER BY ?o' } # ORDER BY ?o",
        "SELECT * { ?s ?p ?o } ORDER BY STR(?o) (LCASE(?p)) DESC((YEAR(?o))) LIMIT 1",
        "SELECT ?p { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(COUNT(*)) OFFSET 5",
        "SELECT * { ?s ?p ?o } ORDER BY <http://e.example/f>(?o) xsd:integer(?o)",
        "SELECT * { ?order ?by ?o }",
        "SELECT * { ?s ?p ?o . $m ?p ?n OPTIONAL { ?m ?p 1.5 } } ORDER BY ?s DESC(?m) ($s)",
        "SELECT * { ?s ?p ?o } ORDER BY",
        "SELECT * { ?s ?p ?o } ORDER BY LIMIT 3",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_what_needs_no_kind_stays_as_it_is(text: str) -> None:
    assert in_total_order(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { { ?x ?p 1 } UNION { 2 ?p ?x } } ORDER BY ?x",
        "SELECT * { ?x ?p 1 . VALUES ?x { 1 } } ORDER BY ?x",
        "SELECT ?x { ?x ?p 1 BIND(3 AS ?y) } ORDER BY ?y",
        "SELECT (5 AS ?x) { {} } ORDER BY ?x",
        "CONSTRUCT { ?x ?p 1 } WHERE { 1 ?p ?x } ORDER BY ?x",
        "SELECT * { { SELECT ?x { ?y ?p ?x } } ?x ?p 1 } ORDER BY ?x",
    ],
)
def test_what_may_be_a_literal_gets_its_kind(text: str) -> None:
    assert "isLITERAL" in in_total_order(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } ORDER BY ?o ?s DESC(?p) LIMIT 5",
        "SELECT * { ?s ?p ?o } order by (?o)(?s)desc(?p)limit 5",
        "SELECT * { { SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 9 } } ORDER BY ?o VALUES ?s { 1 }",
        "SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 1) ORDER BY MAX(?o) MIN(?s)",
        "SELECT * { ?s ?p ?o } ORDER BY # here\n IF(?o > 1, ?s, ?p) (-?o) (?o * 2)",
        "INSERT { ?o ?p ?s } WHERE { SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 3 }",
    ],
)
def test_a_text_that_is_sparql_stays_sparql(text: str) -> None:
    changed = in_total_order(text)
    assert changed != text
    store = ox.Store()
    if text.startswith("SELECT"):
        store.query(text)
        store.query(changed)
    else:
        store.update(changed)


#: A process of its own: where the store finds no order, the whole process ends.
SORTING = """
import random, sys
import pyoxigraph as ox
from kg.query import run_query

chance = random.Random(int(sys.argv[1]))
XSD = "http://www.w3.org/2001/XMLSchema#"
MAKERS = [
    lambda n: ox.NamedNode(f"http://e.example/{n}"),
    lambda n: ox.BlankNode(),
    lambda n: ox.Literal(n),
    lambda n: ox.Literal(n / 7),
    lambda n: ox.Literal(str(n)),
    lambda n: ox.Literal(str(n), language=chance.choice(["kk", "ru", "en"])),
    lambda n: ox.Literal(chance.choice([True, False])),
    lambda n: ox.Literal("NaN", datatype=ox.NamedNode(XSD + "double")),
    lambda n: ox.Literal(f"P{n}M", datatype=ox.NamedNode(XSD + "duration")),
    lambda n: ox.Literal(f"P{n}D", datatype=ox.NamedNode(XSD + "duration")),
    lambda n: ox.Literal(f"PT{n}S", datatype=ox.NamedNode(XSD + "dayTimeDuration")),
    lambda n: ox.Literal(f"{n % 9000 + 1000}", datatype=ox.NamedNode(XSD + "gYear")),
    lambda n: ox.Literal(f"2001-02-{n % 40}", datatype=ox.NamedNode(XSD + "date")),
    lambda n: ox.Literal(f"2001-02-1{n % 9}Z", datatype=ox.NamedNode(XSD + "date")),
    lambda n: ox.Literal(str(n), datatype=ox.NamedNode("http://e.example/of-its-own")),
    lambda n: ox.Triple(ox.NamedNode("http://e.example/s"), ox.NamedNode("http://e.example/p"),
                        chance.choice(MAKERS[:-1])(n)),
]
store = ox.Store()
for number in range(2000):
    value = chance.choice(MAKERS)(chance.randrange(100_000))
    subject = ox.NamedNode(f"http://e.example/{number}")
    store.add(ox.Quad(subject, ox.NamedNode("http://e.example/v"), value))
print(run_query(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?o").rows)
"""


@pytest.mark.parametrize("seed", range(8))
def test_no_mixture_of_values_ends_the_process(seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SORTING, str(seed)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "2000\n"), done.stderr[-500:]
