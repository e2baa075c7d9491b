"""Ask a store one SPARQL query and get the whole answer, written down.

Nothing a query says leaves the process: SERVICE is refused before evaluation, FROM names graphs
of the store and opens nothing, and updates are no queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import pyoxigraph as ox

from kg.functions import FUNCTIONS
from kg.lapses import require_no_lapse
from kg.ordering import in_total_order
from kg.results import (
    ResultFormat,
    Sheet,
    TooLarge,
    count_rows,
    cut_rows,
    find_format,
    formats_for,
    rows_begun,
)
from kg.select import Queryable
from kg.service.guard import QueryRefused, QueryText, inspect
from kg.syntax import PADDING, QuerySyntaxError, syntax_error

__all__ = ["Answer", "QueryRefused", "QuerySyntaxError", "run_query"]

Kind = Literal["select", "ask", "graph"]


@dataclass(frozen=True)
class Answer:
    """A query's answer, whole.

    Parameters
    ----------
    body: the answer in its format.
    media_type: of the body.
    kind: a table (``select``), a truth value (``ask``) or a graph.
    rows: rows of the table or triples of the graph; 1 for a truth value.
    capped: whether there were more rows than the limit, so that only the first are here.
    version: of the dataset that answered; empty where the store is no published dataset.
    """

    body: bytes
    media_type: str
    kind: Kind
    rows: int
    capped: bool
    version: str = ""


def run_query(
    store: Queryable,
    text: str | QueryText,
    *,
    format: str | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    max_rows: int | None = None,
    max_bytes: int | None = None,
    prefixes: Mapping[str, str] | None = None,
    base: str = "",
    triple_terms: bool = True,
) -> Answer:
    """Answer a SPARQL 1.1 query.

    Without a dataset of the query's own, the default graph is the store's default graph, never
    a union of the named ones.

    Parameters
    ----------
    store: anything with the ``query`` method of a pyoxigraph store.
    text: SELECT, ASK, CONSTRUCT or DESCRIBE; one that has passed the guard is not looked at
        again.
    format: a name or media type of :data:`kg.results.FORMATS`; JSON or Turtle by default.
    default_graphs, named_graphs: the dataset as the SPARQL Protocol gives it; either one
        replaces what FROM and FROM NAMED say.
    max_rows: the most rows of a table, or triples of a graph; None for no limit.
    max_bytes: the most bytes of an answer; further rows are cut off. None for no limit.
    prefixes: prefixes that the text may use without declaring them.
    base: IRI that relative IRIs are resolved against; without one they are errors.
    triple_terms: whether the store may hold triples as objects (:mod:`kg.ordering`).

    Raises
    ------
    QueryRefused: an update, a call to SERVICE, text too deep, a format that does not fit, or a
        row that is larger than a whole answer may be.
    QuerySyntaxError: the text is not SPARQL.
    """
    query = inspect(text) if isinstance(text, str) else text
    require_no_lapse(query.text)
    chosen = choose_format(query, format)
    options = _options(default_graphs, named_graphs, prefixes)
    options["custom_functions"] = FUNCTIONS
    if base:
        options["base_iri"] = base
    while True:
        try:
            results = _evaluate(store, query, max_rows, options, triple_terms)
            return _write(results, query, chosen, max_rows, max_bytes)
        except TooLarge as error:
            max_rows = _fewer(rows_begun(error.written, chosen.name) - 1, max_rows)
        if max_rows < 1:
            raise QueryRefused(
                f"one row takes more than {max_bytes:,} bytes, the limit of an answer — "
                f"ask for less of it"
            )


def _fewer(rows: int, than: int | None) -> int:
    """A number of rows, but so many fewer than the last time that this comes to an end."""
    return rows if than is None else min(rows, than * 3 // 4)


def _write(
    results: Any,
    query: QueryText,
    chosen: ResultFormat,
    max_rows: int | None,
    max_bytes: int | None,
) -> Answer:
    try:
        if query.is_graph:
            return _write_graph(results, chosen, max_rows, max_bytes)
        return _write_table(results, query.form == "ASK", chosen, max_rows, max_bytes)
    except (RuntimeError, OSError) as error:
        raise QueryRefused(str(error)) from error


def choose_format(query: QueryText, name: str | None) -> ResultFormat:
    """The format to answer a query in.

    Raises
    ------
    QueryRefused: there is no such format for the query's kind of answer.
    """
    if name is None:
        return formats_for(query.is_graph)[0]
    found = find_format(name, query.is_graph)
    if found is None:
        names = ", ".join(f.name for f in formats_for(query.is_graph))
        raise QueryRefused(
            f"'{name}' is no format for the answer of {query.form or 'a query'} — one of {names}"
        )
    return found


def _options(
    default_graphs: Sequence[str],
    named_graphs: Sequence[str],
    prefixes: Mapping[str, str] | None,
) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if prefixes:
        options["prefixes"] = dict(prefixes)
    if default_graphs or named_graphs:
        options["default_graph"] = [_graph(iri) for iri in default_graphs]
        options["named_graphs"] = [_graph(iri) for iri in named_graphs]
    return options


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryRefused(f"the graph <{iri}> is no absolute IRI: {error}") from error


def _evaluate(
    store: Queryable,
    query: QueryText,
    max_rows: int | None,
    options: dict[str, Any],
    triple_terms: bool,
) -> Any:
    """Start the evaluation; one row more than the limit shows that there are more."""
    limited = query.form == "SELECT" and max_rows is not None
    text = query.bounded(max_rows + 1) if limited and max_rows is not None else query.text
    if isinstance(store, ox.Store):
        text = in_total_order(text, triple_terms=triple_terms)
    try:
        return store.query(text, **options)
    except SyntaxError as error:
        message = _first_message(store, query.text, options) or str(error)
        raise syntax_error(message, query.text, options.get("prefixes", ())) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryRefused(str(error)) from error


def _first_message(store: Queryable, text: str, options: dict[str, Any]) -> str:
    """What the store says of the text as it was written."""
    try:
        store.query(text + PADDING, **options)
    except SyntaxError as error:
        return str(error)
    return ""


def _write_table(
    results: Any,
    is_boolean: bool,
    chosen: ResultFormat,
    max_rows: int | None,
    max_bytes: int | None,
) -> Answer:
    assert isinstance(chosen.writer, ox.QueryResultsFormat)
    if is_boolean:
        body = results.serialize(format=chosen.writer)
        return Answer(body, chosen.content_type, "ask", 1, False)
    sheet = Sheet(max_bytes)
    results.serialize(sheet, format=chosen.writer)
    body = sheet.written
    rows = count_rows(body, chosen.name)
    if max_rows is not None and rows > max_rows:
        return Answer(
            cut_rows(body, chosen.name, max_rows), chosen.content_type, "select", max_rows, True
        )
    return Answer(body, chosen.content_type, "select", rows, False)


def _write_graph(
    results: Iterable[ox.Triple],
    chosen: ResultFormat,
    max_rows: int | None,
    max_bytes: int | None,
) -> Answer:
    assert isinstance(chosen.writer, ox.RdfFormat)
    triples = list(results if max_rows is None else islice(results, max_rows + 1))
    found = len(triples)
    triples = triples[:max_rows]
    body = _written(triples, chosen.writer)
    while max_bytes is not None and len(body) > max_bytes:
        triples = triples[: len(triples) * max_bytes // (len(body) + 1)]
        body = _written(triples, chosen.writer)
    return Answer(body, chosen.content_type, "graph", len(triples), found > len(triples))


def _written(triples: list[ox.Triple], format: ox.RdfFormat) -> bytes:
    body = ox.serialize(triples, format=format)
    assert body is not None
    return body
