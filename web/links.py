"""Where on this site a thing, a term or a record of the dataset is shown."""

from __future__ import annotations

from flask import url_for

from kg.dataset import PublishedDataset
from web.lookups.vocabulary import keys


def href(dataset: PublishedDataset, iri: str) -> str:
    """The address of the page about an IRI; other people's IRIs are their own address."""
    key = keys(dataset).get(iri)
    if key is not None:
        return url_for("about.page", _anchor=f"term-{key}")
    local = dataset.config.local(iri)
    if local is None or "/" not in local:
        return iri
    kind, name = local.split("/", 1)
    if kind == "rule":
        return url_for("about.page", _anchor=f"rule-{name}")
    if kind == "network":
        return url_for("network.page", network=name)
    return url_for("things.thing", kind=kind, name=f"{name}.html")


def local_or_iri(dataset: PublishedDataset, iri: str) -> str:
    """The short name by which pages hand a thing to one another: ``type/slug``, else its IRI."""
    return dataset.config.local(iri) or iri


def iri_of(dataset: PublishedDataset, name: str) -> str:
    """What :func:`local_or_iri` shortened, whole again."""
    return name if "://" in name else dataset.config.thing(name)
