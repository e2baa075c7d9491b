"""Measures of networks against plain networkx.

``python -m tests.bench.bench_networks [NODES …] [MEASURE …]``

The same edge list goes both ways: ours numbers it and lets the chosen backend answer networkx's
calls; plain networkx makes its graph of it and answers them itself. Building the graph is part of
both. Each piece of work runs in a process of its own; the graphs are random with a tail of
well-linked nodes (Barabási and Albert's model, four links a node), seeded.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from operator import itemgetter
from random import Random
from typing import Any

import networkx as nx
import numpy as np

from kg.networks import Numbered
from kg.networks import measures as m
from kg.networks.groups import PERMUTATIONS, mixing
from kg.networks.numbered import LARGE

LINKS_EACH = 4
NAMES = [f"{number:07}" for number in range(100_000)]
#: The group of each node, for measures of mixing.
GROUPS = [str(number % 5) for number in range(len(NAMES))]
#: Seconds that one piece of work may take.
LIMIT = 300
#: What goes over all pairs is taken of small networks only: plain networkx would take hours.
OF_ALL_PAIRS = ("closeness", "eigenvector", "diameter")
WORKS: dict[str, tuple[Callable[[Numbered], Any], Callable[[nx.Graph[int]], Any]]] = {
    "degree": (m.degrees, lambda g: dict(g.degree())),
    "strength": (m.strengths, lambda g: dict(g.degree(weight="weight"))),
    "PageRank": (m.pagerank, lambda g: nx.pagerank(g, tol=1e-10 / len(g), max_iter=10_000)),
    "core numbers": (m.cores, nx.core_number),
    "communities": (
        m.communities,
        lambda g: nx.community.louvain_communities(g, seed=m.SEED),
    ),
    "betweenness": (
        m.betweenness,
        lambda g: nx.betweenness_centrality(
            g, k=m.PIVOTS if len(g) > m.EXACT_UP_TO else None, seed=1
        ),
    ),
    "clustering": (m.clustering, nx.clustering),
    "articulation points": (m.articulation_points, lambda g: set(nx.articulation_points(g))),
    "bridges": (m.bridges, lambda g: list(nx.bridges(g))),
    "components": (m.component_count, nx.number_connected_components),
    "assortativity against chance": (
        lambda n: mixing(
            n, dict(zip(n.names, map(GROUPS.__getitem__, range(len(n))), strict=True))
        ),
        lambda g: _by_chance(g),
    ),
    "closeness": (m.closeness, nx.closeness_centrality),
    "eigenvector": (
        m.eigenvector,
        lambda g: nx.eigenvector_centrality(g, max_iter=10_000, tol=1e-10 / len(g)),
    ),
    "diameter": (m.diameter, nx.diameter),
}


def _by_chance(graph: nx.Graph[int]) -> list[float]:
    """networkx's assortativity of the groups, and of as many deals of them as ours looks at."""
    groups, chance, found = GROUPS[: len(graph)], Random(m.SEED), []
    for _ in range(PERMUTATIONS + 1):
        nx.set_node_attributes(graph, dict(enumerate(groups)), "group")
        found.append(nx.attribute_assortativity_coefficient(graph, "group"))
        chance.shuffle(groups)
    return found


def edges(size: int) -> list[tuple[int, int]]:
    """The links of the graph of that size."""
    return list(nx.barabasi_albert_graph(size, LINKS_EACH, seed=1).edges())


def ours(name: str, size: int, links: list[tuple[int, int]]) -> Any:
    """The measure by way of the backend that goes by the size."""
    sources, targets = (
        np.fromiter(map(itemgetter(i), links), np.int64, len(links)) for i in (0, 1)
    )
    return WORKS[name][0](Numbered(NAMES[:size], sources, targets, np.ones(len(links))))


def plain(name: str, size: int, links: list[tuple[int, int]]) -> Any:
    """The measure by networkx alone."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(links)
    with nx.config(backend_priority=[]):
        return WORKS[name][1](graph)


def _report(send: Any, work: Callable[..., Any], name: str, size: int) -> None:
    links = edges(size)
    work(name, LARGE + 1, edges(LARGE + 1))  # all modules are loaded before the clock starts
    begin = time.perf_counter()
    work(name, size, links)
    seconds = time.perf_counter() - begin
    send.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _measured(work: Callable[..., Any], name: str, size: int) -> tuple[float, float] | None:
    """Seconds and peak memory in MB of a piece of work in a fresh process.

    None where it does not end within :data:`LIMIT` seconds.
    """
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(send, work, name, size))
    process.start()
    result: tuple[float, float] | None = receive.recv() if receive.poll(LIMIT) else None
    process.kill()
    process.join()
    return result


def main() -> None:
    """Print a row for each measure and size."""
    asked = sys.argv[1:]
    sizes = [int(each) for each in asked if each.isdigit()] or [1_000, 10_000, 100_000]
    names = [name for name in WORKS if name in asked] or list(WORKS)
    print("| Nodes | Measure | Ours | networkx | Times as fast |")
    print("|---|---|---|---|---|")
    for size in sizes:
        for name in names:
            if name in OF_ALL_PAIRS and size > m.EXACT_UP_TO:
                continue
            fast, slow = _measured(ours, name, size), _measured(plain, name, size)
            print(f"| {size:,} | {name} | {_said(fast)} | {_said(slow)} | {_ratio(fast, slow)} |")
            sys.stdout.flush()


def _said(measured: tuple[float, float] | None) -> str:
    return f"{measured[0]:.3g} s, {measured[1]:.0f} MB" if measured else f"over {LIMIT} s"


def _ratio(fast: tuple[float, float] | None, slow: tuple[float, float] | None) -> str:
    if fast is None:
        return "unknown"
    return f"{slow[0] / fast[0]:.3g}" if slow else f"over {LIMIT / fast[0]:.3g}"


if __name__ == "__main__":
    main()
