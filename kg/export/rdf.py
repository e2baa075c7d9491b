"""The dataset in RDF's own formats, from the canonical dump and in its order.

JSON-LD is written expanded, without a context: it can be read with nothing fetched. Graphs of
TriG and JSON-LD come one after another, the default graph first.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO, cast
from xml.etree import ElementTree

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.export.formats import CannotExport
from kg.terms import TYPE

_TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_QUADS = {
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}

_Graph = ox.NamedNode | ox.DefaultGraph


def write_rdf(
    dataset: PublishedDataset,
    name: str,
    out: BinaryIO,
    graph: str | None,
    default_graph: str | None = None,
) -> None:
    """Write one of the formats of RDF.

    Parameters
    ----------
    graph: short name or IRI of a named graph, ``default``, or None for what the format carries.
    default_graph: IRI of the named graph to write what holds into; None for the default graph.

    Raises
    ------
    CannotExport: there is no such graph, ``default_graph`` is no IRI, or RDF/XML cannot hold a
        name or a character.
    """
    chosen = _graph(dataset, name, graph)
    prefixes = {p: iri for p, iri in sorted(dataset.config.prefixes.items()) if p}
    holds = _holds(name, default_graph)
    if name == "nquads" and chosen is None and holds is None:
        with dataset.nquads.open("rb") as dump:
            shutil.copyfileobj(dump, out)
    elif name in _QUADS:
        graphs = _graphs(dataset) if chosen is None else [chosen]
        quads = (_moved(quad, holds) for each in graphs for quad in quads_of(dataset, each))
        ox.serialize(quads, out, _QUADS[name], prefixes=prefixes)
    else:
        held = quads_of(dataset, chosen or ox.DefaultGraph())
        triples: Iterator[ox.Triple] = (quad.triple for quad in held)
        if name == "rdfxml":
            triples = _writable_in_xml(triples)
            out = cast(BinaryIO, _CarriageReturns(out))
        ox.serialize(triples, out, _TRIPLES[name], prefixes=prefixes)


def quads_of(dataset: PublishedDataset, graph: _Graph) -> Iterator[ox.Quad]:
    """The quads of one graph in canonical order."""
    for quad in ox.parse(path=str(dataset.nquads), format=ox.RdfFormat.N_QUADS):
        if quad.graph_name == graph:
            yield quad


def _holds(name: str, default_graph: str | None) -> ox.NamedNode | None:
    """The named graph that is to have the statements of the default graph."""
    if default_graph is None:
        return None
    try:
        return ox.NamedNode(default_graph)
    except ValueError as error:
        raise CannotExport(name, f"'{default_graph}' is no IRI — write it in full") from error


def _moved(quad: ox.Quad, holds: ox.NamedNode | None) -> ox.Quad:
    if holds is None or quad.graph_name != ox.DefaultGraph():
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object, holds)


def _graph(dataset: PublishedDataset, name: str, graph: str | None) -> _Graph | None:
    if graph is None:
        return None
    short = graph.removeprefix(dataset.config.graph(""))
    if short not in {"default", *dataset.counts}:
        there = ", ".join(["default", *sorted(set(dataset.counts) - {"default"})])
        raise CannotExport(name, f"no graph '{graph}' — there are: {there}")
    return _node(dataset, short)


def _graphs(dataset: PublishedDataset) -> list[_Graph]:
    """Every graph that the dataset counts, the default graph first."""
    named = sorted(set(dataset.counts) - {"default"})
    return [ox.DefaultGraph(), *(_node(dataset, short) for short in named)]


def _node(dataset: PublishedDataset, short: str) -> _Graph:
    """The graph that a manifest counts under a name: its own by short names, others by IRI."""
    if short == "default":
        return ox.DefaultGraph()
    return ox.NamedNode(short if "://" in short else dataset.config.graph(short))


class _CarriageReturns:
    """Escapes carriage returns, which an XML parser would otherwise read as line feeds."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


#: Characters that no XML 1.0 document can hold (section 2.2), escaped or not.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _writable_in_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    checked = {TYPE}
    for triple in triples:
        names = [triple.predicate]
        if isinstance(triple.object, ox.NamedNode) and triple.predicate.value == TYPE:
            names.append(triple.object)
        for name in names:
            if name.value not in checked and not _is_element(name):
                raise CannotExport(
                    "rdfxml", f"<{name.value}> cannot be an XML element name — take Turtle"
                )
            checked.add(name.value)
        if isinstance(triple.object, ox.Literal) and NOT_XML.search(triple.object.value):
            raise CannotExport(
                "rdfxml", f"XML cannot hold a character of {triple.object} — take Turtle"
            )
        yield triple


def _is_element(name: ox.NamedNode) -> bool:
    """Whether the serialiser can make an element of a property or a class."""
    here = ox.NamedNode("https://example.org/")
    out = BytesIO()
    ox.serialize([ox.Triple(here, name, here)], out, ox.RdfFormat.RDF_XML)
    try:
        (described,) = ElementTree.fromstring(out.getvalue())
    except ElementTree.ParseError:
        return False
    (element,) = described
    return element.tag.replace("{", "").replace("}", "") == name.value
