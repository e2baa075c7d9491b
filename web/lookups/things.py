"""Things as such: whether one exists, what it was called, and its statements as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.ontology import with_prefixes
from kg.terms import HAS_SELECTOR, SUBJECT
from web.lookups.rows import ask, construct, remembered, select, text_of, values


def exists(dataset: PublishedDataset, iri: str) -> bool:
    """Whether anything is said of or with a thing, in any graph."""
    one = values("x", [iri])
    return ask(
        dataset,
        f"ASK {{ {{ {one} ?x ?p ?o }} UNION {{ {one} ?s ?p ?x }} "
        f"UNION {{ {one} GRAPH ?g {{ ?x ?p ?o }} }} }}",
    )


def subject_of(dataset: PublishedDataset, record: str) -> str | None:
    """The thing that a claim, an inference or a piece of evidence is about."""
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?thing WHERE {{ {values("record", [record])}
          GRAPH ?g {{ {{ ?record <{SUBJECT}> ?thing }}
            UNION {{ ?claim <{HAS_SELECTOR}> ?record ; <{SUBJECT}> ?thing }} }} }}
        ORDER BY ?thing LIMIT 1""",
    )
    return next((text_of(thing) for (thing,) in rows), None)


@remembered
def addresses(dataset: PublishedDataset, limit: int) -> tuple[str, ...]:
    """``type/slug`` of every thing with a type, in order."""
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?thing WHERE {{ ?thing a ?type .
          GRAPH graph:ontology {{ ?type kg:key ?key }} }} ORDER BY ?thing LIMIT {limit}""",
    )
    local = (dataset.config.local(text_of(thing)) for (thing,) in rows)
    return tuple(name for name in local if name and name.count("/") == 1)


def plain_triples(dataset: PublishedDataset, iri: str) -> Iterable[ox.Triple]:
    """What holds of a thing: every triple of the default graph that names it."""
    one = values("x", [iri])
    return construct(
        dataset,
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {one} ?x ?p ?o BIND(?x AS ?s) }} "
        f"UNION {{ {one} ?s ?p ?x BIND(?x AS ?o) }} }}",
    )


def quads_with_evidence(dataset: PublishedDataset, iri: str) -> Iterator[ox.Quad]:
    """What holds of a thing, and in their graphs all records of who says so."""
    for triple in plain_triples(dataset, iri):
        yield _quad(triple, ox.DefaultGraph())
    for name in ("claims", "inferred"):
        graph = ox.NamedNode(dataset.config.graph(name))
        for triple in construct(dataset, _records(iri, name)):
            yield _quad(triple, graph)
    graph = ox.NamedNode(dataset.config.graph("sources"))
    for triple in construct(dataset, _sources(iri)):
        yield _quad(triple, graph)


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _records(iri: str, graph: str) -> str:
    """A CONSTRUCT of a thing's own statement, the statements about it, and their evidence."""
    return f"""CONSTRUCT {{ ?record ?p ?o }} WHERE {{ GRAPH graph:{graph} {{
      {{ {values("x", [iri])} {{ ?record rdf:subject ?x }} UNION {{ ?record rdf:object ?x }} }}
      UNION {{ {values("x", [iri])} {{ ?claim rdf:subject ?x }} UNION {{ ?claim rdf:object ?x }}
        ?claim oa:hasSelector ?record }}
      UNION {{ {values("record", [iri])} ?record ?about ?thing }}
      ?record ?p ?o }} }}"""


def _sources(iri: str) -> str:
    return f"""CONSTRUCT {{ ?source ?p ?o }} WHERE {{
      {{ SELECT DISTINCT ?source WHERE {{ {values("x", [iri])} GRAPH graph:claims {{
        {{ ?claim rdf:subject ?x }} UNION {{ ?claim rdf:object ?x }}
        ?claim prov:wasDerivedFrom ?source }} }} }}
      GRAPH graph:sources {{ ?source ?p ?o }} }}"""


def facts_query(dataset: PublishedDataset, iri: str) -> str:
    """The query that a thing's page answers, for anybody to go on from."""
    text = f"""SELECT ?property ?value ?status ?phrase ?start ?end ?source ?curator ?day
WHERE {{
  GRAPH graph:claims {{
    ?claim rdf:subject {ox.NamedNode(iri)} ;
      rdf:predicate ?property ;
      rdf:object ?value ;
      kg:status ?status ;
      prov:wasDerivedFrom ?source ;
      prov:wasAttributedTo ?curator ;
      dcterms:created ?day .
    OPTIONAL {{
      ?claim oa:hasSelector ?passage .
      ?passage oa:exact ?phrase .
      OPTIONAL {{ ?passage oa:start ?start ; oa:end ?end }}
    }}
  }}
}}
ORDER BY ?property ?value
"""
    return with_prefixes(text, dataset.config.prefixes)


def ontology_triples(dataset: PublishedDataset) -> Iterable[ox.Triple]:
    """The vocabulary as the dataset publishes it."""
    return construct(dataset, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology { ?s ?p ?o } }")
