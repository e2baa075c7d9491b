"""What this SPARQL service is and can do, in RDF (SPARQL 1.1 Service Description, W3C 2013)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from flask import current_app, request, url_for

from kg.dataset import PublishedDataset
from kg.functions import FUNCTIONS
from kg.results import FORMATS
from kg.terms import TYPE, XSD
from web.authorization import is_writable

SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
#: The W3C's names of formats, by ours.
_FORMAT_IRIS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}


def description(dataset: PublishedDataset) -> list[ox.Triple]:
    """The description of the service at the address of this request."""
    return [
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
        for subject, predicate, value in _said(dataset)
    ]


def _said(dataset: PublishedDataset) -> Iterator[tuple[str, str, ox.NamedNode | ox.Literal]]:
    host = request.host_url.rstrip("/")
    endpoint = host + url_for("sparql.endpoint")
    service, data, default = (f"{endpoint}#{name}" for name in ("service", "dataset", "default"))
    yield service, TYPE, ox.NamedNode(SD + "Service")
    yield service, SD + "endpoint", ox.NamedNode(endpoint)
    yield service, SD + "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query")
    if is_writable():
        yield service, SD + "supportedLanguage", ox.NamedNode(SD + "SPARQL11Update")
    yield service, SD + "feature", ox.NamedNode(SD + "EmptyGraphs")
    if current_app.config["SERVICES"]:
        yield service, SD + "feature", ox.NamedNode(SD + "BasicFederatedQuery")
    for function in FUNCTIONS:
        yield service, SD + "extensionFunction", function
        yield function.value, TYPE, ox.NamedNode(SD + "Function")
    for each in FORMATS:
        if each.name in _FORMAT_IRIS:
            kind = ox.NamedNode(_FORMATS + _FORMAT_IRIS[each.name])
            yield service, SD + "resultFormat", kind
    yield service, SD + "defaultDataset", ox.NamedNode(data)
    yield data, TYPE, ox.NamedNode(SD + "Dataset")
    yield data, SD + "defaultGraph", ox.NamedNode(default)
    yield default, TYPE, ox.NamedNode(SD + "Graph")
    yield default, _VOID + "triples", _number(dataset.counts.get("default", 0))
    for name, number in sorted(dataset.counts.items()):
        if name != "default":
            graph = name if ":" in name else dataset.config.graph(name)
            entry = f"{endpoint}#{name.rpartition('/')[2]}"
            yield data, SD + "namedGraph", ox.NamedNode(entry)
            yield entry, TYPE, ox.NamedNode(SD + "NamedGraph")
            yield entry, SD + "name", ox.NamedNode(graph)
            yield entry, SD + "graph", ox.NamedNode(f"{entry}-graph")
            yield f"{entry}-graph", TYPE, ox.NamedNode(SD + "Graph")
            yield f"{entry}-graph", _VOID + "triples", _number(number)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
