"""``/update``: the update operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed, UnsupportedMediaType

from kg.service.write_client import Written
from kg.service.writes import Write
from web.authorization import writer
from web.protocol import FORM, fields_of, preflight, shared, single, utf8

blueprint = Blueprint("update", __name__)
blueprint.after_request(shared)

UPDATE = "application/sparql-update"
_METHODS = "POST, OPTIONS"


@blueprint.route("/update", methods=["OPTIONS"])
def options() -> Response:
    """What pages of other sites may send."""
    return preflight(_METHODS)


@blueprint.route("/update", methods=["GET", "POST"], provide_automatic_options=False)
def endpoint() -> Response:
    """Do an update: all of it, durably, or nothing."""
    if request.method != "POST":
        raise MethodNotAllowed(_METHODS.split(", "), "an update is sent by POST")
    service = writer()
    return done(service.write(_write()))


def done(written: Written, created_at: str | None = None) -> Response:
    """The response to a write that is done.

    Parameters
    ----------
    created_at: address of a graph that got its IRI here.
    """
    response = Response(status=201 if written.created else 204)
    del response.headers["Content-Type"]
    response.headers["X-Dataset-Version"] = written.version
    if created_at:
        response.headers["Location"] = created_at
    return response


def _write() -> Write:
    fields = fields_of(request.query_string)
    if request.mimetype == UPDATE:
        if "update" in fields:
            raise BadRequest("the update is in the body, so there must be none in the address")
        text = utf8(request.get_data(), "update")
    elif request.mimetype == FORM:
        for name, values in fields_of(request.get_data()).items():
            fields.setdefault(name, []).extend(values)
        text = single(fields, "update") or ""
        if "update" not in fields:
            raise BadRequest("there is no update: send one as the parameter 'update'")
    else:
        raise UnsupportedMediaType(f"send an update as {FORM} or {UPDATE}")
    if "query" in fields:
        raise BadRequest("this address takes updates; queries are answered at /sparql")
    return Write(
        "update",
        base=request.base_url,
        using=tuple(fields.get("using-graph-uri", ())),
        using_named=tuple(fields.get("using-named-graph-uri", ())),
        body=text.encode("utf-8"),
    )
