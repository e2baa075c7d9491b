"""About the data: how facts are made, figures, sources, rules, vocabulary, licence."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kg.dataset import PublishedDataset
from web.bars import Bar
from web.languages import language
from web.links import href
from web.lookups.browsing import dated
from web.lookups.gaps import gaps
from web.lookups.labels import labels
from web.lookups.overview import disputes_query, figures
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
        disputes=url_for("sparql.endpoint", query=disputes_query(published)),
        years=_years(published),
        counts=published.counts,
        sources=sources(published),
        rules=rules(published, language()),
        terms=terms(published, language()),
        numbers={kind.iri: kind.number for kind in kinds(published)},
        config=published.config,
        name=labels(published, language()),
        href=lambda iri: href(published, iri),
    )


def _years(published: PublishedDataset) -> list[Bar]:
    """The years of which facts tell; what may be of several years counts in each."""
    numbers = Counter(
        year for each in dated(published) for year in range(each.first, each.last + 1)
    )
    return [
        Bar(number, str(year), href=f"{url_for('timeline.page')}?from={year}&to={year}")
        for year, number in sorted(numbers.items())
    ]


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
