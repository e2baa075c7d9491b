"""The triple patterns that a rule rests on, read from its text.

A rule is read with rdflib's SPARQL grammar and algebra (https://rdflib.dev), not with a
grammar of our own; only the place of its WHERE in the text is found by looking at tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import rdflib
from pyparsing import ParseBaseException
from rdflib.paths import AlternativePath, InvPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import BNode, Variable


@dataclass(frozen=True)
class Pattern:
    """A triple pattern of a WHERE.

    Parameters
    ----------
    graph: the graph it is matched in, None for the default graph.
    predicate: a term, or a path that no single pattern can replace, such as ``property+``.
    sides: of the UNIONs around it, outermost first, as (number of the UNION, side).
    """

    graph: rdflib.term.Node | None
    subject: rdflib.term.Node
    predicate: rdflib.term.Node | Path
    object: rdflib.term.Node
    sides: tuple[tuple[int, int], ...]


@dataclass
class RulePatterns:
    """A rule as its grammar sees it.

    Parameters
    ----------
    prologue: the prefixes of the rule's text.
    where: its WHERE, in braces, as written.
    templates: the triples that it inserts, whatever the graph.
    extra: patterns that give names to nodes that the WHERE leaves without one.
    """

    prologue: str
    where: str
    templates: tuple[tuple[rdflib.term.Node, ...], ...]
    patterns: list[Pattern] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    _names: int = 0
    _unions: int = 0

    def _name(self) -> Variable:
        self._names += 1
        return Variable(f"between_{self._names}")

    def walk(self, part: Any, graph: Any, sides: tuple[tuple[int, int], ...]) -> None:
        """Collect the patterns that a solution can rest on, not those that it must not meet."""
        if part.name == "BGP":
            self._group(part.triples, graph, sides)
        elif part.name == "Graph":
            self.walk(part.p, part.term, sides)
        elif part.name == "Union":
            self._unions += 1
            union = self._unions
            for side, inner in enumerate((part.p1, part.p2)):
                self.walk(inner, graph, (*sides, (union, side)))
        else:
            for name in ("p1",) if part.name == "Minus" else ("p", "p1", "p2"):
                if name in part:
                    self.walk(part[name], graph, sides)

    def _group(self, triples: Sequence[tuple[Any, ...]], graph: Any, sides: Any) -> None:
        named = {b: self._name() for triple in triples for b in triple if isinstance(b, BNode)}
        renamed = [tuple(named.get(term, term) for term in triple) for triple in triples]
        if named:
            self._bind(graph, renamed)
        for subject, path, obj in renamed:
            self._steps(graph, sides, subject, path, obj)

    def _steps(self, graph: Any, sides: Any, subject: Any, path: Any, obj: Any) -> None:
        """A pattern without the path operators that only order or choose its steps."""
        if isinstance(path, InvPath):
            self._steps(graph, sides, obj, path.arg, subject)
        elif isinstance(path, AlternativePath):
            self._unions += 1
            union = self._unions
            for side, choice in enumerate(path.args):
                self._steps(graph, (*sides, (union, side)), subject, choice, obj)
        elif isinstance(path, SequencePath):
            nodes = [subject, *(self._name() for _ in path.args[1:]), obj]
            self._bind(graph, list(zip(nodes, path.args, nodes[1:], strict=False)))
            for number, step in enumerate(path.args):
                self._steps(graph, sides, nodes[number], step, nodes[number + 1])
        else:
            self.patterns.append(Pattern(graph, subject, path, obj, sides))

    def _bind(self, graph: Any, triples: Sequence[tuple[Any, ...]]) -> None:
        inner = " . ".join(" ".join(term.n3() for term in triple) for triple in triples)
        inside = f"GRAPH {graph.n3()} {{ {inner} }}" if graph is not None else inner
        self.extra.append(f"OPTIONAL {{ {inside} }}")


@lru_cache(maxsize=256)
def read_rule(text: str) -> RulePatterns | None:
    """Read an update of the form ``INSERT { … } WHERE { … }``; None where it has no such form."""
    place = _where(text)
    if place is None:
        return None
    try:
        request = translateUpdate(parseUpdate(text)).algebra[0]
    except (ParseBaseException, SPARQLError):
        return None
    if request.name != "Modify" or not request.insert:
        return None
    inserted = [*(request.insert.triples or ())]
    for triples in (request.insert.quads or {}).values():
        inserted += triples
    rule = RulePatterns(text[: place[0]], text[place[1] : place[2]], tuple(inserted))
    rule.walk(request.where, None, ())
    return rule


_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}.*?\"{3}|'{3}.*?'{3}
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[?$]?\w[\w:.-]*)|(?P<brace>[{}])""",
    re.VERBOSE | re.DOTALL,
)


def _where(text: str) -> tuple[int, int, int] | None:
    """Offsets of the INSERT, of the WHERE's opening brace and behind its closing one."""
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
