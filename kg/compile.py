"""From claims to N-Quads: what holds in the default graph, why in named graphs.

Lines are written directly, with terms serialised once and reused: at a million quads, making
an object for each costs more than all else together. Every term that can hold arbitrary text
comes from pyoxigraph's own serialiser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.claims import REGISTER_ID, Claim, Claims, Gap, Passage
from kg.collector import collector_off
from kg.facts.checks import SOURCE_TYPE, literal
from kg.facts.dates import parse_date
from kg.facts.model import SourceFile
from kg.ontology import ALIGNMENTS, VOCABULARY, Ontology, TitledText
from kg.select import Term
from kg.terms import (
    DCTERMS,
    EDTF,
    END,
    EXACT,
    HAS_SELECTOR,
    KG,
    OBJECT,
    PREDICATE,
    RDFS,
    SKOS,
    START,
    STATEMENT,
    SUBJECT,
    TERMS_FILE,
    TEXT_QUOTE_SELECTOR,
    TYPE,
    WAS_ATTRIBUTED_TO,
    WAS_DERIVED_FROM,
    XSD,
)

_DAY = f"<{XSD}date>"
_INTEGER = f"<{XSD}integer>"


@collector_off()
def compile_quads(ontology: Ontology, claims: Claims) -> list[str]:
    """Every N-Quads line of a dataset that no rule has been run on yet, unsorted."""
    graphs = ontology.config.graph
    lines: list[str] = []
    lines += _claims(claims.claims, graphs("claims"))
    lines += _passages(claims.passages, graphs("claims"))
    lines += _gaps(claims.gaps, graphs("claims"))
    lines += _notes(ontology, graphs("claims"))
    lines += _sources(ontology, graphs("sources"))
    lines += _ontology(ontology, graphs("ontology"))
    return lines


def _claims(claims: Iterable[Claim], graph: str) -> Iterator[str]:
    in_graph = f" <{graph}> .\n"
    is_statement = f" <{TYPE}> <{STATEMENT}>{in_graph}"
    subject, predicate, obj = (f" <{p}> " for p in (SUBJECT, PREDICATE, OBJECT))
    derived, attributed = (f" <{p}> <" for p in (WAS_DERIVED_FROM, WAS_ATTRIBUTED_TO))
    created = f' <{DCTERMS}created> "'
    end_day = f'"^^{_DAY}{in_graph}'
    status, selector = f" <{KG}status> <{KG}", f" <{HAS_SELECTOR}> <"
    end_iri = f">{in_graph}"
    for claim in claims:
        me = f"<{claim.iri}>"
        if claim.details.status == "accepted":
            yield f"{claim.subject} {claim.predicate} {claim.object} .\n"
        yield f"{me}{is_statement}"
        yield f"{me}{subject}{claim.subject}{in_graph}"
        yield f"{me}{predicate}{claim.predicate}{in_graph}"
        yield f"{me}{obj}{claim.object}{in_graph}"
        yield f"{me}{derived}{claim.source}{end_iri}"
        yield f"{me}{attributed}{claim.curator}{end_iri}"
        yield f"{me}{created}{claim.day}{end_day}"
        yield f"{me}{status}{claim.details.status}{end_iri}"
        if claim.evidence is not None:
            yield f"{me}{selector}{claim.evidence}{end_iri}"
        for said, value in _details(claim):
            yield f"{me} <{KG}{said}> {value}{in_graph}"


def _details(claim: Claim) -> Iterator[tuple[str, str]]:
    details = claim.details
    if details.confidence is not None:
        yield "confidence", f"<{KG}{details.confidence}>"
    if details.basis is not None:
        yield "basis", f"<{KG}{details.basis}>"
    if details.why is not None:
        yield "why", literal(details.why)
    if details.inferred_by is not None:
        base = claim.iri.rpartition("/claim/")[0]
        yield "inferredBy", f"<{base}/{details.inferred_by}>"
    for name, text in (
        ("validFrom", details.valid_from),
        ("validTo", details.valid_to),
        ("asOf", details.as_of),
    ):
        if text is not None:
            yield name, literal(text, None, EDTF)
    if claim.date is not None:
        for name, day in (("earliest", claim.date.earliest), ("latest", claim.date.latest)):
            if day is not None:
                yield name, literal(day, None, XSD + "date")


def _passages(passages: Iterable[Passage], graph: str) -> Iterator[str]:
    in_graph = f" <{graph}> .\n"
    for passage in passages:
        me = f"<{passage.iri}>"
        yield f"{me} <{TYPE}> <{TEXT_QUOTE_SELECTOR}>{in_graph}"
        yield f"{me} <{EXACT}> {literal(passage.exact)}{in_graph}"
        yield f"{me} <{DCTERMS}isPartOf> <{passage.source}>{in_graph}"
        if passage.place is not None:
            for said, offset in zip((START, END), passage.place, strict=True):
                yield f'{me} <{said}> "{offset}"^^{_INTEGER}{in_graph}'


def _gaps(gaps: Iterable[Gap], graph: str) -> Iterator[str]:
    in_graph = f" <{graph}> .\n"
    for gap in gaps:
        me = f"<{gap.iri}>"
        kind = "NotStated" if gap.evidence is None else "OpenList"
        yield f"{me} <{TYPE}> <{KG}{kind}>{in_graph}"
        yield f"{me} <{SUBJECT}> <{gap.subject}>{in_graph}"
        yield f"{me} <{PREDICATE}> <{gap.predicate}>{in_graph}"
        yield f"{me} <{WAS_DERIVED_FROM}> <{gap.source}>{in_graph}"
        if gap.evidence is not None:
            yield f"{me} <{HAS_SELECTOR}> <{gap.evidence}>{in_graph}"


def _notes(ontology: Ontology, graph: str) -> Iterator[str]:
    for register in ontology.registers:
        for entity in register.entities:
            if entity.note is not None:
                thing = ontology.config.thing(entity.local.value)
                yield f"<{thing}> <{SKOS}editorialNote> {literal(entity.note.value)} <{graph}> .\n"


def _sources(ontology: Ontology, graph: str) -> Iterator[str]:
    base = ontology.config.base
    for source in ontology.sources:
        me = f"<{base}/{SOURCE_TYPE}/{source.id}>"
        for said, value in _header(source, ontology):
            yield f"{me} <{said}> {value} <{graph}> .\n"
    if any(entity.names for register in ontology.registers for entity in register.entities):
        me = f"<{base}/{SOURCE_TYPE}/{REGISTER_ID}>"
        yield f"{me} <{TYPE}> <{KG}Register> <{graph}> .\n"
        for language, title in sorted(ontology.config.title.items()):
            yield f"{me} <{DCTERMS}title> {literal(title, language)} <{graph}> .\n"


def _header(source: SourceFile, ontology: Ontology) -> Iterator[tuple[str, str]]:
    header = source.header
    kind = ontology.vocabulary.classes.get(header["type"].value)
    yield TYPE, f"<{kind}>"
    for language, title in source.titles:
        yield DCTERMS + "title", literal(title.value, language)
    if (publisher := header.get("publisher")) is not None:
        yield DCTERMS + "publisher", f"<{ontology.config.thing(publisher.value)}>"
    published = header.get("published")
    if published is not None and published.value != "unknown":
        date = parse_date(published.value)
        yield DCTERMS + "issued", literal(date.text, None, date.datatype)
    for key, said, datatype in (
        ("lang", DCTERMS + "language", "string"),
        ("url", KG + "url", "anyURI"),
        ("accessed", KG + "accessed", "date"),
        ("sha256", KG + "sha256", "string"),
    ):
        if key in header:
            yield said, literal(header[key].value, None, XSD + datatype)


def _ontology(ontology: Ontology, graph: str) -> Iterator[str]:
    in_graph = ox.NamedNode(graph)
    files = (TERMS_FILE, ontology.file(VOCABULARY), ontology.file(ALIGNMENTS))
    for path in files:
        if path is not None:
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
                yield f"{ox.Quad(quad.subject, quad.predicate, _lower(quad.object), in_graph)} .\n"
    for rule in ontology.rules:
        me = f"<{rule_iri(ontology.config.base, rule)}>"
        yield f"{me} <{TYPE}> <{KG}Rule> <{graph}> .\n"
        yield f"{me} <{KG}text> {literal(rule.text)} <{graph}> .\n"
        for said, texts in ((RDFS + "label", rule.title), (RDFS + "comment", rule.description)):
            for language, text in texts.items():
                yield f"{me} <{said}> {literal(text, language)} <{graph}> .\n"


def _lower(term: Term) -> Term:
    if isinstance(term, ox.Literal) and term.language:
        return ox.Literal(term.value, language=term.language.lower())
    return term


def rule_iri(base: str, rule: TitledText) -> str:
    """The IRI under which a rule is published."""
    return f"{base}/rule/{rule.id}"


def quad_lines(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Quads as N-Quads lines."""
    return (f"{quad} .\n" for quad in quads)
