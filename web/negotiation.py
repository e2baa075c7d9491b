"""What to answer in: ``?format=`` where it is given, else Accept with its quality values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

from kg.results import FORMATS, ResultFormat, formats_for

HTML = "text/html"


@dataclass(frozen=True)
class Choice:
    """A format, and the one of its media types that was asked for.

    Parameters
    ----------
    format: the format, or None for a page.
    media_type: what the answer is sent as.
    """

    format: ResultFormat | None
    media_type: str


@lru_cache(maxsize=1024)
def choose(asked: str, header: str, is_graph: bool | None, page: bool) -> Choice:
    """The format of an answer.

    Parameters
    ----------
    asked: name or media type from ``?format=``; empty where there is none.
    header: Accept, with its quality values; where it is empty, everything is acceptable.
    is_graph: whether a graph is to be written down, or a table; None where either may be.
    page: whether there is also a page. It is chosen only by those who like it best.

    Raises
    ------
    NotAcceptable: there is no such format.
    """
    formats = FORMATS if is_graph is None else formats_for(is_graph)
    if asked:
        return _named(asked.lower(), formats, page)
    accept = parse_accept_header(header, MIMEAccept)
    if not accept:
        return Choice(formats[0], formats[0].content_type)
    quality, _, choice = max(_offers(accept, formats), key=lambda offer: offer[:2])
    if page and accept.quality(HTML) > quality:
        return Choice(None, HTML)
    if quality <= 0:
        raise NotAcceptable(f"nothing of what Accept names: there are {_names(formats)}")
    return choice


def accepted() -> str:
    """The Accept header of this request, empty where there is none."""
    return request.headers.get("Accept", "")


def _named(name: str, formats: Sequence[ResultFormat], page: bool) -> Choice:
    if page and name in ("html", HTML):
        return Choice(None, HTML)
    found = next((each for each in formats if each.answers_to(name)), None)
    if found is None:
        raise NotAcceptable(f"no format '{name}' for this answer: there are {_names(formats)}")
    return Choice(found, found.content_type)


def _offers(
    accept: MIMEAccept, formats: Sequence[ResultFormat]
) -> Iterator[tuple[float, bool, Choice]]:
    """Every media type with its quality, and whether it is the format's own or an alias."""
    for each in formats:
        quality = max(accept.quality(each.media_type), accept.quality(each.content_type))
        yield quality, True, Choice(each, each.content_type)
        for alias in each.aliases:
            if "/" in alias:
                yield accept.quality(alias), False, Choice(each, alias)


def _names(formats: Sequence[ResultFormat]) -> str:
    return ", ".join(f"{each.name} ({each.media_type})" for each in formats)
