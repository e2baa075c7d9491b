"""The vocabulary: complete in three languages, and standard where a standard term exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SDO, SH, SKOS, URIRef
from rdflib import namespace as ns

from kg.config import Config, load_config
from kg.dataset import PublishedDataset
from kg.ontology import load_ontology
from tests.ontology.stated import Triple, gaps

KG = rdflib.Namespace("https://w3id.org/shanyrak/kg#")
DOMAIN, RANGE = ns.SDO.domainIncludes, ns.SDO.rangeIncludes
APK = "https://w3id.org/shanyrak/ontology#"
STANDARD = {
    str(namespace._NS): namespace for namespace in (ns.SDO, ns.ORG, ns.PROV, ns.SKOS, ns.DCTERMS)
}
DATATYPES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://id.loc.gov/datatypes/edtf/EDTF",
    *(f"http://www.w3.org/2001/XMLSchema#{t}" for t in ("string", "integer", "decimal", "boolean")),
    "http://www.w3.org/2001/XMLSchema#anyURI",
}
LANGUAGES = {"kk", "ru", "en"}


@pytest.fixture(scope="module")
def vocabulary(ontology_dir: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_dir / "vocabulary.ttl")


@pytest.fixture(scope="module")
def alignments(ontology_dir: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_dir / "alignments.ttl")


@pytest.fixture(scope="module")
def config(ontology_dir: Path) -> Config:
    return load_config(ontology_dir)


def terms(graph: rdflib.Graph) -> set[URIRef]:
    """What facts files can use; the sections of pages only order it."""
    return {s for s in graph.subjects() if isinstance(s, URIRef)} - sections(graph)


def sections(graph: rdflib.Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, SH.PropertyGroup) if isinstance(s, URIRef)}


def properties(graph: rdflib.Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, RDF.Property) if isinstance(s, URIRef)}


def classes(graph: rdflib.Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, RDFS.Class) if isinstance(s, URIRef)}


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_every_term_is_told_in_three_languages(predicate: URIRef, vocabulary: rdflib.Graph) -> None:
    for term in terms(vocabulary):
        texts = list(vocabulary.objects(term, predicate))
        assert Counter(t.language for t in texts) == Counter(LANGUAGES), term
        assert all(str(text).strip() for text in texts), term


def test_kazakh_texts_are_kazakh(vocabulary: rdflib.Graph) -> None:
    """A definition of any length has one of the letters that Russian lacks."""
    for term in terms(vocabulary):
        for text in vocabulary.objects(term, SKOS.definition):
            if text.language == "kk":
                assert re.search("[әғқңөұүһі]", str(text).lower()), (term, text)


def test_keys_are_unique_and_well_formed(vocabulary: rdflib.Graph) -> None:
    keys = Counter(str(key) for key in vocabulary.objects(None, KG.key))
    assert max(keys.values()) == 1
    assert len(keys) == len(terms(vocabulary))
    for term in terms(vocabulary):
        key = str(vocabulary.value(term, KG.key))
        pattern = "[A-Z][A-Za-z]+" if term in classes(vocabulary) else "[a-z][A-Za-z]+"
        assert re.fullmatch(pattern, key), key
    assert "type" not in keys


def test_every_term_is_a_class_or_a_property(vocabulary: rdflib.Graph) -> None:
    assert classes(vocabulary) | properties(vocabulary) == terms(vocabulary)
    assert not classes(vocabulary) & properties(vocabulary)


def test_every_property_stands_in_one_section(vocabulary: rdflib.Graph) -> None:
    gathered = Counter(vocabulary.objects(None, KG.gathers))
    naming = {SDO.name, SDO.alternateName}
    assert gathered == Counter((properties(vocabulary) | {RDF.type}) - naming)
    assert set(vocabulary.subjects(KG.gathers)) == sections(vocabulary)


def test_sections_are_named_and_in_order(vocabulary: rdflib.Graph) -> None:
    orders = [int(str(vocabulary.value(s, SH.order))) for s in sections(vocabulary)]
    assert sorted(orders) == list(range(1, len(orders) + 1))
    for section in sections(vocabulary):
        texts = vocabulary.objects(section, RDFS.label)
        assert Counter(t.language for t in texts) == Counter(LANGUAGES), section


def test_standard_terms_exist(vocabulary: rdflib.Graph, alignments: rdflib.Graph) -> None:
    used = {t for g in (vocabulary, alignments) for triple in g for t in triple}
    for term in used:
        for base, namespace in STANDARD.items():
            if isinstance(term, URIRef) and str(term).startswith(base):
                assert term in namespace, f"{term} is not a term of {base}"


def test_terms_are_standard_or_our_own(vocabulary: rdflib.Graph) -> None:
    for term in terms(vocabulary):
        assert str(term).startswith((APK, *STANDARD)), term


def test_schema_project_is_not_used(vocabulary: rdflib.Graph, held: set[Triple]) -> None:
    assert ns.SDO.Project not in terms(vocabulary)
    kinds = {o for s, k, o in held if s == "project/great-power-of-harmony" and k == "type"}
    assert kinds == {"Project"}


def test_no_blank_nodes(vocabulary: rdflib.Graph, alignments: rdflib.Graph) -> None:
    for graph in (vocabulary, alignments):
        assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)


def test_domains_and_ranges_are_known(vocabulary: rdflib.Graph) -> None:
    known = classes(vocabulary)
    assert set(vocabulary.objects(None, DOMAIN)) <= known
    assert set(vocabulary.objects(None, RANGE)) <= known | {URIRef(d) for d in DATATYPES}
    assert set(vocabulary.objects(None, RDFS.subClassOf)) <= known


def test_inverses_point_at_each_other(vocabulary: rdflib.Graph) -> None:
    pairs = set(vocabulary.subject_objects(OWL.inverseOf))
    assert pairs
    for one, other in pairs:
        assert (other, one) in pairs
        assert set(vocabulary.objects(one, DOMAIN)) == set(vocabulary.objects(other, RANGE))


def test_preferred_name_has_the_key_name(vocabulary: rdflib.Graph, config: Config) -> None:
    assert str(vocabulary.value(predicate=KG.key, object=rdflib.Literal("name"))) == (
        config.preferred_name
    )
    assert all(URIRef(iri) in properties(vocabulary) for iri in config.alternative_names)


def test_no_term_is_idle(
    vocabulary: rdflib.Graph,
    corpus: PublishedDataset,
    corpus_held: set[Triple],
    ontology_dir: Path,
) -> None:
    """Each property is said, inferred or found missing; each class has a thing or a source."""
    used = {k for _, k, _ in corpus_held} | {k for _, k in gaps(corpus, "NotStated")}
    used |= {o for _, k, o in corpus_held if k == "type"}
    used |= {source.header["type"].value for source in load_ontology(ontology_dir)[0].sources}
    assert {str(key) for key in vocabulary.objects(None, KG.key)} <= used


def test_alignments_claim_no_equivalence(alignments: rdflib.Graph) -> None:
    assert {p for _, p, _ in alignments} == {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch}


def test_alignments_start_from_our_terms(
    vocabulary: rdflib.Graph, alignments: rdflib.Graph
) -> None:
    assert set(alignments.subjects()) <= terms(vocabulary)


@pytest.mark.parametrize("pattern", ["rules/*.rq", "queries/*.rq", "networks/*.toml", "shapes.ttl"])
def test_terms_in_use_are_in_the_vocabulary(
    pattern: str, ontology_dir: Path, vocabulary: rdflib.Graph, config: Config
) -> None:
    files = list(ontology_dir.glob(pattern))
    assert files
    for path in files:
        text = re.sub(r'"[^"\n]*"|#.*|<[^>]*>', " ", path.read_text(encoding="utf-8"))
        for name in re.findall(r"\b(?:schema|org|apk|dcterms):\w+", text):
            assert URIRef(config.expand(name)) in terms(vocabulary), (path.name, name)


def test_config_tells_the_dataset_in_three_languages(config: Config) -> None:
    assert set(config.title) == set(config.description) == set(config.languages) == LANGUAGES
    assert config.terms == APK
