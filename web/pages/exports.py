"""Downloads, each with its size and checksum."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, abort, current_app, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kg.dataset import PublishedDataset
from kg.export import FORMATS
from kg.export.downloads import LARGEST, Downloads, Offer
from kg.remote import RemoteError
from web.caching import grows
from web.published import dataset

blueprint = Blueprint("exports", __name__, url_prefix="/export")


_EXTENSION = "shanyrak.downloads"


def init_app(app: Flask) -> None:
    """Give the application its files; where no directory is set, one that ends with it."""
    home = app.config["DOWNLOADS"]
    if home is None:
        home = tempfile.mkdtemp(prefix="downloads-")
        weakref.finalize(app, shutil.rmtree, home, ignore_errors=True)
    app.extensions[_EXTENSION] = Downloads(Path(home), LARGEST)


def downloads() -> Downloads:
    """The files of this application."""
    return cast(Downloads, current_app.extensions[_EXTENSION])


def offered(published: PublishedDataset) -> list[Offer]:
    """What can be downloaded; an answer that lists it says more once more of it is written.

    Raises
    ------
    RemoteError: a remote store does not give its statements.
    """
    files = downloads().offered(published)
    if not all(file.ready for file in files):
        grows()
    return files


@blueprint.get("/")
def page() -> str:
    """What can be downloaded."""
    try:
        files = offered(dataset())
        why_none = ""
    except RemoteError as error:
        files, why_none = [], str(error)
    return render_template(
        "exports.html",
        files=files,
        why_none=why_none,
        version=next((file.ready.version for file in files if file.ready), dataset().version),
        holds=_holds(),
    )


@blueprint.get("/<name>")
def file(name: str) -> ResponseReturnValue:
    """One file, such as ``dataset.nq``."""
    wanted = next((f for f in FORMATS if f"dataset.{FORMATS[f].extension}" == name), None)
    if wanted is None:
        abort(404)
    ready = downloads().get(dataset(), wanted)
    response = send_file(
        ready.path,
        mimetype=ready.media_type,
        as_attachment=True,
        download_name=ready.name,
        etag=ready.sha256,
    )
    response.headers["X-Dataset-Version"] = ready.version
    return response


def _holds() -> dict[str, str]:
    """What each format carries, in the reader's language."""
    plain = _("the facts that hold")
    whole = _("everything: facts, statements, sources, inferences, vocabulary and networks")
    links = _("things and their links, with labels and kinds")
    return {
        "turtle": plain,
        "ntriples": plain,
        "rdfxml": plain,
        "trig": whole,
        "nquads": whole,
        "jsonld": whole,
        "turtle12": _("the facts that hold, each annotated with who says so (RDF 1.2)"),
        "graphml": links,
        "gexf": links,
        "csv-nodes": _("things with labels and kinds, one a row"),
        "csv-edges": _("links between things, one a row"),
        "csv-claims": _("statements with their evidence, one a row"),
    }
