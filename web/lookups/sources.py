"""Sources and how much was recorded from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.terms import DCTERMS, KG
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Source:
    """A source, how many claims were recorded from it, and where it can be read."""

    iri: str
    claims: int
    url: str
    is_register: bool


@remembered
def languages_of_sources(dataset: PublishedDataset) -> Mapping[str, str]:
    """The language that each source is written in, where it is recorded."""
    rows = select(
        dataset,
        f"""SELECT ?source ?tag WHERE {{
          GRAPH graph:sources {{ ?source <{DCTERMS}language> ?tag }} }}""",
    )
    return {text_of(source): text_of(tag) for source, tag in rows}


@remembered
def sources(dataset: PublishedDataset) -> tuple[Source, ...]:
    """Every source, the one with most claims first."""
    rows = select(
        dataset,
        """SELECT ?source ?type (SAMPLE(?address) AS ?url) (COUNT(DISTINCT ?claim) AS ?n) WHERE {
          GRAPH graph:sources { ?source a ?type OPTIONAL { ?source kg:url ?address } }
          GRAPH graph:claims { ?claim a rdf:Statement ; prov:wasDerivedFrom ?source }
        } GROUP BY ?source ?type ORDER BY DESC(?n) ?source""",
    )
    return tuple(
        Source(text_of(source), int(text_of(n)), text_of(url), text_of(kind) == KG + "Register")
        for source, kind, url, n in rows
    )
