"""Each measure on graphs worked by hand and on published networks; hard cases; backends agree."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg.networks import NoSuchBackend, Numbered, backends, measure
from kg.networks import measures as m
from kg.ontology import NetworkDefinition

DEFINITION = NetworkDefinition("test", {"en": "Test"}, {}, False, "", "")


def of(*links: tuple[str, str], directed: bool = False) -> Numbered:
    graph: nx.Graph[str] = nx.DiGraph() if directed else nx.Graph()
    graph.add_edges_from(links)
    return Numbered.of(graph)


def texts(graph: Any) -> Any:
    return nx.relabel_nodes(graph, {node: f"{node:06}" for node in graph})


STAR = of(("m", "a"), ("m", "b"), ("m", "c"))
PATH = of(("a", "b"), ("b", "c"), ("c", "d"))
#: Two triangles on a bridge.
TWO = of(("a", "b"), ("b", "c"), ("c", "a"), ("c", "x"), ("x", "y"), ("y", "z"), ("z", "x"))


def test_closeness_by_hand() -> None:
    assert m.closeness(STAR) == pytest.approx({"m": 1, "a": 3 / 5, "b": 3 / 5, "c": 3 / 5})
    assert m.closeness(PATH) == pytest.approx({"a": 1 / 2, "b": 3 / 4, "c": 3 / 4, "d": 1 / 2})


def test_closeness_of_a_small_part_is_not_overrated() -> None:
    apart = of(("a", "b"), ("x", "y"), ("y", "z"))
    # a reaches 1 of 4 others at distance 1; y reaches 2 of 4 at distance 1.
    assert m.closeness(apart) == pytest.approx(
        {"a": 1 / 4, "b": 1 / 4, "x": 1 / 3, "y": 1 / 2, "z": 1 / 3}
    )


def test_eigenvector_by_hand() -> None:
    # The middle of a star of three has √3 times what a tip has.
    found = m.eigenvector(STAR)
    assert found["m"] == pytest.approx(1 / 2**0.5)
    assert found["a"] == pytest.approx(1 / 6**0.5)


def test_pagerank_by_hand() -> None:
    # Each tip has 0.15/4 + 0.85·m/3, and all together are 1.
    middle = (0.15 / 4 + 3 * 0.85 * 0.15 / 4) / (1 - 0.85**2)
    found = m.pagerank(STAR)
    assert found["m"] == pytest.approx(middle, abs=1e-9)
    assert sum(found.values()) == pytest.approx(1)


def test_cores_by_hand() -> None:
    assert m.cores(of(("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"))) == {
        "a": 2,
        "b": 2,
        "c": 2,
        "d": 1,
    }


def test_clustering_by_hand() -> None:
    found = m.clustering(of(("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")))
    assert found == pytest.approx({"a": 1, "b": 1, "c": 1 / 3, "d": 0})


def test_what_holds_a_network_together() -> None:
    assert m.articulation_points(TWO) == {"c", "x"}
    assert m.bridges(TWO) == [("c", "x")]
    assert m.bridges(of(("b", "a"), directed=True)) == [("a", "b")]


def test_a_network_as_a_whole() -> None:
    assert m.diameter(TWO) == 3
    assert m.density(TWO) == pytest.approx(7 / 15)
    assert m.density(of(("a", "b"), directed=True)) == 1 / 2
    found = m.communities(TWO)
    # Of 7 links 6 lie within; each community has 7 of 14 ends: 6/7 - 2·(1/2)².
    assert m.modularity(TWO, found) == pytest.approx(6 / 7 - 1 / 2)


def test_diameter_is_that_of_the_largest_part() -> None:
    assert m.diameter(of(("a", "b"), ("b", "c"), ("c", "d"), ("x", "y"))) == 3


def test_florentine_families_as_published() -> None:
    """Betweenness: M. O. Jackson, Social and Economic Networks, 2008, 1.2.1."""
    network = Numbered.of(nx.florentine_families_graph())
    between = m.betweenness(network)
    for family, value in (("Medici", 0.522), ("Guadagni", 0.255), ("Strozzi", 0.103)):
        assert round(between[family], 3) == value
    # The Medici's distances from the 14 others add up to 25.
    assert m.closeness(network)["Medici"] == pytest.approx(14 / 25)
    assert (m.component_count(network), m.degrees(network)["Medici"]) == (1, 6)


def test_karate_club_as_published() -> None:
    """Sizes, the largest degree, triangles and diameter: http://konect.cc/networks/ucidata-zachary/"""
    network = Numbered.of(texts(nx.Graph(nx.karate_club_graph().edges())))
    degree, clustering = m.degrees(network), m.clustering(network)
    assert (len(network), len(network.sources)) == (34, 78)
    assert (max(degree.values()), m.diameter(network)) == (17, 5)
    pairs = {node: degree[node] * (degree[node] - 1) / 2 for node in degree}
    assert sum(clustering[node] * pairs[node] for node in degree) / 3 == pytest.approx(45)


HARD: dict[str, Callable[[], Any]] = {
    "empty": nx.Graph,
    "empty, directed": nx.DiGraph,
    "one node": lambda: nx.empty_graph(1),
    "one loop": lambda: nx.Graph([(0, 0)]),
    "no links": lambda: nx.empty_graph(9),
    "in parts": lambda: nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(5)),
    "loops": lambda: nx.Graph([(0, 0), (0, 1), (1, 1), (1, 2)]),
    "both ways": lambda: nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 2)]),
    "weights of zero": lambda: nx.Graph([(0, 1, {"weight": 0.0}), (1, 2, {"weight": 0.0})]),
    "some weights of zero": lambda: nx.Graph([(0, 1, {"weight": 0.0}), (1, 2, {"weight": 2.0})]),
    "a chain, directed": lambda: nx.path_graph(5, create_using=nx.DiGraph),
    "everybody": lambda: nx.complete_graph(12),
}


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("name", HARD)
def test_hard_cases_have_an_answer(name: str, backend: str) -> None:
    graph = texts(HARD[name]())
    found = measure(graph, DEFINITION, backend)
    assert len(found.nodes) == len(graph)
    assert sum(node.pagerank for node in found.nodes) == pytest.approx(min(len(graph), 1))
    assert found.components <= len(graph)
    assert all(0 <= node.betweenness <= 1 for node in found.nodes)


@pytest.mark.parametrize(("backend", "size"), [("auto", 1_000_000), ("networkx", 20_000)])
def test_a_vast_star_has_an_answer(backend: str, size: int) -> None:
    names = [f"{number:07}" for number in range(size + 1)]
    ends = np.zeros(size, dtype=np.int64), np.arange(1, size + 1)
    network = Numbered(names, *ends, np.ones(size), backend=backend)
    assert m.degrees(network)["0000000"] == size
    assert max(m.cores(network).values()) == 1
    assert max(m.pagerank(network).values()) == pytest.approx(0.4595, abs=1e-3)
    assert m.component_count(network) == 1
    assert m.diameter(network) is None
    assert m.closeness(network) == m.eigenvector(network) == {}


def test_parallel_links_are_no_network() -> None:
    with pytest.raises(ValueError, match="once"):
        Numbered.of(nx.MultiGraph([("a", "b"), ("a", "b")]))


def test_an_unknown_backend_is_named_with_those_there_are() -> None:
    with pytest.raises(NoSuchBackend, match=r"no backend 'cugraph'.*auto, networkx"):
        Numbered.of(nx.Graph(), "cugraph")


def test_a_large_network_is_taken_by_the_faster_backend_and_a_small_one_never() -> None:
    assert Numbered.of(texts(nx.path_graph(2001))).backend == "networkit"
    assert Numbered.of(texts(nx.path_graph(2000))).backend == "networkx"
    large = measure(texts(nx.cycle_graph(2001)), DEFINITION)
    assert large.software.split(", ")[-1].startswith("networkit ")
    assert large.caveats == ("Estimated",)


GRAPHS: dict[str, Callable[[], Any]] = {
    "scale-free": lambda: nx.barabasi_albert_graph(300, 3, seed=5),
    "in parts": lambda: nx.gnm_random_graph(300, 320, seed=6),
    "directed": lambda: nx.gnm_random_graph(200, 700, seed=7, directed=True),
    "loops": lambda: nx.Graph([*nx.gnm_random_graph(100, 300, seed=8).edges(), (3, 3), (4, 4)]),
    "weighted": lambda: _weighted(nx.gnm_random_graph(200, 600, seed=9)),
}


def _weighted(graph: Any) -> Any:
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = 0.25 * (number % 13)
    return graph


@pytest.mark.parametrize("backend", [each for each in backends() if each != "networkx"])
@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize(
    "taken",
    [m.betweenness, m.closeness, m.eigenvector, m.pagerank, m.cores, m.clustering],
    ids=lambda f: f.__name__,
)
def test_backends_agree(taken: Callable[[Numbered], Any], name: str, backend: str) -> None:
    graph = texts(GRAPHS[name]())
    plain, fast = taken(Numbered.of(graph, "networkx")), taken(Numbered.of(graph, backend))
    assert plain.keys() == fast.keys()
    assert max(abs(plain[node] - fast[node]) for node in plain) <= 1e-9


def test_the_faster_backend_really_computes() -> None:
    calls: list[str] = []
    from kg import nx_networkit

    original = nx_networkit.Backend.pagerank

    def watched(*args: Any, **kwargs: Any) -> Any:
        calls.append("pagerank")
        return original(*args, **kwargs)

    nx_networkit.Backend.pagerank = staticmethod(watched)  # type: ignore[method-assign]
    try:
        m.pagerank(Numbered.of(texts(nx.path_graph(5)), "networkit"))
    finally:
        nx_networkit.Backend.pagerank = staticmethod(original)  # type: ignore[method-assign]
    assert calls == ["pagerank"]


def test_its_communities_are_as_good_and_the_same_each_time() -> None:
    graph = texts(nx.connected_caveman_graph(30, 8))
    network = Numbered.of(graph, "networkit")
    found = m.communities(network)
    plain = m.communities(Numbered.of(graph, "networkx"))
    best, mine = m.modularity(network, plain), m.modularity(network, found)
    assert best is not None
    assert mine is not None
    assert mine >= best - 0.01
    assert found == m.communities(Numbered.of(graph, "networkit"))


def test_networkx_itself_passes_calls_on() -> None:
    """``backend=`` in a plain call of networkx's, as other programs would write it."""
    graph = nx.karate_club_graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fast = nx.betweenness_centrality(graph, backend="networkit")
        with pytest.raises(NotImplementedError):
            nx.core_number(nx.Graph([("a", "b")]), backend="networkit")
    plain = nx.betweenness_centrality(graph, backend="networkx")
    assert max(abs(plain[node] - fast[node]) for node in graph) <= 1e-9
