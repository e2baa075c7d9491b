"""About the data: how facts are made, figures, sources, rules, vocabulary, licence."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.languages import language
from web.links import href
from web.lookups.gaps import gaps
from web.lookups.labels import labels
from web.lookups.overview import figures
from web.lookups.rules import rules
from web.lookups.sources import sources
from web.lookups.vocabulary import kinds, terms
from web.published import dataset

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def page() -> str:
    """The documentation of the dataset, made from the dataset."""
    published = dataset()
    return render_template(
        "about.html",
        figures=figures(published),
        counts=published.counts,
        sources=sources(published),
        rules=rules(published, language()),
        terms=terms(published, language()),
        numbers={kind.iri: kind.number for kind in kinds(published)},
        config=published.config,
        name=labels(published, language()),
        href=lambda iri: href(published, iri),
    )


@blueprint.get("/about/gaps")
def missing() -> str:
    """What the dataset does not know, found by the domain's own queries."""
    published = dataset()
    return render_template(
        "gaps.html",
        gaps=gaps(published, language()),
        name=labels(published, language()),
        href=lambda iri: href(published, iri),
    )


@blueprint.get("/rule/<name>")
def rule(name: str) -> ResponseReturnValue:
    """The IRI of a rule leads to its place on the page."""
    return redirect(url_for("about.page", _anchor=f"rule-{name}"), 303)
