"""Claims of a built dataset in the words of its facts files: entities by id, terms by key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.dataset import PublishedDataset

#: Subject, key and object. An entity is its id, a class its key, text is ``tag:text``.
Triple = tuple[str, str, str]

_CLAIMS = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX kg: <https://w3id.org/shanyrak/kg#>
SELECT ?graph ?source ?s ?p ?o ?status ?phrase ?start ?end WHERE {
  GRAPH ?graph {
    ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:status ?status ;
      prov:wasDerivedFrom ?source ; oa:hasSelector ?passage .
    ?passage oa:exact ?phrase ; oa:start ?start ; oa:end ?end .
  }
}
"""
_KEYS = "SELECT ?term ?key WHERE { GRAPH ?g { ?term <https://w3id.org/shanyrak/kg#key> ?key } }"


@dataclass(frozen=True)
class Passage:
    """A phrase and its place in the source, in code points."""

    phrase: str
    start: int
    end: int


@dataclass
class Stated:
    """What one source states: by status and triple, the passages that bear it out."""

    by_status: dict[str, dict[Triple, set[Passage]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def passages(self, triple: Triple, status: str = "accepted") -> set[Passage]:
        """The passages of a claim; none where it is not stated with that status."""
        return self.by_status[status].get(triple, set())

    def triples(self, status: str = "accepted") -> set[Triple]:
        """Every triple stated with a status."""
        return set(self.by_status[status])


def term_keys(dataset: PublishedDataset) -> dict[str, str]:
    """IRIs of classes and properties, with the key that facts files use for each."""
    rows = dataset.store.query(_KEYS)
    assert isinstance(rows, ox.QuerySolutions)
    keys = {row["term"].value: row["key"].value for row in rows}
    keys["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"] = "type"
    return keys


def stated_by(dataset: PublishedDataset, source: str) -> Stated:
    """Everything that a source states in a dataset."""
    keys = term_keys(dataset)
    rows = dataset.store.query(
        _CLAIMS,
        substitutions={
            ox.Variable("source"): ox.NamedNode(dataset.config.thing(f"source/{source}")),
            ox.Variable("graph"): ox.NamedNode(dataset.config.graph("claims")),
        },
    )
    assert isinstance(rows, ox.QuerySolutions)
    stated = Stated()
    for row in rows:
        triple = (
            written(row["s"], keys, dataset),
            keys[row["p"].value],
            written(row["o"], keys, dataset),
        )
        passage = Passage(row["phrase"].value, int(row["start"].value), int(row["end"].value))
        stated.by_status[row["status"].value.rpartition("#")[2]][triple].add(passage)
    return stated


def holding(dataset: PublishedDataset) -> set[Triple]:
    """Every triple of the default graph: what is accepted, and what follows from it."""
    keys = term_keys(dataset)
    quads = dataset.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return {
        (
            written(q.subject, keys, dataset),
            keys[q.predicate.value],
            written(q.object, keys, dataset),
        )
        for q in quads
    }


def gaps(dataset: PublishedDataset, kind: str) -> set[tuple[str, str]]:
    """Thing and property of each gap of a kind, NotStated or OpenList."""
    keys = term_keys(dataset)
    rows = dataset.store.query(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        "SELECT ?s ?p WHERE { GRAPH ?g {"
        f" ?gap a <https://w3id.org/shanyrak/kg#{kind}> ; rdf:subject ?s ; rdf:predicate ?p }} }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {(written(row["s"], keys, dataset), keys[row["p"].value]) for row in rows}


def written(term: ox.Term, keys: dict[str, str], dataset: PublishedDataset) -> str:
    """A term as a facts file writes it."""
    if isinstance(term, ox.Literal):
        return f"{term.language}:{term.value}" if term.language else term.value
    assert isinstance(term, ox.NamedNode)
    return keys.get(term.value) or dataset.config.local(term.value) or term.value


def is_translation(triple: Triple) -> bool:
    """Whether a text is ours in Kazakh or Russian beside one in English."""
    return triple[2].startswith(("ru:", "kk-cyrl:"))


def missing(wanted: Iterable[Triple], there: Iterable[Triple]) -> list[str]:
    """Those wanted and not there, readable."""
    return sorted(" ".join(triple) for triple in set(wanted) - set(there))
