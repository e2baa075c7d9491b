"""Networks: who is linked with whom, measured, with what the figures do not say."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kg.dataset import PublishedDataset
from kg.export import FORMATS, export
from kg.export.tables import guarded
from kg.networks import NODE_MEASURES, StoredNetwork, StoredNode
from kg.ontology import NetworkDefinition, with_prefixes
from kg.terms import KG
from web.languages import language
from web.links import href, local_or_iri
from web.lookups.labels import Labels, labels
from web.lookups.networks import meanings, network
from web.published import dataset

blueprint = Blueprint("network", __name__)

_ROWS = 50
_ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
_SORTS = (*(each for each in NODE_MEASURES if each not in ("articulation", "community")), *_ROLES)
#: Columns of the ranking, beside the one that it is ordered by.
_SHOWN = ("degree", "betweenness", "closeness", "pagerank", "core")
#: Figures of a network as a whole, in the order in which they are shown.
_FIGURES = (
    *("nodeCount", "linkCount", "isolatedCount", "componentCount", "communityCount"),
    *("bridgeCount", "diameter", "density", "modularity"),
)
_MIXING = ("eiIndex", "assortativity")
#: A chart of a distribution has at most so many bars.
_BARS = 12
#: So many communities and bridges are listed.
_GROUPS = 12
_BRIDGES = 60


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: what it stands for, its value, and where it leads."""

    label: str
    value: int
    href: str = ""


@blueprint.get("/network")
def page() -> ResponseReturnValue:
    """A network's figures: ``?network=``, ``?sort=`` a measure, ``?year=`` one year of it."""
    published = dataset()
    wanted, sort = request.args.get("network"), request.args.get("sort", _SORTS[0])
    chosen = next((n for n in published.networks if wanted in (None, n.id)), None)
    if (wanted and chosen is None) or sort not in _SORTS:
        abort(404)
    found = network(published, chosen.id) if chosen else None
    year = _year(found)
    nodes = _nodes(found, year)
    names = labels(published, language())
    names.prepare({each.iri for each in nodes} | {g for each in nodes for g in each.groups})
    return render_template(
        "network.html",
        networks=published.networks,
        chosen=chosen,
        found=found,
        year=year,
        figures=_figures(found, year),
        ranking=sorted(nodes, key=lambda each: (-each.figures.get(sort, 0), each.iri))[:_ROWS],
        total=len(nodes),
        sorts=_measured(nodes),
        columns=[*_SHOWN, *([sort] if sort not in _SHOWN else [])],
        sort=sort,
        distribution=_distribution(nodes),
        communities=_communities(nodes),
        years=_years(found, chosen),
        mixing=_MIXING,
        bridges=found.bridges[:_BRIDGES] if found and year is None else (),
        name=names,
        term=lambda each: names(KG + each),
        meaning=meanings(published, language()),
        href=lambda iri: href(published, iri),
        local=lambda iri: local_or_iri(published, iri),
        ordered=_query(published, chosen, sort) if chosen else "",
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
    if found is None or ending not in ("csv", "graphml", "gexf"):
        abort(404)
    if ending == "csv":
        body, media = _table(found, labels(published, language())), "text/csv; charset=utf-8"
    else:
        file = io.BytesIO()
        export(published, ending, file, network=name, language=language())
        body, media = file.getvalue(), FORMATS[ending].media_type
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(body, content_type=media, headers=headers)


def _year(found: StoredNetwork | None) -> int | None:
    text = request.args.get("year", "")
    if not text:
        return None
    if found is None or text not in map(str, found.by_year):
        abort(404)
    return int(text)


def _nodes(found: StoredNetwork | None, year: int | None) -> Sequence[StoredNode]:
    if found is None:
        return ()
    return found.nodes if year is None else found.by_year[year]


def _figures(found: StoredNetwork | None, year: int | None) -> dict[str, Any]:
    if found is None:
        return {}
    every = found.figures if year is None else found.years[year]
    shown = {name: every[name] for name in _FIGURES if name in every}
    for name in _MIXING:
        parts = ("", "Expected", "Z", "P") if f"{name}Z" in every else ("",)
        shown |= {name + part: every[name + part] for part in parts if name + part in every}
    return shown


def _measured(nodes: Sequence[StoredNode]) -> list[str]:
    """The measures that some node has, to order by."""
    there = {name for node in nodes for name in node.figures}
    return [name for name in _SORTS if name in there]


def _distribution(nodes: Sequence[StoredNode]) -> list[Bar]:
    """How many nodes have how many links; many different numbers are put together."""
    counted = Counter(int(node.figures["degree"]) for node in nodes)
    most = max(counted, default=0)
    width = max(1, -(-(most + 1) // _BARS))
    bars = []
    for start in range(0, most + 1 if nodes else 0, width):
        end = min(start + width - 1, most)
        number = sum(counted[degree] for degree in range(start, end + 1))
        bars.append(Bar(str(start) if end == start else f"{start}–{end}", number))
    return bars


def _communities(nodes: Sequence[StoredNode]) -> list[tuple[int, list[StoredNode]]]:
    """The members of each community of two and more, the best linked first."""
    found: dict[int, list[StoredNode]] = {}
    for node in sorted(nodes, key=lambda each: (-each.figures["degree"], each.iri)):
        found.setdefault(int(node.figures["community"]), []).append(node)
    real = ((number, members) for number, members in found.items() if len(members) > 1)
    return sorted(real)[:_GROUPS]


def _years(found: StoredNetwork | None, chosen: NetworkDefinition | None) -> list[Bar]:
    """Links by year, those without any between the first and the last as well."""
    if found is None or chosen is None or not found.years:
        return []
    links = {year: int(figures["linkCount"]) for year, figures in found.years.items()}
    return [
        Bar(
            str(year),
            links.get(year, 0),
            url_for("network.page", network=chosen.id, year=year) if year in links else "",
        )
        for year in range(min(links), max(links) + 1)
    ]


def _query(published: PublishedDataset, chosen: NetworkDefinition, sort: str) -> str:
    """The query that gives the ranking."""
    iri = published.config.thing(f"network/{chosen.id}")
    text = (
        f"SELECT ?node ?{sort} WHERE {{\n"
        f"  GRAPH <{published.config.graph('networks')}> {{\n"
        f"    ?observation qb:dataSet <{iri}> ; kg:node ?node ; kg:{sort} ?{sort}\n"
        f"  }}\n}}\nORDER BY DESC(?{sort}) ?node"
    )
    return with_prefixes(text, published.config.prefixes)


def _table(found: StoredNetwork, names: Labels) -> bytes:
    """A row for each node, with the columns named like the terms of the engine."""
    names.prepare(node.iri for node in found.nodes)
    there = {name for node in found.nodes for name in node.figures}
    columns = [name for name in (*NODE_MEASURES, *_ROLES) if name in there]
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(("iri", "label", "groups", *columns))
    for node in found.nodes:
        measured = (str(node.figures.get(name, "")) for name in columns)
        table.writerow(guarded((node.iri, names(node.iri).text, " ".join(node.groups), *measured)))
    return out.getvalue().encode("utf-8")
