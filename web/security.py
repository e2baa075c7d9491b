"""Headers that keep a page to itself: nothing inline, nothing from another host."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

#: For every response: its media type is what it says.
SURE = {"X-Content-Type-Options": "nosniff"}


def nonce() -> str:
    """The word of this request for scripts and styles that may run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def policy() -> str:
    """The Content-Security-Policy of this response."""
    own = f"'self' 'nonce-{nonce()}'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own}",
            f"style-src {own}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def protect(response: Response) -> Response:
    """Add the headers to a response."""
    headers = response.headers
    for name, value in SURE.items():
        headers.setdefault(name, value)
    if response.mimetype == "text/html" and response.status_code != 304:
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cache-Control", "no-cache")
    return response


def init_app(app: Flask) -> None:
    """Protect every response; templates use ``{{ nonce() }}``."""
    app.after_request(protect)
    app.context_processor(lambda: {"nonce": nonce})
