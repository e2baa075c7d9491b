"""JSON for the pages of this front, and for anybody else."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from kg.dataset import PublishedDataset
from kg.paths import shortest_paths
from web.languages import language
from web.links import href, iri_of, local_or_iri
from web.lookups.found import by_name
from web.lookups.labels import labels
from web.lookups.links import Part, degrees, neighbours, overview
from web.lookups.overview import types
from web.lookups.vocabulary import keys, kinds, roots
from web.published import dataset

blueprint = Blueprint("api", __name__, url_prefix="/api")

_MOST_RESULTS = 100
_MOST_LINKS = 2000
_MOST_CENTRES = 50
_OVERVIEW_THINGS = 250


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Things by name: ``q``, and optionally ``type`` (a key) and ``limit``."""
    published = dataset()
    wanted = request.args.get("type")
    kind = next((k.iri for k in kinds(published) if k.key == wanted), None)
    if wanted and kind is None:
        abort(400, f"there is no type '{wanted}'; /about lists them")
    found = by_name(
        published,
        request.args.get("q", ""),
        language(),
        kind=kind,
        limit=max(1, min(request.args.get("limit", 20, int), _MOST_RESULTS)),
    )
    results = [
        {
            "id": local_or_iri(published, each.iri),
            "iri": each.iri,
            "label": each.label.text,
            "lang": each.label.lang,
            "types": [kind.text for kind in each.types],
            "name": each.name,
            "why": each.why,
            "href": href(published, each.iri),
        }
        for each in found
    ]
    return jsonify(results=results, version=published.version)


@blueprint.get("/neighbours")
def near() -> ResponseReturnValue:
    """Things linked with those named by ``of`` (repeatable), or the best linked ones."""
    published = dataset()
    of = [iri_of(published, name) for name in request.args.getlist("of")]
    if len(of) > _MOST_CENTRES:
        abort(400, f"at most {_MOST_CENTRES} things at a time")
    return jsonify(**as_json(published, part_of(published, of)), version=published.version)


@blueprint.get("/path")
def path() -> ResponseReturnValue:
    """Shortest paths between two things, ``from`` and ``to``."""
    published = dataset()
    ends = [request.args.get(name, "") for name in ("from", "to")]
    if not all(ends):
        abort(400, "name two things: ?from=type/slug&to=type/slug")
    source, target = (iri_of(published, end) for end in ends)
    found = shortest_paths(published.store, published.config, source, target, language=language())
    return jsonify(paths=[asdict(each) for each in found], version=published.version)


def part_of(published: PublishedDataset, of: list[str]) -> Part:
    """The part of the graph around things, or the overview where none is named."""
    if not of:
        return overview(published, _OVERVIEW_THINGS, _MOST_LINKS)
    try:
        return neighbours(published, of, _MOST_LINKS)
    except ValueError as error:
        abort(400, f"'of' takes type/slug or an IRI: {error}")


def as_json(published: PublishedDataset, part: Part) -> dict[str, Any]:
    """A part of the graph with labels in the reader's language."""
    names = labels(published, language())
    classes = types(published, part.nodes)
    number = degrees(published, part.nodes)
    names.prepare([*part.nodes, *(link.property for link in part.links)])
    names.prepare(iri for found in classes.values() for iri in found)
    widest = roots(published)

    def node(iri: str) -> dict[str, Any]:
        kind = min(classes[iri], default="")
        group = widest.get(kind, "")
        return {
            "id": local_or_iri(published, iri),
            "iri": iri,
            "label": names(iri).text,
            "lang": names(iri).lang,
            "kind": keys(published).get(kind, ""),
            "kindLabel": names(kind).text if kind else "",
            "group": keys(published).get(group, ""),
            "groupLabel": names(group).text if group else "",
            "degree": number.get(iri, 0),
            "href": href(published, iri),
        }

    return {
        "nodes": [node(iri) for iri in part.nodes],
        "links": [
            {
                "source": local_or_iri(published, link.source),
                "target": local_or_iri(published, link.target),
                "property": published.config.compress(link.property),
                "label": names(link.property).text,
                "inferred": link.inferred,
            }
            for link in part.links
        ],
        "cut": part.cut,
    }
