"""What a thing is called in the reader's language, looked up together and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.labels import labels as look_up
from web.lookups.rows import remembered


@dataclass(frozen=True)
class Label:
    """A text and the language that it is in (empty where nobody says)."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


class Labels:
    """The labels of one dataset's things and terms for a reader of one language."""

    def __init__(self, dataset: PublishedDataset, language: str) -> None:
        self._dataset = dataset
        self._language = language
        self._known: dict[str, Label] = {}

    def __call__(self, iri: str) -> Label:
        """The label of one IRI."""
        self.prepare((iri,))
        return self._known[iri]

    def prepare(self, iris: Iterable[str]) -> None:
        """Look up many labels in one query, before they are asked for one by one."""
        unknown = sorted(set(iris) - self._known.keys())
        if not unknown:
            return
        found = look_up(self._dataset.store, self._dataset.config, unknown, self._language)
        self._known.update({iri: Label(*pair) for iri, pair in found.items()})


@remembered
def labels(dataset: PublishedDataset, language: str) -> Labels:
    """The labels of a dataset in a language, shared between requests."""
    return Labels(dataset, language)
