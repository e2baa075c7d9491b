"""Dates in EDTF (ISO 8601-2, https://www.loc.gov/standards/datetime/) and their bounds."""

from __future__ import annotations

import pytest

from kg.facts.dates import ImpossibleDate, parse_date
from kg.terms import EDTF, XSD


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "datatype"),
    [
        ("1995-03-01", "1995-03-01", "1995-03-01", XSD + "date"),
        ("1995-03", "1995-03-01", "1995-03-31", XSD + "gYearMonth"),
        ("1996-02", "1996-02-01", "1996-02-29", XSD + "gYearMonth"),
        ("1995", "1995-01-01", "1995-12-31", XSD + "gYear"),
        ("2015?", "2015-01-01", "2015-12-31", EDTF),
        ("1995~", "1995-01-01", "1995-12-31", EDTF),
        ("199X", "1990-01-01", "1999-12-31", EDTF),
        ("2015-21", "2015-03-01", "2015-05-31", EDTF),
        ("1995/1998", "1995-01-01", "1998-12-31", EDTF),
        ("1995-03-01/1995-04", "1995-03-01", "1995-04-30", EDTF),
        ("2010/..", "2010-01-01", None, EDTF),
        ("../2010", None, "2010-12-31", EDTF),
        ("/2010", None, "2010-12-31", EDTF),
        ("[1995,1996]", "1995-01-01", "1996-12-31", EDTF),
        ("Y170000002", None, None, EDTF),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None, datatype: str) -> None:
    date = parse_date(text)
    assert (date.earliest, date.latest, date.datatype) == (earliest, latest, datatype)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1995-02-30", "is not in the calendar"),
        ("1900-02-29", "is not in the calendar"),
        ("1995-02-30/1996", "is not in the calendar"),
        ("1995-13", "is no EDTF date"),
        ("1996/1995", "ends before it begins"),
        ("spring 1995", "is no EDTF date"),
        ("01.03.1995", "is no EDTF date"),
        ("", "is no EDTF date"),
        ("1995" * 40, "is too long for a date"),
    ],
)
def test_impossible_dates(text: str, reason: str) -> None:
    with pytest.raises(ImpossibleDate, match=reason):
        parse_date(text)
