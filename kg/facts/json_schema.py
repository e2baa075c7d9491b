"""JSON Schemas of facts and register files, for completion in editors.

They are generated from the vocabulary and the register and kept beside them; ``kg format``
writes them anew. They help while typing; ``kg check`` is what decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kg.facts.checks import is_datatype
from kg.facts.model import Register
from kg.facts.reader import DETAIL_KEYS, ENTITY_KEYS, EVIDENCE_KEYS, FILE_KEYS, HEADER_KEYS
from kg.ontology import Ontology
from kg.terms import BASES, CONFIDENCES, LANG_STRING, STATUSES
from kg.vocabulary import Property

FACTS_SCHEMA = "facts.schema.json"
ENTITIES_SCHEMA = "entities.schema.json"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Editors read plain YAML scalars as numbers or truth values; facts files mean text.
_TEXT = {"type": ["string", "number", "boolean"]}
_TAG = "^[a-z]{2,3}(-[a-z0-9]{2,8})*$"


def schemas(ontology: Ontology) -> dict[str, str]:
    """The schema files of an ontology folder: name → canonical JSON text."""
    return {
        FACTS_SCHEMA: _dump(facts_schema(ontology)),
        ENTITIES_SCHEMA: _dump(entities_schema(ontology.registers)),
    }


def _dump(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def facts_schema(ontology: Ontology) -> dict[str, Any]:
    """The schema of a facts file in the words of one vocabulary."""
    vocabulary = ontology.vocabulary
    classes = sorted(vocabulary.classes)
    about = {
        "type": "object",
        "properties": {
            "type": {"$ref": "#/$defs/types"},
            **{key: _property(vocabulary.properties[key]) for key in sorted(vocabulary.properties)},
        },
        "additionalProperties": False,
    }
    evidence: dict[str, Any] = {
        "type": "object",
        "properties": {
            "quote": {**_TEXT, "description": "The source's words, at most 12."},
            "at": {"type": "string", "pattern": "^[0-9]+-[0-9]+$"},
            "says": {
                "type": "object",
                "propertyNames": {"$ref": "#/$defs/subject"},
                "additionalProperties": {"$ref": "#/$defs/about"},
            },
            "open": {"type": "array", "items": {"enum": sorted(vocabulary.properties)}},
        },
        "required": ["quote"],
        "additionalProperties": False,
    }
    assert set(evidence["properties"]) == set(EVIDENCE_KEYS)
    properties: dict[str, Any] = {
        "source": _header(classes),
        "curator": {"$ref": "#/$defs/entity"},
        "reviewed": _TEXT,
        "evidence": {"type": "array", "items": evidence},
        "not_stated": {"type": "array", "items": _not_stated(sorted(vocabulary.properties))},
    }
    assert set(properties) == set(FILE_KEYS)
    known = sorted(e.local.value for r in ontology.registers for e in r.entities)
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": properties,
        "required": ["source", "curator", "reviewed"],
        "additionalProperties": False,
        "$defs": {
            "about": about,
            "types": _one_or_more({"enum": classes}),
            "entity": {"enum": known},
            "subject": {"anyOf": [{"enum": known}, {"type": "string", "pattern": "^source/"}]},
            "text": {"anyOf": [_TEXT, _detailed(_TEXT)]},
            "reference": _one_or_more({"$ref": "#/$defs/subject"}),
            "literal": _one_or_more(_TEXT),
            "texts": _texts(),
        },
    }


def _header(classes: list[str]) -> dict[str, Any]:
    special: dict[str, Any] = {
        "type": {"enum": classes},
        "title": {"type": "object", "patternProperties": {_TAG: _TEXT}},
        "publisher": {"$ref": "#/$defs/entity"},
    }
    return {
        "type": "object",
        "properties": {key: special.get(key, _TEXT) for key in HEADER_KEYS},
        "required": ["id", "type", "lang", "accessed"],
        "additionalProperties": False,
    }


def _not_stated(keys: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"about": {"$ref": "#/$defs/subject"}, "property": {"enum": keys}},
        "required": ["about", "property"],
        "additionalProperties": False,
    }


def _property(prop: Property) -> dict[str, Any]:
    datatypes = [iri for iri in prop.ranges if is_datatype(iri)]
    kinds = ["texts"] if LANG_STRING in prop.ranges else []
    kinds += ["literal"] if any(d != LANG_STRING for d in datatypes) else []
    kinds += ["reference"] if len(datatypes) < len(prop.ranges) or not prop.ranges else []
    return {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds]}


def _one_or_more(value: dict[str, Any]) -> dict[str, Any]:
    several = {"anyOf": [value, {"type": "array", "items": value}]}
    one = {"anyOf": [value, _detailed(several)]}
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _detailed(value: dict[str, Any]) -> dict[str, Any]:
    special: dict[str, Any] = {
        "value": value,
        "status": {"enum": list(STATUSES)},
        "confidence": {"enum": list(CONFIDENCES)},
        "by": {"enum": list(BASES)},
    }
    return {
        "type": "object",
        "properties": {key: special.get(key, _TEXT) for key in DETAIL_KEYS},
        "required": ["value"],
        "additionalProperties": False,
    }


def _texts() -> dict[str, Any]:
    text = {"$ref": "#/$defs/text"}
    by_language = {
        "type": "object",
        "patternProperties": {_TAG: {"anyOf": [text, {"type": "array", "items": text}]}},
        "additionalProperties": False,
    }
    one = {"anyOf": [by_language, _detailed(by_language)]}
    return {"anyOf": [one, {"type": "array", "items": one}]}


def entities_schema(registers: Iterable[Register]) -> dict[str, Any]:
    """The schema of a register file."""
    curators = sorted(
        entity.local.value
        for register in registers
        for entity in register.entities
        if entity.local.value.startswith("curator/")
    )
    name = _detailed(_TEXT)
    special: dict[str, Any] = {
        "names": {
            "type": "object",
            "patternProperties": {_TAG: {"anyOf": [name, {"type": "array", "items": name}]}},
            "additionalProperties": False,
        },
        "note": _TEXT,
        "formerly": {"type": "array", "items": {"type": "string"}},
        "distinct-from": {"type": "object", "additionalProperties": _TEXT},
    }
    entity = {
        "type": ["object", "null"],
        "properties": {key: special[key] for key in ENTITY_KEYS},
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": {
            "curator": {"enum": curators},
            "reviewed": _TEXT,
            "entities": {"type": "object", "additionalProperties": entity},
        },
        "required": ["curator", "reviewed", "entities"],
        "additionalProperties": False,
    }
