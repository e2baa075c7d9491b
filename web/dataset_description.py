"""The dataset described for machines: VoID, DCAT, and the example queries in SHACL.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/, and ``sh:SPARQLExecutable`` of
https://www.w3.org/TR/shacl/, by which editors read example queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.export.downloads import Offer
from kg.ontology import TitledText
from kg.service.guard import inspect
from kg.terms import DCTERMS, RDFS, TYPE, XSD
from web.lookups.overview import figures
from web.lookups.partitions import classes, properties

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SH = "http://www.w3.org/ns/shacl#"
SPDX = "http://spdx.org/rdf/terms#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_OWL = "http://www.w3.org/2002/07/owl#"
_TARGET = "https://schema.org/target"

Said = Iterator[tuple[str, str, ox.NamedNode | ox.Literal]]


@dataclass(frozen=True)
class Addresses:
    """Where the dataset is found on this site.

    Parameters
    ----------
    home, sparql, exports, here: of the front page, the endpoint, the downloads, and this
        description.
    """

    home: str
    sparql: str
    exports: str
    here: str


def description(
    dataset: PublishedDataset, at: Addresses, files: Sequence[Offer]
) -> list[ox.Triple]:
    """What the dataset is, what is in it, where to get it, and what to ask it."""
    parts = (
        _about(dataset, at),
        _graphs(dataset),
        _partitions(dataset, at),
        _files(dataset, at, files),
        _prefixes(dataset.config.prefixes, at),
        (each for query in dataset.queries for each in _query(query, at)),
    )
    return [
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
        for part in parts
        for subject, predicate, value in part
    ]


def _about(dataset: PublishedDataset, at: Addresses) -> Said:
    config, me = dataset.config, _iri(dataset)
    for kind in (VOID + "Dataset", DCAT + "Dataset"):
        yield me, TYPE, ox.NamedNode(kind)
    yield from _texts(me, DCTERMS + "title", config.title)
    yield from _texts(me, DCTERMS + "description", config.description)
    for said, address in (
        (DCTERMS + "license", config.licence),
        (_FOAF + "homepage", at.home),
        (VOID + "sparqlEndpoint", at.sparql),
        (DCAT + "landingPage", at.exports),
        (VOID + "vocabulary", config.terms),
    ):
        yield me, said, ox.NamedNode(address)
    if dataset.version:
        yield me, _OWL + "versionInfo", ox.Literal(dataset.version)
    yield me, VOID + "uriSpace", ox.Literal(f"{config.base}/")
    yield me, VOID + "triples", _number(dataset.counts.get("default", 0))
    yield me, VOID + "entities", _number(figures(dataset).things)
    yield me, VOID + "classes", _number(len(classes(dataset)))
    yield me, VOID + "properties", _number(len(properties(dataset)))


def _graphs(dataset: PublishedDataset) -> Said:
    for name, number in dataset.counts.items():
        if name != "default":
            graph = name if ":" in name else dataset.config.graph(name)
            yield _iri(dataset), VOID + "subset", ox.NamedNode(graph)
            yield graph, TYPE, ox.NamedNode(VOID + "Dataset")
            yield graph, VOID + "triples", _number(number)


def _partitions(dataset: PublishedDataset, at: Addresses) -> Said:
    for kind, counted, found in (
        ("class", "entities", classes(dataset)),
        ("property", "triples", properties(dataset)),
    ):
        for place, part in enumerate(found, 1):
            entry = f"{at.here}#{kind}-{place}"
            yield _iri(dataset), VOID + f"{kind}Partition", ox.NamedNode(entry)
            yield entry, VOID + kind, ox.NamedNode(part.iri)
            yield entry, VOID + counted, _number(part.number)


def _files(dataset: PublishedDataset, at: Addresses, files: Sequence[Offer]) -> Said:
    for file in files:
        address = f"{at.exports.rstrip('/')}/{file.name}"
        entry = f"{at.here}#file-{file.format.name}"
        yield _iri(dataset), VOID + "dataDump", ox.NamedNode(address)
        yield _iri(dataset), DCAT + "distribution", ox.NamedNode(entry)
        yield entry, TYPE, ox.NamedNode(DCAT + "Distribution")
        yield entry, DCAT + "downloadURL", ox.NamedNode(address)
        yield entry, DCTERMS + "license", ox.NamedNode(dataset.config.licence)
        media = file.format.media_type.partition(";")[0]
        yield (
            entry,
            DCAT + "mediaType",
            ox.NamedNode(f"https://www.iana.org/assignments/media-types/{media}"),
        )
        if file.ready is None:
            continue
        checksum = f"{at.here}#checksum-{file.format.name}"
        size = ox.NamedNode(XSD + "nonNegativeInteger")
        yield entry, DCAT + "byteSize", ox.Literal(str(file.ready.size), datatype=size)
        yield entry, SPDX + "checksum", ox.NamedNode(checksum)
        yield checksum, TYPE, ox.NamedNode(SPDX + "Checksum")
        yield checksum, SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256")
        yield checksum, SPDX + "checksumValue", ox.Literal(file.ready.sha256)


def _prefixes(prefixes: Mapping[str, str], at: Addresses) -> Said:
    for prefix, namespace in prefixes.items():
        entry = f"{at.here}#prefix-{prefix}"
        yield f"{at.here}#prefixes", SH + "declare", ox.NamedNode(entry)
        yield entry, SH + "prefix", ox.Literal(prefix)
        address = ox.NamedNode(XSD + "anyURI")
        yield entry, SH + "namespace", ox.Literal(namespace, datatype=address)


def _query(query: TitledText, at: Addresses) -> Said:
    me = f"{at.here}#query-{query.id}"
    form = inspect(query.text).form.lower()
    yield me, TYPE, ox.NamedNode(SH + "SPARQLExecutable")
    yield me, TYPE, ox.NamedNode(f"{SH}SPARQL{form.capitalize()}Executable")
    yield from _texts(me, RDFS + "label", query.title)
    yield from _texts(me, RDFS + "comment", query.description)
    yield me, SH + form, ox.Literal(query.text)
    yield me, SH + "prefixes", ox.NamedNode(f"{at.here}#prefixes")
    yield me, _TARGET, ox.NamedNode(at.sparql)


def _texts(subject: str, predicate: str, texts: Mapping[str, str]) -> Said:
    for language, text in texts.items():
        yield subject, predicate, ox.Literal(text, language=language)


def _iri(dataset: PublishedDataset) -> str:
    return f"{dataset.config.base}/dataset"


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
