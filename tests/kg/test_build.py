"""A domain of its own becomes a dataset of its own: what holds, and why."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg.build import build
from kg.check import check_ontology
from kg.dataset import PublishedDataset
from kg.ontology import load_ontology
from kg.rules import RuleFailed

HERE = Path(__file__).parent
LIGHTHOUSES = HERE / "domains" / "lighthouses"
TEXTS = HERE / "domains" / "texts"
SHIPPED = HERE.parents[1] / "ontology"
BASE = "https://lights.example/kg/"
TERMS = "https://lights.example/terms#"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    return build(LIGHTHOUSES, tmp_path_factory.mktemp("dataset"), TEXTS)


def ask(published: PublishedDataset, pattern: str) -> bool:
    prefixes = published.config.prefixes
    head = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in prefixes.items())
    return bool(published.store.query(f"{head}BASE <{BASE}>\nASK {{ {pattern} }}"))


def test_accepted_facts_hold(published: PublishedDataset) -> None:
    assert ask(published, '<light/skerry> a l:Light ; l:height 31.5 ; l:called "Skerry"@en')
    assert ask(published, '<light/skerry> l:firstLit "1899-03"^^xsd:gYearMonth')
    assert ask(published, '<light/north-mole> l:called "North Mole Light"@en')


def test_disputed_facts_do_not_hold_but_are_claimed(published: PublishedDataset) -> None:
    value = '"1898"^^xsd:gYear'
    assert not ask(published, f"<light/skerry> l:firstLit {value}")
    assert ask(
        published,
        f"""GRAPH graph:claims {{ ?c rdf:subject <light/skerry> ; rdf:object {value} ;
        kg:status kg:disputed ; kg:why "the book itself doubts it" ;
        kg:earliest "1898-01-01"^^xsd:date ; kg:latest "1898-12-31"^^xsd:date }}""",
    )


def test_a_claim_says_who_when_and_where(published: PublishedDataset) -> None:
    assert ask(
        published,
        """GRAPH graph:claims {
          ?c a rdf:Statement ; rdf:subject <light/skerry> ; rdf:predicate l:keptBy ;
             rdf:object <keeper/ada> ; prov:wasDerivedFrom <source/logbook> ;
             prov:wasAttributedTo <curator/tests> ; dcterms:created "2026-01-02"^^xsd:date ;
             kg:status kg:accepted ; oa:hasSelector ?e .
          ?e a oa:TextQuoteSelector ; oa:exact "Ada keeps the Skerry, and others with her" ;
             oa:start 133 ; oa:end 174 ; dcterms:isPartOf <source/logbook> }
        GRAPH graph:sources { <source/logbook> a l:Logbook ; dcterms:language "en" ;
          dcterms:issued "1901"^^xsd:gYear ; kg:sha256 ?digest }""",
    )


def test_validity_in_time_stands_on_the_claim(published: PublishedDataset) -> None:
    assert ask(
        published,
        """GRAPH graph:claims { ?c rdf:object <keeper/bo> ; kg:validFrom "1900"^^edtf:EDTF ;
        kg:validTo "1901-05"^^edtf:EDTF }""",
    )


def test_what_is_left_open_and_what_is_not_stated(published: PublishedDataset) -> None:
    assert ask(
        published,
        """GRAPH graph:claims { ?o a kg:OpenList ; rdf:subject <light/skerry> ;
        rdf:predicate l:keptBy ; prov:wasDerivedFrom <source/logbook> ; oa:hasSelector ?e .
        ?n a kg:NotStated ; rdf:subject <light/north-mole> ; rdf:predicate l:firstLit }""",
    )


def test_inferred_facts_hold_and_name_their_rule(published: PublishedDataset) -> None:
    for triple, rule in (
        ("<light/north-mole> a l:Light", "10-kinds"),
        ("<keeper/ada> l:keeps <light/skerry>", "20-inverse"),
    ):
        subject, predicate, value = triple.replace(" a ", " rdf:type ").split()
        assert ask(published, f"{triple} . GRAPH graph:inferred {{ {triple} }}")
        assert ask(
            published,
            f"""GRAPH graph:inferred {{ ?i a rdf:Statement ; rdf:subject {subject} ;
            rdf:predicate {predicate} ; rdf:object {value} ;
            prov:wasGeneratedBy <rule/{rule}> }}""",
        )


def test_every_fact_has_a_claim_or_a_rule(published: PublishedDataset) -> None:
    unexplained = """SELECT * { ?s ?p ?o MINUS { GRAPH ?g {
        ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } } }"""
    head = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in published.config.prefixes.items())
    assert list(published.store.query(head + unexplained)) == []


def test_no_blank_nodes_and_no_capital_in_a_language_tag(published: PublishedDataset) -> None:
    for quad in published.store:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        assert not any(isinstance(term, ox.BlankNode) for term in terms)
        if isinstance(quad.object, ox.Literal) and quad.object.language:
            assert quad.object.language == quad.object.language.lower()


def test_a_domain_shares_no_term_with_the_shipped_one() -> None:
    mine, shipped = (load_ontology(path)[0] for path in (LIGHTHOUSES, SHIPPED))
    for one in ("classes", "properties"):
        keys = getattr(mine.vocabulary, one)
        assert keys
        assert not keys.keys() & getattr(shipped.vocabulary, one).keys()
    terms = {str(p.iri) for p in mine.vocabulary.properties.values()}
    assert not terms & {p.iri for p in shipped.vocabulary.properties.values()}


def test_a_former_name_is_a_redirect(published: PublishedDataset) -> None:
    assert published.redirects == {"light/mole": "light/north-mole"}


def test_the_dump_is_the_store_and_sorted(published: PublishedDataset) -> None:
    lines = published.nquads.read_text(encoding="utf-8").split("\n")[:-1]
    assert lines == sorted(set(lines))
    independent = rdflib.Dataset()
    independent.parse(published.nquads, format="nquads")
    assert len(list(independent.quads())) == len(published.store)


def test_the_same_folder_gives_the_same_bytes(published: PublishedDataset, tmp_path: Path) -> None:
    """In another process, place, time zone, locale and hash order."""
    folder = shutil.copytree(LIGHTHOUSES, tmp_path / "elsewhere")
    script = "import sys; from pathlib import Path; from kg.build import build; "
    script += "print(build(Path(sys.argv[1]), Path(sys.argv[2])).version)"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Almaty", "LC_ALL": "C"}
        output = subprocess.run(
            [sys.executable, "-c", script, str(folder), str(tmp_path / f"d{seed}")],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert output.stdout.strip() == published.version


def test_open_gives_an_rdflib_dataset_at_native_speed(published: PublishedDataset) -> None:
    dataset = kg.open(published.directory.parents[1])
    rows = list(dataset.query("SELECT ?k { ?k l:keeps ?light } ORDER BY ?k"))
    assert [str(row.k) for row in rows] == [BASE + "keeper/ada"] * 2 + [BASE + "keeper/bo"]
    assert len(dataset.default_graph) == published.counts["default"]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("INSERT { ?a l:odd ?b } WHERE { ?a l:keeps ?b }", "INSERT only there"),
        ("DELETE { ?a ?p ?b } WHERE { ?a ?p ?b }", "INSERT only there"),
        ("INSERT { GRAPH graph:inferred { ?a l:odd [] } } WHERE { ?a l:keeps ?b }", "blank node"),
        (
            "INSERT { GRAPH graph:inferred { ?a l:n ?m } } WHERE { { ?a l:keeps ?b BIND(1 AS ?m) }"
            " UNION { ?a l:n ?o BIND(?o + 1 AS ?m) } }",
            "still find something new",
        ),
    ],
)
def test_rules_that_do_what_no_rule_may(tmp_path: Path, rule: str, message: str) -> None:
    folder = Path(shutil.copytree(LIGHTHOUSES, tmp_path / "l"))
    (folder / "rules" / "30-wrong.rq").write_text(f"# title@en: Wrong\n{rule}\n")
    assert check_ontology(folder).problems == ()
    with pytest.raises(RuleFailed, match=message):
        build(folder, tmp_path / "dataset")


def test_things_of_the_dataset_need_no_base(tmp_path: Path) -> None:
    """The same example query and network answer under another base address."""
    ontology = Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lighthouses"))
    (ontology / "queries" / "one.rq").write_text(
        "# title@en: One light\nSELECT ?p ?o { <light/skerry> ?p ?o }\n"
    )
    counts = set()
    for base in ("https://lights.example", "https://elsewhere.example/kg"):
        settings = ontology / "kg.toml"
        text = re.sub(r'(?m)^base = ".*"$', f'base = "{base}"', settings.read_text())
        settings.write_text(text)
        published = build(ontology, tmp_path / "dataset")
        query = next(each for each in published.queries if each.id == "one")
        counts.add(len(list(published.store.query(query.text))))
    assert len(counts) == 1
    assert counts != {0}
