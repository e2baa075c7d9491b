"""Programs' queries at ``/sparql``, answered by the event loop without the application.

A look-up takes the store a tenth of the time that a thread, the application and its hooks take.
So the plainest requests, a GET for data that nobody has yet, are answered here: by the same
functions as in :mod:`web.sparql`, with the same header fields. All others, and whatever comes to an
error, are the application's.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from kg.bridge import Response
from kg.dataset import PublishedDataset
from kg.errors import KgError
from kg.query import Answer
from kg.service.guard import QueryText, inspect
from kg.service.loop_client import ask
from kg.service.messages import Request
from web import metrics
from web.access_log import access_log, of_query
from web.caching import answers
from web.negotiation import Choice, choose
from web.protocol import SHARED, VARIES, fields_of
from web.published import current
from web.repeats import repeat
from web.security import SURE
from web.sparql import Operation, digest_of, headers_of, keep, operation

_PATH = "/sparql"
#: Characters of a longer request are not looked at in the event loop.
_SHORT = 8_192
#: Where others may have to be spelt in another way.
_PLAIN_HOST = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d+)?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
#: Fields of a request that the application has to look at.
_OTHERS = ("content-length", "transfer-encoding", "if-none-match")
#: For every answer from here.
_FIELDS = [*SHARED.items(), *SURE.items(), ("Vary", VARIES)]


class PromptQueries:
    """Answers queries before an application does.

    Parameters
    ----------
    app: the application, whose settings, cache, log and dataset are used.
    """

    def __init__(self, app: Flask) -> None:
        self._service = Path(app.config["QUERY_SERVICE"] or "")
        self._calls = bool(app.config["SERVICES"])
        self._current = current(app)
        self._answers = answers(app)
        self._log = access_log(app)

    def __call__(self, scope: Any) -> Awaitable[Response] | None:
        """The answer to come, or None where the application is to be called.

        Parameters
        ----------
        scope: of the request, as RSGI gives it.
        """
        began = time.perf_counter()
        base = _base(scope)
        published = self._current.opened() if base else None
        if published is None or published.remote is not None:
            return None
        try:
            fields = fields_of(scope.query_string.encode())
            if not fields.get("query", [""])[0].strip():
                return None
            asked = operation(fields, base)
            query = inspect(asked.text, calls=self._calls)
            accepted = ", ".join(scope.headers.get_all("accept"))
            choice = choose(asked.format, accepted, query.is_graph, page=True)
        except (KgError, HTTPException):
            return None
        if choice.format is None:
            return None
        digest = digest_of(asked, choice, query)
        if digest and self._answers.get((published.version, digest)) is not None:
            return None
        return self._answer(asked, query, choice, digest, published, began)

    async def _answer(
        self,
        asked: Operation,
        query: QueryText,
        choice: Choice,
        digest: str,
        published: PublishedDataset,
        began: float,
    ) -> Response:
        assert choice.format is not None
        graphs = asked.default_graphs, asked.named_graphs
        since = time.monotonic()
        request = Request(query, choice.format.name, *graphs, "", since, base=asked.base)
        answer = await ask(self._service, request)
        came = "capped" if answer.capped else "answered"
        said = {"method": "GET", "path": _PATH, "status": 200, "bytes": len(answer.body)}
        said |= of_query(came, answer.rows, asked.text)
        seconds = time.perf_counter() - began

        def told() -> None:
            keep(self._answers, answer, asked, digest)
            metrics.count(metrics.QUERY_ROUTE, 200, seconds, came)
            if self._log is not None:
                self._log.write(said, seconds)

        again = None
        if digest and answer.version == published.version:
            again = repeat(self._current, published, metrics.QUERY_ROUTE, said, self._log)
        return Response(200, _fields(answer, choice, digest), answer.body, repeat=again, told=told)


def _base(scope: Any) -> str:
    """The IRI of the service, where the request is one of the plainest; else empty."""
    if scope.path != _PATH or scope.method != "GET" or len(scope.query_string) > _SHORT:
        return ""
    host = scope.authority or scope.headers.get("host") or ""
    if any(name in scope.headers for name in _OTHERS) or not _PLAIN_HOST.fullmatch(host):
        return ""
    if host.endswith(_DEFAULT_PORTS[scope.scheme]):
        return ""
    return f"{scope.scheme}://{host}{_PATH}"


def _fields(answer: Answer, choice: Choice, digest: str) -> list[tuple[str, str]]:
    own = headers_of(answer, digest)
    return [
        ("Content-Type", choice.media_type),
        ("Content-Length", str(len(answer.body))),
        *own.items(),
        *_FIELDS,
    ]
