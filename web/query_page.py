"""The query page: a query, and its answer as a table a person can read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from kg.query import Answer
from web.code_samples import samples
from web.links import href
from web.problems import Fault
from web.published import dataset
from web.query_views import Views, tabs, views

#: A page of more rows, or of more lines of a graph, is slow to draw and read by nobody.
PAGE_ROWS = 1000


@dataclass(frozen=True)
class Cell:
    """One value of a table.

    Parameters
    ----------
    text: the value; IRIs are shortened with the dataset's prefixes.
    href: where it is shown, or empty.
    lang: language tag of a text, or empty.
    datatype: shortened IRI of the datatype, or empty.
    """

    text: str
    href: str = ""
    lang: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it.

    Parameters
    ----------
    kind: ``select`` (columns and rows), ``ask`` (truth) or ``graph`` (text in Turtle).
    count: rows or triples in the answer.
    capped: whether there were more than the limit.
    cut: whether the page shows the beginning only; the downloads hold all.
    views: other ways to look at a table.
    has_things: whether the explorer has something to show of it.
    """

    kind: str
    count: int
    capped: bool
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    truth: bool = False
    text: str = ""
    cut: bool = False
    views: Views | None = None
    has_things: bool = False


def render(query: str, answer: Answer | None = None, fault: Fault | None = None) -> str:
    """The page with a query, and with its answer or with what went wrong.

    The template gets ``query``, ``examples``, ``prefixes``, ``answer`` (:class:`Shown` or None)
    and ``fault`` (:class:`web.problems.Fault` or None).

    Parameters
    ----------
    query: text in the editor.
    answer: in JSON, or in Turtle where it is a graph.
    """
    published = dataset()
    found = shown(answer, request.args.get("view", "")) if answer else None
    address = request.host_url.rstrip("/") + url_for("sparql.endpoint")
    return render_template(
        "sparql.html",
        query=query,
        examples=published.queries,
        prefixes=published.config.prefixes,
        answer=found,
        tabs=tabs(query, found.views) if found and found.views else [],
        in_graph=found is not None and found.has_things,
        samples=samples(address, query) if found and found.kind == "select" else (),
        fault=fault,
    )


def shown(answer: Answer, view: str = "") -> Shown:
    """An answer as the page shows it.

    Parameters
    ----------
    view: name of a way to look at a table; see :mod:`web.query_views`.
    """
    if answer.kind == "graph":
        lines = answer.body.decode("utf-8").split("\n")
        text = "\n".join(lines[:PAGE_ROWS])
        cut = len(lines) > PAGE_ROWS
        return Shown(
            "graph", answer.rows, answer.capped, text=text, cut=cut, has_things=answer.rows > 0
        )
    document = json.loads(answer.body)
    if answer.kind == "ask":
        return Shown("ask", 1, False, truth=document["boolean"])
    columns = tuple(document["head"]["vars"])
    found = document["results"]["bindings"][:PAGE_ROWS]
    rows = tuple(tuple(_cell(row.get(column)) for column in columns) for row in found)
    return Shown(
        "select",
        answer.rows,
        answer.capped,
        columns,
        rows,
        cut=answer.rows > PAGE_ROWS,
        views=views(dataset(), columns, found, view),
        has_things=any(
            dataset().config.local(term["value"])
            for row in found
            for term in row.values()
            if term["type"] == "uri"
        ),
    )


def _cell(term: dict[str, Any] | None) -> Cell:
    if term is None:
        return Cell("")
    if term["type"] == "uri":
        return _iri(term["value"])
    if term["type"] == "triple":
        parts = (term["value"][role] for role in ("subject", "predicate", "object"))
        return Cell(f"<<( {' '.join(_cell(part).text for part in parts)} )>>")
    if term["type"] == "bnode":
        return Cell(f"_:{term['value']}")
    datatype = term.get("datatype", "")
    config = dataset().config
    return Cell(
        term["value"],
        lang=term.get("xml:lang", ""),
        datatype=config.compress(datatype) if datatype else "",
    )


def _iri(iri: str) -> Cell:
    """Only addresses of the web become links: others might be scripts."""
    published = dataset()
    address = href(published, iri) if iri.startswith(("http://", "https://")) else ""
    return Cell(published.config.compress(iri), href=address)
