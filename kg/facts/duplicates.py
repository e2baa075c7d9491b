"""Entries that may be one thing: alike in name and in kind, and not yet told apart.

A curator decides each pair once: one entry is merged into the other, or its register entry says
``distinct-from: {other/id: why}``. Names are compared in folded form, all of one entry with all
of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from kg.errors import Problem
from kg.facts.model import Entity, Statement
from kg.names import fold
from kg.ontology import Ontology

#: Indel similarity (rapidfuzz ``ratio``) of two folded names from which they are held alike.
ALIKE = 90.0
#: Shorter names are alike only where they are equal: one letter makes most of them another word.
_SHORTEST = 6
_TYPE = "type"


@dataclass
class _Entry:
    """A register entry with everything that the pairing looks at."""

    file: str
    entity: Entity
    names: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def is_kept_apart_from(self, other: _Entry) -> bool:
        """Whether either register entry says that the two are distinct."""
        mine, yours = self.entity, other.entity
        return any(
            one.local.value == apart.value
            for one, all_apart in ((mine, yours.distinct_from), (yours, mine.distinct_from))
            for apart, _ in all_apart
        )


def check_distinctions(ontology: Ontology) -> list[Problem]:
    """Problems of ``distinct-from``: an entry that there is not, or the entry itself."""
    known = {e.local.value for r in ontology.registers for e in r.entities}
    problems = []
    for register in ontology.registers:
        for entity in register.entities:
            for other, _ in entity.distinct_from:
                if other.value == entity.local.value or other.value not in known:
                    is_own = other.value == entity.local.value
                    message = f"'{other.value}' is {'the entry itself' if is_own else 'unknown'}"
                    fix = "name another entry of the register"
                    problems.append(Problem(register.name, other.line, other.column, message, fix))
    return problems


def find_duplicates(ontology: Ontology) -> list[Problem]:
    """Pairs of entries that may be one thing, each at the place of its second entry.

    Two entries are a pair if some name of one equals some name of the other in folded form, or
    is at least :data:`ALIKE` per cent similar to it with the same digits, and they share a kind;
    pairs that ``distinct-from`` tells apart are left out.
    """
    entries = _entries(ontology)
    owners: dict[str, set[str]] = defaultdict(set)
    for local, entry in entries.items():
        for folded in entry.names:
            owners[folded].add(local)
    problems: dict[tuple[str, str], Problem] = {}
    for one, other in _alike(list(owners)):
        for first in sorted(owners[one]):
            for second in sorted(owners[other]):
                pair = (min(first, second), max(first, second))
                if first != second and pair not in problems:
                    found = _judge(entries[first], entries[second], one, other)
                    problems.update({pair: found} if found else {})
    return sorted(problems.values())


def _entries(ontology: Ontology) -> dict[str, _Entry]:
    entries = {
        entity.local.value: _Entry(register.name, entity)
        for register in ontology.registers
        for entity in register.entities
    }
    for entry in entries.values():
        _take(entry, entry.entity.names)
    naming = {ontology.config.preferred_name, *ontology.config.alternative_names}
    properties = ontology.vocabulary.properties
    keys = {key for key, prop in properties.items() if prop.iri in naming}
    for source in ontology.sources:
        for evidence in source.evidence:
            for said in evidence.statements:
                entry_said = entries.get(said.subject.value)
                if entry_said and said.key.value == _TYPE:
                    entry_said.kinds.add(said.value.value)
                elif entry_said and said.key.value in keys:
                    _take(entry_said, [said])
    return entries


def _take(entry: _Entry, names: Iterable[Statement]) -> None:
    for name in names:
        if folded := fold(name.value.value):
            entry.names.setdefault(folded, name.value.value)


def _alike(names: list[str]) -> Iterator[tuple[str, str]]:
    """Every name with itself, and with each later one that resembles it."""
    long = [name for name in names if len(name) >= _SHORTEST]
    for name in names:
        yield name, name
    for place, name in enumerate(long):
        later = long[place + 1 :]
        for other, _, _ in process.extract(
            name, later, scorer=ratio, score_cutoff=ALIKE, limit=None
        ):
            if re.findall(r"\d+", name) == re.findall(r"\d+", other):
                yield name, other


def _judge(one: _Entry, other: _Entry, name: str, other_name: str) -> Problem | None:
    """What to tell of two entries with names alike; None where there is nothing to decide."""
    if one.kinds and other.kinds and not one.kinds & other.kinds:
        return None
    if one.is_kept_apart_from(other):
        return None
    mark = other.entity.local
    message = (
        f"'{one.entity.local.value}' and '{mark.value}' may be one: "
        f"“{one.names[name]}” and “{other.names[other_name]}”"
    )
    fix = f"merge them, or write distinct-from: {{{one.entity.local.value}: why}}"
    return Problem(other.file, mark.line, mark.column, message, fix)
