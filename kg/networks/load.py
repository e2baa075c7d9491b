"""From a network's definition to a networkx graph."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TypeAlias

import networkx as nx
import pyoxigraph as ox

from kg.config import Config
from kg.errors import KgError
from kg.labels import labels
from kg.ontology import NetworkDefinition
from kg.select import Queryable, Term, rows

#: A network: nodes are IRIs with a ``label``; links have a ``weight``.
Network: TypeAlias = "nx.Graph[str]"


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
    query for nodes leaves them out.

    Parameters
    ----------
    language: of the labels; the dataset's default if None.

    Returns
    -------
    A ``Graph``, or a ``DiGraph`` for a directed network.

    Raises
    ------
    BadNetwork: a node is no IRI, or a weight is no number from zero up.
    """
    nodes = {_node(definition, row[0]) for row in rows(store, definition.nodes)}
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows(store, definition.links):
        source, target = _node(definition, row[0]), _node(definition, row[1])
        if not definition.directed and source > target:
            source, target = target, source
        weights[source, target] += _weight(definition, row[2] if len(row) > 2 else None)
    graph: Network = nx.DiGraph() if definition.directed else nx.Graph()
    nodes.update(end for link in weights for end in link)
    called = labels(store, config, nodes, language or config.default_language)
    for node in sorted(nodes):
        graph.add_node(node, label=called[node][0])
    for (source, target), weight in sorted(weights.items()):
        graph.add_edge(source, target, weight=weight)
    return graph


def _node(definition: NetworkDefinition, term: Term | None) -> str:
    if not isinstance(term, ox.NamedNode):
        raise BadNetwork(definition, f"{term} cannot be a node — let the query select IRIs only")
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
