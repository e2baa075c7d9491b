"""An ontology folder of any size, for benchmarks: made-up clubs and their made-up meetings."""

from __future__ import annotations

from pathlib import Path

FACTS_PER_SOURCE = 500
_FACTS_PER_MEETING = 5
_CLUBS = 1000

_KG_TOML = """base = "https://clubs.example/kg"
terms = "https://clubs.example/terms#"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
languages = ["en"]
default_language = "en"
[title]
en = "Made-up clubs"
[names]
preferred = "c:name"
[prefixes]
c = "https://clubs.example/terms#"
"""

_PREFIXES = """@prefix c: <https://clubs.example/terms#> .
@prefix kg: <https://w3id.org/shanyrak/kg#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix schema: <https://schema.org/> .
"""


def _term(name: str, kind: str, more: str = "") -> str:
    said = f'rdfs:label "{name}"@en ; skos:definition "Made up."@en'
    return f'c:{name} a rdf{kind} ; kg:key "{name}" ; {said} {more}.\n'


_VOCABULARY = _PREFIXES + "".join(
    (
        _term("Club", "s:Class"),
        _term("Meeting", "s:Class"),
        _term("Report", "s:Class"),
        _term("name", ":Property", "; schema:rangeIncludes rdf:langString "),
        _term("held", ":Property", "; schema:rangeIncludes edtf:EDTF "),
        _term("host", ":Property", "; schema:rangeIncludes c:Club "),
        _term("guest", ":Property", "; schema:rangeIncludes c:Club "),
    )
)


def write_ontology(directory: Path, facts: int) -> None:
    """Write a folder whose files state about so many facts."""
    for folder in ("facts", "entities"):
        (directory / folder).mkdir(parents=True)
    (directory / "kg.toml").write_text(_KG_TOML)
    (directory / "vocabulary.ttl").write_text(_VOCABULARY)
    sources = max(1, facts // FACTS_PER_SOURCE)
    for source in range(sources):
        (directory / "facts" / f"s-{source}.yaml").write_text(_source(source))
    things = [f"club/c-{number}" for number in range(_CLUBS)]
    things += [
        f"meeting/m-{source}-{number}"
        for source in range(sources)
        for number in range(FACTS_PER_SOURCE // _FACTS_PER_MEETING)
    ]
    entries = "".join(f"  {thing}:\n" for thing in ("curator/one", *things))
    header = "curator: curator/one\nreviewed: 2026-01-01\nentities:\n"
    (directory / "entities" / "all.yaml").write_text(header + entries)
    (directory / "facts" / "clubs.yaml").write_text(_clubs())


def _header(identifier: str) -> str:
    return (
        f"source:\n  id: {identifier}\n  type: Report\n  lang: en\n  accessed: 2026-01-01\n"
        "curator: curator/one\nreviewed: 2026-01-01\nevidence:\n"
    )


def _clubs() -> str:
    phrases = (
        f"- quote: the club number {n}\n  says:\n    club/c-{n}:\n      type: Club\n"
        for n in range(_CLUBS)
    )
    return _header("clubs") + "".join(phrases)


def _source(source: int) -> str:
    parts = [_header(f"s-{source}")]
    for number in range(FACTS_PER_SOURCE // _FACTS_PER_MEETING):
        club = (source * 31 + number * 7) % (_CLUBS - 2)
        parts.append(
            f"- quote: meeting {number} of report {source} was held by club {club}\n"
            f"  at: {number * 60}-{number * 60 + 50}\n"
            f"  says:\n    meeting/m-{source}-{number}:\n      type: Meeting\n"
            f"      name: {{en: Meeting {number} of report {source}}}\n"
            f"      held: {1990 + number % 30}-0{1 + number % 9}\n"
            f"      host: club/c-{club}\n      guest: club/c-{club + 1}\n"
        )
    return "".join(parts)
