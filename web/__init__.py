"""The front of a published dataset: pages for people, data for programs.

:func:`create_app` is the one way to make the application. Each family of addresses is a
blueprint of its own; what they show is looked up in :mod:`web.lookups`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from web import (
    access_log,
    assets,
    caching,
    compression,
    languages,
    metrics,
    pages,
    problems,
    published,
    repeats,
    security,
)

DEFAULTS: Mapping[str, Any] = {
    "DATASET": "dataset",
    "QUERY_SERVICE": None,
    "WRITE_SERVICE": None,
    "TOKEN": None,
    "QUERY_TIMEOUT": 10.0,
    "MAX_BODY": 10 * 2**20,
    "CACHE_SIZE": 64 * 2**20,
    "ACCESS_LOG": "",
    "SERVICES": "",
    "DOWNLOADS": None,
}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    Parameters
    ----------
    config: settings that win over those of the environment and the defaults. ``DATASET`` is
        the directory of the published dataset (environment: ``KG_DATASET``),
        ``QUERY_SERVICE`` the socket of the query service (``KG_QUERY_SERVICE``),
        ``WRITE_SERVICE`` the socket of the owner of a live store (``KG_WRITE_SERVICE``) and
        ``TOKEN`` the secret of those who may write (``KG_TOKEN``): both, or nobody writes;
        ``QUERY_TIMEOUT`` the seconds that a write may take (``KG_QUERY_TIMEOUT``),
        ``MAX_BODY`` the largest request body in bytes, ``CACHE_SIZE`` the bytes of answers
        that are kept (``KG_MAX_BODY`` and ``KG_CACHE_SIZE``, in MB), ``ACCESS_LOG`` the file
        that requests are logged in (``KG_ACCESS_LOG``), ``SERVICES`` the endpoints that SERVICE
        may call, with spaces between them (``KG_SERVICES``), ``DOWNLOADS`` the directory that
        processes of one service keep files for download in (``KG_DOWNLOADS``).

    Raises
    ------
    BundleMissing: the scripts and styles have not been built.
    """
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config.from_mapping(DEFAULTS)
    app.config.update(_environment())
    app.config.update(config or {})
    app.config["DATASET"] = Path(app.config["DATASET"])
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_BODY"]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (
        compression,
        repeats,
        metrics,
        access_log,
        published,
        languages,
        caching,
        assets,
        security,
        problems,
        pages,
    ):
        part.init_app(app)
    return app


def _environment() -> dict[str, Any]:
    names = {
        "DATASET": "KG_DATASET",
        "QUERY_SERVICE": "KG_QUERY_SERVICE",
        "WRITE_SERVICE": "KG_WRITE_SERVICE",
        "TOKEN": "KG_TOKEN",
        "ACCESS_LOG": "KG_ACCESS_LOG",
        "SERVICES": "KG_SERVICES",
        "DOWNLOADS": "KG_DOWNLOADS",
    }
    values: dict[str, Any] = {k: os.environ[n] for k, n in names.items() if n in os.environ}
    if "KG_QUERY_TIMEOUT" in os.environ:
        values["QUERY_TIMEOUT"] = float(os.environ["KG_QUERY_TIMEOUT"])
    for name in ("MAX_BODY", "CACHE_SIZE"):
        if f"KG_{name}" in os.environ:
            values[name] = int(os.environ[f"KG_{name}"]) * 2**20
    return values
