"""From what a rule drew a conclusion: its WHERE, met again by the concrete triple.

The rule's template is matched with the conclusion, its WHERE is asked with those bindings, and
the triple patterns of the WHERE, filled in from a solution, are the premises. Each is looked
up again, so that the side of a UNION or an OPTIONAL that does not hold is not given as a
reason, and of the sides that hold one is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.paths import MulPath
from rdflib.term import URIRef, Variable

from kg.patterns import Pattern, RulePatterns, read_rule
from kg.select import Queryable, Resource, Term, rows, text_of

#: Solutions of one rule that are looked at for all its conclusions together.
_MOST = 10_000

_Binding = Mapping[str, Term]
_Sides = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Premise:
    """A triple that a conclusion rests on.

    Parameters
    ----------
    graph: IRI of the named graph that holds it, None for the default graph.
    steps: the property holds over one or more steps, as ``property+`` in SPARQL.
    """

    subject: Resource
    predicate: str
    object: Term
    graph: str | None
    steps: bool = False

    @property
    def triple(self) -> ox.Triple:
        """The premise as a triple, whichever graph holds it."""
        return ox.Triple(self.subject, ox.NamedNode(self.predicate), self.object)


#: A pattern filled in: the premise, or None where a variable stayed without a value.
_Filled = tuple[Premise | None, _Sides]


def derive(
    store: Queryable, conclusions: Mapping[ox.Triple, str], texts: Mapping[str, str]
) -> dict[ox.Triple, tuple[Premise, ...]]:
    """The premises of conclusions, in two queries for all of them.

    Parameters
    ----------
    conclusions: inferred triples, and for each the rule that found it.
    texts: the complete SPARQL update of each rule.

    Returns
    -------
    Premises by conclusion; a conclusion whose rule cannot be read again has none.
    """
    rules = {name: rule for name, text in texts.items() if (rule := read_rule(text))}
    chosen = {
        triple: _simplest(triple, [list(_fill(rule, binding)) for binding in bindings])
        for triple, (rule, bindings) in _solutions(store, conclusions, rules).items()
    }
    holding = _holding(store, {p for filled in chosen.values() for p, _ in filled if p})
    return {triple: _supported(filled, holding) for triple, filled in chosen.items()}


def _simplest(conclusion: ox.Triple, derivations: list[list[_Filled]]) -> list[_Filled]:
    """The derivation to show: not from the conclusion itself, with the fewest premises."""

    def rank(filled: list[_Filled]) -> tuple[bool, int, str]:
        premises = [premise for premise, _ in filled if premise]
        circular = any(p.graph is None and p.triple == conclusion for p in premises)
        return circular, len(premises), str(premises)

    return min(derivations, key=rank)


def _supported(filled: list[_Filled], holding: set[Premise]) -> tuple[Premise, ...]:
    """The premises that hold, with one side of each UNION: a side that holds as a whole."""
    whole: dict[tuple[int, int], bool] = {}
    for premise, sides in filled:
        for side in sides:
            whole[side] = whole.get(side, True) and premise in holding
    taken: dict[int, int] = {}
    for union, number in sorted(side for side, holds in whole.items() if holds):
        taken.setdefault(union, number)
    kept = [
        premise
        for premise, sides in filled
        if premise in holding and all(taken.get(union, number) == number for union, number in sides)
    ]
    return tuple(dict.fromkeys(premise for premise in kept if premise))


_Found = dict[ox.Triple, tuple[RulePatterns, list[_Binding]]]


def _solutions(
    store: Queryable, conclusions: Mapping[ox.Triple, str], rules: Mapping[str, RulePatterns]
) -> _Found:
    """Every way in which each conclusion follows, in one query for all rules."""
    ordered = sorted(conclusions, key=str)
    branches = [
        branch
        for name, rule in sorted(rules.items())
        for template in rule.templates
        if (branch := _branch(rule, template, ordered, conclusions, name))
    ]
    found: _Found = {}
    if branches:
        prologue = "".join(dict.fromkeys(rule.prologue for rule in rules.values()))
        solutions = store.query(f"{prologue}SELECT * WHERE {{ {' UNION '.join(branches)} }}")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            binding = {n: term for n in names if (term := solution[n]) is not None}
            triple = ordered[int(text_of(binding["conclusion"]))]
            found.setdefault(triple, (rules[conclusions[triple]], []))[1].append(binding)
    return found


def _branch(
    rule: RulePatterns,
    template: tuple[rdflib.term.Node, ...],
    ordered: list[ox.Triple],
    conclusions: Mapping[ox.Triple, str],
    name: str,
) -> str | None:
    """The question how a rule found its conclusions by one of its templates."""
    matched = [
        (number, binding)
        for number, triple in enumerate(ordered)
        if conclusions[triple] == name and (binding := _match(template, triple)) is not None
    ]
    if not matched:
        return None
    variables = " ".join(("?conclusion", *matched[0][1]))
    values = " ".join(
        f"({' '.join((str(number), *map(str, binding.values())))})" for number, binding in matched
    )
    # Virtuoso 7 loses solutions where several values come before a path of any length.
    asked = f"{rule.where} VALUES ({variables}) {{ {values} }} {' '.join(rule.extra)}"
    return f"{{ SELECT * {{ {asked} }} LIMIT {_MOST} }}"


def _match(template: tuple[rdflib.term.Node, ...], triple: ox.Triple) -> dict[str, Term] | None:
    """The variables of a template that make it the triple, or None where nothing does."""
    binding: dict[str, Term] = {}
    for wanted, term in zip(template, triple, strict=True):
        if isinstance(wanted, Variable):
            if binding.setdefault(wanted.n3(), term) != term:
                return None
        elif _constant(wanted) != term:
            return None
    return binding


def _constant(node: Any) -> Term | None:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), language=node.language, datatype=datatype)
    return None


def _fill(rule: RulePatterns, binding: _Binding) -> Iterator[_Filled]:
    for pattern in rule.patterns:
        repeated = isinstance(pattern.predicate, MulPath)
        premise = _premise(pattern, binding, repeated)
        if not (repeated and premise and premise.subject == premise.object):
            yield premise, pattern.sides


def _premise(pattern: Pattern, binding: _Binding, repeated: bool) -> Premise | None:
    def value(node: Any) -> Term | None:
        return binding.get(str(node)) if isinstance(node, Variable) else _constant(node)

    said = pattern.predicate.path if isinstance(pattern.predicate, MulPath) else pattern.predicate
    subject, predicate, obj = value(pattern.subject), value(said), value(pattern.object)
    graph = value(pattern.graph)
    if subject is None or obj is None or isinstance(subject, ox.Literal):
        return None
    if not isinstance(predicate, ox.NamedNode) or (pattern.graph is not None and graph is None):
        return None
    return Premise(subject, predicate.value, obj, text_of(graph) if graph else None, repeated)


def _holding(store: Queryable, premises: Iterable[Premise]) -> set[Premise]:
    """Those of the premises that the store holds, in one query."""
    ordered = sorted(premises, key=str)
    groups: dict[tuple[str | None, str, bool], list[tuple[int, Premise]]] = defaultdict(list)
    for number, premise in enumerate(ordered):
        groups[premise.graph, premise.predicate, premise.steps].append((number, premise))
    branches = []
    for (graph, predicate, steps), members in groups.items():
        values = " ".join(f"({number} {p.subject} {p.object})" for number, p in members)
        pattern = f"?s <{predicate}>{'+' if steps else ''} ?o"
        inside = f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
        branches.append(f"{{ VALUES (?number ?s ?o) {{ {values} }} {inside} }}")
    if not branches:
        return set()
    query = f"SELECT DISTINCT ?number WHERE {{ {' UNION '.join(branches)} }}"
    return {ordered[int(text_of(number))] for (number,) in rows(store, query) if number is not None}
