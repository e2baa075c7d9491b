"""IRIs that the engine itself knows: its own terms and the standard ones of provenance.

Meanings of the engine's own terms stand in ``terms.ttl`` beside this file. Terms of a
domain are never named here; they come from its ontology folder.
"""

from __future__ import annotations

from pathlib import Path

KG = "https://w3id.org/shanyrak/kg#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
QB = "http://purl.org/linked-data/cube#"
EDTF_NAMESPACE = "http://id.loc.gov/datatypes/edtf/"
SCHEMA = "https://schema.org/"

#: Prefixes that every rule, query and network definition may use without declaring them.
ENGINE_PREFIXES = {
    "kg": KG,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "owl": OWL,
    "prov": PROV,
    "oa": OA,
    "dcterms": DCTERMS,
    "skos": SKOS,
    "qb": QB,
    "edtf": EDTF_NAMESPACE,
}

TYPE = RDF + "type"
STATEMENT = RDF + "Statement"
SUBJECT = RDF + "subject"
PREDICATE = RDF + "predicate"
OBJECT = RDF + "object"
LANG_STRING = RDF + "langString"
EDTF = EDTF_NAMESPACE + "EDTF"

WAS_DERIVED_FROM = PROV + "wasDerivedFrom"
WAS_ATTRIBUTED_TO = PROV + "wasAttributedTo"
WAS_GENERATED_BY = PROV + "wasGeneratedBy"
HAS_SELECTOR = OA + "hasSelector"
TEXT_QUOTE_SELECTOR = OA + "TextQuoteSelector"
EXACT = OA + "exact"
START = OA + "start"
END = OA + "end"

STATUSES = ("accepted", "disputed", "rejected")
CONFIDENCES = ("high", "medium", "low")
BASES = ("transliteration", "translation")

#: The engine's own vocabulary, published in graph/ontology of every dataset.
TERMS_FILE = Path(__file__).with_name("terms.ttl")
