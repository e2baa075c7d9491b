"""Evaluation and syntax tests of queries and updates."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
from rdflib.term import Node

from tests.conformance.comparison import (
    Table,
    expected_result,
    parse_file,
    same_dataset,
    same_graph,
    same_table,
)
from tests.conformance.manifests import MF, QT, UT, Checkout, Test, graph_data
from tests.conformance.service import Answer, Service

_TABLES = "application/sparql-results+json"
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


class Failed(Exception):
    """A test did not come out as it should; the message says how."""


def evaluate_query(test: Test, checkout: Checkout, service: Service) -> None:
    """A QueryEvaluationTest, or one of the result formats CSV and TSV."""
    action = test.action
    path = checkout.path(test.value(action, QT.query))
    text = path.read_text(encoding="utf-8")
    service.clear()
    _load(test, action, checkout, service)
    for iri in _FROM.findall(text):
        full = urljoin(checkout.iri(path), iri)
        if checkout.path(ox.NamedNode(full).value).is_file():
            service.put(_quads(checkout, full), full)
    result = checkout.path(test.result)
    accept = _accept(text, result)
    answer = service.query(f"BASE <{checkout.iri(path)}>\n{text}", accept)
    if answer.status != 200:
        raise Failed(f"status {answer.status}: {answer.body[:200]!r}")
    if "CSVResultFormatTest" in test.kinds:
        _require(_lines(answer.body) == _lines(result.read_bytes()), "other CSV")
    else:
        _compare(answer, result, checkout, str(test.value(test.node, MF.resultCardinality)))


def _load(test: Test, action: Node | None, checkout: Checkout, service: Service) -> None:
    data = [] if action is None else list(test.graph.objects(action, QT.data))
    quads = [quad for file in data for quad in _quads(checkout, str(file))]
    service.insert([(name, each) for name, of_it in _by_graph(quads).items() for each in of_it])
    for name, file in graph_data(test, action, QT).items():
        service.put(_quads(checkout, str(file)), name)


def _by_graph(quads: list[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """Quads by the name of their graph, empty for the default graph; blank names become IRIs."""
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        graph = quad.graph_name
        name = "" if isinstance(graph, ox.DefaultGraph) else getattr(graph, "value", "")
        if isinstance(graph, ox.BlankNode):
            name = f"urn:blank:{name}"
        found.setdefault(name, []).append(quad)
    return found


def _quads(checkout: Checkout, iri: str) -> list[ox.Quad]:
    return parse_file(checkout.path(ox.NamedNode(iri).value), iri)


def _accept(text: str, result: Path) -> str:
    if result.suffix == ".csv":
        return "text/csv"
    if result.suffix == ".tsv":
        return "text/tab-separated-values"
    form = _FORM.search(re.sub(r"#[^\n>]*$|<[^>]*>", "", text, flags=re.MULTILINE))
    is_graph = form is not None and form[1].upper() in ("CONSTRUCT", "DESCRIBE")
    return "application/n-triples" if is_graph else _TABLES


def _lines(body: bytes) -> list[list[tuple[str, str]]]:
    """The rows of a CSV by the names of its columns, blank nodes called the same."""
    blank = re.compile(r"^_:.*")
    rows = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return sorted(
        sorted((n, _cell(blank.sub("_:", cell))) for n, cell in row.items()) for row in rows
    )


def _cell(text: str) -> str:
    """A cell with a number in one spelling, since stores may normalise it."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _compare(answer: Answer, result: Path, checkout: Checkout, cardinality: str) -> None:
    wanted = expected_result(result, checkout.iri(result))
    if isinstance(wanted, set):
        got = {q.triple for q in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)}
        _require(same_graph(got, wanted), "other graph")
        return
    kind = ox.QueryResultsFormat.from_media_type(answer.media_type)
    found = ox.parse_query_results(answer.body, format=kind)
    if isinstance(wanted, bool):
        _require(isinstance(found, ox.QueryBoolean) and bool(found) == wanted, f"not {wanted}")
        return
    if isinstance(found, ox.QueryBoolean):
        raise Failed("a truth value instead of a table")
    table = Table.of(found)
    lax = cardinality.endswith("LaxCardinality")
    if not same_table(table, wanted, lax):
        raise Failed(f"got {table.rows[:3]}, wanted {wanted.rows[:3]}")


def evaluate_update(test: Test, checkout: Checkout, service: Service) -> None:
    """An UpdateEvaluationTest."""
    request = checkout.path(test.value(test.action, UT.request))
    service.clear()
    for quads, name in _states(test, test.action, checkout):
        service.put(quads, name)
    text = request.read_text(encoding="utf-8")
    answer = service.update(f"BASE <{checkout.iri(request)}>\n{text}")
    if answer.status not in (200, 204):
        raise Failed(f"status {answer.status}: {answer.body[:200]!r}")
    wanted = [
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name) if name else ox.DefaultGraph())
        for quads, name in _states(test, test.result, checkout)
        for q in quads
    ]
    _require(same_dataset(service.content(), wanted), "another store")


def _states(test: Test, action: Node | None, checkout: Checkout) -> list[tuple[list[ox.Quad], str]]:
    """The graphs of an action or a result, with their names."""
    data = [] if action is None else list(test.graph.objects(action, UT.data))
    found = [
        (quads, name)
        for file in data
        for name, quads in _by_graph(_quads(checkout, str(file))).items()
    ]
    named = graph_data(test, action, UT).items()
    return found + [(_quads(checkout, str(file)), name) for name, file in named]


def check_syntax(test: Test, checkout: Checkout, service: Service) -> None:
    """A positive or negative syntax test of a query or an update."""
    path = checkout.path(test.action)
    text = path.read_bytes()
    is_update = any("Update" in kind for kind in test.kinds)
    based = f"BASE <{checkout.iri(path)}>\n".encode() + text
    if is_update:
        answer = service.update(based)
    else:
        answer = service.query(based, _accept(text.decode("utf-8", "replace"), path))
    if any(kind.startswith("Positive") for kind in test.kinds):
        _require(
            answer.status in (200, 204) or _was_parsed(answer), f"refused: {answer.body[:200]!r}"
        )
    else:
        _require(answer.status == 400, f"accepted: {answer.status}")


def _was_parsed(answer: Answer) -> bool:
    """Whether what was wrong came up after parsing: no such function or graph here."""
    detail = json.loads(answer.body).get("detail", "")
    return answer.status == 400 and bool(
        re.search("custom function|does not exist|LOAD would", detail)
    )


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Failed(otherwise)
