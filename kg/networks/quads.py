"""Measures as RDF: each network a data set, each node an observation (RDF Data Cube, W3C 2014)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.config import Config
from kg.networks.analysis import NetworkAnalysis, analyse
from kg.ontology import NetworkDefinition
from kg.select import Queryable
from kg.terms import DCTERMS, KG, QB, TYPE

#: Digits that are kept of a measure; the last ones differ between processors.
_DIGITS = 12


def analysis_quads(
    store: Queryable, definitions: Iterable[NetworkDefinition], config: Config
) -> list[ox.Quad]:
    """The quads of ``graph:networks`` for all of a domain's networks.

    Raises
    ------
    BadNetwork: the queries of one give what no network is made of.
    """
    return [
        quad
        for definition in sorted(definitions, key=lambda one: one.id)
        for quad in quads(analyse(store, definition, config), config)
    ]


def quads(analysis: NetworkAnalysis, config: Config) -> Iterator[ox.Quad]:
    """One analysis as quads: the same analysis gives the same quads in the same order."""
    graph = ox.NamedNode(config.graph("networks"))
    definition = analysis.definition
    network = config.thing(f"network/{definition.id}")
    for said, value in _about_network(analysis):
        yield ox.Quad(ox.NamedNode(network), ox.NamedNode(said), value, graph)
    for node in analysis.nodes:
        digest = hashlib.sha256(node.iri.encode()).hexdigest()[:20]
        me = ox.NamedNode(config.thing(f"observation/{definition.id}/{digest}"))
        for said, value in (
            (TYPE, ox.NamedNode(QB + "Observation")),
            (QB + "dataSet", ox.NamedNode(network)),
            (KG + "node", ox.NamedNode(node.iri)),
            (KG + "degree", ox.Literal(node.degree)),
            (KG + "strength", double(node.strength)),
            (KG + "betweenness", double(node.betweenness)),
            (KG + "community", ox.Literal(node.community)),
        ):
            yield ox.Quad(me, ox.NamedNode(said), value, graph)


def _about_network(analysis: NetworkAnalysis) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    definition = analysis.definition
    yield TYPE, ox.NamedNode(QB + "DataSet")
    for said, texts in (("title", definition.title), ("description", definition.description)):
        for language, text in sorted(texts.items()):
            yield DCTERMS + said, ox.Literal(text, language=language.lower())
    yield KG + "nodesQuery", ox.Literal(definition.nodes)
    yield KG + "linksQuery", ox.Literal(definition.links)
    yield KG + "directed", ox.Literal(definition.directed)
    yield KG + "nodeCount", ox.Literal(len(analysis.nodes))
    yield KG + "linkCount", ox.Literal(analysis.links)
    yield KG + "componentCount", ox.Literal(analysis.components)
    if analysis.pivots is not None:
        yield KG + "pivots", ox.Literal(analysis.pivots)
    yield KG + "seed", ox.Literal(analysis.seed)
    yield KG + "software", ox.Literal(analysis.software)


def double(value: float) -> ox.Literal:
    """A number as ``xsd:double``, in the one spelling that a store gives back unchanged."""
    return ox.Literal(float(f"{value:.{_DIGITS}g}"))
