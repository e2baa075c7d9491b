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
from kg.networks.groups import brokerage, mixing
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


def test_strength_by_hand() -> None:
    graph = nx.Graph([("a", "b", {"weight": 2.0}), ("b", "c", {"weight": 0.5}), ("c", "d")])
    network = Numbered.of(graph)
    assert m.strengths(network) == {"a": 2, "b": 2.5, "c": 1.5, "d": 1}
    assert m.degrees(network) == {"a": 1, "b": 2, "c": 2, "d": 1}


def test_betweenness_by_hand() -> None:
    # Two shortest paths of a square join its opposite corners: each other corner has one half
    # of one of three pairs of others.
    square = of(("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"))
    assert m.betweenness(square) == pytest.approx(dict.fromkeys("abcd", 1 / 6))


def test_parts_by_hand() -> None:
    apart = of(("a", "b"), ("x", "y"), ("y", "z"))
    assert m.component_count(apart) == 2
    assert m.component_count(of(("a", "b"), ("c", "b"), directed=True)) == 1


def test_modularity_counts_weight() -> None:
    # Weights 3 within, 1 between, 3 within: 6/7 - ((7/14)² + (7/14)²).
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 3.0), ("b", "c", 1.0), ("c", "d", 3.0)])
    network = Numbered.of(graph)
    found = m.modularity(network, {"a": 1, "b": 1, "c": 2, "d": 2})
    assert found == pytest.approx(6 / 7 - 1 / 2)


def test_a_directed_network_without_its_directions() -> None:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 2.0), ("b", "a", 1.0), ("b", "c", 4.0)])
    found = Numbered.of(graph).undirected
    assert list(zip(found.sources, found.targets, found.weights, strict=True)) == [
        (0, 1, 3.0),
        (1, 2, 4.0),
    ]


def test_what_was_asked_of_networkx_is_kept_with_its_options() -> None:
    found = measure(texts(nx.path_graph(4)), DEFINITION).calls
    assert "betweenness_centrality(normalized=True, seed=20150301) by networkx" in found
    assert "louvain_communities(seed=20150301, weight='weight') by networkx" in found
    large = measure(texts(nx.cycle_graph(2001)), DEFINITION).calls
    assert "betweenness_centrality(k=64, normalized=True, seed=20150301) by networkit" in large
    assert "bridges() by networkx" in large


def test_a_call_that_was_kept_gives_the_measure_again() -> None:
    """A reader repeats a measure to the digit: the call as it is written, on the same graph."""
    graph = texts(nx.barabasi_albert_graph(80, 2, seed=4))
    found = measure(graph, DEFINITION)
    asked = next(call for call in found.calls if call.startswith("pagerank("))
    options = eval(f"dict({asked.partition('(')[2].partition(') by')[0]})")
    numbers = Numbered.of(graph)
    again = numbers.named(nx.pagerank(numbers.plain, **options))
    assert {node.iri: node.pagerank for node in found.nodes} == again


def test_florentine_families_as_published() -> None:
    """The marriages of J. F. Padgett and C. K. Ansell, 1993.

    Closeness to three digits: networkx's own table, ``test_closeness_centrality.py`` of
    https://github.com/networkx/networkx. Mean clustering of those who have two neighbours and
    more, and the two parts when the Pucci, who married nobody, are among them: igraph's, in
    P. Sullivan, https://sulliv.com/posts/florentine-families-network-analysis/
    """
    families = nx.florentine_families_graph()
    network = Numbered.of(families)
    degree, clustered = m.degrees(network), m.clustering(network)
    published = {
        **{"Acciaiuoli": 0.368, "Albizzi": 0.483, "Barbadori": 0.4375, "Bischeri": 0.4},
        **{"Castellani": 0.389, "Ginori": 0.333, "Guadagni": 0.467, "Lamberteschi": 0.326},
        **{"Medici": 0.56, "Pazzi": 0.286, "Peruzzi": 0.368, "Ridolfi": 0.5},
        **{"Salviati": 0.389, "Strozzi": 0.4375, "Tornabuoni": 0.483},
    }
    assert m.closeness(network) == pytest.approx(published, abs=0.0005)
    joined = [clustered[each] for each in degree if degree[each] > 1]
    assert sum(joined) / len(joined) == pytest.approx(0.2181818, abs=5e-8)
    assert (len(network), len(network.sources), degree["Medici"]) == (15, 20, 6)
    families.add_node("Pucci")
    assert m.component_count(Numbered.of(families)) == 2


def test_betweenness_of_florentine_families_as_published() -> None:
    """Of 16 families, the Pucci among them: Medici 0.452381, Guadagni 0.220635, Albizzi 0.184127.

    As checked against UCINET's PADGM in the notes on classic data sets of a public repository
    for network analysis; 0.522 and 0.255 of 15 families are the same shares of fewer pairs.
    """
    families = nx.florentine_families_graph()
    few = m.betweenness(Numbered.of(families))
    families.add_node("Pucci")
    between = m.betweenness(Numbered.of(families))
    published = {"Medici": 0.452381, "Guadagni": 0.220635, "Albizzi": 0.184127}
    for family, value in published.items():
        assert between[family] == pytest.approx(value, abs=5e-7)
        assert few[family] == pytest.approx(value * (15 * 14) / (14 * 13), abs=1e-6)


def test_karate_club_as_published() -> None:
    """Zachary's club, by figures of the Koblenz Network Collection.

    Size, largest degree, triangles, diameter, global clustering (0.255682), density (0.139037)
    and spectral norm (6.72570), which the eigenvector must have for its eigenvalue:
    http://konect.cc/networks/ucidata-zachary/
    """
    network = club()
    degree, clustering = m.degrees(network), m.clustering(network)
    assert (len(network), len(network.sources)) == (34, 78)
    assert (max(degree.values()), m.diameter(network), m.component_count(network)) == (17, 5, 1)
    pairs = {node: degree[node] * (degree[node] - 1) / 2 for node in degree}
    closed = sum(clustering[node] * pairs[node] for node in degree)
    assert closed / 3 == pytest.approx(45)
    assert closed / sum(pairs.values()) == pytest.approx(0.255682, abs=5e-7)
    assert m.density(network) == pytest.approx(0.139037, abs=5e-7)
    vector = list(m.eigenvector(network).values())
    ends = zip(network.sources, network.targets, strict=True)
    assert 2 * sum(vector[a] * vector[b] for a, b in ends) == pytest.approx(6.7257, abs=5e-6)


def test_degrees_of_the_karate_club_as_published() -> None:
    """https://networkx.org/documentation/networkx-2.7/auto_examples/graph/plot_karate_club.html"""
    published = "16 9 10 6 3 4 4 4 5 2 3 1 2 5 2 2 2 2 2 3 2 2 2 5 3 3 2 4 3 4 4 6 12 17"
    assert list(m.degrees(club()).values()) == list(map(int, published.split()))


def test_betweenness_of_the_karate_club_as_published() -> None:
    """igraph's ``betweenness(karate)`` in B. Lantz, Machine Learning with R, 4th edition.

    Numbers of shortest paths, where ours are shares of the 33·32/2 pairs of others.
    """
    published = """231.0714286 28.4785714 75.8507937 6.2880952 0.3333333 15.8333333 15.8333333
      0 29.5293651 0.4476190 0.3333333 0 0 24.2158730 0 0 0 0 0 17.1468254 0 0 0 9.3 1.1666667
      2.0277778 0 11.7920635 0.9476190 1.5428571 7.6095238 73.0095238 76.6904762 160.5515873"""
    found = [value * 33 * 32 / 2 for value in m.betweenness(club()).values()]
    assert found == pytest.approx(list(map(float, published.split())), abs=1e-6)


def test_closeness_of_the_karate_club_as_published() -> None:
    """The first member is the nearest, at 0.0172414, as the tutorial of igraph prints it.

    Its closeness is one by the number of steps to all 33 others.
    """
    found = m.closeness(club())
    assert max(found, key=found.__getitem__) == "000000"
    assert found["000000"] / 33 == pytest.approx(0.0172414, abs=5e-8)


def test_cores_of_the_karate_club_as_published() -> None:
    """igraph's ``graph.coreness(karate)``, as a course printed it in order of its values.

    The course follows E. D. Kolaczyk and G. Csárdi, Statistical Analysis of Network Data with R,
    2014; members are numbered from 1 there.
    """
    found = m.cores(club())
    fours = {1, 2, 3, 4, 8, 9, 14, 31, 33, 34}
    threes = {5, 6, 7, 11, 20, 24, 25, 26, 28, 29, 30, 32}
    assert {int(node) + 1 for node in found if found[node] == 4} == fours
    assert {int(node) + 1 for node in found if found[node] == 3} == threes
    assert max(found.values()) == 4


def club() -> Numbered:
    """The karate club without the strengths of its links, members numbered from 0."""
    return Numbered.of(texts(nx.Graph(nx.karate_club_graph().edges())))


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


@pytest.mark.parametrize(("backend", "size"), [("auto", 1_000_000), ("networkx", 4_000)])
def test_a_vast_star_has_an_answer(backend: str, size: int) -> None:
    names = [f"{number:07}" for number in range(size + 1)]
    ends = np.zeros(size, dtype=np.int64), np.arange(1, size + 1)
    network = Numbered(names, *ends, np.ones(size), backend=backend)
    middle = "0000000"
    assert m.degrees(network)[middle] == m.strengths(network)[middle] == size
    assert m.betweenness(network)[middle] == pytest.approx(1, abs=1e-9)
    assert not any(m.clustering(network).values())
    assert set(m.communities(network).values()) == {1}
    assert brokerage(network, {}) == {}
    assert mixing(network, {}) is None
    assert max(m.cores(network).values()) == 1
    assert max(m.pagerank(network).values()) == pytest.approx(0.4595, abs=1e-3)
    assert m.component_count(network) == 1
    assert m.diameter(network) is None
    assert m.closeness(network) == m.eigenvector(network) == {}


def test_all_of_a_large_star_is_measured() -> None:
    size = 100_000
    found = measure(texts(nx.star_graph(size)), DEFINITION)
    assert found.links == len(found.bridges) == size
    assert [node.iri for node in found.nodes if node.articulation] == ["000000"]
    assert (found.components, found.communities, found.diameter) == (1, 1, None)
    assert found.caveats == ("Estimated",)


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


def test_an_estimate_of_betweenness_is_right_on_average() -> None:
    """Half of a directed star leads in, half out: 250 · 250 of 500 · 499 pairs lead through it."""
    half = 250
    star = nx.DiGraph([*((n, 0) for n in range(1, half + 1))])
    star.add_edges_from((0, n) for n in range(half + 1, 2 * half + 1))
    native = Numbered.of(texts(star), "networkit")
    found = [
        native.run(nx.betweenness_centrality, k=50, seed=seed, normalized=True)[0]
        for seed in range(40)
    ]
    exact = m.betweenness(native)["000000"]
    assert exact == pytest.approx(half * half / (500 * 499))
    assert sum(found) / len(found) == pytest.approx(exact, rel=0.05)


def test_one_pivot_is_networkxs() -> None:
    network = Numbered.of(texts(nx.cycle_graph(30)), "networkit")
    network.run(nx.betweenness_centrality, k=1, seed=3)
    assert network.calls == ("betweenness_centrality(k=1, seed=3) by networkx",)


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
