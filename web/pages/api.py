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
from web.lookups.browsing import spans
from web.lookups.found import by_name
from web.lookups.labels import labels
from web.lookups.links import Part, degrees, neighbours, overview, sources_of
from web.lookups.networks import widest
from web.lookups.overview import types
from web.lookups.vocabulary import keys, kinds, roots
from web.published import dataset
from web.query_graph import part_of_query

blueprint = Blueprint("api", __name__, url_prefix="/api")

_MOST_RESULTS = 100
_MOST_LINKS = 2000
_MOST_CENTRES = 50
_MOST_PATHS = 200
_OVERVIEW_THINGS = 250
#: What the explorer can size and colour things by.
_MEASURES = ("betweenness", "pagerank", "community")


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
    """Things linked with those named by ``of`` (repeatable), or the best linked ones.

    With ``query`` the things of its answer instead.
    """
    published = dataset()
    of = [iri_of(published, name) for name in request.args.getlist("of")]
    if len(of) > _MOST_CENTRES:
        abort(400, f"at most {_MOST_CENTRES} things at a time")
    part = part_of(published, of, request.args.get("query", ""))
    return jsonify(**as_json(published, part), version=published.version)


@blueprint.get("/path")
def path() -> ResponseReturnValue:
    """Shortest paths between two things, ``from`` and ``to``, and ``without`` things of a kind.

    ``limit`` is how many at most; ``cut`` says that there are more.
    """
    published = dataset()
    ends = [request.args.get(name, "") for name in ("from", "to")]
    if not all(ends):
        abort(400, "name two things: ?from=type/slug&to=type/slug")
    source, target = (iri_of(published, end) for end in ends)
    by_key = {kind.key: kind.iri for kind in kinds(published)}
    without = request.args.getlist("without")
    for key in without:
        if key not in by_key:
            abort(400, f"there is no type '{key}'; /about lists them")
    limit = max(1, min(request.args.get("limit", 20, int), _MOST_PATHS))
    found = shortest_paths(
        published.store,
        published.config,
        source,
        target,
        language=language(),
        exclude_types=[by_key[key] for key in without],
        limit=limit + 1,
    )
    paths, is_cut = found[:limit], len(found) > limit
    return jsonify(paths=[asdict(p) for p in paths], cut=is_cut, version=published.version)


def part_of(published: PublishedDataset, of: list[str], query: str = "") -> Part:
    """The part of the graph around things, or of a query, or the overview where none is named."""
    if query:
        return part_of_query(published, query, _MOST_LINKS)
    if not of:
        return overview(published, _OVERVIEW_THINGS, _MOST_LINKS)
    try:
        return neighbours(published, of, _MOST_LINKS)
    except ValueError as error:
        abort(400, f"'of' takes type/slug or an IRI: {error}")


def figure(measure: float) -> float:
    """A measure in six significant digits, as many as every store tells alike.

    Virtuoso writes a double in six digits, whatever it was given in.
    """
    number = float(f"{measure:.6g}")
    return int(number) if number.is_integer() else number


def as_json(published: PublishedDataset, part: Part) -> dict[str, Any]:
    """A part of the graph with labels in the reader's language."""
    names = labels(published, language())
    classes = types(published, part.nodes)
    number = degrees(published, part.nodes)
    names.prepare([*part.nodes, *(link.property for link in part.links)])
    names.prepare(iri for found in classes.values() for iri in found)
    widest_class = roots(published)
    measured, years = widest(published), spans(published)
    told = sources_of(published, part.links)
    sources = sorted({source for found in told.values() for source in found})
    names.prepare(sources)

    def node(iri: str) -> dict[str, Any]:
        kind = min(classes[iri], default="")
        group = widest_class.get(kind, "")
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
            "years": years.get(iri),
            "measures": {
                name: figure(measured[iri].figures[name])
                for name in _MEASURES
                if iri in measured and name in measured[iri].figures
            },
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
                "sources": [local_or_iri(published, source) for source in told.get(link, ())],
            }
            for link in part.links
        ],
        "sources": {local_or_iri(published, source): names(source).text for source in sources},
        "cut": part.cut,
    }
