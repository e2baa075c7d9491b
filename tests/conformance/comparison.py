"""Compare what came with what should have come: graphs, datasets, tables, truth values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from pathlib import Path

import pyoxigraph as ox

from kg.select import Term

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {_XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long")}
Row = dict[str, Term]
first = itemgetter(0)


class Table:
    """Rows of a SELECT; ``ordered`` where their order counts."""

    def __init__(self, variables: set[str], rows: list[Row], ordered: bool = False) -> None:
        self.variables = variables
        self.rows = rows
        self.ordered = ordered

    @classmethod
    def of(cls, solutions: ox.QuerySolutions) -> Table:
        """What a parser or a store gave."""
        names = [variable.value for variable in solutions.variables]
        rows = [{n: row[n] for n in names if row[n] is not None} for row in solutions]
        return cls(set(names), rows)


def expected_result(path: Path, base: str) -> Table | bool | set[ox.Triple]:
    """What a result file of a suite says."""
    if path.suffix in (".srx", ".srj", ".tsv"):
        kind = ox.QueryResultsFormat.from_extension(path.suffix[1:])
        found = ox.parse_query_results(path.read_bytes(), format=kind)
        return bool(found) if isinstance(found, ox.QueryBoolean) else Table.of(found)
    triples = {q.triple for q in parse_file(path, base)}
    return _described(triples)


def parse_file(path: Path, base: str) -> list[ox.Quad]:
    """The quads of a file of a suite."""
    kind = ox.RdfFormat.from_extension(path.suffix[1:])
    return list(ox.parse(path.read_bytes(), format=kind, base_iri=base, rename_blank_nodes=True))


def _described(triples: set[ox.Triple]) -> Table | bool | set[ox.Triple]:
    """The result that a graph describes with the result set vocabulary, or the graph itself."""
    by_subject: dict[Term, dict[str, list[Term]]] = {}
    for triple in triples:
        said = by_subject.setdefault(triple.subject, {})
        said.setdefault(triple.predicate.value.removeprefix(_RS), []).append(triple.object)
    for said in by_subject.values():
        kinds = said.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", [])
        is_table = ox.NamedNode(_RS + "ResultSet") in kinds and "boolean" not in said
        if "boolean" in said:
            return said["boolean"][0].value == "true"
        if is_table:
            rows, places = [], []
            for solution in said.get("solution", []):
                about = by_subject.get(solution, {})
                bindings = [by_subject[each] for each in about.get("binding", [])]
                rows.append({b["variable"][0].value: b["value"][0] for b in bindings})
                places.append(int(about["index"][0].value) if "index" in about else 0)
            ordered = any(places)
            if ordered:
                rows = [
                    row for _, row in sorted(zip(places, rows, strict=True), key=lambda p: p[0])
                ]
            names = {variable.value for variable in said.get("resultVariable", [])}
            return Table(names, rows, ordered)
    return triples


def same_graph(one: set[ox.Triple], other: set[ox.Triple]) -> bool:
    """Whether two graphs are isomorphic."""
    return same_dataset([ox.Quad(*t) for t in one], [ox.Quad(*t) for t in other])


def same_dataset(one: Sequence[ox.Quad], other: Sequence[ox.Quad]) -> bool:
    """Whether two datasets are isomorphic; numbers count by their values."""
    found = []
    for quads in (one, other):
        dataset = ox.Dataset(_plain_quad(q) for q in quads)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        found.append(set(dataset))
    return found[0] == found[1]


def same_table(got: Table, wanted: Table, lax: bool) -> bool:
    """Whether two tables hold the same solutions, blank nodes renamed.

    Parameters
    ----------
    lax: how often a solution comes does not count (REDUCED).
    """
    if got.variables != wanted.variables:
        return False
    one, other = ([_plain(row) for row in table.rows] for table in (got, wanted))
    if lax:
        one, other = (
            list({tuple(sorted(r.items())): r for r in rows}.values()) for rows in (one, other)
        )
    if len(one) != len(other):
        return False
    if wanted.ordered:
        return _match(list(zip(one, other, strict=True)))
    return _pair(sorted(one, key=_shape), sorted(other, key=_shape), {})


def _plain(row: Row) -> dict[str, object]:
    return {name: _value(term) for name, term in row.items()}


def _plain_quad(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, _value(quad.object), quad.graph_name)


def _value(term: Term) -> Term:
    """A term with a number in one spelling, since stores may normalise it."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, _value(term.object))
    if isinstance(term, ox.Literal) and term.datatype.value == _XSD + "boolean":
        spelt = {"0": "false", "1": "true"}.get(term.value, term.value)
        return ox.Literal(spelt, datatype=term.datatype)
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        kind = term.datatype.value.rpartition("#")[2]
        try:
            number = Decimal(term.value.strip()).normalize()
        except InvalidOperation:
            return term
        if kind in ("double", "float"):
            number = Decimal(repr(float(term.value)))
        return ox.Literal(format(number, "g"), datatype=term.datatype)
    return term


_BLANK = re.compile(r"_:[\w.-]+")


def _shape(row: dict[str, object]) -> str:
    """What of a row does not depend on names of blank nodes."""
    return str(sorted((name, _BLANK.sub("_:", str(term))) for name, term in row.items()))


def _pair(
    one: list[dict[str, object]], other: list[dict[str, object]], names: dict[object, object]
) -> bool:
    """Find a partner for each row under one renaming of blank nodes."""
    if not one:
        return True
    first, rest = one[0], one[1:]
    for place, candidate in enumerate(other):
        if _shape(candidate) == _shape(first):
            renamed = _renamed(first, candidate, names)
            if renamed is not None and _pair(rest, other[:place] + other[place + 1 :], renamed):
                return True
    return False


def _match(pairs: list[tuple[dict[str, object], dict[str, object]]]) -> bool:
    names: dict[object, object] | None = {}
    for first, second in pairs:
        names = _renamed(first, second, names) if names is not None else None
    return names is not None


def _renamed(
    row: dict[str, object], other: dict[str, object], names: dict[object, object]
) -> dict[object, object] | None:
    """The renaming, extended so that one row is the other; None where it cannot be."""
    if row.keys() != other.keys():
        return None
    names = dict(names)
    for name, term in row.items():
        partner = other[name]
        blanks = (_BLANK.findall(str(each)) for each in (term, partner))
        for one, two in zip(*blanks, strict=True):
            if names.setdefault(one, two) != two:
                return None
    used = Counter(names.values())
    return names if not used or max(used.values()) == 1 else None
