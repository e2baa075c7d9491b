"""The table of the seed article's sentences, read from ``seed_sentences.yaml`` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.ontology.stated import Triple

_TABLE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Sentence:
    """One sentence and the claims that it makes; the table says what each field holds."""

    number: int
    start: int
    end: int
    opening: str
    states: frozenset[Triple]
    disputed: frozenset[Triple]
    repeats: frozenset[Triple]
    nothing: str | None

    def holds(self, start: int, end: int) -> bool:
        """Whether a passage lies in the sentence."""
        return self.start <= start and end <= self.end


def read_sentences() -> tuple[Sentence, ...]:
    """Every sentence of the table, in order."""
    entries = yaml.load(_TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return tuple(_sentence(entry) for entry in entries)


def _sentence(entry: dict[str, Any]) -> Sentence:
    start, end = entry["place"].split("-")
    return Sentence(
        int(entry["number"]),
        int(start),
        int(end),
        entry["opening"],
        _triples(entry.get("states", {})),
        _triples(entry.get("disputed", {})),
        _triples(entry.get("repeats", {})),
        entry.get("nothing"),
    )


def _triples(said: dict[str, dict[str, str | list[str]]]) -> frozenset[Triple]:
    return frozenset(
        (subject, key, value)
        for subject, about in said.items()
        for key, values in about.items()
        for value in ([values] if isinstance(values, str) else values)
    )
