"""Downloads, each with its size and checksum."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from web.published import dataset

blueprint = Blueprint("exports", __name__, url_prefix="/export")


@blueprint.get("/")
def page() -> str:
    """What can be downloaded."""
    published = dataset()
    files = [
        {
            "name": "dataset.nq",
            "title": "N-Quads",
            "size": published.nquads.stat().st_size,
            "sha256": published.version,
        }
    ]
    return render_template("exports.html", files=files)


@blueprint.get("/<name>")
def file(name: str) -> ResponseReturnValue:
    """One file."""
    published = dataset()
    if name != "dataset.nq":
        abort(404)
    return send_file(
        published.nquads, mimetype="application/n-quads", as_attachment=True, download_name=name
    )
