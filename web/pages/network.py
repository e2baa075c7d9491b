"""Networks: who is linked with whom, measured, with what the figures rest on and do not say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kg.dataset import PublishedDataset
from kg.networks import NODE_MEASURES, ROLES, StoredNetwork, StoredNode
from kg.ontology import NetworkDefinition
from kg.terms import KG
from web import network_charts, network_files
from web.languages import language
from web.links import href, local_or_iri
from web.lookups.labels import Labels, labels
from web.lookups.networks import bridges_with_grounds, meanings, network
from web.network_queries import network_queries
from web.pages.things import evidence_helpers
from web.published import dataset

blueprint = Blueprint("network", __name__)

_ROWS = 50
_SORTS = (*(each for each in NODE_MEASURES if each not in ("articulation", "community")), *ROLES)
#: Columns of the ranking, beside the one that it is ordered by.
_SHOWN = ("degree", "betweenness", "closeness", "pagerank", "core")
#: Figures of a network as a whole, in the order in which they are shown.
_FIGURES = (
    *("nodeCount", "linkCount", "isolatedCount", "componentCount", "communityCount"),
    *("bridgeCount", "diameter", "density", "modularity"),
)
_MIXING = ("eiIndex", "assortativity")
#: A measure beside chance has these figures as well, where there is something to say of chance.
_AGAINST = ("Expected", "Z", "P")
#: What a network rests on, and of how many that is a part.
_COVERAGE = {
    "statementCount": "",
    "sourceCount": "",
    "openListCount": "",
    "datedLinkCount": "linkCount",
    "groupedNodeCount": "nodeCount",
    "unrecordedCount": "",
}
#: So many communities and bridges are listed.
_GROUPS = 12
_BRIDGES = 60


@blueprint.get("/network")
def page() -> ResponseReturnValue:
    """A network's figures: ``?network=``, ``?sort=`` a measure, ``?year=`` one year of it."""
    published = dataset()
    wanted, sort = request.args.get("network"), request.args.get("sort", _SORTS[0])
    chosen = next((n for n in published.networks if wanted in (None, n.id)), None)
    if (wanted and chosen is None) or sort not in _SORTS:
        abort(404)
    found = network(published, chosen.id) if chosen else None
    names = labels(published, language())
    shown = _shown(published, chosen, found, sort, names) if chosen and found else {}
    return render_template(
        "network.html",
        networks=published.networks,
        chosen=chosen,
        found=found,
        sort=sort,
        name=names,
        term=lambda each: names(KG + each),
        meaning=meanings(published, language()),
        href=lambda iri: href(published, iri),
        local=lambda iri: local_or_iri(published, iri),
        **{"year": None, **shown},
        **evidence_helpers(published),
    )


@blueprint.get("/network/<name>")
def definition(name: str) -> ResponseReturnValue:
    """The IRI of a network leads to the page about it; with an ending, to a file of it."""
    published = dataset()
    name, _, ending = name.partition(".")
    if not ending:
        return redirect(url_for("network.page", network=name), 303)
    if name not in {each.id for each in published.networks}:
        abort(404)
    found = network(published, name)
    if found is None or ending not in ("csv", *network_files.GRAPHS):
        abort(404)
    if ending == "csv":
        body = network_files.table(found, labels(published, language()))
        media = "text/csv; charset=utf-8"
    else:
        body, media = network_files.graph(published, name, ending, language())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(body, content_type=media, headers=headers)


def _shown(
    published: PublishedDataset,
    chosen: NetworkDefinition,
    found: StoredNetwork,
    sort: str,
    names: Labels,
) -> dict[str, Any]:
    """Everything that the page shows of a network that was measured."""
    year = _year(found)
    nodes = found.nodes if year is None else found.by_year[year]
    names.prepare({each.iri for each in nodes} | {g for each in nodes for g in each.groups})
    address = partial(_address, chosen.id, sort)
    years = network_charts.years(found, sort, address)
    names.prepare(iri for each in years for iri in each.things)
    bridges = found.bridges[:_BRIDGES] if year is None else ()
    return {
        "year": year,
        "figures": _figures(found, year),
        "coverage": _coverage(found) if year is None else [],
        "ranking": network_charts.ranking(nodes, sort)[:_ROWS],
        "total": len(nodes),
        "sorts": _measured(nodes),
        "columns": [*_SHOWN, *([sort] if sort not in _SHOWN else [])],
        "distribution": network_charts.distribution(nodes, sort),
        "communities": network_charts.communities(nodes, _GROUPS),
        "years": years,
        "mixing": _MIXING,
        "against": _AGAINST,
        "bridges": bridges_with_grounds(published, language(), bridges),
        "queries": network_queries(published.config, chosen.id, sort, year),
    }


def _address(name: str, sort: str, year: int) -> str:
    return url_for("network.page", network=name, sort=sort, year=year)


def _year(found: StoredNetwork) -> int | None:
    text = request.args.get("year", "")
    if not text:
        return None
    if text not in map(str, found.by_year):
        abort(404)
    return int(text)


def _figures(found: StoredNetwork, year: int | None) -> dict[str, Any]:
    every = found.figures if year is None else found.years[year]
    names = [*_FIGURES, *(name + part for name in _MIXING for part in ("", *_AGAINST))]
    return {name: every[name] for name in names if name in every}


def _coverage(found: StoredNetwork) -> list[tuple[str, Any, Any]]:
    """What the network rests on: term, figure, and the figure that it is a part of."""
    return [
        (name, found.figures[name], found.figures.get(of))
        for name, of in _COVERAGE.items()
        if name in found.figures
    ]


def _measured(nodes: Sequence[StoredNode]) -> list[str]:
    """The measures that some node has, to order by."""
    there = {name for node in nodes for name in node.figures}
    return [name for name in _SORTS if name in there]
