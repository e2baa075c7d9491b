"""Search by name, and lists by kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from web.languages import language
from web.links import href
from web.lookups.browsing import narrowed
from web.lookups.found import Found, listed, shown
from web.lookups.labels import labels
from web.lookups.vocabulary import kinds
from web.pages.narrowing import Asked, asked, choices
from web.published import dataset

blueprint = Blueprint("search", __name__)

_MOST = 50
_MOST_OF_A_KIND = 500


@blueprint.get("/search")
def page() -> str:
    """Results with the reason for each, or everything that fits a choice."""
    published = dataset()
    wanted = asked()
    found, iris = _found(published, wanted)
    return render_template(
        "search.html",
        text=wanted.text,
        kind=_name(published, wanted) if wanted.kind else None,
        kinds=[] if wanted else _kinds(published),
        choices=choices(published, wanted, iris) if wanted else None,
        number=len(iris),
        results=[_result(published, each) for each in found],
    )


def _found(published: PublishedDataset, wanted: Asked) -> tuple[list[Found], list[str]]:
    """What to show, and the IRIs of all that was found."""
    if wanted.text:
        hits = wanted.hits(published)
        return shown(published, language(), hits[:_MOST]), [hit.iri for hit in hits]
    if wanted.is_narrow:
        iris = list(narrowed(published, wanted.narrowing, _MOST_OF_A_KIND))
        return listed(published, language(), iris), iris
    return [], []


def _name(published: PublishedDataset, wanted: Asked) -> str:
    return labels(published, language())(wanted.kind.iri).text if wanted.kind else ""


def _kinds(published: PublishedDataset) -> Iterable[dict[str, Any]]:
    """All kinds, for those who have not chosen anything yet."""
    names = labels(published, language())
    names.prepare(each.iri for each in kinds(published))
    return [
        {
            "label": names(kind.iri),
            "number": kind.number,
            "href": url_for("search.page", type=kind.key),
        }
        for kind in kinds(published)
    ]


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
