"""``/store``: the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/

A graph is named by ``?graph=IRI`` or ``?default`` (indirect), or is the address itself below
``/store/`` (direct). Reading is open to everybody; writing needs a service that is writable and
its token.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Literal, cast

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound, UnsupportedMediaType

from kg.results import formats_for
from kg.service.client import QueryService
from kg.service.writes import Document, Write
from web.authorization import is_writable, writer
from web.negotiation import accepted, choose
from web.protocol import fields_of, preflight, shared, single
from web.query_graph import EXTENSION as QUERIES
from web.update import done

blueprint = Blueprint("graph_store", __name__)
blueprint.after_request(shared)

_READ, _WRITE = ("GET", "HEAD"), ("PUT", "POST", "DELETE")
_MULTIPART = "multipart/form-data"
#: Formats of uploads: those that are written as well.
_FORMATS = {
    each.media_type: each.writer
    for each in formats_for(True)
    if isinstance(each.writer, ox.RdfFormat)
}


@blueprint.route("/store", methods=["OPTIONS"], defaults={"path": ""})
@blueprint.route("/store/<path:path>", methods=["OPTIONS"])
def options(path: str) -> Response:
    """What pages of other sites may send."""
    return preflight(", ".join(_methods()))


@blueprint.route(
    "/store", methods=[*_READ, *_WRITE], defaults={"path": ""}, provide_automatic_options=False
)
@blueprint.route("/store/<path:path>", methods=[*_READ, *_WRITE], provide_automatic_options=False)
def endpoint(path: str) -> ResponseReturnValue:
    """Give, replace, extend or delete one graph."""
    graph = _named(path)
    if request.method in _READ:
        return _given(_required(graph))
    if not is_writable():
        raise MethodNotAllowed(list(_methods()), "this service is read-only")
    service = writer()
    if request.method == "DELETE":
        return done(service.write(Write("delete", _required(graph))))
    location = None
    if graph is None and request.method == "POST":
        graph = location = f"{request.base_url.rstrip('/')}/{uuid.uuid4()}"
    kind: Literal["put", "post"] = "put" if request.method == "PUT" else "post"
    documents, body = _uploaded(_required(graph))
    return done(service.write(Write(kind, graph or "", documents=documents, body=body)), location)


def _methods() -> tuple[str, ...]:
    return (*_READ, *(_WRITE if is_writable() else ()), "OPTIONS")


def _named(path: str) -> str | None:
    """The graph that the request names: its IRI, empty for the default graph, None for none."""
    fields = fields_of(request.query_string)
    graph = single(fields, "graph")
    if path:
        return request.base_url
    if graph is not None and "default" in fields:
        raise BadRequest("name a graph with ?graph= or say ?default, not both")
    if graph is not None and not _is_absolute(graph):
        raise BadRequest(f"?graph= must be an absolute IRI, and '{graph}' is none")
    return "" if "default" in fields else graph


def _is_absolute(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return ":" in iri


def _required(graph: str | None) -> str:
    if graph is None:
        raise BadRequest("name a graph with ?graph=IRI, or say ?default")
    return graph


def _given(graph: str) -> Response:
    """A graph as it is, whole."""
    service = cast(QueryService, current_app.extensions[QUERIES])
    asked = single(fields_of(request.query_string), "format") or ""
    choice = choose(asked, accepted(), True, page=False)
    assert choice.format is not None
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    answer = service.query(text, format=choice.format.name, whole=True)
    assert answer is not None
    if graph and not answer.rows and not _exists(service, graph):
        raise NotFound(f"there is no graph <{graph}>")
    response = Response(answer.body, content_type=choice.media_type)
    if answer.version:  # a remote store tells none, and then nobody knows what has changed
        response.headers["X-Dataset-Version"] = answer.version
        response.set_etag(f"{answer.version}-{choice.format.name}")
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request.environ)
    return response


def _exists(service: QueryService, graph: str) -> bool:
    answer = service.query(f"ASK {{ GRAPH <{graph}> {{}} }}", format="csv")
    return answer is not None and answer.body.strip().endswith(b"true")


def _uploaded(base: str) -> tuple[tuple[Document, ...], bytes]:
    """The documents of the request, and their bytes one after the other."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("send the document without Content-Encoding")
    base = base or request.base_url
    if request.mimetype != _MULTIPART:
        body = request.get_data()
        return (Document(_format(request.mimetype, _charset()), base, len(body)),), body
    documents, bodies = [], []
    for kind, charset, body in _parts():
        documents.append(Document(_format(kind, charset), base, len(body)))
        bodies.append(body)
    return tuple(documents), b"".join(bodies)


def _parts() -> Iterator[tuple[str, str, bytes]]:
    for _, part in request.files.items(multi=True):
        yield part.mimetype, part.mimetype_params.get("charset", "utf-8"), part.read()
    if not request.files:
        raise BadRequest("the form holds no file: send each document as a part with a file name")


def _charset() -> str:
    return request.mimetype_params.get("charset", "utf-8")


def _format(media_type: str, charset: str) -> str:
    """The media type of the format that a document is in."""
    kind = ox.RdfFormat.from_media_type(media_type) if media_type else None
    if kind is None or kind not in _FORMATS.values():
        names = ", ".join(_FORMATS)
        raise UnsupportedMediaType(f"'{media_type}' is no RDF format that is read here: {names}")
    if charset.lower().replace("-", "") not in ("utf8", "usascii"):
        raise UnsupportedMediaType(f"send the document in UTF-8, not {charset}")
    return kind.media_type
