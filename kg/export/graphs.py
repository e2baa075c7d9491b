"""GraphML and GEXF, for Gephi, Cytoscape, yEd and other graph tools, written by networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.dataset import PublishedDataset
from kg.export.formats import CannotExport
from kg.export.links import things_and_links
from kg.export.rdf import NOT_XML
from kg.networks.analysis import measure
from kg.networks.load import load

if TYPE_CHECKING:
    AnyGraph = nx.Graph[str]

#: GEXF has a reader in more tools in this version than in the latest.
_GEXF_VERSION = "1.2draft"


def write_graph(
    dataset: PublishedDataset, name: str, out: BinaryIO, network: str | None, language: str
) -> None:
    """Write the default graph, or one network with its measures, as GraphML or GEXF.

    Parameters
    ----------
    network: id of a network; None for all things and the links between them.

    Raises
    ------
    CannotExport: there is no such network.
    """
    if network is None:
        graph = whole_graph(dataset, language)
    else:
        graph = measured_network(dataset, name, network, language)
    if name == "graphml":
        nx.write_graphml_xml(graph, out, edge_id_from_attribute="id")
        return
    writer = GEXFWriter(version=_GEXF_VERSION)
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        # The day of writing would make two exports of one dataset differ.
        del meta.attrib["lastmodifieddate"]
    writer.write(out)


def whole_graph(dataset: PublishedDataset, language: str) -> AnyGraph:
    """Things as nodes with label and types, each triple between two of them as a link."""
    things, links = things_and_links(dataset, language)
    graph: AnyGraph = nx.MultiDiGraph()
    for thing in things:
        graph.add_node(
            thing.iri,
            label=_xml(thing.label),
            local=thing.local or "",
            types=_xml(" | ".join(thing.types)),
        )
    for number, link in enumerate(links, 1):
        graph.add_edge(
            link.source,
            link.target,
            key=f"e{number}",
            id=f"e{number}",
            label=_xml(link.label),
            property=link.property,
            inferred=link.rule != "",
        )
    return graph


def measured_network(dataset: PublishedDataset, name: str, network: str, language: str) -> AnyGraph:
    """A network with the measures of each node."""
    definition = next((each for each in dataset.networks if each.id == network), None)
    if definition is None:
        there = ", ".join(each.id for each in dataset.networks) or "none"
        raise CannotExport(name, f"no network '{network}' — there are: {there}")
    graph = load(dataset.store, definition, dataset.config, language)
    for node in measure(graph, definition).nodes:
        graph.nodes[node.iri].update(
            label=_xml(node.label),
            degree=node.degree,
            strength=node.strength,
            betweenness=node.betweenness,
            community=node.community,
        )
    for number, (_, _, data) in enumerate(graph.edges(data=True), 1):
        data["id"] = f"e{number}"
    return graph


def _xml(text: str) -> str:
    """A label without what XML cannot hold: such characters become U+FFFD, line ends spaces."""
    return NOT_XML.sub("\ufffd", text).replace("\r", " ").replace("\n", " ")
