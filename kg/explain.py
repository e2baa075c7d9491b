"""A thing with all that is said of it, who says so, and from what the rest follows."""

from __future__ import annotations

import pyoxigraph as ox

from kg.account import Account
from kg.config import Config
from kg.errors import UnknownThing
from kg.select import Queryable, is_iri, rows
from kg.statements import Evidence, Value
from kg.things import Fact, Inference, Name, PremiseFact, PropertyFacts, Thing

__all__ = [
    "AmbiguousThing",
    "Evidence",
    "Fact",
    "Inference",
    "Name",
    "PremiseFact",
    "PropertyFacts",
    "Thing",
    "Value",
    "describe",
    "explain",
    "resolve",
]

#: Facts that point at a thing which are looked up at most, if the caller does not say.
INCOMING = 500


class AmbiguousThing(UnknownThing):
    """Several things have the slug; ``candidates`` are their IRIs."""

    def __init__(self, identifier: str, candidates: list[str]) -> None:
        super().__init__(identifier)
        self.candidates = candidates
        self.args = (f"{identifier}: several things end so — say which: {', '.join(candidates)}",)


def describe(
    store: Queryable,
    config: Config,
    iri: str,
    language: str = "en",
    *,
    incoming: int = INCOMING,
) -> Thing:
    """Everything about one thing, in at most six queries.

    Parameters
    ----------
    iri: the thing, as an IRI, as ``type/slug`` or as a slug that no other thing has.
    language: of the labels.
    incoming: how many facts that point at it are looked up at most.

    Raises
    ------
    UnknownThing: nothing is said of it.
    AmbiguousThing: several things have the slug.
    """
    return Account(store, config, resolve(store, config, iri), language, incoming).thing()


def explain(
    store: Queryable,
    config: Config,
    subject: str,
    property: str | None = None,
    language: str = "en",
) -> list[Fact]:
    """The facts about a thing, names and types included, each with all that stands behind it.

    Parameters
    ----------
    property: IRI, CURIE, local name or label; then facts that point at the thing by this
        property come too. Without it, only those about the thing itself.

    Raises
    ------
    UnknownThing, AmbiguousThing: as :func:`describe`.
    """
    account = Account(store, config, resolve(store, config, subject), language, INCOMING)
    own = account.facts(incoming=False)
    if property is None:
        return own
    both = own + account.facts(incoming=True)
    return [fact for fact in both if _is_called(fact.property, property, config)]


def resolve(store: Queryable, config: Config, identifier: str) -> str:
    """The IRI that an identifier stands for; see :func:`describe`.

    Raises
    ------
    UnknownThing: it cannot stand for any.
    AmbiguousThing: several things have the slug.
    """
    identifier = identifier.strip()
    if "://" in identifier or "/" in identifier:
        iri = identifier if "://" in identifier else config.thing(identifier)
        if not is_iri(iri):
            raise UnknownThing(identifier)
        return iri
    ending = ox.Literal("/" + identifier.encode("utf-8", "replace").decode("utf-8"))
    found = rows(
        store,
        f"SELECT DISTINCT ?s WHERE {{ ?s a ?t FILTER(STRENDS(STR(?s), {ending})) }} ORDER BY ?s",
    )
    candidates = [term.value for (term,) in found if isinstance(term, ox.NamedNode)]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise AmbiguousThing(identifier, [config.local(iri) or iri for iri in candidates])
    raise UnknownThing(identifier)


def _is_called(term: Value, wanted: str, config: Config) -> bool:
    iri = term.iri or ""
    tail = iri.rpartition("#")[2].rpartition("/")[2]
    return wanted in (iri, config.compress(iri), tail) or wanted.lower() == term.text.lower()
