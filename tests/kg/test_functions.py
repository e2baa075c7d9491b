"""``kg:fold`` in queries: one form for the spellings of a name."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query import QueryRefused, run_query
from kg.terms import KG

PREFIXES = {"kg": KG, "": "https://x/"}


def rows(text: str, store: ox.Store | None = None) -> list[str]:
    answer = run_query(store or ox.Store(), text, format="csv", prefixes=PREFIXES)
    return answer.body.decode().strip("\r\n").split("\r\n")[1:]


@pytest.mark.parametrize("spelling", ["dostyk", "Dostyq", "Dostıq", "ДОСТЫҚ", "«Достык»", "dostyq"])
def test_a_name_is_found_by_any_of_its_spellings(spelling: str) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <x:a> <x:name> 'Достық үйі'@kk-cyrl . <x:b> <x:name> 'Бірлік' }")
    query = f"""SELECT ?x {{ ?x <x:name> ?name
      FILTER(CONTAINS(kg:fold(?name), kg:fold("{spelling}"))) }}"""
    assert rows(query, store) == ["x:a"]


def test_the_result_is_a_plain_string() -> None:
    assert rows("SELECT (DATATYPE(kg:fold('Ә'@kk)) AS ?t) {}") == [
        "http://www.w3.org/2001/XMLSchema#string"
    ]


@pytest.mark.parametrize("argument", ["<https://x/a>", "BNODE()", "?unbound"])
def test_what_is_no_text_has_no_folded_form(argument: str) -> None:
    assert (
        rows(f"SELECT ?ok {{ BIND(1 AS ?ok) FILTER(BOUND(?ok) && kg:fold({argument}) != 'x') }}")
        == []
    )
    assert rows(f"SELECT (COALESCE(kg:fold({argument}), 'none') AS ?x) {{}}") == ["none"]


@pytest.mark.parametrize("arguments", ["", "'a', 'b'"])
def test_it_takes_one_argument(arguments: str) -> None:
    assert rows(f"SELECT (COALESCE(kg:fold({arguments}), 'none') AS ?x) {{}}") == ["none"]


def test_no_other_function_is_there() -> None:
    with pytest.raises(QueryRefused, match="function"):
        rows("SELECT (kg:shell('ls') AS ?x) {}")
