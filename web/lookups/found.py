"""Things found by name or by kind, ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.names import sort_key
from kg.search import Hit, search
from web.lookups.labels import Label, labels
from web.lookups.overview import types


@dataclass(frozen=True)
class Found:
    """A thing in a list.

    Parameters
    ----------
    iri, label: the thing and what it is called in the reader's language.
    kinds, types: the classes that sources give it, and their labels.
    name: the name that matched, where one was searched for.
    why: how it matched: ``exact``, ``contains`` or ``similar 88 %``; empty in a listing.
    """

    iri: str
    label: Label
    kinds: tuple[str, ...]
    types: tuple[Label, ...]
    name: str = ""
    why: str = ""


def by_name(
    dataset: PublishedDataset, text: str, language: str, *, kind: str | None, limit: int
) -> list[Found]:
    """Things whose names match a text, the best match first.

    Parameters
    ----------
    kind: IRI of a class that they must have, or None.
    """
    types = None if kind is None else [kind]
    hits = search(dataset.search_index, text, language=language, types=types, limit=limit)
    return shown(dataset, language, hits)


def shown(dataset: PublishedDataset, language: str, hits: Sequence[Hit]) -> list[Found]:
    """What a search found, in its order."""
    make = _maker(dataset, language, [hit.iri for hit in hits])
    return [make(hit.iri, hit.name, hit.why) for hit in hits]


def listed(dataset: PublishedDataset, language: str, iris: list[str]) -> list[Found]:
    """Things in the order of the reader's alphabet."""
    make = _maker(dataset, language, iris)
    return sorted(map(make, iris), key=lambda found: sort_key(found.label.text, language))


def _maker(dataset: PublishedDataset, language: str, iris: list[str]) -> Callable[..., Found]:
    """What makes list entries of things, their labels and classes looked up together."""
    names = labels(dataset, language)
    classes = types(dataset, tuple(iris))
    names.prepare([*iris, *(kind for kinds in classes.values() for kind in kinds)])

    def make(iri: str, name: str = "", why: str = "") -> Found:
        return Found(iri, names(iri), classes[iri], tuple(map(names, classes[iri])), name, why)

    return make
