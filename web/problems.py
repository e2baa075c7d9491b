"""Everything that goes wrong ends here: one JSON problem document, or one page, by Accept.

The document is that of RFC 9457; members beyond the standard ones carry what offended, such as
``line`` and ``column`` of a query that is not SPARQL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException

from kg.errors import DatasetMissing, KgError, UnknownThing
from kg.query import QueryRefused, QuerySyntaxError
from kg.remote import RemoteError, RemoteTimeout, RemoteUnreachable
from kg.remote.copying import TooLargeToCopy
from kg.service.errors import ClientGone, QueryTimeout, ServiceBusy, WorkerCrashed
from kg.service.write_client import GraphMissing, WriteFailed
from kg.upload import NotRdf

#: Seconds after which a remote store may be back.
RETRY_AFTER = 30
PROBLEM_TYPE = "application/problem+json"

#: Which status each of the engine's errors means; any other is a fault of the service.
STATUSES: dict[type[KgError], int] = {
    UnknownThing: 404,
    DatasetMissing: 503,
    QuerySyntaxError: 400,
    QueryRefused: 400,
    QueryTimeout: 504,
    WorkerCrashed: 500,
    ServiceBusy: 503,
    NotRdf: 400,
    GraphMissing: 404,
    WriteFailed: 507,
    ClientGone: 503,
    TooLargeToCopy: 501,
    RemoteTimeout: 504,
    RemoteUnreachable: 503,
    RemoteError: 502,
}

_TITLES = {
    400: lazy_gettext("This request cannot be answered"),
    404: lazy_gettext("Nothing lives at this address"),
    405: lazy_gettext("This address is not used that way"),
    406: lazy_gettext("There is no such format"),
    413: lazy_gettext("Too much was sent"),
    415: lazy_gettext("This kind of content is not understood"),
    500: lazy_gettext("Something broke on our side"),
    501: lazy_gettext("This is not offered here"),
    502: lazy_gettext("The store behind this page gave no answer"),
    503: lazy_gettext("Too busy just now"),
    504: lazy_gettext("The query took too long"),
}

#: What a reader is told where the detail is of use to programs alone.
_HINTS = {
    404: lazy_gettext("Perhaps the address is misspelt, or the thing has another name."),
    500: lazy_gettext("Please try again later."),
}


@dataclass(frozen=True)
class Fault:
    """What went wrong, as a client is told.

    Parameters
    ----------
    status: of the response.
    detail: what is wrong and how to mend it.
    members: further members of the problem document.
    headers: that the response must carry, such as Allow or Retry-After.
    """

    status: int
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def phrase(self) -> str:
        """The status in HTTP's own words."""
        return HTTPStatus(self.status).phrase


def fault_of(error: KgError | HTTPException) -> Fault:
    """What a client is told of an error."""
    if isinstance(error, HTTPException):
        return _http_fault(error)
    status = next((s for kind, s in STATUSES.items() if isinstance(error, kind)), 500)
    members: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, QuerySyntaxError | NotRdf):
        members = {"line": error.line, "column": error.column}
    elif isinstance(error, QueryTimeout | RemoteTimeout):
        members = {"limit": error.seconds}
    elif isinstance(error, ServiceBusy):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, RemoteUnreachable):
        headers = {"Retry-After": str(RETRY_AFTER)}
    return Fault(status, str(error), members, headers)


def _http_fault(error: HTTPException) -> Fault:
    kept = ("Allow", "Retry-After", "WWW-Authenticate")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    return Fault(error.code or 500, error.description or "", {}, headers)


def answer(error: KgError | HTTPException) -> Response:
    """The response to an error."""
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    fault = fault_of(error)
    wants_page = request.accept_mimetypes.quality("text/html") > max(
        request.accept_mimetypes.quality("application/json"),
        request.accept_mimetypes.quality(PROBLEM_TYPE),
    )
    response = _page(fault) if wants_page else document(fault)
    response.vary.add("Accept")
    return response


def document(fault: Fault) -> Response:
    """The problem document of a fault."""
    members = {"type": "about:blank", "title": fault.phrase, "status": fault.status}
    body = json.dumps({**members, "detail": fault.detail, **fault.members}, ensure_ascii=False)
    return Response(body, fault.status, fault.headers, content_type=PROBLEM_TYPE)


def _page(fault: Fault) -> Response:
    title = _TITLES.get(fault.status)
    hint = _HINTS.get(fault.status)
    text = render_template(
        "error.html",
        status=fault.status,
        title=str(title) if title else gettext(fault.phrase),
        detail=str(hint) if hint else fault.detail,
    )
    return Response(text, fault.status, fault.headers, mimetype="text/html")


def init_app(app: Flask) -> None:
    """Answer every error of the application this way."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(KgError, answer)
