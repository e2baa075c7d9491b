"""One line of JSON for each request: what was asked, what came of it, how long it took.

A query stands there by a digest of its text, not by its text, and nothing of a request's headers
but its length, so that no secret gets into the log.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from web.metrics import QUERY_ROUTE, outcome

#: Standard error.
STREAM = "-"
_EXTENSION = "shanyrak.access_log"


class AccessLog:
    """The file that requests are logged in.

    Parameters
    ----------
    target: its path, or :data:`STREAM`.
    """

    def __init__(self, target: str) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        is_stream = target == STREAM
        self._file = sys.stderr.fileno() if is_stream else os.open(Path(target), flags, 0o640)

    def write(self, entry: Mapping[str, Any], seconds: float | None) -> None:
        """Write a line.

        Parameters
        ----------
        entry: what :func:`entry` says of the request.
        seconds: that it took, None where nobody knows.
        """
        now = {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}
        took = {} if seconds is None else {"ms": round(1000 * seconds, 1)}
        line = json.dumps(now | dict(entry) | took, ensure_ascii=False) + "\n"
        os.write(self._file, line.encode("utf-8", "replace"))


def access_log(app: Flask | None = None) -> AccessLog | None:
    """The log of an application, if it keeps one; of the one that answers, where none is named."""
    return cast("AccessLog | None", (app or current_app).extensions[_EXTENSION])


def entry(response: Response) -> dict[str, Any]:
    """What was asked and what came of it."""
    said: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "bytes": response.content_length or 0,
    }
    if request.endpoint == QUERY_ROUTE:
        rows = response.headers.get("X-Rows", type=int)
        said |= of_query(outcome(response), rows, g.get("query_text"))
    return said


def of_query(came: str, rows: int | None, text: str | None) -> dict[str, Any]:
    """What is said of a query: what came of it, its rows, and the digest of its text."""
    said: dict[str, Any] = {"outcome": came}
    if rows is not None:
        said["rows"] = rows
    if text:
        said["query"] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return said


def init_app(app: Flask) -> None:
    """Log the requests of the application, where its settings say where to."""
    target = app.config["ACCESS_LOG"]
    app.extensions[_EXTENSION] = log = AccessLog(target) if target else None
    if log is None:
        return

    def write(response: Response) -> Response:
        log.write(entry(response), time.perf_counter() - g.began if "began" in g else None)
        return response

    app.after_request(write)
