"""The formats that a dataset is exported in: one table for code, pages and documentation."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import KgError


@dataclass(frozen=True)
class Format:
    """One way of writing a dataset down.

    Parameters
    ----------
    name: what to call it in commands and addresses.
    media_type: as in HTTP.
    extension: of file names, without the first dot.
    carries: what of the dataset is in it.
    graphs: a single named graph can be asked for.
    networks: a single network can be asked for.
    quads: every graph is in it, each under its name.
    """

    name: str
    media_type: str
    extension: str
    carries: str
    graphs: bool = False
    networks: bool = False
    quads: bool = False


_DEFAULT = "what holds (the default graph), or one named graph"
_ALL = "every graph: what holds, claims, sources, inferences, vocabulary and networks"
_LINKS = "things and their links with labels and types, or one network with its measures"

#: Every format by name.
FORMATS = {
    each.name: each
    for each in (
        Format("turtle", "text/turtle", "ttl", _DEFAULT, graphs=True),
        Format("trig", "application/trig", "trig", _ALL, graphs=True, quads=True),
        Format("ntriples", "application/n-triples", "nt", _DEFAULT, graphs=True),
        Format("nquads", "application/n-quads", "nq", _ALL, graphs=True, quads=True),
        Format("rdfxml", "application/rdf+xml", "rdf", _DEFAULT, graphs=True),
        Format("jsonld", "application/ld+json", "jsonld", _ALL, graphs=True, quads=True),
        Format(
            "turtle12",
            "text/turtle;version=1.2",
            "annotated.ttl",
            "what holds, each triple annotated with its claims (RDF 1.2), phrases and sources",
        ),
        Format("graphml", "application/graphml+xml", "graphml", _LINKS, networks=True),
        Format("gexf", "application/gexf+xml", "gexf", _LINKS, networks=True),
        Format("csv-nodes", "text/csv", "nodes.csv", "things with labels and types, one a row"),
        Format("csv-edges", "text/csv", "edges.csv", "links between things, one a row"),
        Format("csv-claims", "text/csv", "claims.csv", "claims with their evidence, one a row"),
    )
}

#: Short names by which formats are asked for elsewhere.
ALIASES = {
    "ttl": "turtle",
    "nt": "ntriples",
    "nq": "nquads",
    "rdf": "rdfxml",
    "csv": "csv-claims",
}


class CannotExport(KgError):
    """What was asked for cannot be written in a format."""

    def __init__(self, format_name: str, reason: str) -> None:
        self.format_name = format_name
        super().__init__(f"{format_name}: {reason}")
