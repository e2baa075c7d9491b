"""The sections that a page tells a thing's facts in, as the vocabulary orders them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.dataset import PublishedDataset
from kg.things import Fact, PropertyFacts
from web.lookups.labels import Label, labels
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Section:
    """Some of a thing's facts, under a heading.

    Parameters
    ----------
    anchor: names the section within the page.
    label: None for what the vocabulary puts in no section.
    groups: facts by property.
    """

    anchor: str
    label: Label | None
    groups: tuple[PropertyFacts, ...]


def in_sections(
    dataset: PublishedDataset, language: str, groups: Iterable[PropertyFacts]
) -> tuple[Section, ...]:
    """Facts by section; last those whose property stands in none."""
    found: dict[str, list[PropertyFacts]] = {section: [] for section in _order(dataset)}
    rest: list[PropertyFacts] = []
    belongs = _belongs(dataset)
    for group in groups:
        group = replace(group, facts=_own_tongue_first(group.facts, language))
        found.get(belongs.get(group.property.iri or "", ""), rest).append(group)
    names = labels(dataset, language)
    names.prepare(found)
    told = [
        Section(f"section-{number}", names(section), tuple(members))
        for number, (section, members) in enumerate(found.items(), 1)
        if members
    ]
    return (*told, Section("section-0", None, tuple(rest))) if rest else tuple(told)


def _own_tongue_first(facts: tuple[Fact, ...], language: str) -> tuple[Fact, ...]:
    """The same, what is said in the reader's language before what is said in others."""

    def place(fact: Fact) -> tuple[bool, bool]:
        tongue = "" if fact.value.iri else fact.value.language or ""
        is_foreign = bool(tongue) and tongue.partition("-")[0] != language
        return fact.status not in ("accepted", "inferred"), is_foreign

    return tuple(sorted(facts, key=place))


@remembered
def _order(dataset: PublishedDataset) -> tuple[str, ...]:
    rows = select(
        dataset,
        """SELECT DISTINCT ?section ?order WHERE { GRAPH graph:ontology {
          ?section <http://www.w3.org/ns/shacl#order> ?order ; kg:gathers ?property } }
        ORDER BY ?order ?section""",
    )
    return tuple(text_of(section) for section, _ in rows)


@remembered
def _belongs(dataset: PublishedDataset) -> Mapping[str, str]:
    """The section of each property that is in one."""
    rows = select(
        dataset,
        """SELECT ?property ?section WHERE {
          GRAPH graph:ontology { ?section kg:gathers ?property } }""",
    )
    return {text_of(property_): text_of(section) for property_, section in rows}
