"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and the query page.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.http import quote_etag

from kg.bridge import CLIENT_GONE, FAILURE
from kg.errors import KgError
from kg.query import Answer
from kg.service.client import QueryService
from kg.service.guard import QueryText, inspect
from web import protocol, query_page
from web.caching import AnswerCache, answers, code
from web.metrics import CACHED
from web.negotiation import Choice, accepted, choose
from web.problems import fault_of
from web.protocol import FORM, fields_of, utf8
from web.published import dataset
from web.query_graph import EXTENSION
from web.service_description import description

blueprint = Blueprint("sparql", __name__)
blueprint.after_request(protocol.shared)

QUERY = "application/sparql-query"
_METHODS = "GET, HEAD, POST, OPTIONS"
_NOWHERE = "/nonexistent/query.sock"


@dataclass(frozen=True)
class Operation:
    """A query as it was sent, in any of the three ways.

    Parameters
    ----------
    text: the query; empty where none was sent.
    default_graphs, named_graphs: ``default-graph-uri`` and ``named-graph-uri``.
    format: ``?format=``, or empty.
    base: IRI that relative IRIs are resolved against: that of the service.
    """

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str
    base: str


@blueprint.record
def _connect(state: BlueprintSetupState) -> None:
    """Give the application its query service, unless it has one."""
    address = Path(state.app.config.get("QUERY_SERVICE") or _NOWHERE)
    state.app.extensions.setdefault(EXTENSION, QueryService(address))


@blueprint.route("/sparql", methods=["OPTIONS"])
def preflight() -> Response:
    """What pages of other sites may send."""
    return protocol.preflight(_METHODS)


@blueprint.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
def endpoint() -> ResponseReturnValue:
    """Answer a query, or show the query page to those who prefer a page."""
    asked = _operation()
    g.query_text = asked.text
    if not asked.text.strip():
        return _without_query(asked)
    try:
        query = inspect(asked.text, calls=bool(current_app.config["SERVICES"]))
    except KgError as error:
        choice = choose(asked.format, accepted(), None, page=True)
        return _failed(asked, choice, error)
    choice = choose(asked.format, accepted(), query.is_graph, page=True)
    try:
        return _answered(asked, choice, query)
    except KgError as error:
        return _failed(asked, choice, error)


def _operation() -> Operation:
    """Read the request.

    Raises
    ------
    BadRequest: not UTF-8, or more than one query.
    UnsupportedMediaType: a POST with neither a form nor a query.
    """
    fields = fields_of(request.query_string)
    if request.method == "POST":
        if request.mimetype == QUERY:
            if "query" in fields:
                raise BadRequest("the query is in the body, so there must be none in the address")
            fields["query"] = [utf8(request.get_data(), "query")]
        elif request.mimetype == FORM:
            for name, values in fields_of(request.get_data()).items():
                fields.setdefault(name, []).extend(values)
        else:
            raise UnsupportedMediaType(f"send a query as {FORM} or {QUERY}")
    return operation(fields, request.base_url)


def operation(fields: dict[str, list[str]], base: str) -> Operation:
    """What the fields of a request ask for.

    Parameters
    ----------
    fields: decoded.
    base: IRI of the service.

    Raises
    ------
    BadRequest: an update, or more than one query.
    """
    if "update" in fields:
        raise BadRequest("this address answers queries; it takes no update")
    for name in ("query", "format", "example"):
        if len(fields.get(name, ())) > 1:
            raise BadRequest(f"'{name}' was sent more than once")
    text = fields.get("query", [""])[0]
    if not text and "example" in fields:
        text = _example(fields["example"][0])
    return Operation(
        text,
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
        fields.get("format", [""])[0],
        base,
    )


def _example(name: str) -> str:
    return next((each.text for each in dataset().queries if each.id == name), "")


def _without_query(asked: Operation) -> ResponseReturnValue:
    if request.method != "POST":
        choice = choose(asked.format, accepted(), None, page=True)
        if choice.format is None:
            return query_page.render("")
        if accepted() or asked.format:
            return _described(asked)
    raise BadRequest("there is no query: send one as the parameter 'query'")


def _described(asked: Operation) -> Response:
    """What the service is and can do, for those who ask it nothing."""
    choice = choose(asked.format, accepted(), True, page=False)
    assert choice.format is not None
    assert isinstance(choice.format.writer, ox.RdfFormat)
    body = ox.serialize(description(dataset()), format=choice.format.writer)
    return Response(body, content_type=choice.media_type)


def _answered(asked: Operation, choice: Choice, query: QueryText) -> ResponseReturnValue:
    """The answer, or the knowledge that the client has it already."""
    digest = digest_of(asked, choice, query)
    known = _known_version(digest) if choice.format and digest else ""
    if known and known == dataset().version:
        return _unchanged(known, digest)
    answer = _ask(asked, query, choice, digest, known)
    if answer is None:
        return _unchanged(known, digest)
    if choice.format is None:
        return query_page.render(asked.text, answer)
    return _response(answer, choice, digest)


def _unchanged(version: str, digest: str) -> Response:
    response = Response(status=304)
    response.set_etag(f"{version}-{digest}")
    return response


def _ask(
    asked: Operation, query: QueryText, choice: Choice, digest: str, known: str
) -> Answer | None:
    """Ask the query service, unless the answer is kept.

    Parameters
    ----------
    digest: what tells the answer from others of its version; empty where it is not to be kept.
    known: the version whose answer the client has; None is returned where it is still that.
    """
    if (failure := request.environ.get(FAILURE)) is not None:
        raise cast(KgError, failure)
    kept = answers().get((dataset().version, digest)) if digest else None
    if kept is not None:
        g.outcome = CACHED
        return cast(Answer, kept)
    service = cast(QueryService, current_app.extensions[EXTENSION])
    answer = service.query(
        query,
        format=choice.format.name if choice.format else None,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        unless=known,
        base=asked.base,
        gone=_gone(),
    )
    if answer is not None:
        keep(answers(), answer, asked, digest)
    return answer


def keep(cache: AnswerCache, answer: Answer, asked: Operation, digest: str) -> None:
    """Keep an answer for those who ask the same, unless it may be another for them."""
    if digest and answer.version:
        cache.put((answer.version, digest), answer, len(answer.body) + len(asked.text))


def _gone() -> Callable[[], bool]:
    """Whether the client has hung up; servers other than ours cannot tell."""
    return cast(Callable[[], bool], request.environ.get(CLIENT_GONE, lambda: False))


def _response(answer: Answer, choice: Choice, digest: str) -> Response:
    lasts = None if digest and request.method == "POST" else digest
    headers = headers_of(answer, lasts)
    return Response(answer.body, content_type=choice.media_type, headers=headers)


def headers_of(answer: Answer, digest: str | None) -> dict[str, str]:
    """The header fields that an answer has of its own.

    Parameters
    ----------
    digest: what tells the answer from others of its version; empty where it is not to be kept,
        None where the request's method says nothing of either.
    """
    headers = {"X-Rows": str(answer.rows)}
    if digest is not None:
        headers["Cache-Control"] = "no-cache" if digest else "no-store"
    if digest and answer.version:
        headers["ETag"] = quote_etag(f"{answer.version}-{digest}")
    if answer.version:
        headers["X-Dataset-Version"] = answer.version
    if answer.capped:
        headers["X-Capped"] = f"capped at {answer.rows} rows"
    return headers


def _failed(asked: Operation, choice: Choice, error: KgError) -> ResponseReturnValue:
    """An error on the page that the query came from; for programs, the usual document."""
    if choice.format is not None:
        raise error
    fault = fault_of(error)
    return query_page.render(asked.text, fault=fault), fault.status, fault.headers


def digest_of(asked: Operation, choice: Choice, query: QueryText) -> str:
    """What tells an answer from others of the same version; empty where it is not to be kept."""
    if query.is_volatile:
        return ""
    parts: Sequence[str] = (
        code(),
        choice.media_type,
        asked.text,
        asked.base,
        "\n".join(asked.default_graphs),
        "\n".join(asked.named_graphs),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _known_version(digest: str) -> str:
    """The version whose answer to this very question the client has; empty if none."""
    for tag in request.if_none_match.as_set(include_weak=True):
        version, _, known = tag.partition("-")
        if known == digest:
            return str(version)
    return ""
