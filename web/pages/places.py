"""The map: what is where, drawn on outlines of countries, and the same as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.names import sort_key
from web.languages import language
from web.links import href, local_or_iri
from web.lookups.browsing import Located, located
from web.lookups.labels import labels
from web.lookups.overview import types
from web.pages.narrowing import asked, choices
from web.published import dataset

blueprint = Blueprint("map", __name__)


@blueprint.get("/map")
def page() -> str:
    """The map with all places in it as a list."""
    published = dataset()
    wanted = asked()
    allowed = wanted.allowed(published)
    found = [each for each in located(published) if allowed is None or each.thing in allowed]
    things = tuple(dict.fromkeys(each.thing for each in found))
    return render_template(
        "map.html",
        text=wanted.text,
        choices=choices(published, wanted, things),
        number=len(things),
        places=gazetteer(published, found),
        words=map_words(),
    )


def map_words() -> dict[str, str]:
    """What the map's script says."""
    return {
        "map": _("Map of the places"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "more": _("{n} more in the list"),
    }


def gazetteer(published: PublishedDataset, found: Sequence[Located]) -> list[dict[str, Any]]:
    """Places with what is there, in the order of the reader's alphabet."""
    things = tuple(dict.fromkeys(each.thing for each in found))
    names = labels(published, language())
    classes = types(published, things)
    names.prepare(
        [
            *things,
            *(each.place for each in found),
            *(kind for kinds in classes.values() for kind in kinds),
        ]
    )
    by_place: dict[str, dict[str, Any]] = {}
    for each in found:
        place = by_place.setdefault(
            each.place,
            {
                "id": local_or_iri(published, each.place),
                "label": names(each.place).text,
                "lang": names(each.place).lang,
                "href": href(published, each.place),
                "latitude": each.latitude,
                "longitude": each.longitude,
                "things": [],
            },
        )
        if each.thing != each.place:
            place["things"].append(
                {
                    "label": names(each.thing).text,
                    "lang": names(each.thing).lang,
                    "href": href(published, each.thing),
                    "kind": ", ".join(names(kind).text for kind in classes[each.thing]),
                }
            )

    def order(named: dict[str, Any]) -> Any:
        return sort_key(named["label"], language())

    for place in by_place.values():
        place["things"].sort(key=order)
    return sorted(by_place.values(), key=order)
