"""Smaller answers for those who can unpack them: pages, scripts and styles.

Data is left as it is: its tags stand for its very bytes, and whoever wants it smaller has a proxy
in front. What the explorer loads is packed when it is written.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

_GZIP = "gzip"
#: Shorter bodies hardly get smaller.
_SHORTEST = 512
_PAGE_LEVEL, _FILE_LEVEL = 5, 9
#: Media types of our files that are texts; pictures and letters are packed already.
_TEXTS = frozenset(
    ("text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")
)


def wanted() -> bool:
    """Whether who asks can unpack."""
    return request.accept_encodings[_GZIP] > 0


def packed(path: Path) -> Response:
    """A file that has its packed form beside it, as who asks wants it."""
    if wanted():
        response = Response(path.with_name(f"{path.name}.gz").read_bytes())
        response.content_encoding = _GZIP
    else:
        response = Response(path.read_bytes())
    response.vary.add("Accept-Encoding")
    return response


def _pack(response: Response) -> Response:
    is_page = response.mimetype == "text/html"
    is_text = request.endpoint == "static" and response.mimetype in _TEXTS
    if not is_page and not is_text:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (204, 206, 304) or response.content_encoding or not wanted():
        return response
    if is_page:
        body = response.get_data()
        small = gzip.compress(body, _PAGE_LEVEL, mtime=0) if len(body) >= _SHORTEST else body
    else:
        body, small = _file(response)
    if len(small) < len(body):
        response.set_data(small)
        response.content_encoding = _GZIP
        tag, _ = response.get_etag()
        if tag is not None:
            response.set_etag(tag, weak=True)
    return response


def _file(response: Response) -> tuple[bytes, bytes]:
    """A file of ours as it is and packed; the answer's own way to it is closed."""
    home = current_app.static_folder or ""
    path = Path(home) / str((request.view_args or {})["filename"])
    response.direct_passthrough = False
    response.close()
    return _both(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _both(path: Path, _changed: int) -> tuple[bytes, bytes]:
    body = path.read_bytes()
    return body, gzip.compress(body, _FILE_LEVEL, mtime=0) if len(body) >= _SHORTEST else body


def init_app(app: Flask) -> None:
    """Pack what the application answers, once everything else is done to it."""
    app.after_request(_pack)
