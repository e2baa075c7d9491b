"""What is said of a thing, as values ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from kg.statements import Evidence, Value

#: From what holds to what does not.
STATUSES = ("accepted", "inferred", "disputed", "rejected")
HOLDING = STATUSES[:2]


@dataclass(frozen=True)
class PremiseFact:
    """A triple that an inferred fact rests on.

    Parameters
    ----------
    steps: the property leads there over one or more steps.
    from_vocabulary: the vocabulary says so, not a source.
    evidence: of the accepted claims that say it.
    inferred_by: title of the rule that it is inferred by in its turn.
    """

    subject: Value
    property: Value
    value: Value
    steps: bool
    from_vocabulary: bool
    evidence: tuple[Evidence, ...]
    inferred_by: str | None


@dataclass(frozen=True)
class Inference:
    """The rule that a fact follows by, and from what."""

    rule: str
    title: str
    premises: tuple[PremiseFact, ...]


@dataclass(frozen=True)
class Fact:
    """One subject, property and value with all that stands behind it.

    Parameters
    ----------
    status: ``accepted`` or ``inferred`` where it holds; ``disputed`` or ``rejected`` where not.
    evidence: every claim that says it, whatever became of the claim.
    inferences: how it follows; empty where nobody inferred it.
    """

    subject: Value
    property: Value
    value: Value
    status: str
    evidence: tuple[Evidence, ...]
    inferences: tuple[Inference, ...]


@dataclass(frozen=True)
class PropertyFacts:
    """All facts of one property.

    Parameters
    ----------
    facts: those that hold first, then in order of the alphabet.
    open: evidence that a source's list of values is incomplete.
    not_stated: sources that were searched for a value and give none.
    """

    property: Value
    definition: str
    facts: tuple[Fact, ...]
    open: tuple[Evidence, ...] = ()
    not_stated: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Name:
    """A name of a thing.

    Parameters
    ----------
    basis: ``found`` in a source, or ``transliteration`` or ``translation`` of the dataset's own.
    preferred: False for an alternative name.
    """

    text: str
    language: str
    basis: str
    preferred: bool
    status: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Thing:
    """Everything that a dataset says of one thing.

    Parameters
    ----------
    label, language: what to call it, and the tag of that text.
    facts: by property, names left out.
    incoming: facts of other things that point at this one, by property.
    note: why the register treats it as a thing of its own.
    """

    iri: str
    local: str | None
    label: str
    language: str
    names: tuple[Name, ...]
    types: tuple[Value, ...]
    facts: tuple[PropertyFacts, ...]
    incoming: tuple[PropertyFacts, ...]
    note: str | None
