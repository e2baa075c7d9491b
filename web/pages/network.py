"""Networks: who is linked with whom, measured, with its limits said."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.languages import language
from web.links import href, local_or_iri
from web.lookups.labels import labels
from web.lookups.networks import network
from web.published import dataset

blueprint = Blueprint("network", __name__)

_ROWS = 100
_SORTS = ("degree", "betweenness")


@blueprint.get("/network")
def page() -> ResponseReturnValue:
    """A network's ranking and communities: ``?network=``, ``?sort=``."""
    published = dataset()
    wanted = request.args.get("network")
    sort = request.args.get("sort", _SORTS[0])
    chosen = next((n for n in published.networks if wanted in (None, n.id)), None)
    if (wanted and chosen is None) or sort not in _SORTS:
        abort(404)
    measured = network(published, chosen.id) if chosen else None
    names = labels(published, language())
    names.prepare(each.iri for each in (measured.measured if measured else ()))
    ranking = sorted(
        measured.measured if measured else (),
        key=lambda each: (
            (-each.degree, -each.betweenness)
            if sort == "degree"
            else (-each.betweenness, -each.degree)
        ),
    )
    return render_template(
        "network.html",
        networks=published.networks,
        chosen=chosen,
        measured=measured,
        ranking=ranking[:_ROWS],
        top=max((each.degree for each in ranking), default=1) or 1,
        sort=sort,
        name=names,
        href=lambda iri: href(published, iri),
        local=lambda iri: local_or_iri(published, iri),
    )


@blueprint.get("/network/<name>")
def definition(name: str) -> ResponseReturnValue:
    """The IRI of a network leads to the page about it."""
    return redirect(url_for("network.page", network=name), 303)
