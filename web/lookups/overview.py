"""The dataset as a whole: its figures and what was added last."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.ontology import with_prefixes
from web.lookups.rows import remembered, select, text_of, values

#: Pattern of things that are no records; to be filled with their variable.
NO_RECORD = (
    "FILTER NOT EXISTS {{ {} a ?record . GRAPH graph:ontology {{ ?record kg:isRecord true }} }}"
)


@dataclass(frozen=True)
class Figures:
    """How much the dataset holds.

    Parameters
    ----------
    things: subjects with a type, sources left out.
    sources: documents that facts come from, the register of names left out.
    claims, disputed, rejected: recorded claims in all, and those not accepted.
    inferred: facts that rules added.
    """

    things: int
    sources: int
    claims: int
    disputed: int
    rejected: int
    inferred: int


@dataclass(frozen=True)
class Addition:
    """A thing and the day of its first claim."""

    iri: str
    day: str


@remembered
def figures(dataset: PublishedDataset) -> Figures:
    """Count what the dataset holds."""
    return Figures(
        things=_count(dataset, "?x a ?type . GRAPH graph:ontology { ?type kg:key ?key }"),
        sources=_count(dataset, "GRAPH graph:sources { ?x a ?type } FILTER(?type != kg:Register)"),
        claims=_count(dataset, "GRAPH graph:claims { ?x a rdf:Statement }"),
        disputed=_count(dataset, "GRAPH graph:claims { ?x kg:status kg:disputed }"),
        rejected=_count(dataset, "GRAPH graph:claims { ?x kg:status kg:rejected }"),
        inferred=_count(dataset, "GRAPH graph:inferred { ?x a rdf:Statement }"),
    )


def disputes_query(dataset: PublishedDataset) -> str:
    """A query for every statement that is not settled, for anybody to go on from."""
    text = """SELECT ?subject ?property ?value ?source WHERE {
  GRAPH graph:claims {
    ?claim kg:status kg:disputed ;
      rdf:subject ?subject ;
      rdf:predicate ?property ;
      rdf:object ?value ;
      prov:wasDerivedFrom ?source
  }
}
ORDER BY ?subject ?property ?value ?source
"""
    return with_prefixes(text, dataset.config.prefixes)


@remembered
def latest(dataset: PublishedDataset, limit: int) -> tuple[Addition, ...]:
    """The things that came last, by the day of their first claim, the newest first.

    Of one day those come first of which most is said. Records are left out.
    """
    rows = select(
        dataset,
        f"""SELECT ?thing (MIN(?day) AS ?first) (COUNT(?claim) AS ?said) WHERE {{
          ?thing a ?type . GRAPH graph:ontology {{ ?type kg:key ?key }}
          {NO_RECORD.format("?thing")}
          GRAPH graph:claims {{ ?claim rdf:subject ?thing ; dcterms:created ?day }}
        }} GROUP BY ?thing ORDER BY DESC(?first) DESC(?said) ?thing LIMIT {limit}""",
    )
    return tuple(Addition(text_of(thing), text_of(day)) for thing, day, _said in rows)


def types(dataset: PublishedDataset, iris: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The most telling classes of things: those the sources give, not those that follow."""
    found: dict[str, list[str]] = {}
    if iris:
        rows = select(
            dataset,
            f"""SELECT DISTINCT ?thing ?type WHERE {{ {values("thing", iris)}
              ?thing a ?type . GRAPH graph:ontology {{ ?type kg:key ?key }}
              MINUS {{ GRAPH graph:inferred {{ ?thing a ?type }} }} }}""",
        )
        for thing, type_ in rows:
            found.setdefault(text_of(thing), []).append(text_of(type_))
    return {iri: tuple(sorted(found.get(iri, ()))) for iri in iris}


def _count(dataset: PublishedDataset, pattern: str) -> int:
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
    return next(int(text_of(number)) for (number,) in select(dataset, query))
