"""Values as a reader of a language writes them."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date
from babel.dates import format_skeleton as format_by_skeleton

from web.languages import language

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")


def day(text: str) -> str:
    """A date as words where it is a whole day or month; anything else stays as it is.

    Parameters
    ----------
    text: a date of ISO 8601 or EDTF.
    """
    if match := _DAY.fullmatch(text):
        return format_date(date(*map(int, match.groups())), "long", locale=language())
    if match := _MONTH.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return str(format_by_skeleton("yMMMM", first, locale=language()))
    return text
