"""A live store loses nothing that was acknowledged, whatever happens to its processes and disk."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from kg.errors import KgError
from kg.service.changes import Change
from kg.service.client import QueryService
from kg.service.ledger import Ledger, LedgerFailed
from kg.service.limits import MEGABYTE, Limits
from kg.service.pool import QueryPool
from kg.service.write_client import WriteFailed, WriteService
from kg.service.writes import Write
from tests.services import alive, all_gone, children, descendants, eventually, publish

REPOSITORY = Path(__file__).resolve().parents[3]
LIMITS = Limits(timeout=5.0, memory=256 * MEGABYTE, max_rows=100_000, workers=8)
KILLS = 25


@contextmanager
def living(home: Path) -> Iterator[tuple[QueryPool, QueryService, WriteService]]:
    """A pool with a live store, and its clients."""
    if not (home / "dataset").exists():
        publish(home / "dataset")
    with QueryPool(home / "dataset", LIMITS, home / "live") as pool:
        yield pool, QueryService(pool.address), WriteService(pool.write_address, 5.0)


def insert(number: int) -> Write:
    """Two triples that belong together."""
    text = f"INSERT DATA {{ <x:{number}> <x:half> 1 . GRAPH <x:g> {{ <x:{number}> <x:half> 2 }} }}"
    return Write("update", body=text.encode())


def halves(queries: QueryService) -> dict[int, int]:
    """How many halves of each write are there."""
    text = """SELECT ?s (COUNT(*) AS ?n) WHERE {
      { ?s <x:half> ?o } UNION { GRAPH <x:g> { ?s <x:half> ?o } } } GROUP BY ?s"""
    answer = queries.query(text, format="csv")
    assert answer is not None
    lines = answer.body.decode().strip().split("\r\n")[1:]
    return {int(s.removeprefix("x:")): int(n) for s, _, n in (x.partition(",") for x in lines)}


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with living(tmp_path) as (_, queries, writes):
        before = queries.query("SELECT * { ?s ?p ?o }", format="csv")
        writes.write(insert(1))
        writes.write(
            Write("update", body=b"INSERT DATA { <x:b> <x:c> [ <x:d> _:e ] . _:e <x:f> 'a\\nb' }")
        )
        writes.write(
            Write(
                "update",
                body=b"CREATE GRAPH <x:empty> ; DELETE { ?s ?p ?o } WHERE { ?s ?p 'Nur'@en , ?o }",
            )
        )
        during = queries.query("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", format="csv")
    with living(tmp_path) as (_, queries, writes):
        after = queries.query("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", format="csv")
        assert before
        assert during
        assert after
        assert after.body == during.body != before.body
        assert after.version != during.version
        graph = queries.query("ASK { GRAPH <x:empty> {} }", format="csv")
        assert graph
        assert b"true" in graph.body
        writes.write(
            Write("update", body=b"DELETE WHERE { <x:b> <x:c> ?x . ?x <x:d> ?y . ?y <x:f> ?z }")
        )
        gone = queries.query("ASK { <x:b> ?p ?o }", format="csv")
        assert gone
        assert b"false" in gone.body


def test_running_queries_end_on_the_store_they_began_with(tmp_path: Path) -> None:
    slow = """SELECT (COUNT(*) AS ?n) WHERE { ?s <x:half> ?o
      { SELECT (COUNT(*) AS ?c) { VALUES ?a { %s } VALUES ?b { %s } VALUES ?d { %s } } } }"""
    numbers = " ".join(map(str, range(130)))
    with living(tmp_path) as (_, queries, writes):
        writes.write(insert(1))
        answers: list[bytes] = []

        def ask() -> None:
            answer = queries.query(slow % (numbers, numbers, numbers), format="csv")
            assert answer is not None
            answers.append(answer.body)

        asking = threading.Thread(target=ask)
        asking.start()
        for number in range(2, 8):
            writes.write(insert(number))
        asking.join()
        assert len(answers) == 1
        assert halves(queries) == dict.fromkeys(range(1, 8), 2)


def test_no_query_fails_while_others_write(tmp_path: Path) -> None:
    failures: list[BaseException] = []
    done = threading.Event()
    with living(tmp_path) as (_, queries, writes):

        def read() -> None:
            while not done.is_set():
                try:
                    assert set(halves(queries).values()) <= {2}
                except (KgError, AssertionError) as error:
                    failures.append(error)
                    return

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(60):
            writes.write(insert(number))
        done.set()
        for reader in readers:
            reader.join()
        assert failures == []
        assert len(halves(queries)) == 60


def test_killed_at_random_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """The owner of the store, its workers and the process that works a write out."""
    chance = random.Random(7)
    with living(tmp_path) as (pool, queries, writes):
        done, acknowledged, turn = threading.Event(), [], 0

        def look_after() -> None:
            while not done.wait(0.02):
                pool.look()

        def kill() -> None:
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.01, 0.3))
                broker = pool.broker
                if broker is None:
                    continue
                victims = [broker, *children(broker)]
                try:
                    os.kill(chance.choice(victims), signal.SIGKILL)
                except ProcessLookupError:
                    continue
            done.set()

        threads = [threading.Thread(target=each) for each in (kill, look_after)]
        for thread in threads:
            thread.start()
        while not done.is_set():
            turn += 1
            try:
                writes.write(insert(turn))
            except KgError:
                time.sleep(0.05)
                continue
            acknowledged.append(turn)
        for thread in threads:
            thread.join()
        assert eventually(lambda: _answers(pool, queries))
        found = halves(queries)
        assert len(acknowledged) > KILLS / 2
        assert set(acknowledged) <= set(found)
        assert set(found.values()) == {2}
    with living(tmp_path) as (_, queries, _):
        assert halves(queries) == found


def _answers(pool: QueryPool, queries: QueryService) -> bool:
    pool.look()
    try:
        return queries.query("ASK {}") is not None
    except KgError:
        return False


def test_a_whole_service_killed_loses_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged = 0
    for _ in range(3):
        with _service(tmp_path) as (process, port):
            for number in range(acknowledged, acknowledged + 8):
                assert _post(port, f"INSERT DATA {{ <x:s> <x:n> {number} }}") == 204
            acknowledged += 8
            others = descendants(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            assert eventually(partial(all_gone, others))
    with _service(tmp_path) as (process, port):
        address = f"http://127.0.0.1:{port}/sparql?format=csv&query="
        with urlopen(address + quote("SELECT ?o { ?s <x:n> ?o }"), timeout=10) as answer:
            found = answer.read().split()[1:]
        assert sorted(map(int, found)) == list(range(acknowledged))


@pytest.mark.parametrize("wanted", ["/store?default", "/sparql?query={query}"])
def test_every_answer_over_http_is_of_the_last_write(tmp_path: Path, wanted: str) -> None:
    """Whatever a front keeps to give again: the very same request sees the next state."""
    query = quote("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    with _service(tmp_path) as (_, port):
        address = f"http://127.0.0.1:{port}{wanted.format(query=query)}&format=nt"
        for number in range(12):
            assert _post(port, f"CLEAR DEFAULT; INSERT DATA {{ <x:s> <x:n> 'no {number}' }}") == 204
            for _ in range(2):
                with urlopen(address, timeout=10) as answer:
                    assert answer.read() == f'<x:s> <x:n> "no {number}" .\n'.encode()


@contextmanager
def _service(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """``kg serve --writable`` in a process of its own."""
    token = home / "token"
    token.write_text("a secret of the tests\n")
    if not (home / "dataset").exists():
        publish(home / "dataset")
    command = [sys.executable, "-m", "kg.cli", "serve", "--dataset", str(home / "dataset")]
    command += ["--writable", "--token-file", str(token), "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        for pid in (process.pid, *descendants(process.pid)):
            assert "a secret" not in Path(f"/proc/{pid}/cmdline").read_text()
        yield process, int(line.rstrip().rstrip("/").rpartition(":")[2])
    finally:
        if alive(process.pid):
            process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def _post(port: int, text: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {
        "Content-Type": "application/sparql-update",
        "Authorization": "Bearer a secret of the tests",
    }
    try:
        connection.request("POST", "/update", text, headers)
        with connection.getresponse() as response:
            return response.status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def test_no_room_on_the_disk(tmp_path: Path) -> None:
    """Written files may not grow: the write is refused, what was there stays and is readable."""
    with living(tmp_path) as (pool, queries, writes):
        writes.write(insert(1))
        broker = pool.broker
        assert broker is not None
        size = (tmp_path / "live" / "ledger.sqlite").stat().st_size
        usual = resource.prlimit(broker, resource.RLIMIT_FSIZE)
        resource.prlimit(broker, resource.RLIMIT_FSIZE, (size, usual[1]))
        acknowledged = 0
        with suppress(WriteFailed):
            for number in range(100):
                lines = "".join(f"<x:s> <x:{number}> '{line:0200}' ." for line in range(40))
                writes.write(Write("update", body=f"INSERT DATA {{ {lines} }}".encode()))
                acknowledged += 1
        assert acknowledged < 100, "the file could grow"
        long = queries.query("SELECT (COUNT(*) AS ?n) { <x:s> ?p ?o }", format="csv")
        assert long is not None
        assert long.body.split()[1] == str(40 * acknowledged).encode()
        assert halves(queries) == {1: 2}
        resource.prlimit(broker, resource.RLIMIT_FSIZE, usual)
        writes.write(insert(3))
        assert halves(queries) == {1: 2, 3: 2}
    with living(tmp_path) as (_, queries, _):
        assert halves(queries) == {1: 2, 3: 2}


def test_a_ledger_has_one_owner(tmp_path: Path) -> None:
    with living(tmp_path), pytest.raises(LedgerFailed, match="locked"):
        Ledger(tmp_path / "live" / "ledger.sqlite")


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(LedgerFailed, match="not a database"):
        Ledger(path)
    assert path.read_bytes() == b"something else entirely" * 100


def test_a_change_is_the_same_after_its_journey() -> None:
    change = Change(b"<x:a> <x:b> <x:c> .\n", b"", ("x:g", "x:Шаңырақ"), ())
    assert Change.decoded(change.encoded()) == change
    assert not Change()
