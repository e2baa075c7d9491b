"""Dates as sources give them: Extended Date/Time Format (ISO 8601-2), with their bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.terms import EDTF, XSD

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
_OPEN_ENDS = ("", "..")
#: Longer than any date needs; the general parser is slow on long text.
_MAX_LENGTH = 64


@dataclass(frozen=True)
class EdtfDate:
    """A date with the first and the last day that it can mean.

    Parameters
    ----------
    text: the date as written.
    earliest, latest: ISO days; None where that end is open, unknown or beyond year 9999.
    """

    text: str
    earliest: str | None
    latest: str | None

    @property
    def datatype(self) -> str:
        """The narrowest datatype for the plain triple: xsd day, month or year, else EDTF."""
        if _DAY.fullmatch(self.text):
            return XSD + "date"
        if _MONTH.fullmatch(self.text):
            return XSD + "gYearMonth"
        return XSD + "gYear" if _YEAR.fullmatch(self.text) else EDTF


class ImpossibleDate(ValueError):
    """The text is no EDTF date, or names a day that the calendar does not have."""


@lru_cache(maxsize=65536)
def parse_date(text: str) -> EdtfDate:
    """Read an EDTF date.

    Bounds are those of the text as it stands: a question mark or a tilde does not widen them.

    Raises
    ------
    ImpossibleDate: with a reason that a curator understands.
    """
    if _DAY.fullmatch(text):
        _calendar_day(text)
        return EdtfDate(text, text, text)
    if any(letter.isspace() for letter in text):
        raise ImpossibleDate("is no EDTF date")
    if len(text) > _MAX_LENGTH:
        raise ImpossibleDate("is too long for a date")
    for day in _DAY.findall(text):
        _calendar_day(day)
    lower, upper = _bounds(text)
    if lower is not None and upper is not None and lower > upper:
        raise ImpossibleDate("ends before it begins")
    return EdtfDate(text, lower, upper)


def _calendar_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ImpossibleDate(f"is not in the calendar ({error})") from None


def _bounds(text: str) -> tuple[str | None, str | None]:
    # Imported here: the grammar takes longer to build than most folders take to check.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        start, slash, end = text.partition("/")
        lower = None if slash and start in _OPEN_ENDS else _iso(parsed.lower_strict())
        upper = None if slash and end in _OPEN_ENDS else _iso(parsed.upper_strict())
    except (EDTFParseException, ValueError, OverflowError, AttributeError, TypeError):
        raise ImpossibleDate("is no EDTF date") from None
    return lower, upper


def _iso(moment: tuple[int, ...] | float) -> str | None:
    if isinstance(moment, float) or not 0 < moment[0] <= 9999:
        return None
    return f"{moment[0]:04d}-{moment[1]:02d}-{moment[2]:02d}"
