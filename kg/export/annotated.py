"""RDF 1.2 Turtle: what holds, each triple annotated with its claims and inferences.

The claim is the reifier of the triple it claims (RDF 1.2 Turtle, annotation syntax): the same
IRI that names the claim in ``graph/claims``. A claim that was disputed or rejected reifies its
triple without asserting it. Phrases and sources follow as plain triples.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import BinaryIO

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.export.rdf import quads_of
from kg.select import Resource, Term
from kg.terms import LANG_STRING, OBJECT, PREDICATE, STATEMENT, SUBJECT, XSD

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_REIFIED = (SUBJECT, PREDICATE, OBJECT)


def write_annotated(dataset: PublishedDataset, out: BinaryIO) -> None:
    """Write the dataset as annotated Turtle; the same dataset gives the same bytes."""
    writer = _Writer(dataset)
    for block in writer.blocks():
        out.write(block.encode("utf-8"))


class _Writer:
    def __init__(self, dataset: PublishedDataset) -> None:
        self._dataset = dataset
        self._prefixes = {p: iri for p, iri in sorted(dataset.config.prefixes.items()) if p}
        self._claims = ox.NamedNode(dataset.config.graph("claims"))
        self._inferred = ox.NamedNode(dataset.config.graph("inferred"))
        self._names: dict[ox.NamedNode, str] = {}

    def blocks(self) -> Iterator[str]:
        yield 'VERSION "1.2"\n'
        yield from (f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self._prefixes.items())
        held = groupby(quads_of(self._dataset, ox.DefaultGraph()), key=lambda quad: quad.subject)
        for subject, _ in held:
            yield self._held(subject)
        yield "\n# Claims that do not hold, phrases, and what is open or not stated\n"
        said = groupby(quads_of(self._dataset, self._claims), key=lambda quad: quad.subject)
        for subject, quads in said:
            yield self._beside(subject, list(quads))
        yield "\n# Sources\n"
        sources = ox.NamedNode(self._dataset.config.graph("sources"))
        for subject, quads in groupby(quads_of(self._dataset, sources), key=lambda q: q.subject):
            yield self._plain(subject, quads)

    def _held(self, subject: Resource) -> str:
        """The triples about one subject, each with its annotations."""
        store = self._dataset.own_store
        annotations = self._statements_about(subject)
        quads = store.quads_for_pattern(subject, None, None, ox.DefaultGraph())
        said = []
        for quad in sorted(quads, key=_order):
            notes = "".join(
                f"\n    ~ {self._term(reifier)} {{| {body} |}}"
                for reifier, body in annotations.get(quad.triple, ())
            )
            said.append(f"{self._term(quad.predicate)} {self._term(quad.object)}{notes}")
        return self._block(subject, said)

    def _statements_about(self, subject: Resource) -> dict[ox.Triple, list[tuple[Term, str]]]:
        found: dict[ox.Triple, list[tuple[Term, str]]] = defaultdict(list)
        for graph in (self._claims, self._inferred):
            store = self._dataset.own_store
            pointing = store.quads_for_pattern(None, ox.NamedNode(SUBJECT), subject, graph)
            for reifier in sorted((quad.subject for quad in pointing), key=str):
                about = self._about(store.quads_for_pattern(reifier, None, None, graph))
                if OBJECT in about:
                    found[_reified(about)].append((reifier, self._body(about)))
        return found

    def _about(self, quads: Iterable[ox.Quad]) -> dict[str, list[Term]]:
        about: dict[str, list[Term]] = defaultdict(list)
        for quad in sorted(quads, key=_order):
            about[quad.predicate.value].append(quad.object)
        return about

    def _body(self, about: Mapping[str, list[Term]]) -> str:
        statement = ox.NamedNode(STATEMENT)
        return " ; ".join(
            f"{self._term(ox.NamedNode(said))} {self._term(value)}"
            for said, values in sorted(about.items())
            if said not in _REIFIED
            for value in values
            if value != statement
        )

    def _beside(self, subject: Resource, quads: list[ox.Quad]) -> str:
        """What ``graph/claims`` says beside the claims that annotate a triple."""
        about = self._about(quads)
        if OBJECT not in about:
            return self._plain(subject, quads)
        store = self._dataset.own_store
        triple = _reified(self._about(store.quads_for_pattern(subject, None, None, self._claims)))
        if ox.Quad(triple.subject, triple.predicate, triple.object) in store:
            return ""
        reified = " ".join(map(self._term, triple))
        return self._block(subject, [f"rdf:reifies <<( {reified} )>>", self._body(about)])

    def _plain(self, subject: Term, quads: Iterable[ox.Quad]) -> str:
        said = [f"{self._term(quad.predicate)} {self._term(quad.object)}" for quad in quads]
        return self._block(subject, said)

    def _block(self, subject: Term, said: list[str]) -> str:
        return f"\n{self._term(subject)} " + " ;\n  ".join(said) + " .\n"

    def _term(self, term: Term) -> str:
        if isinstance(term, ox.Literal) and term.datatype.value not in (
            XSD + "string",
            LANG_STRING,
        ):
            return f"{ox.Literal(term.value)}^^{self._term(term.datatype)}"
        if not isinstance(term, ox.NamedNode):
            return str(term)
        if term not in self._names:
            self._names[term] = self._name(term)
        return self._names[term]

    def _name(self, node: ox.NamedNode) -> str:
        for prefix, namespace in self._prefixes.items():
            local = node.value[len(namespace) :]
            if node.value.startswith(namespace) and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return str(node)


def _order(quad: ox.Quad) -> tuple[str, str]:
    """Puts quads of one subject in the order in which N-Quads writes them."""
    return quad.predicate.value, str(quad.object)


def _reified(about: Mapping[str, list[Term]]) -> ox.Triple:
    subject, predicate, value = (about[key][0] for key in _REIFIED)
    return ox.Triple(subject, predicate, value)  # type: ignore[arg-type]
