"""The guard before the parser: what would overflow it, and what would leave the process."""

from __future__ import annotations

import pytest

from kg.service.guard import MAX_CHARACTERS, QueryRefused, inspect
from tests.hostile import CHAINED, NESTED


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("depth", [101, 2_000, 30_000])
def test_deep_nesting_is_refused(name: str, depth: int) -> None:
    with pytest.raises(QueryRefused, match=r"nest more than|has [\d,]+ characters"):
        inspect(NESTED[name](depth))


@pytest.mark.parametrize("name", CHAINED)
@pytest.mark.parametrize("length", [2_002, 30_000])
def test_long_chains_are_refused(name: str, length: int) -> None:
    with pytest.raises(QueryRefused, match=r"operators and clauses|has [\d,]+ characters"):
        inspect(CHAINED[name](length))


@pytest.mark.parametrize("joint", [". ?s ?p ", "; ?p ", ".\n?s ?p "])
def test_many_triple_patterns_are_refused(joint: str) -> None:
    assert inspect("ASK { ?s ?p ?o " + f"{joint}?o " * 1_000 + "}").form == "ASK"
    with pytest.raises(QueryRefused, match="more than 1,000 triple patterns"):
        inspect("ASK { ?s ?p ?o " + f"{joint}?o " * 1_001 + "}")


def test_very_long_text_is_refused() -> None:
    with pytest.raises(QueryRefused, match="the limit is 1,000,000"):
        inspect("#" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p '" + "(" * 500 + "' }",
        "SELECT * { ?s ?p '''" + "{'" * 500 + "''' }",
        'SELECT * { ?s ?p """' + '""{' * 500 + 'a""" }',
        "SELECT * { ?s ?p ?o } # " + "(" * 500,
        "SELECT * { ?s <http://x/" + "(" * 500 + "> ?o }",
        "SELECT * { VALUES ?x {" + " 1" * 50_000 + " } }",
        "SELECT * { VALUES ?x {" + " 1.5" * 50_000 + " } }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(["1"] * 50_000) + ")) }",
    ],
)
def test_what_neither_nests_nor_chains_passes(text: str) -> None:
    assert inspect(text).form == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://x/>{} }",
        "PREFIX : <http://x/> SELECT * { SERVICE:x # there\n { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p trueSERVICE <http://x/> {} }",
        "SELECT * { ?s ?p true.SERVICE <http://x/> {} }",
        "PREFIX e: <http://x/> SELECT * { ?s ?p e:a.b.SERVICE <http://x/> {} }",
        "ASK { FILTER EXISTS { SERVICE <http://x/> {} } }",
    ],
)
def test_service_is_refused_however_it_is_spelt(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE would send a request"):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a <http://x/SERVICE> }",
        "PREFIX service: <http://x/> SELECT * { service:x a service:y , service:z }",
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' } # SERVICE <http://x/> {}",
        "PREFIX e: <http://x/> SELECT * { ?s e:service ?o ; e:x _:service }",
        "SELECT * { ?s ?p 'x'@en-service }",
    ],
)
def test_the_word_alone_is_no_call(text: str) -> None:
    assert inspect(text).form == "SELECT"


@pytest.mark.parametrize(
    "piece",
    ['"', "a1", "a.", "<a", '"""', "'''", "\\", "a:", "%4", "?", "#", "@", "_:a.", "1a", "a-"],
)
def test_no_text_makes_the_scan_go_back(piece: str) -> None:
    """Half a million characters of anything: a scan that is not linear would take hours."""
    inspect("SELECT " + piece * (500_000 // len(piece)))
