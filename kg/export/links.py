"""Things and the links between them, as tables and graph formats show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.labels import labels
from kg.select import rows
from kg.terms import OBJECT, PREDICATE, SUBJECT, TYPE, WAS_GENERATED_BY


@dataclass(frozen=True)
class ThingRow:
    """A thing: whatever the default graph has a triple about or, as an IRI, points at."""

    iri: str
    local: str | None
    label: str
    language: str
    types: tuple[str, ...]
    type_iris: tuple[str, ...]


@dataclass(frozen=True)
class LinkRow:
    """A triple between two things; ``rule`` is the label of the rule it follows by, or empty."""

    source: str
    source_label: str
    property: str
    label: str
    target: str
    target_label: str
    rule: str


def things_and_links(
    dataset: PublishedDataset, language: str
) -> tuple[list[ThingRow], list[LinkRow]]:
    """All of both, in order of their IRIs; classes are types of things, not things."""
    things: set[str] = set()
    types: dict[str, set[str]] = defaultdict(set)
    links: set[tuple[str, str, str]] = set()
    for subject, said, value in rows(dataset.store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        if not isinstance(subject, ox.NamedNode) or not isinstance(said, ox.NamedNode):
            continue
        things.add(subject.value)
        if not isinstance(value, ox.NamedNode):
            continue
        if said.value == TYPE:
            types[subject.value].add(value.value)
        else:
            things.add(value.value)
            links.add((subject.value, said.value, value.value))
    rules = _rules(dataset)
    named = things | {p for _, p, _ in links} | set(rules.values())
    called = labels(dataset.store, dataset.config, named.union(*types.values()), language)

    def text(iri: str) -> str:
        return called[iri][0]

    return [
        ThingRow(
            iri,
            dataset.config.local(iri),
            *called[iri],
            tuple(map(text, sorted(types[iri]))),
            tuple(sorted(types[iri])),
        )
        for iri in sorted(things)
    ], [
        LinkRow(
            s, text(s), p, text(p), o, text(o), text(rules[s, p, o]) if (s, p, o) in rules else ""
        )
        for s, p, o in sorted(links)
    ]


def _rules(dataset: PublishedDataset) -> dict[tuple[str, str, str], str]:
    """The rule of each inferred triple between two IRIs."""
    found = rows(
        dataset.store,
        f"""SELECT ?s ?p ?o ?rule WHERE {{ GRAPH <{dataset.config.graph("inferred")}> {{
          ?inference <{SUBJECT}> ?s ; <{PREDICATE}> ?p ; <{OBJECT}> ?o ;
            <{WAS_GENERATED_BY}> ?rule FILTER(isIRI(?o)) }} }}""",
    )
    rules: dict[tuple[str, str, str], str] = {}
    for row in found:
        s, p, o, rule = (term.value for term in row if isinstance(term, ox.NamedNode))
        rules[s, p, o] = rule
    return rules
