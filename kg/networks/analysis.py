"""All measures of one network."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kg.config import Config
from kg.networks.load import Network, load
from kg.networks.measures import (
    SEED,
    betweenness,
    communities,
    component_count,
    degrees,
    pivots,
    strengths,
)
from kg.ontology import NetworkDefinition
from kg.select import Queryable

#: What computed the measures.
SOFTWARE = f"networkx {nx.__version__}"


@dataclass(frozen=True)
class NodeMeasures:
    """The measures of one node; see :mod:`kg.networks.measures` for what each means."""

    iri: str
    label: str
    degree: int
    strength: float
    betweenness: float
    community: int


@dataclass(frozen=True)
class NetworkAnalysis:
    """A network and its measures.

    Parameters
    ----------
    nodes: in order of their IRIs.
    links: how many pairs of nodes are linked.
    components: how many parts without a link between them there are.
    communities: how many communities there are.
    pivots: from how many nodes betweenness is estimated; None where it is exact.
    seed, software: with these the result can be repeated.
    """

    definition: NetworkDefinition
    nodes: tuple[NodeMeasures, ...]
    links: int
    components: int
    communities: int
    pivots: int | None = None
    seed: int = SEED
    software: str = SOFTWARE


def analyse(
    store: Queryable,
    definition: NetworkDefinition,
    config: Config,
    language: str | None = None,
) -> NetworkAnalysis:
    """Load a network and measure it.

    Raises
    ------
    BadNetwork: its queries give what no network is made of.
    """
    return measure(load(store, definition, config, language), definition)


def measure(graph: Network, definition: NetworkDefinition) -> NetworkAnalysis:
    """All measures of a graph that :func:`kg.networks.load` gave."""
    degree, strength = degrees(graph), strengths(graph)
    between, community = betweenness(graph), communities(graph)
    nodes = tuple(
        NodeMeasures(
            node,
            graph.nodes[node]["label"],
            degree[node],
            strength[node],
            between[node],
            community[node],
        )
        for node in sorted(graph)
    )
    return NetworkAnalysis(
        definition,
        nodes,
        graph.number_of_edges(),
        component_count(graph),
        len(set(community.values())),
        pivots(graph),
    )
