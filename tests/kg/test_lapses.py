"""What the grammar forbids is a syntax error with its place; what it allows is not."""

from __future__ import annotations

import pytest

from kg.lapses import require_no_lapse
from kg.query import QuerySyntaxError


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT (COUNT(COUNT(*)) AS ?c) {}", (1, 20)),
        ("SELECT (SUM(1 +\n max( ?x )) AS ?c) {}", (2, 5)),
        ('SELECT * { BIND( <<( "a" :q :z )>> AS ?x ) }', (1, 22)),
        ("SELECT * { BIND( <<( # said\n 'a' :q :z )>> AS ?x ) }", (2, 2)),
    ],
)
def test_a_lapse_has_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        require_no_lapse(text)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?c) (SUM(?x) AS ?s) {}",
        "SELECT (COUNT(*) + MAX(?x) AS ?c) {}",
        "SELECT (IF(COUNT(*) > 1, MIN(?x), MAX(?x)) AS ?c) {}",
        "SELECT * { BIND( <<( :s :p <<( :a :b 'c' )>> )>> AS ?x ) }",
        "SELECT * { BIND( <<( ?s :p 'o' )>> AS ?x ) }",
        "SELECT ('COUNT(COUNT(*))' AS ?c) (COUNT(?count) AS ?d) {}",
        "SELECT * { << :s :p 'o' >> :q 'z' }",
        "SELECT * { ?s ?p <<( << :s :p 'o' >> :q 'z' )>> }",
    ],
)
def test_what_is_allowed_passes(text: str) -> None:
    require_no_lapse(text)
