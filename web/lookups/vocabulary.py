"""Classes and properties of the domain, as graph/ontology documents them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.names import label
from kg.select import is_true
from kg.terms import KG, SCHEMA, SKOS
from web.lookups.labels import Label, labels
from web.lookups.rows import remembered, select, text_of

_DOMAIN_AND_RANGE = f"<{SCHEMA}domainIncludes>", f"<{SCHEMA}rangeIncludes>"


@dataclass(frozen=True)
class Kind:
    """A class of things, and the key that facts files use for it.

    Parameters
    ----------
    number: how many things are in it.
    stated: how many of them are in it by a source's word, not by a rule.
    is_record: whether they are read with what they are about, rather than by themselves.
    """

    iri: str
    key: str
    number: int
    stated: int
    is_record: bool


@dataclass(frozen=True)
class TermEntry:
    """A class or a property, documented in one language."""

    iri: str
    key: str
    label: Label
    definition: Label | None
    is_class: bool
    subjects: tuple[str, ...]
    objects: tuple[str, ...]


@remembered
def kinds(dataset: PublishedDataset) -> tuple[Kind, ...]:
    """The classes that have members, the largest first."""
    rows = select(
        dataset,
        """SELECT ?type ?key (COUNT(DISTINCT ?thing) AS ?number) (COUNT(DISTINCT ?own) AS ?stated)
          (BOUND(?yes) AS ?is_record)
        WHERE {
          GRAPH graph:ontology { ?type kg:key ?key OPTIONAL { ?type kg:isRecord ?yes } }
          ?thing a ?type
          OPTIONAL { GRAPH graph:inferred { ?thing a ?type BIND(true AS ?follows) } }
          BIND(IF(BOUND(?follows), ?nothing, ?thing) AS ?own)
        } GROUP BY ?type ?key ?yes""",
    )
    found = [
        Kind(
            text_of(type_),
            text_of(key),
            int(text_of(number)),
            int(text_of(stated)),
            is_true(is_record),
        )
        for type_, key, number, stated, is_record in rows
    ]
    return tuple(sorted(found, key=lambda kind: (-kind.number, kind.key)))


@remembered
def roots(dataset: PublishedDataset) -> Mapping[str, str]:
    """For every class its widest superclass in the vocabulary, the largest where it has several."""
    rows = select(
        dataset,
        """SELECT ?class ?wider WHERE { GRAPH graph:ontology {
          ?class kg:key ?key ; rdfs:subClassOf ?wider . ?wider kg:key ?other } }""",
    )
    wider: dict[str, list[str]] = {}
    for class_, above in rows:
        wider.setdefault(text_of(class_), []).append(text_of(above))
    size = {kind.iri: kind.number for kind in kinds(dataset)}

    def root(iri: str, below: frozenset[str]) -> str:
        above = [up for up in wider.get(iri, ()) if up not in below]
        tops = [root(up, below | {iri}) for up in above]
        return min(tops, key=lambda top: (-size.get(top, 0), top), default=iri)

    return {iri: root(iri, frozenset()) for iri in keys(dataset)}


@remembered
def keys(dataset: PublishedDataset) -> Mapping[str, str]:
    """The key of every class and property by its IRI."""
    rows = select(dataset, "SELECT ?term ?key WHERE { GRAPH graph:ontology { ?term kg:key ?key } }")
    return {text_of(term): text_of(key) for term, key in rows}


@remembered
def terms(dataset: PublishedDataset, language: str) -> tuple[TermEntry, ...]:
    """Every class and property of the domain, in the order of their labels."""
    names = labels(dataset, language)
    known = keys(dataset)
    names.prepare(known)
    definitions = _definitions(dataset, language)
    classes = _classes(dataset)
    subjects, objects = (_related(dataset, property_) for property_ in _DOMAIN_AND_RANGE)
    entries = [
        TermEntry(
            iri,
            key,
            names(iri),
            definitions.get(iri),
            iri in classes,
            subjects.get(iri, ()),
            objects.get(iri, ()),
        )
        for iri, key in known.items()
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.label.text.casefold(), entry.key)))


def _definitions(dataset: PublishedDataset, language: str) -> Mapping[str, Label]:
    rows = select(
        dataset,
        f"""SELECT ?term ?text (LANG(?text) AS ?lang) WHERE {{
          GRAPH graph:ontology {{ ?term <{KG}key> ?key ; <{SKOS}definition> ?text }} }}""",
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for term, text, lang in rows:
        found.setdefault(text_of(term), []).append((text_of(text), text_of(lang)))
    return {iri: Label(*label(texts, language, dataset.config, "")) for iri, texts in found.items()}


def _classes(dataset: PublishedDataset) -> frozenset[str]:
    rows = select(
        dataset,
        """SELECT DISTINCT ?term WHERE { GRAPH graph:ontology {
          VALUES ?class { rdfs:Class owl:Class } ?term kg:key ?key ; a ?class } }""",
    )
    return frozenset(text_of(term) for (term,) in rows)


def _related(dataset: PublishedDataset, property_: str) -> Mapping[str, tuple[str, ...]]:
    rows = select(
        dataset,
        f"""SELECT ?term ?other WHERE {{
          GRAPH graph:ontology {{ ?term kg:key ?key ; {property_} ?other }} }}""",
    )
    found: dict[str, list[str]] = {}
    for term, other in rows:
        found.setdefault(text_of(term), []).append(text_of(other))
    return {term: tuple(sorted(others)) for term, others in found.items()}
