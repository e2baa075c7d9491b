"""Query texts that overflow a recursive parser or evaluator, by the number of their levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Maker = Callable[[int], str]


def _filter(expression: str) -> str:
    return f"SELECT * {{ ?s ?p ?o FILTER({expression}) }}"


def _around(before: str, after: str) -> Maker:
    return lambda n: f"SELECT * {{ ?s ?p ?o {before * n} ?s ?p ?o {after * n} }}"


def _after(piece: str) -> Maker:
    return lambda n: f"SELECT * {{ ?s ?p ?o {piece * n} }}"


def _between(operator: str) -> Maker:
    return lambda n: _filter(operator.join(["?s"] * n))


#: Each level opens a bracket.
NESTED: Mapping[str, Maker] = {
    "groups": _around("{ ", "} "),
    "not exists": _around("FILTER NOT EXISTS { ?s ?p ?o ", "} "),
    "optional": _around("OPTIONAL { ?s ?p ?o ", "} "),
    "graph": _around("GRAPH ?g { ", "} "),
    "sub-selects": _around("{ SELECT * { ", "} } "),
    "parentheses": lambda n: _filter("(" * n + "?s" + ")" * n),
    "functions": lambda n: _filter("ABS(" * n + "?s" + ")" * n),
    "blank nodes": lambda n: "SELECT * { ?s ?p " + "[ <a:b> " * n + "1" + "] " * n + "}",
    "collections": lambda n: "SELECT * { ?s ?p " + "(" * n + "1" + ")" * n + "}",
    "paths": lambda n: "SELECT * { ?s " + "(" * n + "<a:b>" + ")" * n + " ?o }",
    "triple terms": lambda n: "SELECT * { ?s ?p " + "<<( <a:a> <a:a> " * n + "1 " + ")>>" * n + "}",
    "unclosed": lambda n: "SELECT * " + "{" * n,
}
#: Each level adds an operator or a clause to a chain.
CHAINED: Mapping[str, Maker] = {
    "union": lambda n: "SELECT * { " + "UNION".join(["{ ?s ?p ?o }"] * n) + " }",
    "optional": _after("OPTIONAL { ?s ?p ?o } "),
    "minus": _after("MINUS { ?s ?p ?o } "),
    "filter": _after("FILTER(?s) "),
    "bind": lambda n: "SELECT * { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(n)) + "}",
    "select expressions": lambda n: "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(n)) + "{}",
    "or": _between("||"),
    "and": _between("&&"),
    "plus": _between("+"),
    "times": _between("*"),
    "not": lambda n: _filter("!" * n + "?s"),
    "path sequence": lambda n: "SELECT * { ?s " + "/".join(["<a:b>"] * n) + " ?o }",
    "path alternative": lambda n: "SELECT * { ?s " + "|".join(["<a:b>"] * n) + " ?o }",
}
