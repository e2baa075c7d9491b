"""One query to a store: formats, limits, datasets, and everything that is refused."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query import QueryRefused, QuerySyntaxError, run_query
from kg.results import CAPPED_LINK, FORMATS, formats_for

EX = "http://example.org/"
TABLES = [each.name for each in formats_for(is_graph=False)]
GRAPHS = [each.name for each in formats_for(is_graph=True)]
ALL = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
#: What the writers of the formats have to escape, and the bytes their rows begin and end with.
NASTY = st.text(alphabet="a\"\\{}[],:<>&\n\r\t' қ", max_size=12)


def store_of(values: list[str]) -> ox.Store:
    store = ox.Store()
    for number, value in enumerate(values):
        subject = ox.NamedNode(f"{EX}{number:03}")
        store.add(ox.Quad(subject, ox.NamedNode(EX + "p"), ox.Literal(value)))
    return store


@pytest.fixture
def store() -> ox.Store:
    store = store_of(["a", "b", "c"])
    graph = ox.NamedNode(EX + "graph")
    store.add(ox.Quad(ox.NamedNode(EX + "x"), ox.NamedNode(EX + "p"), ox.Literal("g"), graph))
    return store


def bindings(body: bytes, name: str) -> list[list[str]]:
    """The rows of a table, read by the store's own parser, line ends as XML and CSV keep them."""
    if name == "csv":  # the store does not read CSV
        import csv

        rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return rows[1:]
    writer = next(f.writer for f in FORMATS if f.name == name and not f.is_graph)
    assert isinstance(writer, ox.QueryResultsFormat)
    table = ox.parse_query_results(body, format=writer)
    assert isinstance(table, ox.QuerySolutions)
    return [[str(term.value) for term in row if term is not None] for row in table]


@given(values=st.lists(NASTY, max_size=6), limit=st.integers(1, 6), name=st.sampled_from(TABLES))
def test_rows_are_counted_and_cut_in_every_format(values: list[str], limit: int, name: str) -> None:
    store = store_of(values)
    whole = run_query(store, ALL, format=name)
    assert whole.rows == len(values)
    cut = run_query(store, ALL, format=name, max_rows=limit)
    assert cut.capped == (len(values) > limit)
    assert cut.rows == min(len(values), limit)
    assert bindings(cut.body, name) == bindings(whole.body, name)[:limit]


@given(values=st.lists(NASTY, min_size=20, max_size=30), name=st.sampled_from(TABLES))
def test_an_answer_is_cut_at_a_row_where_it_is_too_large(values: list[str], name: str) -> None:
    store = store_of(values)
    whole = run_query(store, ALL, format=name)
    room = len(whole.body) // 2
    cut = run_query(store, ALL, format=name, max_bytes=room)
    assert cut.capped
    assert 0 < cut.rows < len(values)
    assert len(cut.body) <= room + 60  # what says that it is cut
    assert bindings(cut.body, name) == bindings(whole.body, name)[: cut.rows]


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_is_cut_where_it_is_too_large(name: str) -> None:
    store = store_of(["value"] * 200)
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s"
    whole = run_query(store, text, format=name)
    cut = run_query(store, text, format=name, max_bytes=len(whole.body) // 2)
    assert cut.capped
    assert 50 < cut.rows < 110
    assert len(cut.body) <= len(whole.body) // 2


def test_a_row_that_is_larger_than_an_answer_may_be_is_refused() -> None:
    with pytest.raises(QueryRefused, match="one row takes more than 1,000 bytes"):
        run_query(store_of(["x" * 5000]), ALL, max_bytes=1000)


@pytest.mark.parametrize("name", TABLES)
def test_rows_without_a_binding_count(store: ox.Store, name: str) -> None:
    text = "SELECT ?x { ?s ?p ?o OPTIONAL { ?s <http://nowhere/> ?x } }"
    assert run_query(store, text, format=name).rows == 3
    cut = run_query(store, text, format=name, max_rows=2)
    assert (cut.rows, cut.capped) == (2, True)


def test_a_cut_answer_says_so(store: ox.Store) -> None:
    assert run_query(store, ALL, max_rows=2).body.startswith(
        b'{"head":{"vars":["s","o"]},"capped":2,"results":'
    )
    assert CAPPED_LINK.encode() in run_query(store, ALL, max_rows=2, format="xml").body
    assert b"capped" not in run_query(store, ALL, max_rows=3).body


@pytest.mark.parametrize(
    ("text", "rows", "capped"),
    [
        (ALL + " LIMIT 1", 1, False),
        (ALL + " LIMIT 2", 2, False),
        (ALL + " LIMIT 3", 2, True),
        (ALL + " OFFSET 1 LIMIT 5", 2, False),
        (ALL + " LIMIT5 OFFSET 0", 2, True),
        (ALL + " # LIMIT 1", 2, True),
        (ALL + " VALUES ?p { <http://example.org/p> }", 2, True),
        ("SELECT ?limit { ?limit ?p ?o { SELECT ?o { ?s ?p ?o } LIMIT 1 } }", 1, False),
    ],
)
def test_the_limit_joins_the_one_of_the_query(
    store: ox.Store, text: str, rows: int, capped: bool
) -> None:
    answer = run_query(store, text, max_rows=2)
    assert (answer.rows, answer.capped) == (rows, capped)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_in_every_format(store: ox.Store, name: str) -> None:
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    answer = run_query(store, text, format=name)
    writer = next(f.writer for f in FORMATS if f.name == name and f.is_graph)
    assert isinstance(writer, ox.RdfFormat)
    assert len(list(ox.parse(answer.body, format=writer))) == answer.rows == 3
    cut = run_query(store, text, format=name, max_rows=2)
    assert (cut.rows, cut.capped, cut.kind) == (2, True, "graph")


def test_ask(store: ox.Store) -> None:
    answer = run_query(store, "ASK { ?s ?p 'a' }", max_rows=1)
    assert (answer.kind, answer.body) == ("ask", b'{"head":{},"boolean":true}')


def test_describe(store: ox.Store) -> None:
    assert run_query(store, f"DESCRIBE <{EX}000>", format="nt").rows == 1


def test_the_default_graph_is_no_union(store: ox.Store) -> None:
    assert not run_query(store, "SELECT * { ?s ?p 'g' }").rows
    assert run_query(store, "SELECT * { GRAPH ?g { ?s ?p 'g' } }").rows == 1


def test_the_dataset_of_the_protocol_replaces_that_of_the_query(store: ox.Store) -> None:
    text = f"SELECT * FROM <{EX}other> {{ ?s ?p ?o }}"
    assert run_query(store, text, default_graphs=[EX + "graph"]).rows == 1
    assert not run_query(store, "SELECT * { ?s ?p ?o }", named_graphs=[EX + "graph"]).rows
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    assert run_query(store, everything, named_graphs=[EX + "graph"]).rows == 1
    assert not run_query(store, everything, default_graphs=[EX + "graph"]).rows


def test_from_opens_no_file(store: ox.Store) -> None:
    path = __file__
    assert not run_query(store, f"SELECT * FROM <file://{path}> {{ ?s ?p ?o }}").rows


def test_a_relative_graph_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryRefused, match="no absolute IRI"):
        run_query(store, "ASK {}", default_graphs=["notes"])


def test_declared_prefixes_help_and_are_not_needed(store: ox.Store) -> None:
    text = "SELECT * { ?s ex:p ?o }"
    assert run_query(store, text, prefixes={"ex": EX}).rows == 3
    with pytest.raises(QuerySyntaxError, match="'ex:' is not declared") as caught:
        run_query(store, text)
    assert (caught.value.line, caught.value.column) == (1, 15)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT * {", 1, 11, "ends too early"),
        ("SELECT *\n{ ?s ?p 'Достық' қате }", 2, 18, "as SPARQL does: қате }"),
        ("", 1, 1, "ends too early"),
        ("hello", 1, 1, "as SPARQL does: hello"),
        ("SELECT ?s WHER { ?s ?p ?o }", 1, 11, "as SPARQL does: WHER {"),
        ("SELECT * {\n  ?s ?p\n}", 2, 3, r"as SPARQL does: \?s \?p }"),
        ("SELECT * { ?s ?p ?o } xx", 1, 23, "as SPARQL does: xx"),
        ("SELECT * { ?s ?p ?o }\nLIMIT -1", 2, 7, "SPARQL|unexpected '-1'"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", 1, 30, "Duplicated variable"),
    ],
)
def test_what_is_not_sparql_has_a_place(
    store: ox.Store, text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        run_query(store, text, max_rows=10)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:b> <a:b> 1 }", "PREFIX x: <x:>\nDELETE WHERE { ?s ?p ?o }", "CLEAR ALL"],
)
def test_an_update_is_refused(store: ox.Store, text: str) -> None:
    before = len(store)
    with pytest.raises(QueryRefused, match="is an update"):
        run_query(store, text)
    assert len(store) == before


def test_an_unknown_function_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryRefused, match="custom function"):
        run_query(store, "SELECT (<a:b>() AS ?x) {}")


@pytest.mark.parametrize(("text", "name"), [("ASK {}", "turtle"), (ALL, "nt"), (ALL, "doc")])
def test_a_format_that_does_not_fit_is_refused(store: ox.Store, text: str, name: str) -> None:
    with pytest.raises(QueryRefused, match="one of json, xml, csv, tsv"):
        run_query(store, text, format=name)
