"""Search by name, and lists by kind."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from web.languages import language
from web.links import href
from web.lookups.found import Found, by_kind, by_name
from web.lookups.labels import labels
from web.lookups.vocabulary import Kind, kinds
from web.published import dataset

blueprint = Blueprint("search", __name__)

_MOST = 50
_MOST_OF_A_KIND = 500


@blueprint.get("/search")
def page() -> str:
    """Results with the reason for each, or everything of a kind."""
    published = dataset()
    text = request.args.get("q", "").strip()
    kind = _kind(published, request.args.get("type", ""))
    if text:
        everything = by_name(published, text, language(), kind=None, limit=_MOST)
        facets = _facets(published, everything)
        found = (
            by_name(published, text, language(), kind=kind.iri, limit=_MOST) if kind else everything
        )
    else:
        facets = [(each, each.number) for each in kinds(published)]
        found = by_kind(published, language(), kind.iri, _MOST_OF_A_KIND) if kind else []
    return render_template(
        "search.html",
        text=text,
        kind=_shown(published, kind, text) if kind else None,
        kinds=[_shown(published, each, text, number) for each, number in facets],
        results=[_result(published, each) for each in found],
    )


def _facets(published: PublishedDataset, found: list[Found]) -> list[tuple[Kind, int]]:
    """The kinds among what was found, and how many of each."""
    numbers = Counter(iri for each in found for iri in each.kinds)
    return [(kind, numbers[kind.iri]) for kind in kinds(published) if numbers[kind.iri]]


def _kind(published: PublishedDataset, key: str) -> Kind | None:
    return next((kind for kind in kinds(published) if kind.key == key), None)


def _shown(published: PublishedDataset, kind: Kind, text: str, number: int = 0) -> dict[str, Any]:
    names = labels(published, language())
    names.prepare(each.iri for each in kinds(published))
    return {
        "key": kind.key,
        "label": names(kind.iri),
        "number": number,
        "href": url_for("search.page", q=text or None, type=kind.key),
    }


def _result(published: PublishedDataset, found: Found) -> dict[str, Any]:
    return {
        "href": href(published, found.iri),
        "label": found.label.text,
        "lang": found.label.lang,
        "types": [kind.text for kind in found.types],
        "why": _why(found),
    }


def _why(found: Found) -> str:
    """In words, why a thing is among the results."""
    if found.why == "exact":
        return str(_("its name is “%(name)s”", name=found.name))
    if found.why == "contains":
        return str(_("its name “%(name)s” contains this", name=found.name))
    if found.why.startswith("similar"):
        share = found.why.removeprefix("similar").strip()
        return str(_("its name “%(name)s” is similar (%(share)s)", name=found.name, share=share))
    return ""
