"""From what a rule drew a conclusion: its WHERE, met again by the concrete triple.

A rule is read with rdflib's SPARQL grammar and algebra (F. Krech et al., RDFLib). Its template
is matched with the conclusion, its WHERE is asked with those bindings, and the triple patterns
of the WHERE, filled in from a solution, are the premises; each is looked up again, so that the
branch of a UNION or an OPTIONAL that does not hold is not given as a reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import rdflib
from pyparsing import ParseBaseException
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import BNode, URIRef, Variable

from kg.select import Queryable, Resource, Term, rows, text_of

#: Solutions of one rule that are looked at for all its conclusions together.
_MOST = 10_000

Binding = Mapping[str, Term]


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


@dataclass
class _Pattern:
    graph: rdflib.term.Node | None
    subject: rdflib.term.Node
    predicate: rdflib.term.Node | Path
    object: rdflib.term.Node


@dataclass
class _Rule:
    """A rule as its grammar sees it; ``extra`` binds what the text itself leaves unnamed."""

    prologue: str
    where: str
    templates: list[tuple[rdflib.term.Node, ...]]
    patterns: list[_Pattern] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    fresh: int = 0

    def name(self) -> Variable:
        self.fresh += 1
        return Variable(f"between_{self.fresh}")


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
    candidates: dict[ox.Triple, tuple[Premise, ...]] = {}
    for triple, (rule, bindings) in _solutions(store, conclusions, rules).items():
        found = [tuple(_instantiate(rule, binding)) for binding in bindings]
        itself = Premise(triple.subject, triple.predicate.value, triple.object, None)
        found.sort(key=lambda premises: (itself in premises, len(premises), str(premises)))
        candidates[triple] = found[0]
    holding = _holding(store, {p for premises in candidates.values() for p in premises})
    return {
        triple: tuple(dict.fromkeys(p for p in premises if p in holding))
        for triple, premises in candidates.items()
    }


@lru_cache(maxsize=256)
def read_rule(text: str) -> _Rule | None:
    """Read an update of the form ``INSERT { … } WHERE { … }``; None where it is of no such form."""
    place = _where(text)
    try:
        request = translateUpdate(parseUpdate(text)).algebra[0]
    except (ParseBaseException, SPARQLError):
        return None
    if place is None or request.name != "Modify" or not request.insert:
        return None
    inserted = [*(request.insert.triples or ())]
    for triples in (request.insert.quads or {}).values():
        inserted += triples
    rule = _Rule(text[: place[0]], text[place[1] : place[2]], inserted)
    _walk(rule, request.where, None)
    return rule


_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}.*?\"{3}|'{3}.*?'{3}
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[?$]?\w[\w:.-]*)|(?P<brace>[{}])""",
    re.VERBOSE | re.DOTALL,
)


def _where(text: str) -> tuple[int, int, int] | None:
    """Offsets of the INSERT, and of the braces of the WHERE with what is between them."""
    depth, insert, start = 0, None, None
    for token in _TOKEN.finditer(text):
        word = (token["word"] or "").upper()
        if token["brace"] == "{":
            depth += 1
        elif token["brace"] == "}":
            depth -= 1
            if start is not None and depth == 0 and insert is not None:
                return insert, start, token.end()
        elif depth == 0 and word == "INSERT":
            insert = token.start()
        elif depth == 0 and word == "WHERE":
            start = token.end()
    return None


def _walk(rule: _Rule, part: Any, graph: rdflib.term.Node | None) -> None:
    """Collect the triple patterns that a solution can rest on: not those it must not meet."""
    if part.name == "BGP":
        named = {b: rule.name() for triple in part.triples for b in triple if isinstance(b, BNode)}
        triples = [tuple(named.get(term, term) for term in triple) for triple in part.triples]
        if named:
            _bind(rule, graph, triples)
        for triple in triples:
            _steps(rule, graph, *triple)
    elif part.name == "Graph":
        _walk(rule, part.p, part.term)
    else:
        for name in ("p1",) if part.name == "Minus" else ("p", "p1", "p2"):
            if name in part:
                _walk(rule, part[name], graph)


def _steps(rule: _Rule, graph: Any, subject: Any, path: Any, obj: Any) -> None:
    """A pattern without the operators that only order or choose its steps."""
    if isinstance(path, InvPath):
        _steps(rule, graph, obj, path.arg, subject)
    elif isinstance(path, AlternativePath):
        for choice in path.args:
            _steps(rule, graph, subject, choice, obj)
    elif isinstance(path, SequencePath):
        nodes = [subject, *(rule.name() for _ in path.args[1:]), obj]
        _bind(rule, graph, list(zip(nodes, path.args, nodes[1:], strict=False)))
        for number, step in enumerate(path.args):
            _steps(rule, graph, nodes[number], step, nodes[number + 1])
    else:
        rule.patterns.append(_Pattern(graph, subject, path, obj))


def _bind(rule: _Rule, graph: Any, triples: Sequence[tuple[Any, ...]]) -> None:
    inner = " . ".join(" ".join(term.n3() for term in triple) for triple in triples)
    inside = f"GRAPH {graph.n3()} {{ {inner} }}" if graph is not None else inner
    rule.extra.append(f"OPTIONAL {{ {inside} }}")


_Found = dict[ox.Triple, tuple[_Rule, list[Binding]]]


def _solutions(
    store: Queryable, conclusions: Mapping[ox.Triple, str], rules: Mapping[str, _Rule]
) -> _Found:
    """Every way in which each conclusion follows, in one query for all rules."""
    branches: list[str] = []
    keys: list[tuple[ox.Triple, _Rule]] = []
    for triple, name in sorted(conclusions.items(), key=str):
        rule = rules.get(name)
        for template in rule.templates if rule else ():
            binding = _match(template, triple)
            if rule is None or binding is None:
                continue
            values = " ".join(f"VALUES {variable} {{ {term} }}" for variable, term in binding)
            extra = " ".join(rule.extra)
            branches.append(
                f"{{ SELECT * {{ VALUES ?conclusion {{ {len(keys)} }} {values} {rule.where} {extra} }}"
                f" LIMIT {_MOST} }}"
            )
            keys.append((triple, rule))
    found: _Found = {}
    if branches:
        prologue = "".join(dict.fromkeys(rule.prologue for rule in rules.values()))
        query = f"{prologue}SELECT * WHERE {{ {' UNION '.join(branches)} }}"
        solutions = store.query(query)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            binding_of = {n: t for n in names if (t := solution[n]) is not None}
            triple, rule = keys[int(text_of(binding_of.pop("conclusion")))]
            found.setdefault(triple, (rule, []))[1].append(binding_of)
    return found


def _match(
    template: tuple[rdflib.term.Node, ...], triple: ox.Triple
) -> list[tuple[str, Term]] | None:
    """The variables of a template that make it the triple, or None where nothing does."""
    binding: dict[str, Term] = {}
    for wanted, term in zip(template, triple, strict=True):
        if isinstance(wanted, Variable):
            if binding.setdefault(wanted.n3(), term) != term:
                return None
        elif _constant(wanted) != term:
            return None
    return list(binding.items())


def _constant(node: rdflib.term.Node) -> Term | None:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), language=node.language, datatype=datatype)
    return None


def _instantiate(rule: _Rule, binding: Binding) -> Iterator[Premise]:
    def value(node: Any) -> Term | None:
        return binding.get(str(node)) if isinstance(node, Variable) else _constant(node)

    for pattern in rule.patterns:
        steps = isinstance(pattern.predicate, MulPath)
        said = (
            pattern.predicate.path if isinstance(pattern.predicate, MulPath) else pattern.predicate
        )
        subject, predicate, obj = value(pattern.subject), value(said), value(pattern.object)
        graph = value(pattern.graph) if pattern.graph is not None else None
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            continue
        if subject is None or obj is None:
            continue
        if (steps and subject == obj) or (pattern.graph is not None and graph is None):
            continue
        yield Premise(subject, predicate.value, obj, text_of(graph) if graph else None, steps)


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
