"""How a reader narrows things down: by name, kind, facets and years, all in the address.

Search, timeline and map read the same parameters: ``q``, ``type`` (a class's key), a facet's key
(``type/slug`` of the value), ``from`` and ``to`` (years).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.exceptions import BadRequest

from kg.dataset import PublishedDataset
from kg.search import Hit, search
from kg.select import is_iri
from web.languages import language
from web.links import iri_of, local_or_iri
from web.lookups.browsing import MOST, Narrowing, counted, facets, narrowed
from web.lookups.labels import labels
from web.lookups.vocabulary import Kind, keys, kinds
from web.published import dataset

#: The most things that a name may be found as, before they are narrowed down.
HITS = 500


@dataclass(frozen=True)
class Asked:
    """What the address asks for.

    Parameters
    ----------
    text: a name, or empty.
    kind: a class, or None.
    narrowing: kind, facets and years.
    """

    text: str
    kind: Kind | None
    narrowing: Narrowing

    @property
    def is_narrow(self) -> bool:
        """Whether anything but a name is asked for."""
        return self.narrowing != Narrowing()

    def __bool__(self) -> bool:
        return bool(self.text) or self.is_narrow

    def hits(self, published: PublishedDataset) -> list[Hit]:
        """What is named so, and fits the rest; the best match first."""
        found = search(published.search_index, self.text, language=language(), limit=HITS)
        if not self.is_narrow:
            return found
        allowed = set(narrowed(published, self.narrowing, MOST))
        return [hit for hit in found if hit.iri in allowed]

    def allowed(self, published: PublishedDataset) -> set[str] | None:
        """The things that fit; None where nothing is asked for."""
        if self.text:
            return {hit.iri for hit in self.hits(published)}
        return set(narrowed(published, self.narrowing, MOST)) if self.is_narrow else None


def asked() -> Asked:
    """Read the address of this request.

    Raises
    ------
    BadRequest: a year is no year, years are the wrong way round, or a value is no thing.
    """
    published = dataset()
    kind = next((each for each in kinds(published) if each.key == request.args.get("type")), None)
    by_key = {keys(published).get(iri, ""): iri for iri in facets(published)}
    chosen = []
    for key, property_ in by_key.items():
        if not (name := request.args.get(key, "")):
            continue
        value = iri_of(published, name)
        if not is_iri(value):
            raise BadRequest(f"'{key}' takes a thing such as type/slug")
        chosen.append((property_, value))
    first, last = _year("from"), _year("to")
    if first is not None and last is not None and first > last:
        raise BadRequest(f"{first} is after {last}: let 'from' be the earlier year")
    narrowing = Narrowing(kind.iri if kind else None, tuple(chosen), first, last)
    return Asked(request.args.get("q", "").strip(), kind, narrowing)


def _year(name: str) -> int | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 4:
        raise BadRequest(f"'{name}' takes a year such as 1995")
    return int(text)


def choices(published: PublishedDataset, chosen: Asked, things: Sequence[str]) -> dict[str, Any]:
    """What the reader can choose among some things, for ``parts/narrow.html``."""
    found, numbers = counted(published, things)
    names = labels(published, language())
    names.prepare(
        [*facets(published), *numbers, *(value for facet in found for value, _ in facet.values)]
    )
    here = url_for(str(request.endpoint), q=chosen.text or None)
    given = dict(chosen.narrowing.chosen)
    groups = [
        _group(
            keys(published)[facet.property],
            names(facet.property).text,
            [
                (local_or_iri(published, value), names(value), number)
                for value, number in facet.values
            ],
            local_or_iri(published, given[facet.property]) if facet.property in given else None,
        )
        for facet in found
    ]
    by_kind = [
        (kind.key, names(kind.iri), numbers[kind.iri])
        for kind in kinds(published)
        if numbers.get(kind.iri)
    ]
    return {
        "action": url_for(str(request.endpoint)),
        "text": chosen.text,
        "kinds": _options("type", by_kind, chosen.kind.key if chosen.kind else None),
        "groups": groups,
        "first": chosen.narrowing.first,
        "last": chosen.narrowing.last,
        "kept": {
            name: value
            for name, value in request.args.items()
            if value and name not in ("from", "to", "q")
        },
        "everything": here if chosen.is_narrow else "",
    }


def _group(
    key: str, label: str, values: Iterable[tuple[str, Any, int]], current: str | None
) -> dict[str, Any]:
    options = _options(key, values, current)
    return {
        "label": label,
        "options": options,
        "current": next((each["label"] for each in options if each["current"]), None),
    }


def _options(
    name: str, values: Iterable[tuple[str, Any, int]], current: str | None
) -> list[dict[str, Any]]:
    return [
        {
            "label": label.text,
            "lang": label.lang,
            "number": number,
            "current": value == current,
            "href": with_parameter(name, None if value == current else value),
        }
        for value, label, number in values
    ]


def with_parameter(name: str, value: str | None) -> str:
    """The address of this page with another value of a parameter, or without it."""
    others = {key: each for key, each in request.args.items() if each and key != name}
    query = urlencode(others | ({name: value} if value else {}))
    return url_for(str(request.endpoint)) + (f"?{query}" if query else "")
