"""How two things are connected: every shortest path, in words, with who says each step."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from kg.dataset import PublishedDataset
from kg.errors import UnknownThing
from kg.paths import Path, shortest_paths
from kg.select import iris as as_values
from web.languages import language
from web.links import iri_of, local_or_iri
from web.lookups.found import by_name
from web.lookups.labels import labels
from web.lookups.vocabulary import kinds
from web.pages.things import evidence_helpers
from web.published import dataset

blueprint = Blueprint("paths", __name__)

#: So many paths are shown, as many as the latter to those who ask for more, and so many in the
#: explorer.
_SHOWN, _MOST, _IN_PANEL = 20, 200, 5
#: Names that are offered where none is the very one.
_OFFERED = 8


@blueprint.get("/graph/path")
def panel() -> str:
    """Shortest paths ``?from=`` one thing ``&to=`` another, as a piece of the explorer's page."""
    published = dataset()
    ends = {end: request.args.get(end, "") for end in ("from", "to")}
    paths = between(published, ends["from"], ends["to"])
    return render_template(
        "parts/path.html",
        paths=paths,
        ends=ends,
        query=things_of(paths),
        local=lambda iri: local_or_iri(published, iri),
        **evidence_helpers(published),
    )


def between(published: PublishedDataset, one: str, other: str) -> list[Path]:
    """The first shortest paths between two things, by their addresses; none where one is none."""
    ends = {"from": iri_of(published, one), "to": iri_of(published, other)}
    return _paths(published, dict(ends), [], _IN_PANEL) or []


@blueprint.get("/path")
def page() -> str:
    """Paths ``?from=`` one thing ``&to=`` another, by name or address, ``&without=`` kinds.

    With ``&limit=`` more of them than are shown otherwise.
    """
    published = dataset()
    asked = {end: request.args.get(end, "").strip() for end in ("from", "to")}
    choices = [kind for kind in kinds(published) if not kind.is_record]
    without = [kind for kind in choices if kind.key in request.args.getlist("without")]
    ends = {end: _thing(published, text) for end, text in asked.items()}
    names = labels(published, language())
    names.prepare(kind.iri for kind in choices)
    limit = max(1, min(request.args.get("limit", _SHOWN, int), _MOST))
    found = _paths(published, ends, [kind.iri for kind in without], limit + 1)
    paths = found[:limit] if found else found
    return render_template(
        "paths.html",
        asked=asked,
        ends=ends,
        offered={end: _offered(published, asked[end]) for end in asked if not ends[end]},
        kinds=choices,
        without=without,
        paths=paths,
        are_more=len(found or ()) > limit,
        more=_more(asked, [kind.key for kind in without]) if limit < _MOST else "",
        in_graph=_in_graph(published, ends, paths or [], bool(without)),
        name=names,
        **evidence_helpers(published),
    )


def _more(asked: dict[str, str], without: list[str]) -> str:
    """The address of as many paths as are ever shown."""
    options: dict[str, Any] = {**asked, "without": without, "limit": _MOST}
    return url_for("paths.page", **options)


def _in_graph(
    published: PublishedDataset, ends: dict[str, str | None], paths: list[Path], is_led: bool
) -> str:
    """Where the explorer shows the paths; those that avoid some kinds by their things."""
    named = [local_or_iri(published, iri) for iri in ends.values() if iri]
    if is_led or len(named) < len(ends) or any("," in name for name in named):
        return url_for("graph.page", query=things_of(paths))
    return url_for("graph.page", path=",".join(named))


def things_of(paths: list[Path]) -> str:
    """A query for the things of some paths, for the explorer."""
    ends = {end.iri for path in paths for hop in path.hops for end in (hop.source, hop.target)}
    return f"SELECT ?thing {{ VALUES ?thing {{ {as_values(end for end in ends if end)} }} }}"


def _thing(published: PublishedDataset, text: str) -> str | None:
    """The thing of an address, or of a name that one thing alone has."""
    if not text:
        return None
    found = by_name(published, text, language(), kind=None, limit=2)
    exact = [each.iri for each in found if each.why == "exact"]
    if len(exact) == 1:
        return exact[0]
    iri = iri_of(published, text) if "/" in text else ""
    return iri if iri in exact else None


def _offered(published: PublishedDataset, text: str) -> list[tuple[str, str]]:
    """Names and addresses of what may be meant."""
    found = by_name(published, text, language(), kind=None, limit=_OFFERED) if text else []
    return [(each.label.text, published.config.local(each.iri) or each.iri) for each in found]


def _paths(
    published: PublishedDataset, ends: dict[str, str | None], without: list[str], limit: int
) -> list[Path] | None:
    """The paths, or None where there is nothing to look for yet."""
    source, target = ends["from"], ends["to"]
    if source is None or target is None:
        return None
    try:
        return shortest_paths(
            published.store,
            published.config,
            source,
            target,
            language=language(),
            exclude_types=without,
            limit=limit,
        )
    except (UnknownThing, ValueError):
        return []
