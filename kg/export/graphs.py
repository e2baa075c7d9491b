"""GraphML and GEXF, for Gephi, Cytoscape, yEd and other graph tools, written by networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.dataset import PublishedDataset
from kg.export.formats import CannotExport
from kg.export.links import things_and_links
from kg.export.rdf import NOT_XML
from kg.networks import load, stored

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
    CannotExport: there is no such network, or it was not analysed.
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
    """A network with the measures that the dataset has of each node."""
    definition = next((each for each in dataset.networks if each.id == network), None)
    if definition is None:
        there = ", ".join(each.id for each in dataset.networks) or "none"
        raise CannotExport(name, f"no network '{network}' — there are: {there}")
    graph = load(dataset.store, definition, dataset.config, language)
    analysed = stored(dataset.store, dataset.config, network)
    if analysed is None:
        raise CannotExport(name, f"the network '{network}' was not analysed — build the dataset")
    bridges = {bridge.ends for bridge in analysed.bridges}
    for node in analysed.nodes:
        label = _xml(graph.nodes[node.iri]["label"])
        groups = " ".join(node.groups)
        graph.nodes[node.iri].update(node.figures, label=label, groups=groups)
    for number, (one, other, data) in enumerate(graph.edges(data=True), 1):
        years = data.pop("years", {})
        data |= {"id": f"e{number}", "years": " ".join(map(str, years))}
        data["bridge"] = (min(one, other), max(one, other)) in bridges
    return graph


def _xml(text: str) -> str:
    """A label without what XML cannot hold: such characters become U+FFFD, line ends spaces."""
    return NOT_XML.sub("\ufffd", text).replace("\r", " ").replace("\n", " ")
