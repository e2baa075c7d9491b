"""Measures as RDF: networks as data sets, nodes and years as observations (RDF Data Cube [1]_).

Each network has three data sets: of its nodes, of its years (``…/years``), and of its nodes in
each year (``…/nodes-by-year``). Every observation of one has the same dimensions; see
:mod:`kg.networks.cube`.

References
----------
.. [1] R. Cyganiak, D. Reynolds. The RDF Data Cube Vocabulary. W3C Recommendation, 2014.
   https://www.w3.org/TR/vocab-data-cube/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields

import pyoxigraph as ox

from kg.config import Config
from kg.networks.analysis import NetworkAnalysis, NodeMeasures, Structure, analyse
from kg.networks.coverage import Coverage, records
from kg.networks.cube import structures
from kg.networks.groups import AgainstChance, Brokerage, Mixing
from kg.networks.load import Ends
from kg.networks.numbered import AUTO
from kg.ontology import NetworkDefinition
from kg.select import Queryable
from kg.terms import DCTERMS, KG, QB, TYPE, XSD

#: Digits that are kept of a measure; the last ones differ between processors.
_DIGITS = 12
#: The measures of a node, as fields of :class:`NodeMeasures` and as terms of the engine.
NODE_MEASURES = (
    *("degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank"),
    *("core", "clustering", "articulation", "community"),
)

#: The roles of a broker, as fields of :class:`Brokerage` and as terms of the engine.
ROLES = tuple(each.name for each in fields(Brokerage))
#: What a network rests on, as fields of :class:`Coverage` and as terms of the engine.
_COVERAGE = {
    "statements": "statementCount",
    "sources": "sourceCount",
    "open_lists": "openListCount",
    "unrecorded": "unrecordedCount",
}

_Said = Iterator[tuple[str, ox.NamedNode | ox.Literal]]


def analysis_quads(
    store: Queryable,
    definitions: Iterable[NetworkDefinition],
    config: Config,
    data: str = "",
    backend: str = AUTO,
) -> list[ox.Quad]:
    """The quads of ``graph:networks`` for all of a domain's networks.

    Parameters
    ----------
    data: SHA-256 of what is analysed, as canonical N-Quads.
    backend: of networkx; see :class:`kg.networks.Numbered`.

    Raises
    ------
    BadNetwork: the queries of one give what no network is made of.
    NoSuchBackend: there is no such backend here.
    """
    found: list[ox.Quad] = []
    for definition in sorted(definitions, key=lambda one: one.id):
        analysis = analyse(store, definition, config, backend=backend)
        rests_on = records(store, config, definition, analysis.bridges)
        found += quads(analysis, config, data, rests_on)
    return found


def quads(
    analysis: NetworkAnalysis,
    config: Config,
    data: str = "",
    rests_on: Mapping[Ends, Sequence[str]] | None = None,
) -> Iterator[ox.Quad]:
    """One analysis as quads: the same analysis gives the same quads in the same order.

    Parameters
    ----------
    data: SHA-256 of what was analysed, as canonical N-Quads.
    rests_on: for each bridge the IRIs of the claims and inferences that it rests on.
    """
    graph = ox.NamedNode(config.graph("networks"))
    said = list(_statements(analysis, config, data, rests_on or {}))
    for subject, predicate, value in (*said, *structures(said)):
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, graph)


def _statements(
    analysis: NetworkAnalysis, config: Config, data: str, rests_on: Mapping[Ends, Sequence[str]]
) -> Iterator[tuple[str, str, ox.NamedNode | ox.Literal]]:
    name = analysis.definition.id
    network = config.thing(f"network/{name}")
    years, by_year = f"{network}/years", f"{network}/nodes-by-year"
    for said, value in _about_network(analysis, data):
        yield network, said, value
    for one, other in analysis.bridges:
        bridge = config.thing(f"observation/{name}/{_digest(one, other)}")
        yield network, KG + "bridge", ox.NamedNode(bridge)
        yield bridge, KG + "end", ox.NamedNode(one)
        yield bridge, KG + "end", ox.NamedNode(other)
        for record in rests_on.get((one, other), ()):
            yield bridge, KG + "restsOn", ox.NamedNode(record)
    if analysis.mixing:
        for one, other, links in analysis.mixing.table:
            cell = config.thing(f"observation/{name}/{_digest('mixing', one, other)}")
            yield network, KG + "mixing", ox.NamedNode(cell)
            yield cell, KG + "fromGroup", ox.NamedNode(one)
            yield cell, KG + "toGroup", ox.NamedNode(other)
            yield cell, KG + "linkCount", ox.Literal(links)
    for node in analysis.nodes:
        me = config.thing(f"observation/{name}/{_digest(node.iri)}")
        yield from ((me, said, value) for said, value in _observed(network, _about_node(node)))
    for year, structure in analysis.years.items():
        me = config.thing(f"observation/{name}/{year}")
        when = (KG + "year", _year(year))
        for said, value in _observed(years, _about_structure(structure)):
            yield me, said, value
        yield me, *when
        for node in structure.nodes:
            each = config.thing(f"observation/{name}/{year}-{_digest(node.iri)}")
            for said, value in _observed(by_year, _about_node(node)):
                yield each, said, value
            yield each, *when
    for part in (years, by_year) if analysis.years else ():
        yield part, TYPE, ox.NamedNode(QB + "DataSet")
        yield part, DCTERMS + "isPartOf", ox.NamedNode(network)


def _observed(of: str, measured: _Said) -> _Said:
    yield TYPE, ox.NamedNode(QB + "Observation")
    yield QB + "dataSet", ox.NamedNode(of)
    yield from measured


def _about_node(node: NodeMeasures) -> _Said:
    yield KG + "node", ox.NamedNode(node.iri)
    for group in node.groups:
        yield KG + "group", ox.NamedNode(group)
    for name in NODE_MEASURES:
        value = getattr(node, name)
        if value is not None:
            yield KG + name, _number(value)
    for role, count in asdict(node.brokerage).items() if node.brokerage else ():
        yield KG + role, ox.Literal(count)


def _about_network(analysis: NetworkAnalysis, data: str) -> _Said:
    definition = analysis.definition
    yield TYPE, ox.NamedNode(QB + "DataSet")
    for said, texts in (("title", definition.title), ("description", definition.description)):
        for language, text in sorted(texts.items()):
            yield DCTERMS + said, ox.Literal(text, language=language.lower())
    for query in ("nodes", "links", "times", "statements", "unrecorded"):
        if text := getattr(definition, query):
            yield f"{KG}{query}Query", ox.Literal(text)
    for language, text in sorted(definition.unrecorded_title.items()):
        yield KG + "unrecorded", ox.Literal(text, language=language.lower())
    yield KG + "directed", ox.Literal(definition.directed)
    yield from _about_structure(analysis)
    yield KG + "datedLinkCount", ox.Literal(analysis.dated)
    yield KG + "isolatedCount", ox.Literal(analysis.isolated)
    yield from _about_coverage(analysis.coverage)
    for caveat in analysis.caveats:
        yield KG + "caveat", ox.NamedNode(KG + caveat)
    if analysis.pivots is not None:
        yield KG + "pivots", ox.Literal(analysis.pivots)
    for call in analysis.calls:
        yield KG + "call", ox.Literal(call)
    yield KG + "seed", ox.Literal(analysis.seed)
    yield KG + "software", ox.Literal(analysis.software)
    if data:
        yield KG + "analysedData", ox.Literal(data)


def _about_coverage(coverage: Coverage | None) -> _Said:
    counted = asdict(coverage) if coverage else {}
    for name, term in _COVERAGE.items():
        if counted.get(name) is not None:
            yield KG + term, ox.Literal(counted[name])


def _about_structure(structure: Structure) -> _Said:
    yield KG + "nodeCount", ox.Literal(len(structure.nodes))
    yield KG + "linkCount", ox.Literal(structure.links)
    yield KG + "componentCount", ox.Literal(structure.components)
    yield KG + "communityCount", ox.Literal(structure.communities)
    yield KG + "bridgeCount", ox.Literal(len(structure.bridges))
    yield KG + "density", double(structure.density)
    if structure.modularity is not None:
        yield KG + "modularity", double(structure.modularity)
    if structure.diameter is not None:
        yield KG + "diameter", ox.Literal(structure.diameter)
    if structure.mixing is not None:
        yield from _about_mixing(structure.mixing)


def _about_mixing(mixing: Mixing) -> _Said:
    yield KG + "groupedNodeCount", ox.Literal(mixing.nodes)
    yield KG + "groupedLinkCount", ox.Literal(mixing.links)
    yield KG + "permutations", ox.Literal(mixing.permutations)
    yield from _against("eiIndex", mixing.ei)
    if mixing.assortativity is not None:
        yield from _against("assortativity", mixing.assortativity)


def _against(name: str, measured: AgainstChance) -> _Said:
    yield KG + name, double(measured.observed)
    yield KG + name + "Expected", double(measured.expected)
    yield KG + name + "Deviation", double(measured.deviation)
    if measured.z is not None:
        yield KG + name + "Z", double(measured.z)
    if measured.p is not None:
        yield KG + name + "P", double(measured.p)


def _number(value: float) -> ox.Literal:
    return ox.Literal(value) if isinstance(value, int) else double(value)


def _year(year: int) -> ox.Literal:
    return ox.Literal(f"{year:04}", datatype=ox.NamedNode(XSD + "gYear"))


def _digest(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:20]


def double(value: float) -> ox.Literal:
    """A number as ``xsd:double``, in the one spelling that a store gives back unchanged."""
    return ox.Literal(float(f"{value:.{_DIGITS}g}") + 0.0)
