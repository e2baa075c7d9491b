"""What a facts file and a register file say, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.facts.marks import Scalar


@dataclass(frozen=True, slots=True)
class Details:
    """What may be said about a statement beside its value; None is «nobody said»."""

    status: str = "accepted"
    confidence: str | None = None
    why: str | None = None
    inferred_by: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    as_of: str | None = None
    basis: str | None = None


PLAIN = Details()


class Statement(NamedTuple):
    """One subject, key and value, as written.

    ``language`` is the tag of language-tagged text, None for all else.
    """

    subject: Scalar
    key: Scalar
    value: Scalar
    language: str | None
    details: Details


@dataclass(slots=True)
class Evidence:
    """A phrase and what it says.

    Parameters
    ----------
    quote: the phrase.
    place: its start and end in the source's text, in code points, once it was located.
    place_mark: where in the file that place is written.
    statements: what the phrase says.
    open_keys: keys of properties whose list the phrase leaves open.
    """

    quote: Scalar
    place: tuple[int, int] | None = None
    place_mark: Scalar | None = None
    statements: list[Statement] = field(default_factory=list)
    open_keys: list[Scalar] = field(default_factory=list)


class NotStated(NamedTuple):
    """A property that was looked for in the source and is not there."""

    about: Scalar
    key: Scalar


@dataclass(slots=True)
class SourceFile:
    """One facts file.

    Parameters
    ----------
    name: how problems name the file.
    header: the plain settings under ``source:`` by key.
    titles: the source's title as (language, text).
    curator, reviewed: who read it, and the day.
    """

    name: str
    header: dict[str, Scalar]
    titles: list[tuple[str, Scalar]]
    curator: Scalar
    reviewed: Scalar
    evidence: list[Evidence] = field(default_factory=list)
    not_stated: list[NotStated] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The source's slug."""
        return self.header["id"].value


@dataclass(slots=True)
class Entity:
    """One entry of the register: how we call a thing and where it lives.

    Parameters
    ----------
    local: its id.
    names: names of ours.
    note: why it is a thing of its own.
    formerly: ids that it had before.
    distinct_from: ids of entries that look like it and are others, each with the reason.
    """

    local: Scalar
    names: list[Statement] = field(default_factory=list)
    note: Scalar | None = None
    formerly: list[Scalar] = field(default_factory=list)
    distinct_from: list[tuple[Scalar, Scalar]] = field(default_factory=list)


@dataclass(slots=True)
class Register:
    """One register file."""

    name: str
    curator: Scalar
    reviewed: Scalar
    entities: list[Entity] = field(default_factory=list)
