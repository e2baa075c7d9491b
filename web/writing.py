"""Values as a reader of a language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from kg.dataset import PublishedDataset
from kg.explain import Fact, PropertyFacts, Value
from kg.terms import EDTF, OWL, RDFS, TYPE, XSD
from web.languages import language
from web.links import href
from web.published import dataset

#: Whose habits of writing dates a language follows, where the language alone leaves it open.
_HABITS = {"en": "en_GB"}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
#: Properties of RDF itself, which no dataset's vocabulary names.
_COMMON = {
    TYPE: lazy_gettext("kind"),
    RDFS + "subClassOf": lazy_gettext("is a kind of"),
    RDFS + "subPropertyOf": lazy_gettext("is a way to"),
    OWL + "inverseOf": lazy_gettext("is the other side of"),
}
_DATES = frozenset((EDTF, *(XSD + name for name in ("date", "gYear", "gYearMonth"))))


def day(text: str) -> str:
    """A date as words where it is a whole day or month; anything else stays as it is.

    Parameters
    ----------
    text: a date of ISO 8601 or EDTF; ``?`` at its end means uncertain, ``~`` approximate.
    """
    if text.endswith("?"):
        return str(_("%(date)s (uncertain)", date=day(text[:-1])))
    if text.endswith("~"):
        return str(_("about %(date)s", date=day(text[:-1])))
    locale = _HABITS.get(language(), language())
    if match := _DAY.fullmatch(text):
        return format_date(date(*map(int, match.groups())), "long", locale=locale)
    if match := _MONTH.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return str(format_skeleton("yMMMM", first, locale=locale))
    return text


def written(value: Value) -> str:
    """A thing's label, or a literal in words."""
    if value.iri in _COMMON:
        return str(_COMMON[value.iri])
    return day(value.text) if value.datatype in _DATES else value.text


def address(dataset: PublishedDataset, value: Value) -> str | None:
    """Where a value leads: to a thing's page, or to an address that it is itself."""
    if value.iri is not None:
        return href(dataset, value.iri)
    is_address = value.datatype == XSD + "anyURI" and value.text.startswith(("http:", "https:"))
    return value.text if is_address else None


def sureness(confidence: str) -> str:
    """How sure the curator was, in words."""
    words = {
        "high": _("confidence: high"),
        "medium": _("confidence: medium"),
        "low": _("confidence: low"),
    }
    return str(words[confidence])


def disputed(group: PropertyFacts) -> bool:
    """Whether some reading of a property is not accepted."""
    return any(fact.status in ("disputed", "rejected") for fact in group.facts)


def said_again(facts: Iterable[Fact]) -> list[Fact]:
    """Texts of which another says the same nearer to the reader's language: of the same words."""
    order = (language(), *dataset().config.languages)
    ranks = {tongue.partition("-")[0]: rank for rank, tongue in reversed([*enumerate(order)])}
    readings: dict[frozenset[tuple[object, ...]], dict[int, list[Fact]]] = {}
    for fact in facts:
        if tongue := not fact.value.iri and fact.value.language:
            places = frozenset((each.source, each.start, each.end) for each in fact.evidence)
            rank = ranks.get(tongue.partition("-")[0], len(order))
            readings.setdefault(places, {}).setdefault(rank, []).append(fact)
    return [
        fact
        for by_rank in readings.values()
        for rank in sorted(by_rank)[1:]
        for fact in by_rank[rank]
    ]


def anchor(iri: str) -> str:
    """The place of a record on a page: ``claim-…`` of ``…/claim/…``."""
    return "-".join(iri.rsplit("/", 2)[-2:])


def tongue_name(tag: str) -> str:
    """The name of a language in the reader's language; an unknown tag stays as it is."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(language()) or tag
    except (UnknownLocaleError, ValueError):
        return tag
