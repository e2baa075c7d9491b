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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

from web.metrics import outcome

#: Standard error.
STREAM = "-"


def init_app(app: Flask) -> None:
    """Log the requests of the application, where its settings say where to."""
    target = app.config["ACCESS_LOG"]
    if not target:
        return
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    file = sys.stderr.fileno() if target == STREAM else os.open(Path(target), flags, 0o640)

    def log(response: Response) -> Response:
        line = json.dumps(_entry(response), ensure_ascii=False) + "\n"
        os.write(file, line.encode("utf-8", "replace"))
        return response

    app.after_request(log)


def _entry(response: Response) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "bytes": response.content_length or 0,
    }
    if "began" in g:
        entry["ms"] = round(1000 * (time.perf_counter() - g.began), 1)
    if request.endpoint == "sparql.endpoint":
        entry["outcome"] = outcome(response)
        if "X-Rows" in response.headers:
            entry["rows"] = int(response.headers["X-Rows"])
        if text := g.get("query_text"):
            entry["query"] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return entry
