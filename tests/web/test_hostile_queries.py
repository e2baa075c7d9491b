"""Queries and updates by those who mean harm: each is refused or ended, and nothing else happens.

Every case is put to a real service over HTTP, and afterwards the service must answer from the same
processes with the same content, have called nobody and told nothing of a file beside it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.hostile_queries import BOMBS, CALLS, DEEP, LOADS, LONG, WRITES, places
from tests.hostile_service import LIMITS, Target, hostile_ground
from tests.services import RUNAWAY

REFUSED = {400, 413}
#: Answered, refused, out of memory, no room, out of time.
ENDED = {200, 400, 500, 503, 504}
MEGABYTE = 1_048_576


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with hostile_ground(tmp_path_factory.mktemp("hostile")) as target:
        yield target


@pytest.mark.parametrize("depth", [1_000, 10_000, 100_000])
@pytest.mark.parametrize("name", DEEP)
def test_nested_text(name: str, depth: int, target: Target) -> None:
    reply = target.ask(DEEP[name](depth))
    assert reply.status in REFUSED, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("length", [10_000, 100_000])
@pytest.mark.parametrize("name", LONG)
def test_chained_text(name: str, length: int, target: Target) -> None:
    reply = target.ask(LONG[name](length))
    assert reply.status in REFUSED, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize("name", [n for n in DEEP if DEEP[n](1).startswith("SELECT * {")])
def test_nested_updates(name: str, depth: int, target: Target) -> None:
    text = DEEP[name](depth).replace("SELECT *", "INSERT { <a:a> <a:a> <a:a> } WHERE", 1)
    reply = target.update(text)
    assert reply.status in REFUSED, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str, target: Target) -> None:
    reply = target.ask(BOMBS[name])
    assert reply.status in ENDED, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("name", WRITES)
def test_writes_that_fail_leave_nothing(name: str, target: Target) -> None:
    reply = target.update(WRITES[name])
    assert reply.status in ENDED - {200}, reply
    target.require_unharmed(reply)


@pytest.mark.parametrize("text", CALLS)
def test_queries_reach_nothing_outside(text: str, target: Target) -> None:
    for place in places(target.listener.port, str(target.canary)):
        reply = target.ask(text.format(at=place))
        assert reply.status in {200, 400}, (place, reply)
        target.require_unharmed(reply)


@pytest.mark.parametrize("text", LOADS)
def test_updates_reach_nothing_outside(text: str, target: Target) -> None:
    for place in places(target.listener.port, str(target.canary)):
        reply = target.update(text.format(at=place))
        assert reply.status in {204, 400}, (place, reply)
        target.require_unharmed(reply)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_datasets_of_the_protocol_reach_nothing_outside(name: str, target: Target) -> None:
    for place in places(target.listener.port, str(target.canary)):
        where = f"/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D&{name}={quote(place, safe='')}"
        reply = target.send("GET", where, {"Accept": "text/csv"})
        assert reply.status in {200, 400}, (place, reply)
        target.require_unharmed(reply)


def test_forty_runaways_among_fifty_clients(target: Target) -> None:
    """All runaways are ended, small questions are answered meanwhile, and memory stays bounded."""
    done = threading.Event()
    most = [0]

    def measure() -> None:
        while not done.wait(0.1):
            most[0] = max(most[0], target.memory())

    def small(_: int) -> list[int]:
        found = []
        while not done.is_set():
            found.append(target.ask("ASK { ?s ?p ?o }").status)
            time.sleep(0.05)
        return found

    greedy = [
        RUNAWAY,
        BOMBS["sorted product"],
        BOMBS["concat doubles"],
        BOMBS["plus of everything"],
    ]
    with ThreadPoolExecutor(51) as clients:
        clients.submit(measure)
        cheap = [clients.submit(small, n) for n in range(10)]
        runaways = [clients.submit(target.ask, greedy[n % 4]) for n in range(40)]
        try:
            ended = [each.result(timeout=60).status for each in runaways]
        finally:
            done.set()
        answered = [status for each in cheap for status in each.result(timeout=60)]
    assert set(ended) <= ENDED, ended
    assert set(answered) <= {200, 503}, answered
    assert answered.count(200) >= 10, answered
    # What all queries may take together, and what the server and its fronts take for themselves.
    assert 0 < most[0] < (int(LIMITS["pool-memory"]) + 400) * MEGABYTE
    target.require_unharmed()
