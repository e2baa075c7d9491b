"""Who may write: whoever has the token (RFC 6750)."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import cast

from flask import Flask, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from kg.service.write_client import WriteService

#: Where the application keeps the service that writes.
EXTENSION = "write_service"


def init_app(app: Flask) -> None:
    """Give the application its service that writes, where there is one with a token."""
    address, token = app.config["WRITE_SERVICE"], app.config["TOKEN"]
    if address and token:
        app.extensions[EXTENSION] = WriteService(Path(address), app.config["QUERY_TIMEOUT"])


def is_writable() -> bool:
    """Whether this service takes writes at all."""
    return EXTENSION in current_app.extensions


def writer() -> WriteService:
    """The service that writes, for a request that may.

    Raises
    ------
    Forbidden: this service answers queries only.
    Unauthorized: the request has not the token.
    """
    if not is_writable():
        raise Forbidden("this service is read-only: it was not started with --writable")
    given = request.headers.get("Authorization", "")
    scheme, _, token = given.partition(" ")
    expected = cast(str, current_app.config["TOKEN"])
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        token.strip().encode("utf-8", "surrogateescape"), expected.encode("utf-8")
    ):
        challenge: dict[str, str | None] = {"realm": "writing"}
        if given:
            challenge["error"] = "invalid_token"
        raise Unauthorized(
            "to write, send the header 'Authorization: Bearer …' with this service's token",
            www_authenticate=WWWAuthenticate("bearer", challenge),
        )
    return cast(WriteService, current_app.extensions[EXTENSION])
