"""Other ways to look at a query's table: a chart, a timeline, a map, a part of the graph.

Which of them make sense is read off the values: numbers make a chart, dates a timeline, things
with a place and pairs of degrees a map, and things of the dataset a part of the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.facts.dates import ImpossibleDate, parse_date
from kg.terms import EDTF, XSD
from web.languages import language
from web.links import href
from web.lookups.browsing import Located, located
from web.lookups.labels import labels
from web.pages.places import gazetteer, map_words
from web.piles import Piles, piles

_NUMBERS = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "short")
)
_DATES = frozenset((EDTF, *(XSD + name for name in ("date", "gYear", "gYearMonth", "dateTime"))))
_LATITUDES = ("lat", "latitude")
_LONGITUDES = ("lon", "long", "lng", "longitude")
#: More bars, or dates, say nothing at a glance.
_BARS = 60
_DATED = 400

#: A row of a table of SPARQL's JSON results: terms by variable.
Row = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Named:
    """What a row is about: a text, and where it leads, or empty."""

    text: str
    lang: str = ""
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """A row with its number, and the part of the greatest that it is, in per cent."""

    of: Named
    value: str
    share: float


@dataclass(frozen=True)
class Chart:
    """The numbers of one column."""

    column: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chronicle:
    """The dates of one column: a picture, and years with what they hold."""

    picture: Piles
    years: tuple[tuple[int, tuple[tuple[str, Named], ...]], ...]


@dataclass(frozen=True)
class Views:
    """What can be made of a table.

    Parameters
    ----------
    names: of the views there are, ``table`` the first.
    chosen: one of them.
    chart, chronicle, places: what the chosen view shows; None for the others.
    words: of the map's script.
    """

    names: tuple[str, ...]
    chosen: str
    chart: Chart | None = None
    chronicle: Chronicle | None = None
    places: list[dict[str, Any]] | None = None
    words: Mapping[str, str] | None = None


def views(
    published: PublishedDataset, columns: Sequence[str], rows: Sequence[Row], chosen: str
) -> Views:
    """The views of a table, and what the chosen one shows.

    Parameters
    ----------
    chosen: name of a view; the table where there is no such.
    """
    number = _column(columns, rows, _is_number)
    day = _column(columns, rows, _is_date)
    spots = _spots(published, columns, rows)
    there = {"table": True, "chart": number, "timeline": day, "map": spots}
    names = tuple(name for name, has in there.items() if has)
    if chosen == "chart" and number:
        return Views(names, chosen, chart=_chart(published, columns, rows, number))
    if chosen == "timeline" and day:
        return Views(names, chosen, chronicle=_chronicle(published, columns, rows, day))
    if chosen == "map" and spots:
        return Views(names, chosen, places=gazetteer(published, spots), words=map_words())
    return Views(names, "table")


def _is_number(term: Mapping[str, str]) -> bool:
    return term.get("datatype", "") in _NUMBERS and _float(term["value"]) is not None


def _is_date(term: Mapping[str, str]) -> bool:
    return term.get("datatype", "") in _DATES and _year(term["value"]) is not None


def _column(columns: Sequence[str], rows: Sequence[Row], holds: Any) -> str | None:
    """The first column with such values and no others."""
    for column in columns:
        found = [row[column] for row in rows if column in row]
        if found and all(map(holds, found)):
            return column
    return None


def _float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _year(text: str) -> int | None:
    try:
        read = parse_date(text.partition("T")[0])
    except ImpossibleDate:
        return None
    day = read.earliest or read.latest
    return int(day[:4]) if day else None


def _about(published: PublishedDataset, columns: Sequence[str], row: Row, without: str) -> Named:
    """What a row is about: its first text, which leads to its first thing; else that thing."""
    terms = [row[column] for column in columns if column in row and column != without]
    thing = next((term["value"] for term in terms if _is_web(term)), "")
    address = href(published, thing) if thing else ""
    texts = [term for term in terms if term["type"] == "literal" and "datatype" not in term]
    if thing and not texts:
        label = labels(published, language())(thing)
        return Named(label.text, label.lang, address)
    said = texts[0] if texts else terms[0] if terms else {"value": "–"}
    return Named(said["value"], said.get("xml:lang", ""), address)


def _is_web(term: Mapping[str, str]) -> bool:
    return term["type"] == "uri" and term["value"].startswith(("http://", "https://"))


def _chart(
    published: PublishedDataset, columns: Sequence[str], rows: Sequence[Row], column: str
) -> Chart:
    numbered = [
        (row, row[column]["value"], _float(row[column]["value"]) or 0.0)
        for row in rows
        if column in row
    ][:_BARS]
    greatest = max((abs(number) for _row, _text, number in numbered), default=0.0) or 1.0
    return Chart(
        column,
        tuple(
            Bar(
                _about(published, columns, row, column),
                text,
                round(100 * max(number, 0.0) / greatest, 2),
            )
            for row, text, number in numbered
        ),
    )


def _chronicle(
    published: PublishedDataset, columns: Sequence[str], rows: Sequence[Row], column: str
) -> Chronicle | None:
    dated = sorted(
        (
            (_year(row[column]["value"]) or 0, row[column]["value"], row)
            for row in rows
            if column in row
        ),
        key=lambda each: each[:2],
    )[:_DATED]
    picture = piles([(year, 0) for year, _text, _row in dated])
    if picture is None:
        return None
    years = tuple(
        (
            year,
            tuple(
                (text.partition("T")[0], _about(published, columns, row, column))
                for _year, text, row in of
            ),
        )
        for year, of in groupby(dated, key=lambda each: each[0])
    )
    return Chronicle(picture, years)


def _spots(
    published: PublishedDataset, columns: Sequence[str], rows: Sequence[Row]
) -> tuple[Located, ...]:
    """Where the things of a table are: by its own columns of degrees, else by the dataset."""
    by_name = {column.casefold(): column for column in columns}
    latitude = next((by_name[name] for name in _LATITUDES if name in by_name), None)
    longitude = next((by_name[name] for name in _LONGITUDES if name in by_name), None)
    if latitude and longitude:
        return tuple(_degrees(columns, rows, latitude, longitude))
    things = {term["value"] for row in rows for term in row.values() if term["type"] == "uri"}
    return tuple(each for each in located(published) if each.thing in things)


def _degrees(
    columns: Sequence[str], rows: Sequence[Row], latitude: str, longitude: str
) -> Iterator[Located]:
    for row in rows:
        thing = next((row[c]["value"] for c in columns if c in row and _is_web(row[c])), None)
        north = _float(row.get(latitude, {}).get("value", ""))
        east = _float(row.get(longitude, {}).get("value", ""))
        if thing is None or north is None or east is None:
            continue
        if abs(north) <= 90 and abs(east) <= 180:
            yield Located(thing, thing, north, east)


def tabs(query: str, shown: Views) -> list[dict[str, Any]]:
    """Links to the views of a query's answer."""
    words = {"table": _("Table"), "chart": _("Chart"), "timeline": _("Timeline"), "map": _("Map")}
    return [
        {
            "label": words[name],
            "current": name == shown.chosen,
            "href": url_for(
                "sparql.endpoint",
                query=query,
                view=name if name != "table" else None,
                _anchor="answer",
            ),
        }
        for name in shown.names
    ]
