"""All measures of one network, as a whole and year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version

import networkx as nx

from kg.config import Config
from kg.networks import measures as m
from kg.networks.coverage import Coverage, coverage
from kg.networks.groups import FEWEST_LINKS, Brokerage, Mixing, brokerage, mixing
from kg.networks.load import Network, load
from kg.networks.measures import SEED
from kg.networks.numbered import AUTO, NETWORKX, Numbered
from kg.ontology import NetworkDefinition
from kg.select import Queryable

#: A network of fewer nodes says little: one more source can turn the order round.
FEW = 100


@dataclass(frozen=True)
class NodeMeasures:
    """The measures of one node; see :mod:`kg.networks.measures` for what each means.

    What is None was not taken: see the caveats of the analysis.
    """

    iri: str
    label: str
    groups: tuple[str, ...]
    degree: int
    strength: float
    betweenness: float
    closeness: float | None
    eigenvector: float | None
    pagerank: float
    core: int
    clustering: float
    articulation: bool
    community: int
    brokerage: Brokerage | None = None


@dataclass(frozen=True)
class Structure:
    """The measures of a network as a whole, or of one year of it."""

    nodes: tuple[NodeMeasures, ...]
    links: int
    components: int
    communities: int
    modularity: float | None
    density: float
    diameter: int | None
    bridges: tuple[tuple[str, str], ...]
    mixing: Mixing | None


@dataclass(frozen=True)
class NetworkAnalysis(Structure):
    """A network and its measures, all years together.

    Parameters
    ----------
    years: what is dated in a year, by itself: only nodes with a link in it.
    dated: how many links something dates.
    isolated: how many nodes have no link.
    coverage: what the network rests on; None where only a graph was measured.
    caveats: local names of the engine's terms that say what the figures do not.
    pivots: from how many nodes betweenness is estimated; None where it is exact.
    calls: what networkx was asked, with the options, and which backend answered.
    seed, software: with these the result can be repeated.
    """

    definition: NetworkDefinition
    years: Mapping[int, Structure]
    dated: int
    isolated: int
    caveats: tuple[str, ...]
    pivots: int | None
    calls: tuple[str, ...]
    seed: int
    software: str
    coverage: Coverage | None = None


def analyse(
    store: Queryable,
    definition: NetworkDefinition,
    config: Config,
    language: str | None = None,
    backend: str = AUTO,
) -> NetworkAnalysis:
    """Load a network and measure it.

    Parameters
    ----------
    language: of the labels; the dataset's default if None.
    backend: of networkx; see :class:`kg.networks.Numbered`.

    Raises
    ------
    BadNetwork: its queries give what no network is made of.
    NoSuchBackend: there is no such backend here.
    """
    measured = measure(load(store, definition, config, language), definition, backend)
    return replace(measured, coverage=coverage(store, config, definition))


def measure(graph: Network, definition: NetworkDefinition, backend: str = AUTO) -> NetworkAnalysis:
    """All measures of a graph that :func:`kg.networks.load` gave."""
    network = Numbered.of(graph, backend)
    whole = _structure(graph, network)
    dated = sum("years" in data for _, _, data in graph.edges(data=True))
    isolated = sum(node.degree == 0 for node in whole.nodes)
    years = {year: _structure(part, Numbered.of(part, backend)) for year, part in _by_year(graph)}
    return NetworkAnalysis(
        **vars(whole),
        definition=definition,
        years=years,
        dated=dated,
        isolated=isolated,
        caveats=tuple(_caveats(network, whole, dated, isolated)),
        pivots=m.pivots(network),
        calls=network.calls,
        seed=SEED,
        software=_software(network),
    )


def _structure(graph: Network, network: Numbered) -> Structure:
    own = {node: data.get("groups", ()) for node, data in graph.nodes(data=True)}
    group = {node: groups[0] for node, groups in own.items() if len(groups) == 1}
    community = m.communities(network)
    return Structure(
        tuple(_nodes(graph, network, group, community)),
        len(network.sources),
        m.component_count(network),
        len(set(community.values())),
        m.modularity(network, community),
        m.density(network),
        m.diameter(network),
        tuple(m.bridges(network)),
        mixing(network, group),
    )


def _nodes(
    graph: Network, network: Numbered, group: Mapping[str, str], community: Mapping[str, int]
) -> Iterator[NodeMeasures]:
    degree, strength, between = m.degrees(network), m.strengths(network), m.betweenness(network)
    close, eigen, rank = m.closeness(network), m.eigenvector(network), m.pagerank(network)
    core, clustered = m.cores(network), m.clustering(network)
    articulation = m.articulation_points(network)
    roles = brokerage(network, group)
    for node in network.names:
        yield NodeMeasures(
            node,
            graph.nodes[node].get("label", node),
            graph.nodes[node].get("groups") or (),
            degree[node],
            strength[node],
            between[node],
            close.get(node),
            eigen.get(node),
            rank[node],
            core[node],
            clustered[node],
            node in articulation,
            community[node],
            roles.get(node),
        )


def _by_year(graph: Network) -> Iterator[tuple[int, Network]]:
    """What is dated in each year: its links with their weight in it, and their ends."""
    slices: dict[int, Network] = {}
    for source, target, data in graph.edges(data=True):
        for year, weight in data.get("years", {}).items():
            part = slices.setdefault(year, type(graph)())
            for node in (source, target):
                part.add_node(node, **graph.nodes[node])
            part.add_edge(source, target, weight=weight)
    yield from sorted(slices.items())


def _caveats(network: Numbered, whole: Structure, dated: int, isolated: int) -> Iterator[str]:
    if len(network) < FEW:
        yield "FewNodes"
    if isolated * 2 > len(network):
        yield "MostlyIsolated"
    if 0 < dated < whole.links:
        yield "PartlyDated"
    if whole.mixing is not None and whole.mixing.nodes < len(network):
        yield "PartlyGrouped"
    if whole.mixing is not None and whole.mixing.links < FEWEST_LINKS:
        yield "FewGroupedLinks"
    if not m.is_exact(network):
        yield "Estimated"
    elif network.weights.any() and all(node.eigenvector is None for node in whole.nodes):
        yield "NoEigenvector"


def _software(network: Numbered) -> str:
    """What computed the measures; a backend only where it answered."""
    backend = network.backend
    answered = any(call.endswith(f" by {backend}") for call in network.calls)
    parts = [f"networkx {nx.__version__}", f"numpy {version('numpy')}", f"scipy {version('scipy')}"]
    if backend != NETWORKX and answered:
        parts.append(f"{backend} {_version_of(backend)}".strip())
    return ", ".join(parts)


def _version_of(backend: str) -> str:
    for name in (backend, f"nx-{backend}"):
        try:
            return version(name)
        except ModuleNotFoundError:
            continue
    return ""
