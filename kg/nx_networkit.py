"""NetworKit as a backend of networkx: the same calls, answered by compiled code.

networkx finds it by the entry points ``networkx.backends`` and ``networkx.backend_info``, and
passes a call on where the graph is a :class:`NetworkitGraph` or ``backend="networkit"`` is said.
Nothing is computed here: each function says how NetworKit is asked for what networkx means.
What NetworKit does not know of a call (weights of paths, personalisation, loops in cores) is
refused by ``can_run``, and networkx does it itself.

References
----------
.. [1] https://networkx.org/documentation/stable/reference/backends.html
.. [2] C. L. Staudt, A. Sazonovs, H. Meyerhenke. NetworKit: a tool suite for large-scale complex
   network analysis. Network Science 4(4):508-530, 2016. https://doi.org/10.1017/nws.2016.20
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from inspect import signature
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "networkit"
#: NetworKit ends the process on some graphs of fewer nodes.
_FEWEST = 3
#: Louvain visits nodes in an order that threads would change; cores take a hundredth of a second
#: on one thread, and twenty times that on several where other programs want the processors.
_ALONE = 1
#: Pivots are dealt out to threads in a fixed way, so that with a fixed number of threads, however
#: many processors there are, betweenness is added up in one order.
_TOGETHER = 4


def info() -> dict[str, Any]:
    """What networkx is told of this backend before it is used."""
    return {
        "short_summary": "NetworKit through networkx's own calls.",
        "functions": {name: {} for name in _FUNCTIONS} if is_installed() else {},
    }


def is_installed() -> bool:
    """Whether NetworKit is there to be used."""
    return find_spec("networkit") is not None


class NetworkitGraph:
    """A graph of NetworKit's, whose nodes are the numbers from 0.

    Parameters
    ----------
    size: how many nodes there are.
    sources, targets: the ends of each link, parallel to one another; no link stands twice.
    weights: of the links.
    directed: whether links have a direction.
    """

    __networkx_backend__ = NAME

    def __init__(
        self,
        size: int,
        sources: NDArray[Any],
        targets: NDArray[Any],
        weights: NDArray[Any],
        directed: bool = False,
    ) -> None:
        self._size = size
        self._ends = sources, targets
        self._weights = weights
        self._directed = directed

    @cached_property
    def plain(self) -> Any:
        """Without weights."""
        return self._made(weighted=False)

    @cached_property
    def weighted(self) -> Any:
        """With weights; where all are 1, they are the default that a graph without has."""
        return self.plain if (self._weights == 1).all() else self._made(weighted=True)

    @cached_property
    def has_loops(self) -> bool:
        """Whether a node is linked with itself."""
        sources, targets = self._ends
        return bool((sources == targets).any())

    @cached_property
    def has_zeros(self) -> bool:
        """Whether a link has no weight."""
        return bool((self._weights == 0).any())

    def _made(self, weighted: bool) -> Any:
        import networkit
        from scipy.sparse import csr_array

        shape = self._size, self._size
        matrix = csr_array((self._weights.astype(float), self._ends), shape=shape)
        return networkit.graph.GraphFromCsr(matrix, directed=self._directed, weighted=weighted)

    def is_directed(self) -> bool:
        """Whether links have a direction."""
        return self._directed

    def is_multigraph(self) -> bool:
        """Never: parallel links are one."""
        return False

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._size))


def _pagerank(
    graph: NetworkitGraph,
    alpha: float = 0.85,
    personalization: None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: None = None,
    weight: str | None = "weight",
    dangling: None = None,
) -> dict[int, float]:
    import numpy as np
    from networkit import centrality

    native = graph.weighted if weight else graph.plain
    rank = centrality.PageRank(native, damp=alpha, tol=tol * len(graph))
    rank.norm = centrality.Norm.L1_NORM
    rank.maxIterations = max_iter
    with _threads(_ALONE):
        scores = np.asarray(rank.run().scores(asarray=True))
    # Nodes without a link lose what others pass on evenly: that changes the sum, nothing else.
    return dict(enumerate((scores / scores.sum()).tolist()))


def _betweenness_centrality(
    graph: NetworkitGraph,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Random | int | None = None,
) -> dict[int, float]:
    from networkit import centrality

    if k is not None:
        return _estimated_betweenness(graph, k, normalized, seed)
    with _threads(_ALONE):
        scores = centrality.Betweenness(graph.plain, normalized=normalized).run().scores()
    return dict(enumerate(scores))


def _estimated_betweenness(
    graph: NetworkitGraph, k: int, normalized: bool, seed: Random | int | None
) -> dict[int, float]:
    """From k pivots, as a mean over them of what each sees.

    NetworKit draws one pivot more than it is asked for, divides by those it was asked for, and
    takes a node for one of its own n others; so the middle of a star would come to more than 1.
    """
    import networkit
    import numpy as np

    networkit.setSeed(_number(seed), True)
    found = networkit.centrality.EstimateBetweenness(graph.plain, k - 1, normalized, True)
    with _threads(_TOGETHER):
        scores = np.asarray(found.run().scores(asarray=True))
    size = len(graph)
    return dict(enumerate((scores * ((k - 1) / k * (size - 1) / size)).tolist()))


def _closeness_centrality(
    graph: NetworkitGraph, u: None = None, distance: None = None, wf_improved: bool = True
) -> dict[int, float]:
    from networkit import centrality

    variant = centrality.ClosenessVariant.GENERALIZED
    return dict(enumerate(centrality.Closeness(graph.plain, True, variant).run().scores()))


def _core_number(graph: NetworkitGraph) -> dict[int, int]:
    import numpy as np
    from networkit import centrality

    found = centrality.CoreDecomposition(graph.plain)  # it owns the scores
    with _threads(_ALONE):
        found.run()
    return dict(enumerate(np.asarray(found.scores(asarray=True)).astype(int).tolist()))


def _clustering(graph: NetworkitGraph, nodes: None = None, weight: None = None) -> dict[int, float]:
    from networkit import centrality

    return dict(enumerate(centrality.LocalClusteringCoefficient(graph.plain).run().scores()))


def _louvain_communities(
    graph: NetworkitGraph,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 1e-7,
    max_level: None = None,
    seed: Random | int | None = None,
) -> list[set[int]]:
    import networkit

    networkit.setSeed(_number(seed), False)
    native = graph.weighted if weight else graph.plain
    with _threads(_ALONE):
        found = networkit.community.PLM(native, True, resolution).run().getPartition()
    found.compact()
    parts: list[set[int]] = [set() for _ in range(found.numberOfSubsets())]
    for node, part in enumerate(found.getVector()):
        parts[part].add(node)
    return parts


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Within, NetworKit has so many threads."""
    import networkit

    before = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(number)
    try:
        yield
    finally:
        networkit.setNumberOfThreads(before)


def _number(seed: Random | int | None) -> int:
    """A seed as networkx passes it on, as a number."""
    return seed.getrandbits(31) if isinstance(seed, Random) else seed or 0


def _number_connected_components(graph: NetworkitGraph) -> int:
    from networkit import components

    return int(components.ConnectedComponents(graph.plain).run().numberOfComponents())


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "betweenness_centrality": _betweenness_centrality,
    "closeness_centrality": _closeness_centrality,
    "clustering": _clustering,
    "core_number": _core_number,
    "louvain_communities": _louvain_communities,
    "number_connected_components": _number_connected_components,
    "pagerank": _pagerank,
}
#: Options of which NetworKit knows one value only.
_FIXED: dict[str, object] = {
    "dangling": None,
    "distance": None,
    "endpoints": False,
    "max_level": None,
    "nodes": None,
    "nstart": None,
    "personalization": None,
    "u": None,
    "wf_improved": True,
}


def _means_the_same(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    try:
        bound = signature(_FUNCTIONS[name]).bind(*args, **kwargs)
    except TypeError:
        return False
    options = dict(bound.arguments)
    graph = options.pop("graph")
    if len(graph) < _FEWEST:
        return False
    if any(options[each] != value for each, value in _FIXED.items() if each in options):
        return False
    if name in ("betweenness_centrality", "clustering") and options.get("weight"):
        return False
    if name == "betweenness_centrality" and 0 <= (options.get("k") or 2) < 2:
        return False  # see _estimated_betweenness: one pivot cannot be asked for
    if name in ("clustering", "core_number") and _has_loops(graph):
        return False
    if name == "pagerank" and options.get("weight", "weight") and _has_zeros(graph):
        return False  # who has links without weight would divide by zero
    return name == "betweenness_centrality" or not graph.is_directed()


def _has_zeros(graph: Any) -> bool:
    if isinstance(graph, NetworkitGraph):
        return graph.has_zeros
    return any(weight == 0 for _, _, weight in graph.edges(data="weight"))


def _has_loops(graph: Any) -> bool:
    if isinstance(graph, NetworkitGraph):
        return graph.has_loops
    return any(one == other for one, other in graph.edges())


class Backend:
    """What networkx calls: conversions, whether a call can be taken, and the functions."""

    @staticmethod
    def convert_from_nx(graph: Any, *_: Any, weight: str | None = None, **__: Any) -> Any:
        """A graph of networkx's whose nodes are the numbers from 0, as one of NetworKit's.

        Raises
        ------
        NotImplementedError: it has other nodes, or parallel links.
        """
        import numpy as np

        if isinstance(graph, NetworkitGraph):
            return graph
        if graph.is_multigraph() or set(graph) != set(range(len(graph))):
            raise NotImplementedError("number the nodes from 0, and join parallel links")
        links = list(graph.edges(data=weight or "weight", default=1.0))
        sources, targets, weights = (np.array([link[i] for link in links]) for i in range(3))
        return NetworkitGraph(len(graph), sources, targets, weights, graph.is_directed())

    @staticmethod
    def convert_to_nx(result: Any, *_: Any, **__: Any) -> Any:
        """What a function gave; a graph becomes one of networkx's."""
        if not isinstance(result, NetworkitGraph):
            return result
        import networkx as nx

        graph: Any = nx.DiGraph() if result.is_directed() else nx.Graph()
        graph.add_nodes_from(result)
        graph.add_weighted_edges_from(result.weighted.iterEdgesWeights())
        return graph

    @staticmethod
    def can_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        """Whether NetworKit means the same by a call."""
        if not is_installed() or not args:
            return False
        return _means_the_same(name, args, kwargs)

    @staticmethod
    def should_run(_name: str, args: Sequence[Any], _kwargs: Mapping[str, Any]) -> bool:
        """Whether it is worth a conversion: only what has been converted already."""
        return isinstance(args[0], NetworkitGraph)

    betweenness_centrality = staticmethod(_betweenness_centrality)
    closeness_centrality = staticmethod(_closeness_centrality)
    clustering = staticmethod(_clustering)
    core_number = staticmethod(_core_number)
    louvain_communities = staticmethod(_louvain_communities)
    number_connected_components = staticmethod(_number_connected_components)
    pagerank = staticmethod(_pagerank)
