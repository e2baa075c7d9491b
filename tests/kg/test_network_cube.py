"""Analyses as RDF Data Cube: the vocabulary's integrity constraints, on the shipped networks.

The numbers are those of https://www.w3.org/TR/vocab-data-cube/#wf-rules, whose queries these
are in our own words; each must find nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.dataset import PublishedDataset

PREFIXES = """PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX kg: <https://w3id.org/shanyrak/kg#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> """
CONSTRAINTS = {
    "IC-1": """?o a qb:Observation {
        FILTER NOT EXISTS { ?o qb:dataSet ?one }
      } UNION { ?o qb:dataSet ?one , ?two FILTER(?one != ?two) }""",
    "IC-2": """?o a qb:DataSet {
        FILTER NOT EXISTS { ?o qb:structure ?one }
      } UNION { ?o qb:structure ?one , ?two FILTER(?one != ?two) }""",
    "IC-3": """?o a qb:DataStructureDefinition
      FILTER NOT EXISTS { ?o qb:component/qb:measure ?measure }""",
    "IC-6": """?c qb:componentRequired false . ?o qb:component ?c
      FILTER NOT EXISTS { ?c qb:attribute ?attribute }""",
    "IC-11": """?o qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension
      FILTER NOT EXISTS { ?o ?dimension ?value }""",
    "IC-14": """?o qb:dataSet/qb:structure/qb:component/qb:measure ?measure
      FILTER NOT EXISTS { ?o ?measure ?value }""",
}


def found(dataset: PublishedDataset, pattern: str) -> list[str]:
    query = f"""{PREFIXES} SELECT ?o FROM <{dataset.config.graph("networks")}>
      FROM <{dataset.config.graph("ontology")}> WHERE {{ {pattern} }} LIMIT 5"""
    return [str(row["o"]) for row in dataset.store.query(query)]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_integrity_constraint(published: PublishedDataset, name: str) -> None:
    assert found(published, CONSTRAINTS[name]) == []


def test_every_term_says_in_each_language_in_one_sentence_what_it_means(
    published: PublishedDataset,
) -> None:
    graph = published.config.graph("networks")
    terms = published.store.query(f"""SELECT DISTINCT ?term WHERE {{ GRAPH <{graph}> {{
      {{ ?s ?term ?o }} UNION {{ ?s <https://w3id.org/shanyrak/kg#caveat> ?term }} }}
      FILTER(STRSTARTS(STR(?term), "https://w3id.org/shanyrak/kg#")) }}""")
    ontology = published.config.graph("ontology")
    found = {row["term"].value for row in terms}
    assert len(found) > 60
    for term in found:
        for said in ("rdfs:label", "skos:definition"):
            query = f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
              PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
              SELECT ?text WHERE {{ GRAPH <{ontology}> {{ <{term}> {said} ?text }} }}"""
            texts = {
                row["text"].language: row["text"].value for row in published.store.query(query)
            }
            assert set(texts) == {"kk", "ru", "en"}, (term, said)
            if said == "skos:definition":
                assert all(text.endswith(".") for text in texts.values()), term
                assert all(". " not in text for text in texts.values()), term


def test_dimensions_have_ranges_ic_4(published: PublishedDataset) -> None:
    pattern = "?c qb:dimension ?o FILTER NOT EXISTS { ?o rdfs:range ?range }"
    assert found(published, pattern) == []


def test_measures_and_dimensions_are_declared_as_what_they_are(published: PublishedDataset) -> None:
    for kind in ("Measure", "Dimension"):
        pattern = f"?c qb:{kind.lower()} ?o FILTER NOT EXISTS {{ ?o a qb:{kind}Property }}"
        assert found(published, pattern) == [], kind


def test_no_two_observations_share_their_dimensions_ic_12(published: PublishedDataset) -> None:
    graph = published.config.graph("networks")
    for years in ("", "; kg:year ?year "):
        query = f"""{PREFIXES} SELECT ?set ?node ?year (COUNT(?o) AS ?n) FROM <{graph}> WHERE {{
          ?o qb:dataSet ?set ; kg:node ?node {years}
          {"" if years else "FILTER NOT EXISTS { ?o kg:year ?any }"}
        }} GROUP BY ?set ?node ?year HAVING(COUNT(?o) > 1)"""
        assert list(published.store.query(query)) == []


def test_every_network_is_a_data_set_that_says_how_it_came_about(
    published: PublishedDataset,
) -> None:
    for definition in published.networks:
        iri = published.config.thing(f"network/{definition.id}")
        graph = published.config.graph("networks")
        query = f"""{PREFIXES} SELECT ?nodes ?links ?seed ?software ?data FROM <{graph}> WHERE {{
          <{iri}> a qb:DataSet ; kg:nodesQuery ?nodes ; kg:linksQuery ?links ;
            kg:seed ?seed ; kg:software ?software ; kg:analysedData ?data ; kg:call ?call .
          FILTER(STRSTARTS(?call, "pagerank(alpha=0.85")) }}"""
        (row,) = published.store.query(query)
        assert row["nodes"].value == definition.nodes
        assert row["links"].value == definition.links
        assert "networkx" in row["software"].value
        assert len(row["data"].value) == 64


ANEW = """
import sys
from pathlib import Path
from kg.dataset import PublishedDataset
from kg.networks import analysis_quads
dataset = PublishedDataset.open(Path(sys.argv[1]))
lines = sorted(f"{quad} .\\n" for quad in analysis_quads(
    dataset.store, dataset.networks, dataset.config, sys.argv[2]))
sys.stdout.buffer.write("".join(lines).encode())
"""


def test_the_same_facts_give_the_same_analysis_to_the_byte(
    shipped: Path, published: PublishedDataset
) -> None:
    """In any process, whatever the order of its sets; and it is what the build has published."""
    graph = published.config.graph("networks")
    dump = [
        line
        for line in published.nquads.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.endswith(f" <{graph}> .\n")
    ]
    (data,) = {line.split('"')[1] for line in dump if "kg#analysedData>" in line}
    outputs = {
        subprocess.run(
            [sys.executable, "-c", ANEW, str(shipped), data],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {"".join(sorted(dump)).encode()}
