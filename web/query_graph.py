"""A query's answer as a part of the graph: its things, and the links that it made or found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import cast

import pyoxigraph as ox
from flask import current_app, request

from kg.bridge import CLIENT_GONE
from kg.dataset import PublishedDataset
from kg.query import Answer
from kg.service.client import QueryService
from kg.service.guard import QueryText, inspect
from kg.terms import TYPE
from web.lookups.links import Link, Part, among

#: Where an application keeps its query service.
EXTENSION = "query_service"
#: More things than these are no picture any more.
_THINGS = 1000


def part_of_query(published: PublishedDataset, text: str, limit: int) -> Part:
    """The things of a query's answer.

    A graph is shown as it is; of a table the things of the dataset, and the links between them.

    Parameters
    ----------
    text: of the query.
    limit: how many links at most.

    Raises
    ------
    KgError: it has no answer.
    """
    query = inspect(text, calls=bool(current_app.config["SERVICES"]))
    answer = _ask(query)
    if query.is_graph:
        return _made(answer, limit)
    if answer.kind == "ask":
        return Part((), (), False)
    rows = json.loads(answer.body)["results"]["bindings"]
    found = [term["value"] for row in rows for term in row.values() if term["type"] == "uri"]
    things = list(dict.fromkeys(iri for iri in found if published.config.local(iri)))
    part = among(published, things[:_THINGS], limit)
    return Part(part.nodes, part.links, part.cut or len(things) > _THINGS or answer.capped)


def _ask(query: QueryText) -> Answer:
    service = cast(QueryService, current_app.extensions[EXTENSION])
    gone = cast(Callable[[], bool], request.environ.get(CLIENT_GONE, lambda: False))
    answer = service.query(
        query,
        format="nt" if query.is_graph else "json",
        base=request.url_root,
        gone=gone,
    )
    assert answer is not None
    return answer


def _made(answer: Answer, limit: int) -> Part:
    triples = cast(Iterable[ox.Quad], ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
    links = sorted(
        {
            Link(each.subject.value, each.predicate.value, each.object.value, False)
            for each in triples
            if isinstance(each.subject, ox.NamedNode)
            and isinstance(each.object, ox.NamedNode)
            and each.predicate.value != TYPE
            and each.subject != each.object
        }
    )
    shown = tuple(links[:limit])
    nodes = sorted({end for link in shown for end in (link.source, link.target)})
    return Part(tuple(nodes), shown, answer.capped or len(links) > limit)
