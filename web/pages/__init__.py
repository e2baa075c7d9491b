"""The addresses of the front, a blueprint for each family."""

from __future__ import annotations

from flask import Flask

from kg.errors import DatasetMissing
from web import authorization, graph_store, update, writing
from web.languages import in_order
from web.pages import (
    about,
    api,
    editing,
    exports,
    graph,
    home,
    machines,
    network,
    paths,
    places,
    search,
    things,
    timeline,
)
from web.published import dataset
from web.sparql import blueprint as sparql

LICENCE_NAMES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}

# Once, not with each application: a blueprint is set up before it is registered.
sparql.context_processor(editing.words)


def init_app(app: Flask) -> None:
    """Register every blueprint; things come last, since their addresses are the widest."""
    for part in (
        home,
        search,
        graph,
        network,
        paths,
        timeline,
        places,
        about,
        exports,
        api,
        machines,
    ):
        app.register_blueprint(part.blueprint)
    app.register_blueprint(sparql)
    for part in (update, graph_store):
        app.register_blueprint(part.blueprint)
    authorization.init_app(app)
    exports.init_app(app)
    app.register_blueprint(things.blueprint)
    for name in ("anchor", "day", "disputed", "said_again", "tongue_name", "written"):
        app.jinja_env.filters[name] = getattr(writing, name)
    app.context_processor(_site)


def _site() -> dict[str, str]:
    """What the dataset calls itself, for the frame of every page."""
    try:
        published = dataset()
    except DatasetMissing:
        return {"site_title": "", "site_name": "", "site_description": "", "version": ""}
    config = published.config
    title = in_order(config.title)
    return {
        "site_title": title,
        "site_name": title.partition(":")[0],
        "site_description": in_order(config.description),
        "version": published.version,
        "licence": config.licence,
        "licence_name": LICENCE_NAMES.get(config.licence, config.licence),
    }
