"""Tags of answers, and answers that need not be made again.

A tag is made from everything an answer depends on: the edition of the dataset, this code, the
request's address, language and Accept. So a request with a tag that it would be given again is
answered before any work is done. Data has a strong tag. A page has a weak one, since its nonce
is another each time (RFC 9110, 8.8.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

from cachetools import LRUCache
from flask import Flask, Response, current_app, g, request

import kg
from kg.errors import KgError
from web.languages import language
from web.packed import wanted
from web.published import dataset
from web.security import nonce

_EXTENSION = "shanyrak.answers"
#: Blueprints whose answers depend on nothing but the dataset and the request.
_STEADY = frozenset(
    (
        *("home", "search", "graph", "network", "paths", "timeline", "map"),
        *("about", "exports", "api", "things"),
    )
)
#: Answers whose bytes are others for those who can unpack them, and whose tags are strong.
_PACKED = frozenset(("graph.columns", "graph.names"))
_STEADY_MACHINES = frozenset(("machines.sitemap", "machines.void", "machines.robots"))
#: Names the nonce, so that each answer has one of its own.
_POLICY = "Content-Security-Policy"
#: What an entry takes beside its body, about.
_ENTRY = 1024
#: The largest part of the cache that one answer may fill.
_SHARE = 8


class AnswerCache:
    """The answers that were asked for last, as many as fit.

    Parameters
    ----------
    size: bytes that they may fill together; 0 keeps none.
    """

    def __init__(self, size: int) -> None:
        self._kept: LRUCache[Hashable, tuple[int, Any]] = LRUCache(size, lambda entry: entry[0])
        self._lock = Lock()

    def get(self, key: Hashable) -> Any | None:
        """The answer, if it is still here."""
        with self._lock:
            entry = self._kept.get(key)
        return entry[1] if entry else None

    def put(self, key: Hashable, answer: Any, size: int) -> None:
        """Keep an answer of that many bytes, unless it would push out too many others."""
        with self._lock:
            if (size + _ENTRY) * _SHARE <= self._kept.maxsize:
                self._kept[key] = (size + _ENTRY, answer)


@dataclass(frozen=True)
class _Page:
    """An answer as it was sent; ``word`` is the nonce in it."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    word: bytes


def answers(app: Flask | None = None) -> AnswerCache:
    """The cache of an application; of the one that answers, where none is named."""
    return cast(AnswerCache, (app or current_app).extensions[_EXTENSION])


@cache
def code() -> str:
    """A digest of the code and the texts that answers are made with."""
    digest = hashlib.sha256()
    for root in (Path(kg.__file__).parent, Path(__file__).parent):
        for kind in ("*.py", "*.html", "*.txt", "*.xml", "*.ttl", "*.po", "manifest.json"):
            for path in sorted(root.rglob(kind)):
                if "node_modules" not in path.parts:
                    digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def grows() -> None:
    """Leave this answer untagged: it may say more when it is asked for again."""
    g.tag = None


def _is_steady() -> bool:
    steady = request.blueprint in _STEADY or request.endpoint in _STEADY_MACHINES
    return steady and request.method in ("GET", "HEAD")


def _look() -> Response | None:
    """Answer from what the client or this process has, before any work is done."""
    if not _is_steady():
        return None
    try:
        published = dataset()
    except KgError:
        return None
    if published.remote is not None:  # its statements may be others at any time
        return None
    depends: tuple[str | bool, ...] = (
        published.fingerprint,
        code(),
        request.host_url,
        request.script_root,
        request.full_path,
        request.headers.get("Accept", ""),
        wanted() and request.endpoint in _PACKED,
        language(),
    )
    g.tag = hashlib.sha256("\0".join(map(str, depends)).encode("utf-8", "replace")).hexdigest()[:32]
    if request.if_none_match.contains_weak(g.tag):
        g.is_kept = True
        return Response(status=304)
    kept = answers().get(g.tag)
    if kept is None:
        return None
    g.is_kept = True
    body = kept.body.replace(kept.word, nonce().encode()) if kept.word else kept.body
    return Response(body, headers=list(kept.headers))


def _tag(response: Response) -> Response:
    """Tag an answer, and keep it."""
    tag = g.get("tag")
    if tag is None or response.status_code not in (200, 304) or response.direct_passthrough:
        return response
    if "ETag" not in response.headers:
        is_page = response.mimetype == "text/html"
        if response.status_code == 200 and not g.get("is_kept"):
            word = nonce().encode() if is_page else b""
            body = response.get_data()
            headers = [each for each in response.headers.items() if each[0] != _POLICY]
            page = _Page(body, tuple(headers), word)
            answers().put(tag, page, len(body))
        response.set_etag(tag, weak=_is_weak(is_page))
        response.headers.setdefault("Cache-Control", "no-cache")
    if response.status_code == 304:
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)
    return response


def _is_weak(is_page: bool) -> bool:
    """Whether a tag is weak; with nothing but the tag, as the client has it."""
    if g.get("is_kept") and request.if_none_match.contains_weak(g.tag):
        return not request.if_none_match.contains(g.tag)
    return is_page


def init_app(app: Flask) -> None:
    """Tag the answers of the application, and keep those that were asked for last."""
    app.extensions[_EXTENSION] = AnswerCache(app.config["CACHE_SIZE"])
    app.before_request(_look)
    app.after_request(_tag)
