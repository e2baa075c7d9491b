"""``/store``: the Graph Store Protocol, direct and indirect, for reading and for writing."""

from __future__ import annotations

import io
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.writers import BEARER, holds, rows, site

__all__ = ["site"]
TURTLE = "text/turtle"
DOCUMENTS = {
    TURTLE: "<a> <p> 'ә' .",
    "application/n-triples": '<http://g.example/x/a> <http://g.example/x/p> "ә" .\n',
    "application/n-quads": '<http://g.example/x/a> <http://g.example/x/p> "ә" .\n',
    "application/trig": "<a> <p> 'ә' .",
    "application/rdf+xml": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:x="http://g.example/x/"><rdf:Description rdf:about="a"><x:p>ә</x:p>'
        "</rdf:Description></rdf:RDF>"
    ),
    "application/ld+json": '{"@id": "a", "http://g.example/x/p": "ә"}',
}


def send(client: FlaskClient, method: str, where: str, data: Any = "", **more: Any) -> TestResponse:
    """A request that may write."""
    more.setdefault("content_type", TURTLE)
    return client.open(where, method=method, data=data, headers=BEARER, **more)


def triples(response: TestResponse) -> set[ox.Triple]:
    """The triples of an answer."""
    assert response.status_code == 200, response.text
    kind = ox.RdfFormat.from_media_type(response.mimetype)
    return {quad.triple for quad in ox.parse(response.data, format=kind)}


@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_what_is_put_is_what_is_got(media_type: str, site: FlaskClient) -> None:
    where = f"/store?graph=http://g.example/x/{list(DOCUMENTS).index(media_type)}"
    document = DOCUMENTS[media_type].encode()
    assert send(site, "PUT", where, document, content_type=media_type).status_code == 201
    assert send(site, "PUT", where, document, content_type=media_type).status_code == 204
    base = "http://g.example/x/"
    expected = ox.Triple(ox.NamedNode(base + "a"), ox.NamedNode(base + "p"), ox.Literal("ә"))
    for accept in DOCUMENTS:
        response = site.get(where, headers={"Accept": accept})
        assert response.mimetype == accept
        assert triples(response) == {expected}


def test_the_life_of_a_graph(site: FlaskClient) -> None:
    where = "/store?graph=http://g.example/life"
    assert site.get(where).status_code == 404
    assert site.head(where).status_code == 404
    assert send(site, "DELETE", where).status_code == 404
    assert send(site, "POST", where, "<a> <b> 1 .").status_code == 201
    assert send(site, "POST", where, "<a> <b> 2 .").status_code == 204
    assert len(triples(site.get(where))) == 2
    assert send(site, "PUT", where, "<a> <b> 3 .").status_code == 204
    assert len(triples(site.get(where))) == 1
    head = site.head(where)
    assert (head.status_code, head.data) == (200, b"")
    assert send(site, "DELETE", where).status_code == 204
    assert site.get(where).status_code == 404


def test_a_graph_can_be_empty(site: FlaskClient) -> None:
    where = "/store?graph=http://g.example/empty"
    assert send(site, "PUT", where, "").status_code == 201
    assert triples(site.get(where)) == set()
    assert send(site, "PUT", where, "").status_code == 204


def test_the_default_graph_is_always_there(site: FlaskClient) -> None:
    before = triples(site.get("/store?default"))
    assert before
    assert send(site, "POST", "/store?default", "<x:d> <x:p> 1 .").status_code == 204
    assert len(triples(site.get("/store?default"))) == len(before) + 1
    assert send(site, "DELETE", "/store?default").status_code == 204
    assert triples(site.get("/store?default")) == set()
    restored = ox.serialize(before, format=ox.RdfFormat.N_TRIPLES)
    response = send(site, "PUT", "/store?default", restored, content_type="application/n-triples")
    assert response.status_code == 204
    assert triples(site.get("/store?default")) == before


def test_the_address_itself_names_a_graph(site: FlaskClient) -> None:
    assert send(site, "PUT", "/store/people/ә", "<#me> <x:p> 1 .").status_code == 201
    assert len(triples(site.get("/store/people/ә"))) == 1
    (graph,) = rows(
        site, "SELECT ?g { GRAPH ?g { ?s <x:p> 1 } FILTER(CONTAINS(STR(?g), 'people')) }"
    )
    assert graph.startswith("http://localhost/store/people/")
    assert len(triples(site.get("/store", query_string={"graph": graph}))) == 1


def test_a_new_graph_gets_an_iri_of_its_own(site: FlaskClient) -> None:
    first = send(site, "POST", "/store", "<> <x:p> 1 .")
    second = send(site, "POST", "/store", "<> <x:p> 1 .")
    assert (first.status_code, second.status_code) == (201, 201)
    places = [each.headers["Location"] for each in (first, second)]
    assert len(set(places)) == 2
    for place in places:
        (triple,) = triples(site.get(place.removeprefix("http://localhost")))
        assert triple.subject == ox.NamedNode(place)


def test_several_documents_at_once(site: FlaskClient) -> None:
    form = {
        "one": (io.BytesIO(b"<a> <b> _:x ."), "one.ttl", TURTLE),
        "two": (
            io.BytesIO(b"<http://e/a> <http://e/b> _:x .\n"),
            "two.nt",
            "application/n-triples",
        ),
    }
    where = "/store?graph=http://g.example/several"
    response = send(site, "POST", where, form, content_type="multipart/form-data")
    assert response.status_code == 201
    found = triples(site.get(where))
    assert len(found) == 2
    assert len({triple.object for triple in found}) == 2, "blank nodes of two documents are two"


def test_a_refused_upload_leaves_the_graph_as_it_was(site: FlaskClient) -> None:
    where = "/store?graph=http://g.example/kept"
    send(site, "PUT", where, "<a> <b> 1 .")
    before = triples(site.get(where))
    for data, kind, status in (
        ("<a> <b> 2 .\n<a> <b> ", TURTLE, 400),
        ("<a> <b> 2 . " + "<c> <d> " + "<<( <a> <b> " * 5000, TURTLE, 400),
        ("not RDF", "application/rdf+xml", 400),
        ('<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><x/>', "application/rdf+xml", 400),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><x>&a;</x>', "application/rdf+xml", 400),
        ('{"@context": "http://127.0.0.1:9/c", "a": 1}', "application/ld+json", 400),
        ("[" * 100_000, "application/ld+json", 400),
        ("<http://a/> <http://a/> 1 <http://g/> .", "application/n-quads", 400),
        ("a,b", "text/csv", 415),
        ("<a> <b> 1 .", "text/turtle; charset=koi8-r", 415),
        ("<a> <b> 1 .", "", 415),
    ):
        for method in ("PUT", "POST"):
            response = send(site, method, where, data, content_type=kind)
            assert response.status_code == status, (data[:40], response.text)
    assert triples(site.get(where)) == before


def test_the_place_of_a_mistake(site: FlaskClient) -> None:
    problem = send(site, "PUT", "/store?default", "<a> <b> 1 .\n<a> <b> .").get_json()
    assert (problem["status"], problem["line"]) == (400, 2)


@pytest.mark.parametrize("where", ["/store", "/store?graph=relative", "/store?graph=x:a&default"])
def test_a_graph_must_be_named(where: str, site: FlaskClient) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert send(site, method, where).status_code == 400, method
    assert holds(site, "?s ?p ?o")


def test_unknown_formats_and_methods(site: FlaskClient) -> None:
    assert site.get("/store?default", headers={"Accept": "image/png"}).status_code == 406
    response = send(site, "PATCH", "/store?default", "x")
    assert response.status_code == 405
    assert {"GET", "PUT", "POST", "DELETE"} <= set(response.headers["Allow"].split(", "))


def test_a_graph_read_again_unchanged(site: FlaskClient) -> None:
    first = site.get("/store?default")
    again = site.get("/store?default", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_graph_longer_than_an_answer_is_given_whole(site: FlaskClient) -> None:
    where = "/store?graph=http://g.example/long"
    data = "".join(f"<x:s> <x:n> {number} .\n" for number in range(1500))
    assert send(site, "PUT", where, data).status_code == 201
    assert len(triples(site.get(where))) == 1500
    send(site, "DELETE", where)
