"""Checking an ontology folder: form, meaning, and phrases where there are texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg.claims import Claims, make_claims
from kg.collector import collector_off
from kg.errors import Problem
from kg.facts.duplicates import check_distinctions, find_duplicates
from kg.facts.verify import verify_phrases
from kg.ontology import Ontology, load_ontology


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Parameters
    ----------
    sources, phrases, claims: how many were read.
    verified, unverified: phrases found in their source's text, and phrases without a text.
    problems: everything wrong, in order of place.
    without_text: files of facts whose text was looked for and is not there.
    """

    sources: int
    phrases: int
    claims: int
    verified: int
    unverified: int
    problems: tuple[Problem, ...]
    without_text: tuple[str, ...] = ()


def check_ontology(
    ontology: Path, texts: Path | None = None, *, duplicates: bool = False
) -> CheckReport:
    """Check an ontology folder.

    Parameters
    ----------
    ontology: the folder.
    texts: directory with the texts of the sources.
    duplicates: also report entries that may be one thing and that nobody has told apart.

    Raises
    ------
    OntologyMissing, OntologyError: there is no usable ``kg.toml``.
    """
    loaded, _, report = examine(ontology, texts)
    if not duplicates:
        return report
    return replace(report, problems=tuple(sorted({*report.problems, *find_duplicates(loaded)})))


@collector_off()
def examine(ontology: Path, texts: Path | None) -> tuple[Ontology, Claims, CheckReport]:
    """Check an ontology folder and keep what was read; see :func:`check_ontology`."""
    loaded, problems = load_ontology(ontology)
    # Without a vocabulary every word is unknown, and saying so of each helps nobody.
    words = loaded.vocabulary.classes or loaded.vocabulary.properties
    claims, faults = make_claims(loaded) if words else (Claims(), [])
    phrases = verify_phrases(loaded.sources, texts)
    report = CheckReport(
        len(loaded.sources),
        sum(len(source.evidence) for source in loaded.sources),
        len(claims.claims),
        phrases.verified,
        phrases.unverified,
        tuple(sorted({*problems, *faults, *check_distinctions(loaded), *phrases.problems})),
        tuple(phrases.without_text),
    )
    return loaded, claims, report
