"""What a network rests on, and what it leaves out because nobody recorded it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.config import Config
from kg.networks.load import BadNetwork, Ends, ends_of, query_rows
from kg.ontology import NetworkDefinition
from kg.select import Queryable, rows
from kg.terms import KG, OBJECT, PREDICATE, SUBJECT, WAS_DERIVED_FROM

_BATCH = 2000


@dataclass(frozen=True)
class Coverage:
    """How much a network rests on.

    Parameters
    ----------
    statements: how many statements its links rest on; None where the network does not say.
    sources: how many sources say these.
    open_lists: of how many lists among them a source itself says that they are incomplete.
    unrecorded: how many things could link others, but nothing read so far says whom; None where
        the network does not say which.
    """

    statements: int | None
    sources: int | None
    open_lists: int | None
    unrecorded: int | None


def grounds(store: Queryable, definition: NetworkDefinition) -> dict[Ends, set[ox.Triple]]:
    """The triples that each link rests on; empty where the network does not say.

    Raises
    ------
    BadNetwork: its query gives what is no triple.
    """
    found: dict[Ends, set[ox.Triple]] = defaultdict(set)
    for row in query_rows(store, definition.statements) if definition.statements else ():
        terms = [row[each] for each in ("subject", "property", "value")]
        try:
            found[ends_of(definition, row)].add(ox.Triple(*terms))  # type: ignore[arg-type]
        except TypeError:
            fix = "let the query give things of the default graph as they stand there"
            said = " ".join(map(str, terms))
            raise BadNetwork(definition, f"{said} cannot be a statement — {fix}") from None
    return dict(found)


def coverage(store: Queryable, config: Config, definition: NetworkDefinition) -> Coverage:
    """How much a network rests on.

    Raises
    ------
    BadNetwork: see :func:`grounds`.
    """
    triples = set().union(*grounds(store, definition).values())
    said = bool(definition.statements)
    lists: set[tuple[object, ...]] = {(triple.subject, triple.predicate) for triple in triples}
    return Coverage(
        len(triples) if said else None,
        len(_sources(store, config, triples)) if said else None,
        len(lists & _open_lists(store, config)) if said else None,
        _unrecorded(store, definition),
    )


def records(
    store: Queryable, config: Config, definition: NetworkDefinition, links: Collection[Ends]
) -> dict[Ends, list[str]]:
    """The IRIs of the claims and inferences that each of some links rests on.

    Parameters
    ----------
    links: each with its ends in either order.
    """
    rests_on = grounds(store, definition)
    wanted = {
        link: {*rests_on.get(link, ()), *rests_on.get((link[1], link[0]), ())} for link in links
    }
    found: dict[ox.Triple, set[str]] = defaultdict(set)
    for graph in ("claims", "inferred"):
        pattern = f"""GRAPH <{config.graph(graph)}> {{
          ?record <{SUBJECT}> ?s ; <{PREDICATE}> ?p ; <{OBJECT}> ?o }}"""
        for s, p, o, record, _ in _recorded(store, config, pattern, set().union(*wanted.values())):
            found[ox.Triple(s, p, o)].add(record.value)
    return {
        link: sorted({iri for triple in triples for iri in found[triple]})
        for link, triples in wanted.items()
    }


def _sources(store: Queryable, config: Config, triples: Iterable[ox.Triple]) -> set[str]:
    pattern = f"""GRAPH <{config.graph("claims")}> {{
      ?record <{SUBJECT}> ?s ; <{PREDICATE}> ?p ; <{OBJECT}> ?o ; <{WAS_DERIVED_FROM}> ?source }}"""
    return {row[4].value for row in _recorded(store, config, pattern, triples)}


def _recorded(
    store: Queryable, config: Config, pattern: str, triples: Iterable[ox.Triple]
) -> Iterator[tuple[ox.NamedNode, ...]]:
    """Rows of subject, predicate, object, record and source, of what is not withdrawn."""
    ordered = sorted(triples, key=str)
    status = f"GRAPH <{config.graph('claims')}> {{ ?record <{KG}status> ?status }}"
    for start in range(0, len(ordered), _BATCH):
        values = " ".join(
            f"({t.subject} {t.predicate} {t.object})" for t in ordered[start : start + _BATCH]
        )
        query = f"""SELECT ?s ?p ?o ?record ?source ?status WHERE {{
          VALUES (?s ?p ?o) {{ {values} }} {pattern} OPTIONAL {{ {status} }} }}"""
        for *row, withdrawn in rows(store, query):
            if withdrawn is None or withdrawn == ox.NamedNode(KG + "accepted"):
                yield tuple(row)  # type: ignore[arg-type]


def _open_lists(store: Queryable, config: Config) -> set[tuple[object, ...]]:
    query = f"""SELECT DISTINCT ?s ?p WHERE {{ GRAPH <{config.graph("claims")}> {{
      ?note a <{KG}OpenList> ; <{SUBJECT}> ?s ; <{PREDICATE}> ?p }} }}"""
    return set(rows(store, query))


def _unrecorded(store: Queryable, definition: NetworkDefinition) -> int | None:
    if not definition.unrecorded:
        return None
    return len({row["thing"] for row in query_rows(store, definition.unrecorded)})
