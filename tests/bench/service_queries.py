"""The mix of queries that services are measured with, over :mod:`tests.bench.synthetic`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial

_PREFIXES = """PREFIX c: <https://clubs.example/terms#>
PREFIX graph: <https://clubs.example/kg/graph/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_BASE = "https://clubs.example/kg/"
_numbers = itertools.count()

#: Patterns of queries; {club}, {meeting} and {report} differ from one request to the next.
_PATTERNS: Mapping[str, str] = {
    "look-up": "SELECT ?p ?o {{ {meeting} ?p ?o }}",
    "attendees": "SELECT ?m ?n {{ ?m c:guest {club} ; c:name ?n }}",
    "two steps": "SELECT DISTINCT ?g {{ ?m c:host {club} ; c:guest ?g }}",
    "count": "SELECT (COUNT(*) AS ?n) {{ ?m a c:Meeting ; c:host ?h }}",
    "group": "SELECT ?h (COUNT(?m) AS ?n) {{ ?m c:host ?h }} "
    "GROUP BY ?h ORDER BY DESC(?n) LIMIT 20",
    "path": "SELECT (COUNT(?g) AS ?n) {{ {club} (^c:host/c:guest)+ ?g }}",
    "label": 'SELECT ?m {{ ?m c:name ?n FILTER(CONTAINS(?n, "report {report}")) }} LIMIT 50',
    "order": "SELECT ?m ?d {{ ?m c:held ?d }} ORDER BY ?d ?m LIMIT 100",
    "optional": "SELECT ?m ?n ?d {{ ?m c:host {club} OPTIONAL {{ ?m c:name ?n }} "
    "OPTIONAL {{ ?m c:held ?d }} }}",
    "construct": "CONSTRUCT {{ ?m ?p ?o }} WHERE {{ ?m c:host {club} ; ?p ?o }}",
    "provenance": "SELECT ?o ?text ?source {{ GRAPH graph:claims {{ ?claim rdf:subject "
    "{meeting} ; rdf:object ?o ; prov:wasDerivedFrom ?source ; "
    "oa:hasSelector/oa:exact ?text }} }}",
    "big result": "SELECT ?m ?n ?h ?g {{ ?m c:name ?n ; c:host ?h ; c:guest ?g }} LIMIT 5000",
}
#: Makes a query's text, each time another, so that no cache knows it.
Fresh = Callable[[], str]


def fresh(kind: str) -> str:
    """A query of a kind that was not asked before in this run, so that no cache knows it."""
    number = next(_numbers)
    filled = _PATTERNS[kind].format(
        club=f"<{_BASE}club/c-{number * 37 % 900}>",
        meeting=f"<{_BASE}meeting/m-0-{number * 7 % 100}>",
        report=number * 7 % 100,
    )
    return f"{_PREFIXES}{filled}\n# {number}"


def as_new(text: str) -> Fresh:
    """A query that always asks the same, in a text that is new."""
    return lambda: f"{text}\n# {next(_numbers)}"


#: A dozen kinds of queries.
MIX: Mapping[str, Fresh] = {kind: partial(fresh, kind) for kind in _PATTERNS}


#: Ends at no time that anybody would wait for.
RUNAWAY = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(8))
    + " }"
)
