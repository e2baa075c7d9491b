"""Each shape finds the fault it is for, and finds none in the shipped data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, SH

from kg.config import load_config
from kg.dataset import PublishedDataset
from kg.shapes import validate

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
SHAPES = ONTOLOGY / "shapes.ttl"
CONFIG = load_config(ONTOLOGY)
HEADER = """
@prefix apk: <https://w3id.org/shanyrak/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://w3id.org/shanyrak/x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:org a schema:Organization ; schema:name "Organisation"@en .
x:event a schema:Event ; schema:name "Event"@en .
x:place a schema:Place ; schema:name "Place"@en .
x:person a schema:Person ; schema:name "Person"@en .
x:thought a skos:Concept ; schema:name "Thought"@en .
"""
#: A fault, and the words of the message that a curator should get; one fault a row.
FAULTS = {
    "association without a name": (
        "x:a a apk:EthnoculturalAssociation .",
        "Nothing says what this is called",
    ),
    "name without a language": (
        'x:a a schema:Person ; schema:name "A" .',
        "A name needs a language",
    ),
    "two names in one language": (
        'x:a a schema:Person ; schema:name "A"@en, "B"@en .',
        "Two names in one language",
    ),
    "description too long": (
        f'x:org schema:description "{"word " * 41}"@en .',
        "A description is a few words of ours",
    ),
    "organiser is a thought": ("x:event schema:organizer x:thought .", "The organiser of an event"),
    "attendee is a place": ("x:event schema:attendee x:place .", "Those who attend an event"),
    "performer is a thought": ("x:event schema:performer x:thought .", "Those who perform"),
    "location is a person": (
        "x:event schema:location x:person .",
        "An event takes place at a place",
    ),
    "part of an event, not a project": (
        "x:event apk:partOfProject x:org .",
        "An event can be part of a project only",
    ),
    "two dates": (
        'x:event dcterms:date "1995"^^xsd:gYear, "1996"^^xsd:gYear .',
        "More than one date is accepted",
    ),
    "date in words": ('x:event dcterms:date "in spring" .', "The date of an event must be a date"),
    "a person performed at": ("x:person schema:performer x:org .", "Only an event has performers"),
    "founding of nothing": (
        'x:f a apk:Founding ; schema:name "F"@en .',
        "A founding has to say which organisation",
    ),
    "anniversary of nothing": (
        'x:a a apk:Anniversary ; schema:name "A"@en .',
        "An anniversary is of exactly one earlier event",
    ),
    "anniversary of no years": (
        (
            'x:a a apk:Anniversary ; schema:name "A"@en ;'
            " apk:commemorates x:event ; apk:yearsMarked 0 ."
        ),
        "The years an anniversary marks",
    ),
    "year in honour of nothing": (
        'x:y a apk:ThematicYear ; schema:name "Y"@en ; dcterms:date "2015"^^xsd:gYear .',
        "A thematic year is in honour of something",
    ),
    "year on one day": (
        (
            'x:y a apk:ThematicYear ; schema:name "Y"@en ; apk:honours x:org ;'
            ' dcterms:date "2015-03-01"^^xsd:date .'
        ),
        "A thematic year has one calendar year",
    ),
    "year declared by a person": (
        (
            'x:y a apk:ThematicYear ; schema:name "Y"@en ; apk:honours x:org ;'
            ' dcterms:date "2015"^^xsd:gYear ; apk:declaredBy x:person .'
        ),
        "What declares a year is a decision",
    ),
    "decision of nobody": (
        'x:d a apk:Decision ; schema:name "D"@en .',
        "A decision is taken by a post",
    ),
    "decision by a place": (
        'x:d a apk:Decision ; schema:name "D"@en ; apk:issuedBy x:place .',
        "A decision is taken by a post",
    ),
    "count of nothing": (
        'x:c a schema:Observation ; schema:name "C"@en ; apk:counts x:thought ; apk:value 3 .',
        "A number is about something",
    ),
    "count of places": (
        (
            'x:c a schema:Observation ; schema:name "C"@en ; apk:countOf x:place ;'
            " apk:counts x:place ; apk:value 3 ."
        ),
        "Say what is counted",
    ),
    "count of two numbers": (
        (
            'x:c a schema:Observation ; schema:name "C"@en ; apk:countOf x:place ;'
            " apk:counts x:thought ; apk:value 3, 4 ."
        ),
        "One count has one number",
    ),
    "share beyond the whole": (
        (
            'x:c a schema:Observation ; schema:name "C"@en ; apk:countOf x:place ;'
            " apk:counts x:thought ; apk:share 101.5 ."
        ),
        "A share is one number",
    ),
    "count without a number": (
        (
            'x:c a schema:Observation ; schema:name "C"@en ; apk:countOf x:place ;'
            " apk:counts x:thought ."
        ),
        "A count needs its number or its share",
    ),
    "session number nought": (
        'x:s a apk:Session ; schema:name "S"@en ; apk:sessionNumber 0 .',
        "A session has one number",
    ),
    "session chaired by a place": (
        'x:s a apk:Session ; schema:name "S"@en ; apk:chairedBy x:place .',
        "A person or the holder of a post presides",
    ),
    "headed by an organisation": (
        "x:org apk:headedBy x:org .",
        "An organisation is headed by a person",
    ),
    "act of a place": (
        'x:l a schema:Legislation ; schema:name "L"@en ; apk:issuedBy x:place .',
        "An act is issued by",
    ),
    "act of two dates": (
        (
            'x:l a schema:Legislation ; schema:name "L"@en ;'
            ' dcterms:date "2008-10-20"^^xsd:date, "2008-12-20"^^xsd:date .'
        ),
        "More than one date is accepted",
    ),
    "latitude beyond the pole": (
        "x:place schema:latitude 91.0 ; schema:longitude 71.0 .",
        "Latitude is one number",
    ),
    "latitude without longitude": (
        "x:place schema:latitude 51.0 .",
        "Latitude comes with a longitude",
    ),
    "post held by an organisation": (
        'x:p a org:Post ; schema:name "P"@en ; org:heldBy x:org .',
        "A post is held by a person",
    ),
    "post that is a person": ("x:person a org:Post .", "A post is not a person"),
    "project run by a place": (
        'x:p a apk:Project ; schema:name "P"@en ; apk:runBy x:place .',
        "A project is run by",
    ),
    "project that is an organisation": (
        "x:org a apk:Project .",
        "A project is not an organisation",
    ),
    "part of a person": (
        "x:org schema:parentOrganization x:person .",
        "An organisation can be part of an organisation only",
    ),
    "part of each other": (
        (
            "x:org schema:parentOrganization x:p ; schema:subOrganization x:p ."
            ' x:p a schema:Organization ; schema:name "P"@en .'
        ),
        "Two organisations are each part of the other",
    ),
    "founded twice": (
        'x:org schema:foundingDate "1995"^^xsd:gYear, "1996"^^xsd:gYear .',
        "An organisation has two dates of founding",
    ),
    "represents an organisation": ("x:org apk:represents x:place .", "An association represents"),
    "capital of a city": ("x:place apk:capitalOf x:org .", "A place is the capital of one country"),
    "within each other": (
        (
            "x:place schema:containedInPlace x:q ; schema:containsPlace x:q ."
            ' x:q a schema:Place ; schema:name "Q"@en .'
        ),
        "Two places lie within each other",
    ),
    "quotation from nowhere": (
        'x:q a schema:Quotation ; schema:name "Q"@en .',
        "A quotation stands in some text",
    ),
    "quotation by a place": (
        (
            'x:q a schema:Quotation ; schema:name "Q"@en ; schema:creator x:place ;'
            ' schema:isPartOf x:w . x:w a schema:CreativeWork ; schema:name "W"@en .'
        ),
        "The author of a quotation",
    ),
}


def violations(turtle: str) -> list[str]:
    """Messages for a small graph laid over a faultless one."""
    store = ox.Store()
    graph = ox.NamedNode(CONFIG.graph("ontology"))
    store.load(path=str(ONTOLOGY / "vocabulary.ttl"), format=ox.RdfFormat.TURTLE, to_graph=graph)
    store.load((HEADER + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return validate(store, SHAPES, CONFIG)


def test_faultless_graph_passes() -> None:
    assert violations("") == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(fault: str) -> None:
    turtle, message = FAULTS[fault]
    found = violations(turtle)
    assert found
    assert all(message in line for line in found), found


def test_what_follows_passes_too(corpus: PublishedDataset) -> None:
    """The shapes hold for the whole published graph, inferred facts included."""
    assert validate(corpus.store, SHAPES, corpus.config) == []


def test_every_message_is_tried_and_told_in_three_languages() -> None:
    shapes = rdflib.Graph().parse(SHAPES)
    english = set()
    for node in set(shapes.subjects(SH.message)):
        by_language = {m.language: str(m) for m in shapes.objects(node, SH.message)}
        assert set(by_language) == {"en", "ru", "kk"}
        english.add(by_language["en"])
    untried = [m for m in english if not any(m.startswith(start) for _, start in FAULTS.values())]
    assert untried == []


def test_shapes_are_core_only() -> None:
    shapes = rdflib.Graph().parse(SHAPES)
    assert not list(shapes.triples((None, SH.sparql, None)))
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        assert list(shapes.objects(shape, SH.targetClass)) or list(
            shapes.objects(shape, SH.targetSubjectsOf)
        )
