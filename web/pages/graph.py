"""The explorer: a picture of the graph, and a table that says the same."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.names import sort_key
from web.languages import language
from web.links import iri_of
from web.lookups.vocabulary import kinds, roots
from web.pages.api import as_json, part_of
from web.pages.things import described
from web.published import dataset

blueprint = Blueprint("graph", __name__)


@blueprint.get("/graph")
def page() -> str:
    """The explorer; the table is there without scripts as well."""
    published = dataset()
    opened = [name for name in request.args.get("open", "").split(",") if name]
    if not opened and (focus := request.args.get("focus")):
        opened = [focus]
    query = "" if opened else request.args.get("query", "")
    part = as_json(
        published, part_of(published, [iri_of(published, name) for name in opened], query)
    )
    return render_template(
        "graph.html",
        rows=_rows(part),
        handed={
            "addresses": {
                "neighbours": url_for("api.near"),
                "panel": url_for("graph.panel"),
                "search": url_for("api.search"),
            },
            "groups": _groups(published),
            "words": _words(),
        },
    )


@blueprint.get("/graph/panel")
def panel() -> str:
    """The facts and evidence of one thing, as a piece of a page."""
    published = dataset()
    return render_template(
        "parts/panel.html", **described(published, iri_of(published, request.args.get("id", "")))
    )


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
        "cut": _("There are more links than fit; expand single things to see theirs."),
    }
