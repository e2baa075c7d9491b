"""Things found by name or by kind, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.search import search
from web.lookups.labels import Label, Labels, labels
from web.lookups.overview import types
from web.lookups.rows import select, text_of, values


@dataclass(frozen=True)
class Found:
    """A thing in a list.

    Parameters
    ----------
    iri, label: the thing and what it is called in the reader's language.
    types: labels of the classes that sources give it.
    name: the name that matched, where one was searched for.
    why: how it matched: ``exact``, ``contains`` or ``similar 88 %``; empty in a listing.
    """

    iri: str
    label: Label
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
    hits = search(
        dataset.search_index,
        text,
        language=language,
        types=None if kind is None else [kind],
        limit=limit,
    )
    names = labels(dataset, language)
    classes = _classes(dataset, names, [hit.iri for hit in hits])
    return [Found(hit.iri, names(hit.iri), classes[hit.iri], hit.name, hit.why) for hit in hits]


def by_kind(dataset: PublishedDataset, language: str, kind: str, limit: int) -> list[Found]:
    """Things of one class, in the order of the alphabet."""
    rows = select(
        dataset,
        f"SELECT DISTINCT ?thing WHERE {{ {values('kind', [kind])} ?thing a ?kind }} "
        f"ORDER BY ?thing LIMIT {limit}",
    )
    iris = [text_of(thing) for (thing,) in rows]
    names = labels(dataset, language)
    classes = _classes(dataset, names, iris)
    listed = [Found(iri, names(iri), classes[iri]) for iri in iris]
    return sorted(listed, key=lambda found: found.label.text.casefold().lstrip('“"«'))


def _classes(
    dataset: PublishedDataset, names: Labels, iris: list[str]
) -> dict[str, tuple[Label, ...]]:
    found = types(dataset, tuple(iris))
    names.prepare([*iris, *(kind for kinds in found.values() for kind in kinds)])
    return {iri: tuple(map(names, kinds)) for iri, kinds in found.items()}
