"""Statements with who says them, from the records that bear them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.config import Config
from kg.labels import labels
from kg.select import Queryable, iris, text_of
from kg.statements import Evidence, Statements, Value


@dataclass(frozen=True)
class Ground:
    """A statement that something rests on.

    Parameters
    ----------
    evidence: of the accepted claims that say it.
    inferred_by: title of the rule that it follows by, None where a source says it.
    """

    subject: Value
    property: Value
    value: Value
    evidence: tuple[Evidence, ...]
    inferred_by: str | None


def grounds_of(
    store: Queryable, config: Config, records: Iterable[str], language: str
) -> dict[str, Ground]:
    """What claims and inferences say, by their IRIs; records of one statement share it.

    Parameters
    ----------
    records: IRIs of claims and of inferences.
    """
    wanted = iris(records)
    if not wanted:
        return {}
    said = Statements.read(store, config, [f"VALUES ?node {{ {wanted} }}"])
    triples = said.triples()
    terms = {
        term.value
        for triple in triples.values()
        for term in triple
        if isinstance(term, ox.NamedNode)
    }
    called = {
        iri: Value(text, tag, iri, config.local(iri))
        for iri, (text, tag) in labels(store, config, said.mentioned() | terms, language).items()
    }
    claims, rules = said.claims(), dict(said.inferences())

    def ground(triple: ox.Triple) -> Ground:
        rule = rules.get(triple)
        evidence = (
            said.evidence(claim, config, language, called) for claim in claims.get(triple, ())
        )
        subject, predicate, value = (called.get(text_of(t)) or Value(text_of(t)) for t in triple)
        return Ground(
            subject,
            predicate,
            value,
            evidence=tuple(each for each in evidence if each.status == "accepted"),
            inferred_by=said.title(rule, config, language) if rule else None,
        )

    told = {triple: ground(triple) for triple in set(triples.values())}
    return {record: told[triple] for record, triple in triples.items()}
