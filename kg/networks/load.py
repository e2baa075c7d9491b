"""From a network's definition to a networkx graph."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import networkx as nx
import pyoxigraph as ox

from kg.config import Config
from kg.errors import KgError
from kg.labels import labels
from kg.ontology import NetworkDefinition
from kg.select import Queryable, Term

#: A network: nodes are IRIs with a ``label`` and, where they have any, sorted ``groups``; links
#: have a ``weight`` and, where something dates them, ``years``: weight by year.
Network: TypeAlias = "nx.Graph[str]"
#: The two nodes of a link; of an undirected one in order of their IRIs.
Ends: TypeAlias = tuple[str, str]

_Row = dict[str, Term | None]
#: The year at the beginning of a date, of whatever kind.
_YEAR = re.compile(r"\d{4}(?!\d)")


class BadNetwork(KgError):
    """A network's queries give what no network is made of."""

    def __init__(self, definition: NetworkDefinition, message: str) -> None:
        self.definition = definition
        super().__init__(f"networks/{definition.id}.toml: {message}")


def load(
    store: Queryable,
    definition: NetworkDefinition,
    config: Config,
    language: str | None = None,
) -> Network:
    """Run a network's two queries and make a graph of the answers.

    Nodes and links come in order of their IRIs. Parallel links become one whose weight is
    their sum, a link without a weight counts 1. The ends of links are nodes even where the
    query for nodes leaves them out. A link that lasts has its weight in each of its years: in all
    from the first to the last where both are known, else in the one that is.

    Parameters
    ----------
    language: of the labels; the dataset's default if None.

    Returns
    -------
    A ``Graph``, or a ``DiGraph`` for a directed network.

    Raises
    ------
    BadNetwork: a node or a group is no IRI, a weight is no number from zero up, or a year is no
        literal.
    """
    groups = _groups(store, definition)
    weights: dict[Ends, float] = defaultdict(float)
    years: dict[Ends, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in query_rows(store, definition.links):
        link = ends_of(definition, row)
        weight = _weight(definition, row.get("weight"))
        weights[link] += weight
        year = _year(definition, row.get("year"))
        if year is not None:
            years[link][year] += weight
    for link, lasting in _lasting(store, definition, weights).items():
        years[link].update(lasting)
    nodes = {*groups, *(end for link in weights for end in link)}
    called = labels(store, config, nodes, language or config.default_language)
    graph: Network = nx.DiGraph() if definition.directed else nx.Graph()
    for node in sorted(nodes):
        graph.add_node(node, label=called[node][0], groups=tuple(sorted(groups.get(node, ()))))
    for (source, target), weight in sorted(weights.items()):
        graph.add_edge(source, target, weight=weight)
        if (source, target) in years:
            graph.edges[source, target]["years"] = dict(sorted(years[source, target].items()))
    return graph


def query_rows(store: Queryable, query: str) -> Iterator[_Row]:
    """The answers of a query, each by the names of its variables."""
    solutions = store.query(query)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield dict(zip(names, solution, strict=True))


def ends_of(definition: NetworkDefinition, row: _Row) -> Ends:
    """The link that a row is about.

    Raises
    ------
    BadNetwork: one of its ends is no IRI.
    """
    source, target = (_iri(definition, row[end], "a node") for end in ("source", "target"))
    if not definition.directed and source > target:
        return target, source
    return source, target


def _lasting(
    store: Queryable, definition: NetworkDefinition, weights: Mapping[Ends, float]
) -> dict[Ends, dict[int, float]]:
    """The years of links that last, each with the link's weight."""
    found: dict[Ends, dict[int, float]] = defaultdict(dict)
    for row in query_rows(store, definition.times) if definition.times else ():
        link = ends_of(definition, row)
        known = [_year(definition, row[end]) for end in ("from", "to")]
        years = [year for year in known if year is not None]
        if link in weights and years:
            for year in range(years[0], years[-1] + 1):
                found[link][year] = weights[link]
    return found


def _groups(store: Queryable, definition: NetworkDefinition) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in query_rows(store, definition.nodes):
        mine = found[_iri(definition, row["node"], "a node")]
        if row.get("group") is not None:
            mine.add(_iri(definition, row["group"], "a group"))
    return found


def _iri(definition: NetworkDefinition, term: Term | None, what: str) -> str:
    if not isinstance(term, ox.NamedNode):
        raise BadNetwork(definition, f"{term} cannot be {what} — let the query select IRIs only")
    return term.value


def _weight(definition: NetworkDefinition, term: Term | None) -> float:
    if term is None:
        return 1.0
    try:
        weight = float(term.value) if isinstance(term, ox.Literal) else math.nan
    except ValueError:
        weight = math.nan
    if not 0 <= weight < math.inf:
        fix = "let the query give numbers from zero up"
        raise BadNetwork(definition, f"{term} cannot be a weight — {fix}")
    return weight


def _year(definition: NetworkDefinition, term: Term | None) -> int | None:
    """The year that a date begins with; None where it names no single one, such as ``201X``."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        fix = "let the query give dates, or leave ?year unbound"
        raise BadNetwork(definition, f"{term} cannot be a year — {fix}")
    found = _YEAR.match(term.value)
    return int(found[0]) if found else None
