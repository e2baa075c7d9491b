"""Claims, inferences and what stands behind them, read from a store in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.config import Config
from kg.labels import slug
from kg.names import label
from kg.select import Queryable, Term, rows, text_of
from kg.terms import (
    DCTERMS,
    END,
    EXACT,
    HAS_SELECTOR,
    KG,
    OBJECT,
    PREDICATE,
    RDFS,
    START,
    SUBJECT,
    WAS_ATTRIBUTED_TO,
    WAS_DERIVED_FROM,
    WAS_GENERATED_BY,
)


@dataclass(frozen=True)
class Value:
    """A thing, a term of the vocabulary, or a literal, ready to be shown.

    Parameters
    ----------
    text: label of a thing, or a literal's text.
    language: tag of that text, empty where it has none.
    iri: of a thing; None for a literal.
    local: ``type/slug`` of a thing of this dataset.
    datatype: IRI of a literal's datatype; None for a thing.
    """

    text: str
    language: str = ""
    iri: str | None = None
    local: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Evidence:
    """Who says something, where, and what the curators make of it; None is «nobody said».

    Parameters
    ----------
    claim: IRI of the claim (or of the note that a list is open, or a fact not stated).
    status: ``accepted``, ``disputed`` or ``rejected``.
    source, source_title, url, publisher: who says so.
    exact, start, end: the phrase, and its place in the source's text in code points.
    curator, recorded: who read it there, and the day.
    confidence: ``high``, ``medium`` or ``low``.
    why: reason for status, confidence or value.
    inferred_by: who drew it from the phrase, where the phrase does not say it outright.
    basis: ``transliteration`` or ``translation``, for names of the dataset's own.
    valid_from, valid_to, as_of: when it was so (EDTF).
    earliest, latest: the days that a date can mean.
    """

    claim: str
    status: str
    source: str | None
    source_title: str | None
    url: str | None
    publisher: Value | None
    exact: str | None
    start: int | None
    end: int | None
    curator: Value | None
    recorded: str | None
    confidence: str | None
    why: str | None
    inferred_by: Value | None
    basis: str | None
    valid_from: str | None
    valid_to: str | None
    as_of: str | None
    earliest: str | None
    latest: str | None


Node = Mapping[str, list[Term]]


class Statements:
    """The nodes of a store that say something about chosen triples, and what is behind them."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes

    @classmethod
    def read(cls, store: Queryable, config: Config, selections: Iterable[str]) -> Statements:
        """Read statements with their phrases, sources and rules, in one query.

        Parameters
        ----------
        selections: patterns that each bind ``?node`` to statements, whichever graph holds them.
        """
        nodes: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for node, said, value in rows(store, _query(config, list(selections))):
            if isinstance(node, ox.NamedNode) and isinstance(said, ox.NamedNode) and value:
                nodes[node.value][said.value].append(value)
        return cls(nodes)

    def claims(self) -> dict[ox.Triple, list[str]]:
        """The IRIs of the claims of each triple."""
        found: dict[ox.Triple, list[str]] = defaultdict(list)
        for iri, said in sorted(self._nodes.items()):
            if OBJECT in said and WAS_GENERATED_BY not in said:
                found[_triple(said)].append(iri)
        return dict(found)

    def triples(self) -> dict[str, ox.Triple]:
        """What each claim or inference says, by its IRI."""
        return {iri: _triple(said) for iri, said in sorted(self._nodes.items()) if OBJECT in said}

    def inferences(self) -> Iterator[tuple[ox.Triple, str]]:
        """Each inferred triple and the rule that found it."""
        for _, said in sorted(self._nodes.items()):
            if WAS_GENERATED_BY in said:
                yield _triple(said), min(map(text_of, said[WAS_GENERATED_BY]))

    def gaps(self, kind: str) -> Iterator[tuple[str, str, str]]:
        """Each ``OpenList`` or ``NotStated`` as (its IRI, subject, predicate)."""
        wanted = ox.NamedNode(KG + kind)
        for iri, said in sorted(self._nodes.items()):
            if SUBJECT in said and any(wanted in values for values in said.values()):
                yield iri, text_of(said[SUBJECT][0]), text_of(said[PREDICATE][0])

    def rule_text(self, rule: str) -> str:
        """The text of a rule, empty where the store does not give it."""
        return self._text(rule, KG + "text") or ""

    def title(self, node: str, config: Config, language: str) -> str:
        """The label of a rule or the title of a source."""
        said = self._nodes.get(node, {})
        texts = [
            (term.value, term.language or "")
            for term in [*said.get(DCTERMS + "title", []), *said.get(RDFS + "label", [])]
            if isinstance(term, ox.Literal)
        ]
        return label(texts, language, config, slug(config, node))[0]

    def mentioned(self) -> set[str]:
        """IRIs of the things behind the statements that want a label: curators, publishers."""
        wanted = (WAS_ATTRIBUTED_TO, KG + "inferredBy", DCTERMS + "publisher")
        return {
            term.value
            for said in self._nodes.values()
            for key in wanted
            for term in said.get(key, [])
            if isinstance(term, ox.NamedNode)
        }

    def evidence(
        self, claim: str, config: Config, language: str, called: Mapping[str, Value]
    ) -> Evidence:
        """What stands behind a claim.

        Parameters
        ----------
        called: labels of at least the things that :meth:`mentioned` names.
        """
        source = self._text(claim, WAS_DERIVED_FROM)
        phrase = self._text(claim, HAS_SELECTOR) or ""
        start, end = self._text(phrase, START), self._text(phrase, END)

        def thing(node: str | None, said: str) -> Value | None:
            return called.get(self._text(node or "", said) or "")

        def word(said: str) -> str | None:
            value = self._text(claim, KG + said)
            return value.removeprefix(KG) if value else None

        return Evidence(
            claim=claim,
            status=word("status") or "accepted",
            source=source,
            source_title=self.title(source, config, language) if source else None,
            url=self._text(source or "", KG + "url"),
            publisher=thing(source, DCTERMS + "publisher"),
            exact=self._text(phrase, EXACT),
            start=int(start) if start else None,
            end=int(end) if end else None,
            curator=thing(claim, WAS_ATTRIBUTED_TO),
            recorded=self._text(claim, DCTERMS + "created"),
            confidence=word("confidence"),
            why=word("why"),
            inferred_by=thing(claim, KG + "inferredBy"),
            basis=word("basis"),
            valid_from=word("validFrom"),
            valid_to=word("validTo"),
            as_of=word("asOf"),
            earliest=word("earliest"),
            latest=word("latest"),
        )

    def _text(self, node: str, said: str) -> str | None:
        values = self._nodes.get(node, {}).get(said)
        return min(map(text_of, values)) if values else None


def of_triples(triples: Iterable[ox.Triple]) -> str:
    """The selection, for :meth:`Statements.read`, of the statements of given triples."""
    values = " ".join(f"({t.subject} {t.predicate} {t.object})" for t in triples)
    return (
        f"VALUES (?s ?p ?o) {{ {values} }} "
        f"?node <{SUBJECT}> ?s ; <{PREDICATE}> ?p ; <{OBJECT}> ?o ."
    )


def _query(config: Config, selections: list[str]) -> str:
    claims, inferred = config.graph("claims"), config.graph("inferred")
    branches = []
    for selection in selections:
        chosen = f"{{ SELECT DISTINCT ?node {{ {selection} }} }}"
        behind = f"{{ SELECT DISTINCT (?node AS ?statement) {{ {selection} }} }}"
        branches += [
            f"GRAPH <{claims}> {{ {chosen} ?node ?said ?value }}",
            f"GRAPH <{inferred}> {{ {chosen} ?node ?said ?value }}",
            *(
                f"GRAPH <{graph}> {{ {behind} ?statement <{link}> ?node }} "
                f"GRAPH <{other}> {{ ?node ?said ?value }}"
                for graph, link, other in (
                    (claims, HAS_SELECTOR, claims),
                    (claims, WAS_DERIVED_FROM, config.graph("sources")),
                    (inferred, WAS_GENERATED_BY, config.graph("ontology")),
                )
            ),
        ]
    union = " UNION ".join(f"{{ {branch} }}" for branch in branches)
    return f"SELECT DISTINCT ?node ?said ?value WHERE {{ {union} }}"


def _triple(said: Node) -> ox.Triple:
    subject, predicate, value = (said[key][0] for key in (SUBJECT, PREDICATE, OBJECT))
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise TypeError(f"a statement about {subject} {predicate}")
    return ox.Triple(subject, predicate, value)
