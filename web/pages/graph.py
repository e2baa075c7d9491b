"""The explorer: a picture of the graph, and a table that says the same."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.names import sort_key
from web.languages import language
from web.links import href, iri_of, local_or_iri
from web.lookups.labels import labels
from web.lookups.vocabulary import keys, kinds, roots
from web.lookups.whole import Whole, whole
from web.packed import packed
from web.pages.api import as_json, part_of
from web.pages.exports import downloads
from web.pages.paths import between, things_of
from web.pages.things import described
from web.published import dataset

blueprint = Blueprint("graph", __name__)

#: Things on a page of the table of everything, and links of one that are told there.
_ROWS = 50
_TOLD = 6


@blueprint.get("/graph")
def page() -> str:
    """The explorer; the table is there without scripts as well."""
    published = dataset()
    if "whole" in request.args:
        return _whole(published)
    opened = [name for name in request.args.get("open", "").split(",") if name]
    if not opened and (focus := request.args.get("focus")):
        opened = [focus]
    query = "" if opened else request.args.get("query", "")
    led = request.args.get("path", "").split(",")
    if not opened and not query and len(led) == 2:
        query = things_of(between(published, *led))
    part = as_json(
        published, part_of(published, [iri_of(published, name) for name in opened], query)
    )
    return render_template(
        "graph.html",
        rows=_rows(part),
        pages=None,
        handed=_handed(published, None),
    )


@blueprint.get("/graph/whole")
def columns() -> Response:
    """Places, measures and links of all things, as :mod:`kg.picture` writes them."""
    response = packed(downloads().picture(dataset()))
    response.mimetype = "application/octet-stream"
    return response


@blueprint.get("/graph/names")
def names() -> Response:
    """What all things are called in the reader's language, in the order of the columns."""
    response = packed(downloads().names(dataset(), language()))
    response.mimetype = "application/json"
    return response


@blueprint.get("/graph/panel")
def panel() -> str:
    """The facts and evidence of one thing, as a piece of a page."""
    published = dataset()
    return render_template(
        "parts/panel.html", **described(published, iri_of(published, request.args.get("id", "")))
    )


def _whole(published: PublishedDataset) -> str:
    """Everything at once; a page of the table is there without scripts as well."""
    everything = whole(published, downloads().picture(published))
    number = request.args.get("page", 1, int)
    last = max(1, -(-len(everything.things) // _ROWS))
    if not 1 <= number <= last:
        abort(404)
    return render_template(
        "graph.html",
        rows=_page(published, everything, (number - 1) * _ROWS),
        pages={"number": number, "last": last, "things": len(everything.things)},
        handed=_handed(published, everything),
    )


def _page(published: PublishedDataset, everything: Whole, first: int) -> list[dict[str, Any]]:
    """The things from one on, each with some of its links."""
    numbers = range(first, min(first + _ROWS, len(everything.things)))
    links = {n: everything.links_of(n) for n in numbers}
    ends = [everything.links[name] for name in ("source", "target")]
    called = labels(published, language())
    things = {int(end[i]) for found in links.values() for i in found[:_TOLD] for end in ends}
    called.prepare(everything.things[n] for n in things.union(numbers))
    called.prepare((*filter(None, everything.kinds), *everything.properties))

    def named(n: int) -> dict[str, str]:
        label = called(everything.things[n])
        return {"label": label.text, "lang": label.lang}

    def row(n: int) -> dict[str, Any]:
        kind = everything.kinds[everything.nodes["kind"][n]]
        source, target = ends
        return {
            **named(n),
            "id": local_or_iri(published, everything.things[n]),
            "href": href(published, everything.things[n]),
            "kindLabel": called(kind).text if kind else "",
            "links": [
                {
                    "out": int(source[i]) == n,
                    "label": called(everything.properties[everything.links["property"][i]]).text,
                    "inferred": bool(everything.links["inferred"][i]),
                    "other": named(int(target[i] if int(source[i]) == n else source[i])),
                }
                for i in links[n][:_TOLD]
            ],
            "more": max(0, len(links[n]) - _TOLD),
        }

    return [row(n) for n in numbers]


def _handed(published: PublishedDataset, everything: Whole | None) -> dict[str, Any]:
    """What the page's script is told."""
    return {
        "addresses": {
            "neighbours": url_for("api.near"),
            "panel": url_for("graph.panel"),
            "path": url_for("paths.panel"),
            "search": url_for("api.search"),
        },
        "groups": _groups(published),
        "words": _words(),
        "whole": everything
        and {
            "columns": url_for("graph.columns"),
            "names": url_for("graph.names"),
            "panel": url_for("graph.panel"),
            "search": url_for("api.search"),
            "graph": url_for("graph.page"),
            "kinds": _kinds(published, everything),
            "relations": _relations(published, everything),
        },
    }


def _kinds(published: PublishedDataset, everything: Whole) -> list[dict[str, str]]:
    """The kinds that the columns number, each with its widest class."""
    widest, key, called = roots(published), keys(published), labels(published, language())

    def text(iri: str) -> str:
        return called(iri).text if iri else ""

    return [
        {
            "key": key.get(kind, ""),
            "label": text(kind),
            "group": key.get(widest.get(kind, ""), ""),
            "groupLabel": text(widest.get(kind, "")),
        }
        for kind in everything.kinds
    ]


def _relations(published: PublishedDataset, everything: Whole) -> list[dict[str, str]]:
    """The properties that the columns number."""
    called = labels(published, language())
    return [
        {"id": published.config.compress(iri), "label": called(iri).text}
        for iri in everything.properties
    ]


def _rows(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Each thing with its links, from its own side, in the order of their labels."""
    things = {node["id"]: node for node in part["nodes"]}
    links: dict[str, list[dict[str, Any]]] = {name: [] for name in things}
    for link in part["links"]:
        for end, other in ((link["source"], link["target"]), (link["target"], link["source"])):
            if end in things and other in things:
                links[end].append({**link, "other": things[other], "out": end == link["source"]})
    ordered = sorted(things.values(), key=lambda node: sort_key(node["label"], language()))
    return [{**node, "links": links[node["id"]]} for node in ordered]


def _groups(published: PublishedDataset) -> list[str]:
    """Keys of the widest classes, the largest first: their order fixes their colours."""
    widest = set(roots(published).values())
    return [kind.key for kind in kinds(published) if kind.iri in widest]


def _words() -> dict[str, str]:
    return {
        "expand": _("Expand"),
        "expandThing": _("Add what is linked with {name}"),
        "collapse": _("Collapse"),
        "collapseThing": _("Take away what was added for {name}"),
        "facts": _("Facts"),
        "factsOf": _("Show the facts about {name}"),
        "inferred": _("follows by a rule"),
        "nothing": _("Nothing of that name was found."),
        "failed": _("That did not work:"),
        "loading": _("Loading…"),
        "inView": _("{n} things in view, {new} of them new."),
        "andMore": _("and {n} more"),
        "rowsOf": _("{from}–{to} of {all}"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "noPicture": _("This browser cannot draw the picture; the table says the same."),
        "cut": _("There are more links than fit; expand single things to see theirs."),
    }
