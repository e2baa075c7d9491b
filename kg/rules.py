"""What follows: a domain's rules, run until nothing new comes."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.claims import digest
from kg.compile import quad_lines, rule_iri
from kg.config import Config
from kg.errors import KgError
from kg.ontology import TitledText
from kg.terms import OBJECT, PREDICATE, STATEMENT, SUBJECT, TYPE, WAS_GENERATED_BY

#: Rounds after which rules that still find something new are taken to be endless.
MAX_ROUNDS = 50


class RuleFailed(KgError):
    """A rule does what no rule may, or does not come to an end."""

    def __init__(self, rule: TitledText, message: str) -> None:
        self.rule = rule
        super().__init__(f"rules/{rule.id}.rq: {message}")


def infer(store: ox.Store, rules: Sequence[TitledText], config: Config) -> list[str]:
    """Run the rules over a store and add what is new to its default graph.

    Each rule is a SPARQL update that inserts into ``graph:inferred``. What it puts there and
    the default graph does not hold yet is new: it goes to the default graph, stays in
    ``graph:inferred``, and gets a statement there that names the rule that found it first.

    Returns
    -------
    The N-Quads lines of all that was added.

    Raises
    ------
    RuleFailed: a rule writes elsewhere, leaves a blank node, or the rules never end.
    """
    inferred = ox.NamedNode(config.graph("inferred"))
    found: dict[ox.Triple, TitledText] = {}
    for _ in range(MAX_ROUNDS):
        before = len(found)
        for rule in rules:
            for triple in _run(store, rule, inferred):
                found[triple] = rule
        if len(found) == before:
            quads = _quads(found, inferred, config.base)
            store.bulk_extend(quads)
            return list(quad_lines(quads + [ox.Quad(*triple) for triple in found]))
    raise RuleFailed(rules[-1], f"the rules still find something new after {MAX_ROUNDS} rounds")


def _run(store: ox.Store, rule: TitledText, inferred: ox.NamedNode) -> list[ox.Triple]:
    """The triples that one rule finds new; they are in the default graph afterwards."""
    size = len(store)
    store.update(rule.text)
    put = [quad.triple for quad in store.quads_for_pattern(None, None, None, inferred)]
    store.remove_graph(inferred)
    if len(store) != size:
        raise RuleFailed(rule, "it changes more than graph:inferred — INSERT only there")
    fresh = [t for t in put if ox.Quad(*t) not in store]
    if any(isinstance(term, ox.BlankNode) for triple in fresh for term in triple):
        raise RuleFailed(rule, "it makes a blank node — give the node an IRI")
    store.bulk_extend(ox.Quad(*triple) for triple in fresh)
    return fresh


def _quads(found: dict[ox.Triple, TitledText], graph: ox.NamedNode, base: str) -> list[ox.Quad]:
    quads = []
    for triple, rule in found.items():
        me = ox.NamedNode(f"{base}/inference/{digest(*map(str, triple))}")
        quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
        for said, value in (
            (TYPE, ox.NamedNode(STATEMENT)),
            (SUBJECT, triple.subject),
            (PREDICATE, triple.predicate),
            (OBJECT, triple.object),
            (WAS_GENERATED_BY, ox.NamedNode(rule_iri(base, rule))),
        ):
            quads.append(ox.Quad(me, ox.NamedNode(said), value, graph))
    return quads
