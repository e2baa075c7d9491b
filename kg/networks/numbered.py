"""A network with numbers for names, as algorithms take it, for one backend of networkx.

Sets of small numbers keep one order in every process, sets of text do not: with numbers a seeded
method gives one answer. Backends are networkx's own [1]_: whatever is installed and known to
networkx by its entry points can be named. NetworKit, where it is installed, is taken by itself
for networks that networkx would be long with; smaller ones are always measured by networkx, so
that the same facts give the same bytes on machines with it and without.

References
----------
.. [1] https://networkx.org/documentation/stable/reference/backends.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx
import numpy as np

from kg.errors import KgError
from kg.nx_networkit import NAME as NETWORKIT
from kg.nx_networkit import NetworkitGraph, is_installed

if TYPE_CHECKING:
    from numpy.typing import NDArray

NETWORKX = "networkx"
#: The backend that goes by the size of the network.
AUTO = "auto"
#: Nodes above which NetworKit is taken by itself.
LARGE = 2000

_Value = TypeVar("_Value")
_PLAIN = bool | int | float | str


class NoSuchBackend(KgError):
    """networkx knows no backend of that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        there = ", ".join((AUTO, *backends()))
        super().__init__(f"no backend '{name}' is installed; there are: {there}")


def backends() -> list[str]:
    """The backends that can be named, networkx itself the first."""
    known = set(nx.config.backends) - {NETWORKX}
    return [NETWORKX, *sorted(name for name in known if name != NETWORKIT or is_installed())]


class Numbered:
    """A network whose nodes are the numbers from 0, in order of their names.

    Parameters
    ----------
    names: of the nodes, sorted.
    sources, targets, weights: of the links, sorted; no pair of nodes stands twice.
    directed: whether links have a direction.
    backend: ``auto``, ``networkx``, or the name of another backend that networkx knows.

    Raises
    ------
    NoSuchBackend: there is no such backend here.
    """

    def __init__(
        self,
        names: Sequence[str],
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        weights: NDArray[np.float64],
        directed: bool = False,
        backend: str = AUTO,
    ) -> None:
        if backend != AUTO and backend not in backends():
            raise NoSuchBackend(backend)
        if backend == AUTO:
            backend = NETWORKIT if len(names) > LARGE and is_installed() else NETWORKX
        self.names = names
        self.sources = sources
        self.targets = targets
        self.weights = weights
        self.directed = directed
        self.backend = backend
        self._calls: dict[str, str] = {}

    @classmethod
    def of(cls, graph: nx.Graph[str], backend: str = AUTO) -> Numbered:
        """A graph of networkx's, numbered; a link without a ``weight`` counts 1.

        Raises
        ------
        ValueError: a link stands there more than once.
        """
        if graph.is_multigraph():
            raise ValueError("each link must stand there once: add up parallel ones first")
        names = sorted(graph)
        number = {name: index for index, name in enumerate(names)}
        links = graph.edges(data="weight", default=1.0)
        ends = (number[end] for one, other, _ in links for end in (one, other))
        pairs = np.fromiter(ends, np.int64, 2 * len(links)).reshape(-1, 2)
        if not graph.is_directed():
            pairs.sort(axis=1)
        weights = np.fromiter((weight for _, _, weight in links), np.float64, len(links))
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        sources, targets = pairs[order].T
        return cls(names, sources, targets, weights[order], graph.is_directed(), backend)

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def plain(self) -> Any:
        """As networkx's own graph."""
        graph: Any = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(range(len(self)))
        links = zip(
            self.sources.tolist(), self.targets.tolist(), self.weights.tolist(), strict=True
        )
        graph.add_weighted_edges_from(links)
        return graph

    @property
    def calls(self) -> tuple[str, ...]:
        """What was asked of networkx so far: each function with its options, and who answered."""
        return tuple(f"{call} by {self._calls[call]}" for call in sorted(self._calls))

    @cached_property
    def undirected(self) -> Numbered:
        """The network without directions; links both ways become one, with the sum of weights."""
        if not self.directed:
            return self
        pairs = np.sort(np.stack((self.sources, self.targets)), axis=0)
        ends, which = np.unique(pairs, axis=1, return_inverse=True)
        weights = np.zeros(ends.shape[1])
        np.add.at(weights, which.ravel(), self.weights)
        return self._of_its_own(self.names, ends[0], ends[1], weights, directed=False)

    @cached_property
    def without_loops(self) -> Numbered:
        """The network without links of a node with itself."""
        kept = self.sources != self.targets
        if kept.all():
            return self
        ends = self.sources[kept], self.targets[kept]
        return self._of_its_own(self.names, *ends, self.weights[kept], self.directed)

    def part(self, nodes: Sequence[int]) -> Numbered:
        """Some nodes, by their numbers in order, with the links between them."""
        new = np.full(len(self), -1, dtype=np.int64)
        new[nodes] = np.arange(len(nodes))
        sources, targets = new[self.sources], new[self.targets]
        kept = (sources >= 0) & (targets >= 0)
        names = [self.names[number] for number in nodes]
        ends = sources[kept], targets[kept]
        return self._of_its_own(names, *ends, self.weights[kept], self.directed)

    def _of_its_own(
        self,
        names: Sequence[str],
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        weights: NDArray[np.float64],
        directed: bool,
    ) -> Numbered:
        """A network made of this one, for the same backend; its calls are this one's as well."""
        other = Numbered(names, sources, targets, weights, directed, self.backend)
        other._calls = self._calls
        return other

    @cached_property
    def _native(self) -> NetworkitGraph:
        return NetworkitGraph(len(self), self.sources, self.targets, self.weights, self.directed)

    def run(self, algorithm: Any, **options: Any) -> Any:
        """Call a function of networkx's on the backend, or on networkx where it has no such.

        Parameters
        ----------
        algorithm: a dispatchable function whose first parameter is the graph.
        options: of the function.
        """
        call = _written(algorithm.name, options)
        self._calls[call] = self.backend
        if self.backend == NETWORKX or self.backend not in algorithm.backends:
            return self._by_networkx(call, algorithm, options)
        graph: Any = self._native if self.backend == NETWORKIT else self.plain
        try:
            return algorithm(graph, backend=self.backend, **options)
        except NotImplementedError:  # the backend knows the function, but not these options
            return self._by_networkx(call, algorithm, options)

    def _by_networkx(self, call: str, algorithm: Any, options: Mapping[str, Any]) -> Any:
        self._calls[call] = NETWORKX
        return algorithm(self.plain, backend=NETWORKX, **options)

    def named(self, values: dict[int, _Value]) -> dict[str, _Value]:
        """Values by the names of the nodes."""
        return dict(zip(self.names, map(values.__getitem__, range(len(self))), strict=True))


def _written(name: str, options: Mapping[str, Any]) -> str:
    """A call as one would write it, without the graph and what is no plain value or None."""
    plain = {key: value for key, value in options.items() if isinstance(value, _PLAIN)}
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in sorted(plain.items()))})"
