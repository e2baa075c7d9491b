"""Addresses for machines: health, robots, site map, and the dataset's own description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from kg.errors import DatasetMissing
from kg.service.board import look
from kg.service.pool import board_of
from web.dataset_description import Addresses, description
from web.lookups.things import addresses
from web.metrics import exposition
from web.negotiation import accepted, choose
from web.pages.exports import offered
from web.published import dataset

blueprint = Blueprint("machines", __name__)

_MOST_IN_A_SITEMAP = 50_000
_PAGES = ("home.page", "search.page", "graph.page", "network.page", "about.page", "exports.page")


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """A dataset is published and can be opened, and the query pool, if there is one, runs."""
    try:
        version = dataset().version
    except DatasetMissing as error:
        return jsonify(status="no dataset", detail=str(error)), 503
    address = current_app.config["QUERY_SERVICE"]
    if address and look(board_of(Path(address))) is None:
        return jsonify(status="no query pool", detail="the query service does not run"), 503
    return jsonify(status="ok", version=version)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Numbers for Prometheus."""
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read but what costs a computation."""
    text = render_template("robots.txt", sitemap=_absolute("machines.sitemap"))
    return Response(text, mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page and every thing."""
    published = dataset()
    found = [_absolute(endpoint) for endpoint in _PAGES]
    for local in addresses(published, _MOST_IN_A_SITEMAP - len(found)):
        kind, _, name = local.partition("/")
        found.append(_absolute("things.thing", kind=kind, name=f"{name}.html"))
    return Response(render_template("sitemap.xml", addresses=found), mimetype="application/xml")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The dataset described for machines, in any RDF format."""
    published = dataset()
    choice = choose(request.args.get("format", ""), accepted(), True, page=False)
    assert choice.format is not None
    assert isinstance(choice.format.writer, ox.RdfFormat)
    at = Addresses(
        _absolute("home.page"),
        _absolute("sparql.endpoint"),
        _absolute("exports.page"),
        _absolute("machines.void"),
    )
    files = [] if published.remote else offered(published)
    body = ox.serialize(description(published, at, files), format=choice.format.writer)
    response = Response(body, content_type=choice.media_type)
    response.vary.add("Accept")
    return response


def _absolute(endpoint: str, **values: Any) -> str:
    return request.host_url.rstrip("/") + url_for(endpoint, **values)
