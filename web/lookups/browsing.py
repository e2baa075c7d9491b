"""Things narrowed down by kind, by the values of facets, by years; where and when they are.

A facet is a property that the vocabulary marks with ``kg:isFacet``. Places are what has a
latitude and a longitude [1]_; a thing is at its own, or at that of a facet's value.

References
----------
.. [1] https://schema.org/latitude, https://schema.org/longitude
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.facts.dates import ImpossibleDate, parse_date
from kg.terms import EDTF, SCHEMA, XSD
from web.lookups.overview import NO_RECORD, types
from web.lookups.rows import remembered, select, text_of, values

_DATES = ", ".join(f"<{each}>" for each in (EDTF, XSD + "date", XSD + "gYearMonth", XSD + "gYear"))
#: The most dated facts, and places of things, that a page is made of.
MOST = 20_000


@dataclass(frozen=True)
class Dated:
    """A thing and a day, a month or a year of it.

    Parameters
    ----------
    thing, property: what is dated, and how the date is meant.
    date: as it is written in the dataset.
    first, last: the years that it can mean.
    """

    thing: str
    property: str
    date: str
    first: int
    last: int


@dataclass(frozen=True)
class Located:
    """A thing and where it is.

    Parameters
    ----------
    thing, place: what is there; a place is at itself.
    latitude, longitude: in degrees (WGS 84).
    """

    thing: str
    place: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Narrowing:
    """What a reader has chosen.

    Parameters
    ----------
    kind: IRI of a class, or None.
    chosen: values by facet, IRIs both.
    first, last: years; None where that end is open.
    """

    kind: str | None = None
    chosen: tuple[tuple[str, str], ...] = ()
    first: int | None = None
    last: int | None = None

    @property
    def has_years(self) -> bool:
        """Whether the years are limited."""
        return self.first is not None or self.last is not None

    def covers(self, dated: Dated) -> bool:
        """Whether a date may lie within the years."""
        after = self.first is None or dated.last >= self.first
        return after and (self.last is None or dated.first <= self.last)


@dataclass(frozen=True)
class Facet:
    """A property, and how many things have each of its values, the most frequent first."""

    property: str
    values: tuple[tuple[str, int], ...]


@remembered
def facets(dataset: PublishedDataset) -> tuple[str, ...]:
    """The properties that things can be narrowed down by, in order of their IRIs."""
    found = select(dataset, "SELECT ?p WHERE { GRAPH graph:ontology { ?p kg:isFacet true } }")
    return tuple(sorted(text_of(property_) for (property_,) in found))


def narrowed(dataset: PublishedDataset, narrowing: Narrowing, limit: int) -> tuple[str, ...]:
    """The things that fit a choice, in order of their IRIs.

    Parameters
    ----------
    limit: how many at most.

    Raises
    ------
    ValueError: something chosen is no IRI.
    """
    patterns = [f"{values('kind', [narrowing.kind])} ?thing a ?kind ."] if narrowing.kind else []
    for number, (property_, value) in enumerate(narrowing.chosen):
        p, v = f"p{number}", f"v{number}"
        patterns.append(f"{values(p, [property_])} {values(v, [value])} ?thing ?{p} ?{v} .")
    if not patterns:
        patterns = ["?thing a ?any . GRAPH graph:ontology { ?any kg:key ?key }"]
    most = MOST if narrowing.has_years else limit
    rows = select(
        dataset,
        f"SELECT DISTINCT ?thing WHERE {{ {' '.join(patterns)} }} ORDER BY ?thing LIMIT {most}",
    )
    found = [text_of(thing) for (thing,) in rows]
    if narrowing.has_years:
        when = {each.thing for each in dated(dataset) if narrowing.covers(each)}
        found = [thing for thing in found if thing in when]
    return tuple(found[:limit])


def counted(
    dataset: PublishedDataset, things: Iterable[str]
) -> tuple[tuple[Facet, ...], Mapping[str, int]]:
    """How many of some things have each value of each facet, and how many are of each class."""
    asked = tuple(dict.fromkeys(things))
    if not asked:
        return (), {}
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?p ?value ?thing WHERE {{ {values("p", facets(dataset))}
          {values("thing", asked)} ?thing ?p ?value FILTER(isIRI(?value)) }}""",
    )
    numbers: dict[str, Counter[str]] = {}
    for property_, value, _thing in rows:
        numbers.setdefault(text_of(property_), Counter())[text_of(value)] += 1
    found = tuple(
        Facet(property_, tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))))
        for property_, counts in sorted(numbers.items())
    )
    classes = types(dataset, asked)
    return found, Counter(kind for kinds in classes.values() for kind in kinds)


@remembered
def dated(dataset: PublishedDataset) -> tuple[Dated, ...]:
    """The dated facts, in order of time; records are left out.

    No more than :data:`MOST`; what is no date is left out.
    """
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?thing ?p ?date WHERE {{ ?thing ?p ?date
          FILTER(isLiteral(?date) && DATATYPE(?date) IN ({_DATES}))
          {NO_RECORD.format("?thing")} }} ORDER BY ?date ?thing ?p LIMIT {MOST}""",
    )
    found = (_dated(*map(text_of, row)) for row in rows)
    return tuple(sorted((each for each in found if each), key=_in_time))


@remembered
def spans(dataset: PublishedDataset) -> Mapping[str, tuple[int, int]]:
    """The first and the last year of each dated thing."""
    found: dict[str, tuple[int, int]] = {}
    for each in dated(dataset):
        first, last = found.get(each.thing, (each.first, each.last))
        found[each.thing] = min(first, each.first), max(last, each.last)
    return found


def _dated(thing: str, property_: str, date: str) -> Dated | None:
    try:
        read = parse_date(date)
    except ImpossibleDate:
        return None
    bounds = [day for day in (read.earliest, read.latest) if day is not None]
    if not bounds:
        return None
    return Dated(thing, property_, date, int(bounds[0][:4]), int(bounds[-1][:4]))


def _in_time(each: Dated) -> tuple[int, str, str, str]:
    return each.first, each.date, each.thing, each.property


@remembered
def located(dataset: PublishedDataset) -> tuple[Located, ...]:
    """The things that have a place with coordinates, by place; records are left out."""
    led = "|".join(f"<{property_}>" for property_ in facets(dataset))
    through = f"UNION {{ ?thing {led} ?place }}" if led else ""
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?thing ?place ?lat ?lon WHERE {{
          ?place <{SCHEMA}latitude> ?lat ; <{SCHEMA}longitude> ?lon
          {{ ?place a ?any BIND(?place AS ?thing) }} {through}
          {NO_RECORD.format("?thing")} }} ORDER BY ?place ?thing ?lat ?lon LIMIT {MOST}""",
    )
    found: dict[tuple[str, str], Located] = {}
    for thing, place, latitude, longitude in rows:
        where = _degrees(text_of(latitude), 90), _degrees(text_of(longitude), 180)
        if where[0] is not None and where[1] is not None:
            key = text_of(thing), text_of(place)
            found.setdefault(key, Located(*key, where[0], where[1]))
    return tuple(found.values())


def _degrees(text: str, most: float) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if -most <= degrees <= most else None
