"""Scripts and styles under the names that the bundler gave them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from markupsafe import Markup

from kg.errors import KgError
from web.languages import root
from web.security import nonce

MANIFEST = Path(".vite") / "manifest.json"
_FOREVER = "public, max-age=31536000, immutable"


class BundleMissing(KgError):
    """The scripts and styles have not been built."""

    def __init__(self, manifest: Path) -> None:
        self.manifest = manifest
        super().__init__(
            f"{manifest}: no bundle here — build it with `pip install -e .`, or with "
            f"`npm ci && npm run build` in web/frontend"
        )


class Bundle:
    """What the bundler's manifest says about each entry."""

    def __init__(self, static: Path) -> None:
        manifest = static / MANIFEST
        if not manifest.is_file():
            raise BundleMissing(manifest)
        self._chunks: Mapping[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))

    def script(self, entry: str) -> str:
        """The script file of an entry, such as ``src/main.ts``."""
        return str(self._chunks[entry]["file"])

    def styles(self, entry: str) -> tuple[str, ...]:
        """The style files of an entry."""
        return tuple(self._chunks[entry].get("css", ()))


def _address(file: str) -> str:
    return f"{root()}/static/{file}"


def _tags(bundle: Bundle, entry: str) -> Markup:
    styles = Markup("").join(
        Markup('<link rel="stylesheet" href="{}">').format(_address(name))
        for name in bundle.styles(entry)
    )
    script = Markup('<script type="module" src="{}" nonce="{}"></script>')
    return styles + script.format(_address(bundle.script(entry)), nonce())


def _keep(response: Response) -> Response:
    if request.path.startswith("/static/assets/") and response.status_code == 200:
        response.headers["Cache-Control"] = _FOREVER
    return response


def init_app(app: Flask) -> None:
    """Read the manifest; templates use ``{{ bundle("src/main.ts") }}`` and ``static_file``.

    Raises
    ------
    BundleMissing: there is no manifest.
    """
    bundle = Bundle(Path(app.static_folder or ""))
    app.after_request(_keep)
    app.context_processor(
        lambda: {"bundle": lambda entry: _tags(bundle, entry), "static_file": _address}
    )
