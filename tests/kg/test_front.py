"""The front under clients that hang up, dawdle, pipeline and exaggerate, over real sockets."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kg.test_serve import get, started
from tests.services import (
    BASE,
    RUNAWAY,
    alive,
    all_gone,
    busy,
    eventually,
    publish,
)

ASK = f"/sparql?query={quote('ASK {}')}"
KAZAKH = f"ASK {{ <{BASE}/org/достық> ?p ?o }}"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Port and process id of a service."""
    directory = tmp_path_factory.mktemp("dataset")
    publish(directory)
    options = ("--dataset", str(directory), "--port", "0", "--query-timeout", "30")
    with started(*options, "--max-body", "1", "--workers", "6") as (process, address):
        yield int(address.rstrip("/").rpartition(":")[2]), process.pid


@pytest.fixture
def port(running: tuple[int, int]) -> int:
    return running[0]


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def head(target: str, *fields: str, method: str = "GET") -> bytes:
    return "\r\n".join((f"{method} {target} HTTP/1.1", "Host: localhost", *fields, "", "")).encode()


def answer(connection: socket.socket, bodiless: bool = False) -> tuple[int, dict[str, str], bytes]:
    """The next response on a connection: status, header fields, body."""
    with connection.makefile("rb", buffering=0) as stream:
        status = int(stream.readline().split()[1])
        fields = {}
        while (line := stream.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        size = 0 if bodiless else int(fields.get("content-length", 0))
        body = b""
        while len(body) < size:
            body += stream.read(size - len(body))
        return status, fields, body


def exchange(port: int, *sent: bytes) -> tuple[int, dict[str, str], bytes]:
    with dial(port) as connection:
        for each in sent:
            connection.sendall(each)
        return answer(connection)


# Hanging up


@pytest.mark.parametrize("way", ["get", "form", "page"])
def test_a_client_that_hangs_up_ends_its_query(running: tuple[int, int], way: str) -> None:
    port, pid = running
    before = busy(pid, 0.3)
    with dial(port) as connection:
        if way == "form":
            body = f"query={quote(RUNAWAY)}".encode()
            fields = (f"Content-Type: {FORM}", f"Content-Length: {len(body)}")
            connection.sendall(head("/sparql", *fields, method="POST") + body)
        else:
            accept = "text/html" if way == "page" else "*/*"
            connection.sendall(head(f"/sparql?query={quote(RUNAWAY)}", f"Accept: {accept}"))
        assert eventually(lambda: bool(busy(pid, 0.3) - before))
        working = busy(pid, 0.3) - before
        time.sleep(0.5)
        assert all(map(alive, working))
    assert eventually(lambda: all_gone(working))
    assert get(f"http://127.0.0.1:{port}{ASK}")[0] == 200


def test_who_waits_for_a_worker_and_hangs_up_costs_nothing(running: tuple[int, int]) -> None:
    port, pid = running
    before = busy(pid, 0.3)
    with ExitStack() as stack:
        for _ in range(8):  # two more than there are workers
            connection = stack.enter_context(dial(port))
            connection.sendall(head(f"/sparql?query={quote(RUNAWAY)}"))
        assert eventually(lambda: len(busy(pid, 0.3) - before) == 6, 30)
        working = busy(pid, 0.3) - before
    assert eventually(lambda: all_gone(working))
    assert eventually(lambda: get(f"http://127.0.0.1:{port}{ASK}")[0] == 200)


# Connections


def test_a_connection_answers_many_requests(port: int) -> None:
    with dial(port) as connection:
        for _ in range(5):
            connection.sendall(head(ASK))
            assert answer(connection)[0] == 200
        connection.sendall(head("/sparql", method="PUT"))
        assert answer(connection)[0] == 405
        connection.sendall(head(ASK))
        assert answer(connection)[0] == 200


def test_requests_in_one_piece_are_answered_in_order(port: int) -> None:
    with dial(port) as connection:
        body = b"query=ASK%7B%7D"
        fields = (f"Content-Type: {FORM}", f"Content-Length: {len(body)}")
        connection.sendall(
            head("/healthz") + head("/sparql", *fields, method="POST") + body + head("/nowhere/x")
        )
        assert json.loads(answer(connection)[2])["status"] == "ok"
        assert json.loads(answer(connection)[2])["boolean"] is True
        assert answer(connection)[0] == 404


def test_head_sends_the_length_and_no_body(port: int) -> None:
    with dial(port) as connection:
        connection.sendall(head(ASK, method="HEAD"))
        status, fields, _ = answer(connection, bodiless=True)
        connection.sendall(head(ASK))
        again = answer(connection)
    assert (status, again[0]) == (200, 200)
    assert fields["content-length"] == again[1]["content-length"] == str(len(again[2]))


def test_who_dawdles_keeps_nobody_waiting(port: int) -> None:
    """More slow heads and slow bodies than there are threads or workers."""
    fields = (f"Content-Type: {FORM}", "Content-Length: 100")
    with ExitStack() as stack:
        for number in range(700):
            connection = stack.enter_context(dial(port))
            whole = head("/sparql", *fields, method="POST") + b"query="
            connection.sendall(whole if number % 2 else whole[:40])
        assert get(f"http://127.0.0.1:{port}{ASK}")[0] == 200


def test_who_reads_slowly_keeps_nobody_waiting(port: int) -> None:
    values = " ".join(map(str, range(300)))
    text = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    with ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(dial(port))
            connection.sendall(head(f"/sparql?query={quote(text)}"))
        assert eventually(lambda: get(f"http://127.0.0.1:{port}{ASK}")[0] == 200)


# Sizes


def test_a_head_that_is_too_long_is_refused(port: int) -> None:
    status, _, _ = exchange(port, head("/healthz", "X-Long: " + "a" * 1_000_000))
    assert status in (414, 431)


def chunked(body: bytes, size: int = 1000) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in parts) + b"0\r\n\r\n"


def test_a_body_in_chunks(port: int) -> None:
    fields = (f"Content-Type: {FORM}", "Transfer-Encoding: chunked")
    request = head("/sparql", *fields, method="POST")
    text = f"query={quote(KAZAKH)}".encode()
    status, _, body = exchange(port, request, chunked(text, 7))
    assert (status, json.loads(body)["boolean"]) == (200, True)


@pytest.mark.parametrize("way", ["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(port: int, way: str) -> None:
    fields = ["Content-Type: application/sparql-query", "Content-Length: 99999999999"]
    if way == "chunked":
        fields[1] = "Transfer-Encoding: chunked"
    sent = chunked(b"#" * 2**20 + b"###") if way == "chunked" else b"###"
    status, found, body = exchange(port, head("/sparql", *fields, method="POST"), sent)
    assert (status, found["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["status"] == 413


@pytest.mark.parametrize("way", ["declared", "chunked"])
def test_who_listens_only_when_all_is_sent_hears_that_it_was_too_much(port: int, way: str) -> None:
    """Half a second between the pieces: a connection closed meanwhile would be reset."""
    length = "Transfer-Encoding: chunked" if way == "chunked" else f"Content-Length: {2**21}"
    request = head("/sparql", "Content-Type: application/sparql-query", length, method="POST")
    piece = b"#" * (2**21 // 4)
    if way == "chunked":
        piece = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    with dial(port) as connection:
        connection.sendall(request)
        for _ in range(4):
            connection.sendall(piece)
            time.sleep(0.5)
        if way == "chunked":
            connection.sendall(b"0\r\n\r\n")
        status, found, _ = answer(connection)
    assert (status, found["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: -5",),
        ("Content-Length: +5",),
        ("Transfer-Encoding: identity, chunked, identity",),
    ],
)
def test_no_request_is_smuggled_in_a_body_of_doubtful_length(
    port: int, fields: tuple[str, ...]
) -> None:
    inner = b"0\r\n\r\n" + head("/healthz")
    with dial(port) as connection:
        connection.sendall(head("/sparql", f"Content-Type: {FORM}", *fields, method="POST") + inner)
        received = b""
        connection.settimeout(3)
        try:
            while part := connection.recv(65536):
                received += part
        except OSError:
            pass
    assert b'"status":"ok"' not in received.replace(b" ", b"")


# Letters beyond ASCII


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_kazakh_is_found_however_it_is_sent(port: int, way: str, escaped: bool) -> None:
    raw = "".join(c if ord(c) > 127 else quote(c) for c in KAZAKH).encode()
    field = b"query=" + (quote(KAZAKH).encode() if escaped else raw)
    if way == "get":
        target = b"GET /sparql?" + field + b" HTTP/1.1"
        sent = [head("").replace(b"GET  HTTP/1.1", target)]
    else:
        body = field if way == "form" else KAZAKH.encode()
        kind = FORM if way == "form" else "application/sparql-query"
        fields = (f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        sent = [head("/sparql", *fields, method="POST"), body]
    status, _, found = exchange(port, *sent)
    assert (status, json.loads(found)["boolean"]) == (200, True)


def test_a_field_that_is_not_ascii_harms_nobody(port: int) -> None:
    with dial(port) as connection:
        connection.sendall(
            head("/healthz", "X-Name: Достық") + b"" + head("/healthz", "Cookie: a=\xff")
        )
        assert answer(connection)[0] == 200
        assert answer(connection)[0] == 200


def test_the_bridge_needs_no_front_of_ours(tmp_path: Path) -> None:
    """The engine names its front in one place only, and never imports it."""
    run = subprocess.run(
        [sys.executable, "-c", "import sys, kg.bridge; print('flask' in sys.modules)"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "False"
