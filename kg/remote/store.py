"""A remote store with the face of pyoxigraph's: ``query`` takes the same and gives the same.

What is sent has passed the guard and pyoxigraph's own parser, so that no update, no call to
another service and no word of one engine's own dialect goes out. Only reading is in the
interface; nothing here can write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.remote.address import RemoteAddress
from kg.remote.errors import RemoteBroken
from kg.remote.exchange import Body, exchange
from kg.select import is_true
from kg.service.guard import QueryRefused, QueryText, inspect

_TABLE = "application/sparql-results+json"
_GRAPH = "application/n-triples, text/turtle;q=0.8"
_TABLES = frozenset((_TABLE, "application/json"))
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: Characters that end a string, an IRI or a comment, or begin a group.
_STRUCTURE = frozenset("\"'\\<>{}#\n\r")


class RemoteStore:
    """The store behind a SPARQL 1.1 query service; safe to share between threads.

    Parameters
    ----------
    address: of the service, and what of it is the dataset.
    """

    def __init__(self, address: RemoteAddress) -> None:
        self.address = address

    def query(
        self,
        query: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        default_graph: Sequence[ox.NamedNode] | None = None,
        named_graphs: Sequence[ox.NamedNode] | None = None,
        custom_functions: Mapping[ox.NamedNode, Callable[..., Any]] | None = None,
    ) -> Any:
        """Evaluate a query; the parameters are those of :meth:`pyoxigraph.Store.query`.

        A custom function runs in this process, so that a query that calls one is refused.

        Returns
        -------
        :class:`RemoteSolutions` of a SELECT, :class:`RemoteBoolean` of an ASK, else
        :class:`RemoteTriples`.

        Raises
        ------
        SyntaxError: the text is not SPARQL.
        QueryRefused: the guard or the service refuses it.
        RemoteUnreachable, RemoteTimeout, RemoteBroken: there is no answer.
        """
        text = _declared(prefixes or {}) + query
        asked = inspect(text)
        _require_plain(text)
        for function in custom_functions or ():
            _require_no_call(text, function.value)
        columns = _columns(query, prefixes or {})
        graphs = self._graphs(asked, default_graph, named_graphs)
        text = self._without_union(asked)
        accept = _GRAPH if asked.is_graph else _TABLE
        body = exchange(self.address, [("query", text), *graphs], accept)
        _require_complete(body, asked.limit)
        if asked.is_graph:
            return RemoteTriples(body)
        solutions = RemoteSolutions(body)
        if columns is None:
            return solutions.boolean()
        _require_columns({each.value for each in solutions.variables}, columns)
        return solutions

    def _graphs(
        self,
        asked: QueryText,
        default: Sequence[ox.NamedNode] | None,
        named: Sequence[ox.NamedNode] | None,
    ) -> list[tuple[str, str]]:
        """The dataset of the query, as the protocol's parameters give it."""
        if default is None and named is None:
            if asked.dataset_at >= 0 or not self.address.default_graph:
                return []
            defaults: tuple[str, ...] = (self.address.default_graph,)
            others = self.address.named_graphs
        else:
            defaults = tuple(node.value for node in default or ()) or self._nothing
            others = tuple(node.value for node in named or ())
        return [
            *(("default-graph-uri", iri) for iri in defaults),
            *(("named-graph-uri", iri) for iri in others),
        ]

    @property
    def _nothing(self) -> tuple[str, ...]:
        """An empty default graph, for a service that would take all graphs for none."""
        default = self.address.default_graph
        return (f"{default}#nothing",) if default else ()

    def _without_union(self, asked: QueryText) -> str:
        """The text; a FROM NAMED alone leaves the default graph empty, and says so."""
        if not asked.only_named or not self._nothing:
            return asked.text
        start = asked.dataset_at
        return f"{asked.text[:start]}FROM <{self._nothing[0]}> {asked.text[start:]}"


class RemoteBoolean:
    """The answer of an ASK."""

    def __init__(self, value: bool) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return self._value

    def serialize(self, *, format: ox.QueryResultsFormat) -> bytes:
        """The answer in a format, as pyoxigraph writes it."""
        text = f'{{"head":{{}},"boolean":{str(self._value).lower()}}}'
        parsed = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
        return cast(bytes, parsed.serialize(format=format))


class RemoteSolutions:
    """The rows of a table as they come."""

    def __init__(self, body: Body) -> None:
        if body.media_type not in _TABLES:
            raise _not_understood(body)
        self._parsed: ox.QuerySolutions | ox.QueryBoolean | None = None
        with self._whole():
            self._parsed = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]

    @property
    def variables(self) -> list[ox.Variable]:
        """The variables of the table, in order."""
        return self._solutions.variables

    @property
    def _solutions(self) -> ox.QuerySolutions:
        if not isinstance(self._parsed, ox.QuerySolutions):
            raise RemoteBroken("the store answers a table's question with yes or no")
        return self._parsed

    def boolean(self) -> RemoteBoolean:
        """The truth value; some services give a table with a 1, or an empty one."""
        if isinstance(self._parsed, ox.QueryBoolean):
            return RemoteBoolean(bool(self._parsed))
        cells = [solution[0] for solution in self]
        if len(self.variables) != 1 or not all(isinstance(c, ox.Literal) for c in cells):
            raise RemoteBroken("the store answers a question of yes or no with a table")
        return RemoteBoolean(any(is_true(cell) for cell in cells))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """As :func:`_whole`; what was parsed must go with the thread that parsed it, at once."""
        try:
            with _whole():
                yield
        except BaseException:
            self._parsed = None
            raise

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        with self._whole():
            yield from self._solutions

    def serialize(self, output: IO[bytes], *, format: ox.QueryResultsFormat) -> None:
        """Write the rows in a format, as pyoxigraph does."""
        with self._whole():
            self._solutions.serialize(output, format=format)


class RemoteTriples:
    """The triples of a graph as they come."""

    def __init__(self, body: Body) -> None:
        if body.media_type not in _GRAPHS:
            raise _not_understood(body)
        self._parsed = ox.parse(body, format=_GRAPHS[body.media_type])  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[ox.Triple]:
        with _whole():
            for quad in self._parsed:
                yield quad.triple


@contextmanager
def _whole() -> Iterator[None]:
    """Within, an answer that cannot be read is the store's fault, not the query's."""
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise RemoteBroken(f"the store's answer is malformed or breaks off: {error}") from error


def _not_understood(body: Body) -> RemoteBroken:
    kind = body.media_type or "no type"
    return RemoteBroken(
        f"the store answers with {kind[:80]}, which is no answer to a query — "
        f"see that --store names its SPARQL query service"
    )


def _columns(query: str, prefixes: Mapping[str, str]) -> set[str] | None:
    """The variables that a SELECT asks for; None for other forms.

    Raises
    ------
    SyntaxError: the text is not SPARQL.
    """
    parsed = ox.Store().query(query, prefixes=dict(prefixes))
    if isinstance(parsed, ox.QuerySolutions):
        return {variable.value for variable in parsed.variables}
    return None


def _require_columns(given: set[str], asked: set[str]) -> None:
    if given != asked:
        columns = " ".join(f"?{name}" for name in sorted(given))
        raise RemoteBroken(f"the store answers another question: with {columns[:200] or 'nothing'}")


def _require_complete(body: Body, limit: int | None) -> None:
    """Some services cut an answer short and say so in a header alone."""
    most = body.header("X-SPARQL-MaxRows")
    if most.isdigit() and (limit is None or limit > int(most)):
        raise RemoteBroken(
            f"the store cuts every answer at {int(most):,} rows — ask with a LIMIT of no more"
        )
    if body.header("X-SQL-State"):
        raise RemoteBroken(f"the store's answer is not complete: {body.header('X-SQL-Message')}")


def _declared(prefixes: Mapping[str, str]) -> str:
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())


def _require_no_call(text: str, function: str) -> None:
    local = re.escape(re.split("[#/]", function)[-1])
    if re.search(rf"<{re.escape(function)}>|:{local}\s*\(", text):
        raise QueryRefused(
            f"<{function}> is a function of this service, and the statements are in a store that "
            f"does not know it — compare with STR, LCASE or REGEX instead"
        )


def _require_plain(text: str) -> None:
    """Refuse escapes that one engine reads before it parses, and another after."""
    for match in _ESCAPE.finditer(text):
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or chr(code) in _STRUCTURE:
            raise QueryRefused(
                f"{match[0]} is read in two ways by different stores — write the character itself, "
                f'or \\" and the like in a string'
            )
