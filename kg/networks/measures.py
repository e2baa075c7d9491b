"""Measures of a network: pure functions from a graph to a result, computed by networkx.

References
----------
.. [1] L. C. Freeman. A set of measures of centrality based on betweenness. Sociometry
   40(1):35-41, 1977. https://doi.org/10.2307/3033543
.. [2] U. Brandes. A faster algorithm for betweenness centrality. Journal of Mathematical
   Sociology 25(2):163-177, 2001. https://doi.org/10.1080/0022250X.2001.9990249
.. [3] U. Brandes, C. Pich. Centrality estimation in large networks. International Journal of
   Bifurcation and Chaos 17(7):2303-2318, 2007. https://doi.org/10.1142/S0218127407018403
.. [4] V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre. Fast unfolding of communities
   in large networks. Journal of Statistical Mechanics P10008, 2008.
   https://doi.org/10.1088/1742-5468/2008/10/P10008
.. [5] A. Barrat, M. Barthélemy, R. Pastor-Satorras, A. Vespignani. The architecture of complex
   weighted networks. PNAS 101(11):3747-3752, 2004. https://doi.org/10.1073/pnas.0400087101
"""

from __future__ import annotations

from typing import TypeVar

import networkx as nx

#: With it Louvain's random order of nodes, and the choice of pivots, can be repeated.
SEED = 20150301
#: Up to so many nodes betweenness is exact; above, it is estimated from so many pivots [3]_.
EXACT_UP_TO = 1000
PIVOTS = 64

_Node = TypeVar("_Node", bound=str)


def degrees(graph: nx.Graph[_Node]) -> dict[_Node, int]:
    """With how many others each node is linked, in either direction; loops do not count."""
    return {
        node: len({other for other in nx.all_neighbors(graph, node) if other != node})
        for node in graph
    }


def strengths(graph: nx.Graph[_Node]) -> dict[_Node, float]:
    """The sum of the weights of each node's links [5]_; a loop counts twice, as in a degree."""
    return {node: float(strength) for node, strength in graph.degree(weight="weight")}


def betweenness(graph: nx.Graph[_Node]) -> dict[_Node, float]:
    """The share of shortest paths between others that lead through each node [1]_, [2]_.

    Normalised: divided by the number of pairs of other nodes, so that 1 is the middle of a
    star. A path's length is its number of links: a weight says how strong a link is, not how
    long. In a large network the measure is an estimate; see :func:`pivots`.
    """
    numbered, nodes = _numbered(graph)
    values = nx.betweenness_centrality(numbered, k=pivots(graph), normalized=True, seed=SEED)
    return {node: values[number] for number, node in enumerate(nodes)}


def pivots(graph: nx.Graph[_Node]) -> int | None:
    """From how many nodes betweenness is estimated [3]_; None where it is exact."""
    return PIVOTS if len(graph) > EXACT_UP_TO else None


def communities(graph: nx.Graph[_Node]) -> dict[_Node, int]:
    """The community of each node by the Louvain method [4]_, with weights, numbered from 1.

    The largest community is 1; equals go in order of their first node. In a network without
    weight every node is on its own.
    """
    numbered, nodes = _numbered(graph)
    if numbered.size(weight="weight") > 0:
        found = nx.community.louvain_communities(numbered, weight="weight", seed=SEED)
    else:
        found = [{number} for number in numbered]
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {
        nodes[member]: number for number, members in enumerate(ordered, 1) for member in members
    }


def component_count(graph: nx.Graph[_Node]) -> int:
    """Into how many parts without a link between them the network falls, directions aside."""
    return sum(1 for _ in nx.connected_components(graph.to_undirected(as_view=True)))


def _numbered(graph: nx.Graph[_Node]) -> tuple[nx.Graph[int], list[_Node]]:
    """The graph with its nodes numbered in order of their names, and the names.

    Sets of small numbers keep one order in every process, sets of text do not; with numbers
    a seeded method gives one answer.
    """
    nodes = sorted(graph)
    numbers = {node: number for number, node in enumerate(nodes)}
    numbered: nx.Graph[int] = nx.DiGraph() if graph.is_directed() else nx.Graph()
    numbered.add_nodes_from(range(len(nodes)))
    links = sorted((numbers[a], numbers[b], w) for a, b, w in graph.edges(data="weight", default=1))
    numbered.add_weighted_edges_from(links)
    return numbered, nodes
