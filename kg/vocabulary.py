"""``vocabulary.ttl``: the classes and properties that facts files may use, by key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.config import Config
from kg.errors import Problem
from kg.files import decode, read_bytes
from kg.select import Term
from kg.terms import KG, RDF, RDFS, SCHEMA, SKOS, TYPE

KEY = KG + "key"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LABEL, _DEFINITION = RDFS + "label", SKOS + "definition"
_AT = re.compile(r"(?:at|line) (\d+)(?:[:, ]+(?:column )?(\d+))?")


@dataclass(frozen=True)
class Property:
    """A property as facts files use it.

    Parameters
    ----------
    key: the word for it in facts files.
    iri: the property itself.
    ranges: classes or datatypes that a value may have; empty means any.
    domains: classes that a subject may have; empty means any.
    single_valued: two different values at one time contradict each other.
    """

    key: str
    iri: str
    ranges: frozenset[str]
    domains: frozenset[str]
    single_valued: bool


@dataclass(frozen=True)
class Vocabulary:
    """Classes and properties by key, with the closure of the class tree."""

    classes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Property] = field(default_factory=dict)
    superclasses: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def class_key(self, iri: str) -> str:
        """The key of a class, or its IRI where it has none."""
        return next((key for key, known in self.classes.items() if known == iri), iri)

    def is_a(self, kinds: Iterable[str], wanted: frozenset[str]) -> bool:
        """Whether one of ``kinds`` is, or lies under, one of ``wanted``."""
        return any(kind in wanted or self.superclasses.get(kind, _NONE) & wanted for kind in kinds)


_NONE: frozenset[str] = frozenset()


def parse_turtle(path: Path) -> tuple[list[ox.Quad], list[Problem]]:
    """The triples of a Turtle file, or the problem that keeps them from being read."""
    data, problems = read_bytes(path)
    if data is None:
        return [], problems
    if data.startswith(_BYTE_ORDER_MARK):
        fix = "save it as UTF-8 without a byte order mark (BOM)"
        return [], [Problem(str(path), 1, 1, "begins with a byte order mark", fix)]
    _, problems = decode(data, str(path))
    if problems:
        return [], problems
    try:
        return list(ox.parse(data, format=ox.RdfFormat.TURTLE)), []
    except SyntaxError as error:
        place, message = (error.lineno or 1, error.offset or 1), f"not Turtle: {error.msg}"
    return [], [Problem(str(path), *place, message, "mend it there and run `kg check`")]


def load_vocabulary(
    path: Path, alignments: Path | None, config: Config
) -> tuple[Vocabulary, list[Problem]]:
    """Read the vocabulary, and the alignments for what they add to the class tree.

    Parameters
    ----------
    path: ``vocabulary.ttl``.
    alignments: ``alignments.ttl`` where the folder has one.
    config: gives the languages in which each term has to be labelled.
    """
    triples, problems = parse_turtle(path)
    upward, more = parse_turtle(alignments) if alignments else ([], [])
    problems += more
    about: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in triples:
        if isinstance(quad.subject, ox.NamedNode):
            about[quad.subject.value][quad.predicate.value].append(quad.object)
    classes, properties = _by_key(about)
    problems += _blank_nodes(path, triples)
    problems += _faults(path, about, config)
    if not problems and not (classes or properties):
        fix = "give each class and property a kg:key, as `kg init` shows"
        problems.append(Problem(str(path), 1, 1, "no word for facts files in it", fix))
    tree = _closure(triples + upward)
    return Vocabulary(classes, properties, tree), problems


def _by_key(
    about: Mapping[str, Mapping[str, list[Term]]],
) -> tuple[dict[str, str], dict[str, Property]]:
    classes: dict[str, str] = {}
    properties: dict[str, Property] = {}
    for iri, said in about.items():
        for key in (term.value for term in said.get(KEY, []) if isinstance(term, ox.Literal)):
            if _is_property(said):
                properties[key] = Property(
                    key,
                    iri,
                    _iris(said.get(SCHEMA + "rangeIncludes", [])),
                    _iris(said.get(SCHEMA + "domainIncludes", [])),
                    _is_true(said.get(KG + "singleValued", [])),
                )
            else:
                classes[key] = iri
    return classes, properties


def _is_true(terms: Iterable[Term]) -> bool:
    return any(isinstance(term, ox.Literal) and term.value == "true" for term in terms)


def _iris(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(t.value for t in terms if isinstance(t, ox.NamedNode))


def _is_property(said: Mapping[str, list[Term]]) -> bool:
    return any(iri.endswith("Property") for iri in _iris(said.get(TYPE, [])))


def _closure(triples: Iterable[ox.Quad]) -> dict[str, frozenset[str]]:
    parents: dict[str, set[str]] = defaultdict(set)
    for quad in triples:
        if quad.predicate.value == RDFS + "subClassOf" and isinstance(quad.object, ox.NamedNode):
            parents[quad.subject.value].add(quad.object.value)  # type: ignore[union-attr]
    closed: dict[str, frozenset[str]] = {}
    for start in list(parents):
        seen: set[str] = set()
        todo = [start]
        while todo:
            fresh = parents.get(todo.pop(), set()) - seen
            seen |= fresh
            todo.extend(fresh)
        closed[start] = frozenset(seen)
    return closed


def _blank_nodes(path: Path, triples: Iterable[ox.Quad]) -> list[Problem]:
    if not any(isinstance(t, ox.BlankNode) for q in triples for t in (q.subject, q.object)):
        return []
    message = "a blank node: the published dataset has none"
    return [Problem(str(path), 1, 1, message, "give the node an IRI of its own")]


def _faults(
    path: Path, about: Mapping[str, Mapping[str, list[Term]]], config: Config
) -> list[Problem]:
    text = path.read_text(encoding="utf-8", errors="replace") if about else ""
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for iri, said in about.items():
        keys = [term.value for term in said.get(KEY, []) if isinstance(term, ox.Literal)]
        for key in keys:
            line = _line_of(text, f'"{key}"')
            if key in owners:
                message = f"the key '{key}' stands for {owners[key]} and for {iri}"
                problems.append(Problem(str(path), line, 1, message, "give one of them another"))
            owners[key] = iri
            problems += [
                Problem(str(path), line, 1, m, fix) for m, fix in _unlabelled(key, said, config)
            ]
            if RDF + "Property" not in _iris(said.get(TYPE, [])) and not _iris(said.get(TYPE, [])):
                message = f"'{key}' is neither a class nor a property"
                problems.append(
                    Problem(str(path), line, 1, message, "add `a rdfs:Class` or `a rdf:Property`")
                )
    return problems


def _unlabelled(key: str, said: Mapping[str, list[Term]], config: Config) -> list[tuple[str, str]]:
    found = []
    for predicate, word in ((_LABEL, "rdfs:label"), (_DEFINITION, "skos:definition")):
        tags = {
            (term.language or "").partition("-")[0]
            for term in said.get(predicate, [])
            if isinstance(term, ox.Literal)
        }
        for language in config.languages:
            if language not in tags:
                found.append(
                    (f"'{key}' has no {word} in '{language}'", f"add one tagged @{language}")
                )
    return found


def _line_of(text: str, wanted: str) -> int:
    position = text.find(wanted)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
