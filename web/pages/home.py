"""The first page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.definitions import TitledText
from web.languages import language
from web.links import href
from web.lookups.labels import labels
from web.lookups.overview import figures, latest, types
from web.lookups.vocabulary import kinds
from web.published import dataset

blueprint = Blueprint("home", __name__)

_KINDS = 7
_QUESTIONS = 6
_LATEST = 6


@blueprint.get("/")
def page() -> str:
    """What this is, and ways in."""
    published = dataset()
    return render_template(
        "home.html",
        counts=_counts(published),
        questions=_questions(published),
        latest=_latest(published),
    )


def _questions(published: PublishedDataset) -> list[TitledText]:
    """Those that the domain begins with, else the first ones."""
    queries = {query.id: query for query in published.queries}
    chosen = [queries[each] for each in published.config.questions if each in queries]
    return (chosen or list(published.queries))[:_QUESTIONS]


def _counts(published: PublishedDataset) -> list[dict[str, Any]]:
    names = labels(published, language())
    all_ = figures(published)
    things = [kind for kind in kinds(published) if not kind.is_record]
    shown = sorted(things, key=lambda kind: -kind.stated)[:_KINDS]
    names.prepare(kind.iri for kind in shown)
    counts = [
        {
            "number": kind.stated,
            "label": names(kind.iri),
            "href": url_for("search.page", type=kind.key),
        }
        for kind in shown
    ]
    counts.append(
        {
            "number": all_.claims,
            "label": _("recorded statements"),
            "href": url_for("about.page", _anchor="figures"),
        }
    )
    return counts


def _latest(published: PublishedDataset) -> list[dict[str, Any]]:
    names = labels(published, language())
    additions = latest(published, _LATEST)
    classes = types(published, tuple(addition.iri for addition in additions))
    names.prepare([a.iri for a in additions] + [t for found in classes.values() for t in found])
    return [
        {
            "href": href(published, addition.iri),
            "label": names(addition.iri).text,
            "lang": names(addition.iri).lang,
            "type": ", ".join(names(iri).text for iri in classes[addition.iri]),
            "day": addition.day,
        }
        for addition in additions
    ]
