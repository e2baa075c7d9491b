"""Measures of the nodes of a network: pure functions, computed by networkx or a backend of it.

A path's length is its number of links: a weight says how strong a link is, not how long.

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
.. [6] L. C. Freeman. Centrality in social networks: conceptual clarification. Social Networks
   1(3):215-239, 1979. https://doi.org/10.1016/0378-8733(78)90021-7
.. [7] S. Wasserman, K. Faust. Social network analysis. Cambridge University Press, 1994, 5.3.1.
.. [8] P. Bonacich. Power and centrality: a family of measures. American Journal of Sociology
   92(5):1170-1182, 1987. https://doi.org/10.1086/228631
.. [9] S. Brin, L. Page. The anatomy of a large-scale hypertextual web search engine. Computer
   Networks 30:107-117, 1998. https://doi.org/10.1016/S0169-7552(98)00110-X
.. [10] S. B. Seidman. Network structure and minimum degree. Social Networks 5(3):269-287, 1983.
   https://doi.org/10.1016/0378-8733(83)90028-X
.. [11] D. J. Watts, S. H. Strogatz. Collective dynamics of 'small-world' networks. Nature
   393:440-442, 1998. https://doi.org/10.1038/30918
.. [12] J. Hopcroft, R. Tarjan. Algorithm 447: efficient algorithms for graph manipulation.
   Communications of the ACM 16(6):372-378, 1973. https://doi.org/10.1145/362248.362272
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np

from kg.networks.numbered import Numbered

#: With it the random order of Louvain's nodes, pivots and permutations can be repeated.
SEED = 20150301
#: Up to so many nodes measures over all pairs are exact; above, betweenness is estimated from
#: so many pivots [3]_, and closeness, eigenvector centrality and diameter are left out.
EXACT_UP_TO = 2000
PIVOTS = 64
#: How far all values together may move in the last round of an iteration.
_TOLERANCE = 1e-10
_ROUNDS = 10_000


def is_exact(network: Numbered) -> bool:
    """Whether measures over all pairs of nodes are taken, rather than estimated or left out."""
    return len(network) <= EXACT_UP_TO


def degrees(network: Numbered) -> dict[str, int]:
    """With how many others each node is linked, in either direction; loops do not count."""
    others = network.without_loops
    pairs = np.sort(np.stack((others.sources, others.targets)), axis=0)
    ends = np.unique(pairs, axis=1).ravel()
    counted = np.bincount(ends, minlength=len(network)).tolist()
    return dict(zip(network.names, counted, strict=True))


def strengths(network: Numbered) -> dict[str, float]:
    """The sum of the weights of each node's links [5]_; a loop counts twice, as in a degree."""
    size = len(network)
    out = np.bincount(network.sources, network.weights, size)
    back = np.bincount(network.targets, network.weights, size)
    return dict(zip(network.names, (out + back).tolist(), strict=True))


def betweenness(network: Numbered) -> dict[str, float]:
    """The share of shortest paths between others that lead through each node [1]_, [2]_.

    Divided by the number of pairs of other nodes, so that 1 is the middle of a star. In a large
    network an estimate; see :func:`pivots`.
    """
    values = network.run(nx.betweenness_centrality, k=pivots(network), normalized=True, seed=SEED)
    return network.named(values)


def pivots(network: Numbered) -> int | None:
    """From how many nodes betweenness is estimated [3]_; None where it is exact."""
    return None if is_exact(network) else PIVOTS


def closeness(network: Numbered) -> dict[str, float]:
    """How near each node is to those that it can be reached from, 1 being next to all [6]_.

    The reciprocal of the mean distance, times the share of the nodes that reach it, so that small
    parts of a network are not overrated [7]_. Empty in a large network, where it is not taken.
    """
    if not is_exact(network):
        return {}
    return network.named(network.run(nx.closeness_centrality))


def eigenvector(network: Numbered) -> dict[str, float]:
    """How well each node is linked with those that are well linked [8]_, by weight.

    The leading eigenvector of the weights, of length 1. Empty where the network has no weight,
    where power iteration does not settle, and in a large network.
    """
    if not network.weights.any() or not is_exact(network):
        return {}
    try:
        values = network.run(
            nx.eigenvector_centrality,
            max_iter=_ROUNDS,
            tol=_TOLERANCE / len(network),
            weight="weight",
        )
    except nx.PowerIterationFailedConvergence:
        return {}
    return network.named(values)


def pagerank(network: Numbered) -> dict[str, float]:
    """Where one would be who follows links by weight and now and then starts anew [9]_.

    The chance of going on is 0.85; all values together are 1. Without weights each link counts 1.
    """
    if len(network) == 0:
        return {}
    weight = "weight" if network.weights.any() else None
    tolerance = _TOLERANCE / len(network)
    values = network.run(nx.pagerank, alpha=0.85, tol=tolerance, max_iter=_ROUNDS, weight=weight)
    return network.named(values)


def cores(network: Numbered) -> dict[str, int]:
    """The largest k for which each node is in a part where all have k links within it [10]_."""
    return network.named(network.without_loops.run(nx.core_number))


def clustering(network: Numbered) -> dict[str, float]:
    """Of the pairs of each node's neighbours, the share that is linked [11]_."""
    found = network.without_loops.run(nx.clustering)
    return network.named({node: float(value) for node, value in found.items()})


def articulation_points(network: Numbered) -> set[str]:
    """Nodes without which their part of the network would fall apart, directions aside [12]_."""
    found: Iterable[Any] = network.undirected.run(nx.articulation_points)
    return {network.names[number] for number in found}


def bridges(network: Numbered) -> list[tuple[str, str]]:
    """Links without which their part of the network would fall apart, directions aside [12]_."""
    found: Iterable[Any] = network.undirected.run(nx.bridges)
    return sorted((network.names[min(link)], network.names[max(link)]) for link in found)


def communities(network: Numbered) -> dict[str, int]:
    """The community of each node by the Louvain method [4]_, with weights, numbered from 1.

    The largest community is 1; equals go in order of their first node. In a network without
    weight every node is on its own.
    """
    if network.weights.any():
        found = network.run(nx.community.louvain_communities, weight="weight", seed=SEED)
    else:
        found = [{number} for number in range(len(network))]
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {
        network.names[member]: number
        for number, members in enumerate(ordered, 1)
        for member in members
    }


def component_count(network: Numbered) -> int:
    """Into how many parts without a link between them the network falls, directions aside."""
    return int(network.undirected.run(nx.number_connected_components))


def diameter(network: Numbered) -> int | None:
    """The longest of the shortest paths within the largest part, directions aside.

    None for an empty network and a large one.
    """
    if len(network) == 0 or not is_exact(network):
        return None
    undirected = network.undirected
    parts: Iterable[Any] = undirected.run(nx.connected_components)
    largest = max(parts, key=lambda part: (len(part), -min(part)))
    return int(undirected.part(sorted(largest)).run(nx.diameter))


def density(network: Numbered) -> float:
    """Of the pairs of nodes that could be linked, the share that is; loops do not count."""
    size = len(network)
    pairs = size * (size - 1) / (1 if network.directed else 2)
    return len(network.without_loops.sources) / pairs if pairs else 0.0


def modularity(network: Numbered, community: dict[str, int]) -> float | None:
    """How many more links lie within communities than their strengths alone would give [4]_."""
    if not network.weights.any():
        return None
    members: dict[int, set[int]] = {}
    for number, name in enumerate(network.names):
        members.setdefault(community[name], set()).add(number)
    found = network.run(nx.community.modularity, communities=members.values(), weight="weight")
    return float(found)
