"""The timeline: what happened when, as a picture and as a list, narrowed down like a search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template

from kg.dataset import PublishedDataset
from web.languages import language
from web.links import href
from web.lookups.browsing import Dated, dated
from web.lookups.labels import labels
from web.lookups.overview import types
from web.lookups.vocabulary import keys, kinds, roots
from web.pages.narrowing import asked, choices, with_parameter
from web.piles import piles
from web.published import dataset

blueprint = Blueprint("timeline", __name__)

#: Dates that the list shows at once; a reader narrows the years down for more.
_LISTED = 400
#: So many kinds have a colour of their own; the rest share the last one.
_COLOURS = 8


@blueprint.get("/timeline")
def page() -> str:
    """The picture, and all that is in it as a list."""
    published = dataset()
    wanted = asked()
    allowed = wanted.allowed(published)
    found = [
        each
        for each in dated(published)
        if (allowed is None or each.thing in allowed) and wanted.narrowing.covers(each)
    ]
    things = tuple(dict.fromkeys(each.thing for each in found))
    groups = _groups(published, things)
    order = _order(published, groups)
    names = labels(published, language())
    names.prepare([*things, *(each.property for each in found), *groups.values()])
    listed = found[:_LISTED]
    return render_template(
        "timeline.html",
        text=wanted.text,
        choices=choices(published, wanted, things),
        number=len(found),
        picture=piles([(each.first, _colour(order, groups.get(each.thing))) for each in found]),
        legend=_legend(published, groups),
        shown=len(listed),
        years=[
            {"year": year, "items": [_item(published, each, groups) for each in of]}
            for year, of in groupby(listed, key=lambda each: each.first)
        ],
    )


def _groups(published: PublishedDataset, things: tuple[str, ...]) -> dict[str, str]:
    """The widest class of each thing that has one."""
    widest = roots(published)
    return {
        thing: widest.get(classes[0], classes[0])
        for thing, classes in types(published, things).items()
        if classes
    }


def _order(published: PublishedDataset, groups: dict[str, str]) -> list[str]:
    """The classes that have a colour, the largest first, so that colours are the same always."""
    used = set(groups.values())
    return [kind.iri for kind in kinds(published) if kind.iri in used]


def _colour(order: Sequence[str], group: str | None) -> int:
    return min(order.index(group), _COLOURS - 1) if group in order else _COLOURS - 1


def _legend(published: PublishedDataset, groups: dict[str, str]) -> list[dict[str, Any]]:
    names = labels(published, language())
    order = _order(published, groups)
    return [
        {
            "label": names(iri).text,
            "colour": _colour(order, iri),
            "href": with_parameter("type", keys(published).get(iri)),
        }
        for iri in order
    ]


def _item(published: PublishedDataset, each: Dated, groups: dict[str, str]) -> dict[str, Any]:
    names = labels(published, language())
    group = groups.get(each.thing)
    return {
        "href": href(published, each.thing),
        "label": names(each.thing),
        "date": each.date,
        "meant": names(each.property).text,
        "kind": names(group).text if group else "",
        "colour": _colour(_order(published, groups), group),
    }
