"""Requests by those who mean harm: malformed, misleading or forbidden, and each without effect."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest

from tests.hostile_queries import places
from tests.hostile_requests import CREDENTIALS, LETTERS, PLACES, RAW, STRINGS, UPLOADS, WRITES
from tests.hostile_service import Target, hostile_ground

#: 501 and 505 say that a method or a version of HTTP is not spoken here.
POLITE = {0, *range(200, 500), 501, 505}
UNAUTHORISED = {400, 401, 403, 404, 405, 415}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with hostile_ground(tmp_path_factory.mktemp("hostile")) as target:
        yield target


@pytest.mark.parametrize("name", RAW)
def test_raw_requests(name: str, target: Target) -> None:
    reply = target.talk(RAW[name], patience=1.0)
    assert reply.status in POLITE, reply
    assert b"root:x:" not in reply.body
    assert "set-cookie: a=b" not in reply.head.lower()
    target.require_unharmed(reply)


@pytest.mark.parametrize("name", ["more than there is", "a huge length", "a long header"])
def test_clients_that_hang_up(name: str, target: Target) -> None:
    for _ in range(20):
        target.talk(RAW[name], patience=0.01)
    target.require_unharmed()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", LETTERS)
def test_letters_that_are_none(name: str, place: str, target: Target) -> None:
    data = LETTERS[name]
    quoted = "query=" + quote_from_bytes(data)
    if place == "address":
        reply = target.send("GET", f"/sparql?{quoted}")
    elif place == "form":
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = target.send("POST", "/sparql", form, quoted.encode())
    else:
        direct = {"Content-Type": "application/sparql-query"}
        reply = target.send("POST", "/sparql", direct, data)
    assert reply.status in {200, 400, 414}, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("text", STRINGS)
def test_query_strings(text: str, target: Target) -> None:
    for headers in ({}, {"Accept": "text/html"}):
        reply = target.send("GET", f"/sparql?{text}", headers)
        assert reply.status in {200, 400, 406}, reply
        target.require_unharmed(reply)


@pytest.mark.parametrize("name", UPLOADS)
def test_uploads_that_are_refused_leave_the_graph_as_it_was(name: str, target: Target) -> None:
    media_type, document = UPLOADS[name]
    headers = target.bearer | ({"Content-Type": media_type} if media_type else {})
    found = list(places(target.listener.port, str(target.canary))) if "{at}" in document else [""]
    for place in found:
        filled = document.replace("{at}", place)
        for method in ("PUT", "POST"):
            reply = target.send(method, "/store?default", headers, filled.encode())
            assert reply.status in {400, 413, 415}, (place, reply)
        target.require_unharmed(reply)


@pytest.mark.parametrize("write", WRITES, ids=lambda w: f"{w[0]} {w[1]} {w[2]}")
def test_nobody_writes_without_the_token(write: tuple[str, str, str, str], target: Target) -> None:
    method, where, media_type, body = write
    for given in CREDENTIALS:
        headers = {"Content-Type": media_type} if media_type else {}
        if given is not None:
            headers["Authorization"] = given.replace("{token}", target.token)
        for address in (where, f"{where}{'&' if '?' in where else '?'}token={target.token}"):
            reply = target.send(method, address, headers, body.encode())
            assert reply.status in UNAUTHORISED, (given, reply)
        target.require_unharmed(reply)
