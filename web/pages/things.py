"""Things at their own IRIs: a page for people, the same statements as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kg.dataset import PublishedDataset
from kg.errors import UnknownThing
from kg.explain import Thing, describe
from kg.results import ResultFormat, formats_for
from web import writing
from web.languages import language
from web.links import href
from web.lookups.found import by_name
from web.lookups.overview import types
from web.lookups.sections import in_sections
from web.lookups.sources import languages_of_sources
from web.lookups.things import (
    exists,
    facts_query,
    ontology_triples,
    plain_triples,
    quads_with_evidence,
    subject_of,
)
from web.lookups.vocabulary import keys
from web.published import dataset
from web.reporting import report_address

blueprint = Blueprint("things", __name__)

#: Kinds of records that have no page of their own; theirs is the page of what they are about.
_RECORDS = frozenset(("claim", "evidence", "open", "unstated", "inference", "observation"))
_TITLES = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "trig": "TriG",
    "nq": "N-Quads",
}
#: How an address of data ends, in the order in which pages offer them.
_ENDINGS = {"ttl": "turtle", "jsonld": "jsonld", "nt": "nt", "rdf": "rdf", "trig": "trig"}
_SIMILAR = 5
_WITH_EVIDENCE = frozenset(("jsonld", "trig", "nq"))


@dataclass(frozen=True)
class OfferedFormat:
    """A link to the same statements in another format."""

    title: str
    media_type: str
    href: str


@blueprint.get("/<kind>/<name>")
def thing(kind: str, name: str) -> ResponseReturnValue:
    """A thing, a record, or either as data: the ending, ``?format=`` or Accept decide."""
    published = dataset()
    stem, _, ending = name.rpartition(".")
    wanted = ending if stem and ending in ("html", *_ENDINGS) else ""
    local = f"{kind}/{stem if wanted else name}"
    if (now := published.redirects.get(local)) is not None:
        return _moved(now, wanted)
    iri = published.config.thing(local)
    if not _known(published, iri):
        abort(404)
    if wanted == "html":
        return _page(published, iri)
    if wanted:
        return _data(published, iri, _ENDINGS[wanted])
    return _see_other(published, iri, local)


@blueprint.get("/<name>")
def vocabulary(name: str) -> ResponseReturnValue:
    """The domain's own vocabulary, where its IRIs live under the dataset's."""
    published = dataset()
    if published.config.terms.rstrip("#/") != published.config.thing(name):
        abort(404)
    chosen = _chosen()
    if chosen == "html":
        return redirect(url_for("about.page", _anchor="vocabulary"), 303)
    return _serialised(published, ontology_triples(published), _format(chosen))


def described(published: PublishedDataset, iri: str) -> dict[str, Any]:
    """What templates need to show a thing: its facts with their evidence, or 404."""
    try:
        found = describe(published.store, published.config, iri, language())
    except UnknownThing:
        abort(404)
    return {
        "thing": found,
        "sections": in_sections(published, language(), found.facts),
        "stated_types": _stated_types(published, found),
        **evidence_helpers(published),
    }


def evidence_helpers(published: PublishedDataset) -> dict[str, Any]:
    """What ``parts/facts.html`` needs to show facts and their evidence."""
    return {
        "address": lambda other: href(published, other),
        "address_of": lambda value: writing.address(published, value),
        "tongue_of": lambda source: languages_of_sources(published).get(source, ""),
        "sureness": writing.sureness,
    }


@dataclass(frozen=True)
class StatedType:
    """A class that a source gives, and the list of all things of it."""

    text: str
    href: str

    def __str__(self) -> str:
        return self.text


def _stated_types(published: PublishedDataset, found: Thing) -> list[StatedType]:
    given = types(published, (found.iri,))[found.iri]
    known = keys(published)
    return [
        StatedType(value.text, url_for("search.page", type=known[value.iri]))
        for value in found.types
        if value.iri in given
    ]


@blueprint.app_context_processor
def _helpful() -> dict[str, Any]:
    """For the page of an address where nothing lives: things whose names are like it."""
    return {"similar": _similar}


def _similar() -> list[dict[str, str]]:
    published = dataset()
    words = re.sub(r"\.\w+$", "", request.path.rpartition("/")[2]).replace("-", " ")
    found = by_name(published, words, language(), kind=None, limit=_SIMILAR) if words else []
    return [
        {"href": href(published, f.iri), "label": f.label.text, "lang": f.label.lang} for f in found
    ]


def _known(published: PublishedDataset, iri: str) -> bool:
    try:
        return exists(published, iri)
    except ValueError:
        return False


def _moved(local: str, wanted: str) -> ResponseReturnValue:
    kind, _, name = local.partition("/")
    now = f"{name}.{wanted}" if wanted else name
    return redirect(url_for("things.thing", kind=kind, name=now), 301)


def _see_other(published: PublishedDataset, iri: str, local: str) -> ResponseReturnValue:
    """The document about a thing: another address than the thing's own."""
    chosen = _chosen()
    kind, _, name = local.partition("/")
    if iri in keys(published) and chosen == "html":
        answer = redirect(href(published, iri), 303)
    elif kind in _RECORDS and chosen == "html":
        about = subject_of(published, iri)
        address = href(published, about) if about else url_for("about.page")
        answer = redirect(f"{address}#{kind}-{name}", 303)
    else:
        ending = next((end for end, format_ in _ENDINGS.items() if format_ == chosen), chosen)
        answer = redirect(url_for("things.thing", kind=kind, name=f"{name}.{ending}"), 303)
    answer.vary.add("Accept")
    return answer


def _chosen() -> str:
    """``html`` or the name of an RDF format, by ``?format=`` or else by Accept."""
    asked = request.args.get("format", "").lower()
    if asked:
        if asked == "html":
            return asked
        found = next((f for f in formats_for(is_graph=True) if f.answers_to(asked)), None)
        if found is None:
            abort(406, f"no format '{asked}'; there are: {', '.join(_ENDINGS)}, html")
        return found.name
    by_type = {_format(name).media_type: name for name in _ENDINGS.values()}
    best = request.accept_mimetypes.best_match(["text/html", *by_type], "text/html")
    return by_type.get(best or "", "html")


def _page(published: PublishedDataset, iri: str) -> str:
    embedded = ox.serialize(plain_triples(published, iri), format=ox.RdfFormat.JSON_LD)
    return render_template(
        "thing.html",
        **described(published, iri),
        query=facts_query(published, iri),
        formats=_offered(published, iri),
        report=_report,
        embedded=_safe_json(embedded or b""),
    )


def _report(title: str) -> str:
    """Where to report a mistake in the page that is asked for."""
    published = dataset()
    about = filter(None, (request.base_url, published.version))
    text = "".join(f"{line}\n" for line in about) + "\n"
    return report_address(published.config, title, text)


def _safe_json(text: bytes) -> Markup:
    """JSON as it may stand inside a script element."""
    plain = text.decode("utf-8")
    for character in "<>&":
        plain = plain.replace(character, f"\\u{ord(character):04x}")
    return Markup(plain)


def _offered(published: PublishedDataset, iri: str) -> list[OfferedFormat]:
    kind, _, name = (published.config.local(iri) or "").partition("/")
    return [
        OfferedFormat(
            _TITLES[format_],
            _format(format_).media_type,
            url_for("things.thing", kind=kind, name=f"{name}.{ending}"),
        )
        for ending, format_ in _ENDINGS.items()
    ]


def _format(name: str) -> ResultFormat:
    return next(each for each in formats_for(is_graph=True) if each.name == name)


def _data(published: PublishedDataset, iri: str, name: str) -> Response:
    format_ = _format(name)
    if name in _WITH_EVIDENCE:
        return _serialised(published, quads_with_evidence(published, iri), format_)
    return _serialised(published, plain_triples(published, iri), format_)


def _serialised(published: PublishedDataset, statements: Any, format_: ResultFormat) -> Response:
    prefixes = {p: ns for p, ns in published.config.prefixes.items() if p != "graph"}
    writer = cast(ox.RdfFormat, format_.writer)
    body = ox.serialize(statements, format=writer, prefixes=prefixes)
    response = Response(body, content_type=format_.content_type)
    response.headers["Link"] = f'<{published.config.licence}>; rel="license"'
    if published.version:
        response.headers["X-Dataset-Version"] = published.version
    return response
