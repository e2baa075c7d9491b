"""The query pool with real processes: what it answers, what it ends, what it leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import DatasetMissing
from kg.query import QueryRefused, QuerySyntaxError
from kg.service.board import Workers, look
from kg.service.client import QueryService
from kg.service.errors import QueryTimeout, ServiceBusy, WorkerCrashed
from kg.service.guard import inspect
from kg.service.limits import MEGABYTE, Limits
from kg.service.loop_client import ask
from kg.service.messages import Request
from kg.service.pool import QueryPool, board_of
from tests.hostile import CHAINED, NESTED
from tests.services import (
    BASE,
    NAMED,
    RUNAWAY,
    all_gone,
    children,
    descendants,
    eventually,
    in_background,
    publish,
    serving,
)

ROOT = Path(__file__).resolve().parents[3]
Running = tuple[QueryPool, QueryService]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dataset")
    publish(directory)
    return directory


@pytest.fixture(scope="module")
def running(dataset: Path) -> Iterator[Running]:
    with serving(dataset) as both:
        yield both


def workers(pool: QueryPool) -> set[int]:
    assert pool.broker is not None
    return children(pool.broker)


def name_of(service: QueryService, thing: str) -> bytes:
    text = f"SELECT ?name {{ <{BASE}/org/{thing}> <https://schema.org/name> ?name }}"
    answer = service.query(text, format="csv")
    assert answer is not None
    return answer.body


def test_a_query_is_answered_with_the_version(running: Running) -> None:
    pool, service = running
    answer = service.query(f"SELECT ?o {{ <{BASE}/org/достық> ?p ?o }}", format="tsv")
    assert answer is not None
    assert (answer.kind, answer.rows, answer.capped) == ("select", 2, False)
    assert '"Достық"@kk-cyrl' in answer.body.decode()
    assert answer.version == pool.version


def test_an_answer_that_is_known_is_not_sent_again(running: Running) -> None:
    pool, service = running
    assert service.query("ASK {}", unless=pool.version) is None
    assert service.query("ASK {}", unless="another") is not None


def test_the_dataset_of_the_protocol(running: Running) -> None:
    _, service = running
    text = "SELECT * { ?s ?p ?o }"
    counts = [
        service.query(text, default_graphs=graphs) for graphs in ([], [NAMED], [f"{BASE}/none"])
    ]
    assert [answer.rows for answer in counts if answer] == [3, 1, 0]


def test_errors_keep_their_kind(running: Running) -> None:
    _, service = running
    with pytest.raises(QuerySyntaxError) as caught:
        service.query("SELECT *\n{ ?s nope:p ?o }")
    assert (caught.value.line, caught.value.column) == (2, 6)
    with pytest.raises(QueryRefused, match="SERVICE"):
        service.query("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")


def test_a_large_answer_arrives_whole(dataset: Path) -> None:
    values = " ".join(map(str, range(300)))
    text = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    with serving(dataset, max_rows=200_000) as (_, service):
        answer = service.query(text, format="tsv")
    assert answer is not None
    assert answer.rows == 90_000
    assert answer.body.count(b"\n") == 90_001


def test_a_long_answer_is_cut_and_says_so(dataset: Path) -> None:
    with serving(dataset, max_rows=2) as (_, service):
        answer = service.query("SELECT * { ?s ?p ?o }")
    assert answer is not None
    assert (answer.rows, answer.capped) == (2, True)


def test_a_runaway_is_killed_at_its_deadline(dataset: Path) -> None:
    with serving(dataset, timeout=0.4) as (pool, service):
        before = workers(pool)
        with pytest.raises(QueryTimeout, match=r"0\.4 s"):
            service.query(RUNAWAY)
        assert eventually(lambda: bool(before - workers(pool)))
        assert b"Nur" in name_of(service, "nur")


def test_a_cheap_query_is_answered_beside_runaways(dataset: Path) -> None:
    def run_away() -> None:
        with pytest.raises((QueryTimeout, ServiceBusy)):
            service.query(RUNAWAY)

    with (
        serving(dataset, timeout=3, workers=8) as (_, service),
        in_background(run_away),
        in_background(run_away),
        in_background(run_away),
        in_background(run_away) as last,
    ):
        time.sleep(0.3)
        assert b"Nur" in name_of(service, "nur")
        assert last.is_alive()


def test_when_all_workers_are_busy_the_client_is_told_when_to_come_back(dataset: Path) -> None:
    def run_away() -> None:
        with pytest.raises(QueryTimeout):
            service.query(RUNAWAY)

    with serving(dataset, timeout=2, workers=1) as (pool, service), in_background(run_away):
        time.sleep(0.3)
        impatient = QueryService(pool.address, queue_seconds=0.5)
        with pytest.raises(ServiceBusy) as caught:
            impatient.query("ASK {}")
        assert caught.value.retry_after >= 1


def test_a_query_waits_for_a_worker(dataset: Path) -> None:
    def run_away() -> None:
        with pytest.raises(QueryTimeout):
            service.query(RUNAWAY)

    with serving(dataset, timeout=1.5, workers=1) as (_, service), in_background(run_away):
        time.sleep(0.8)
        assert b"Nur" in name_of(service, "nur")


def test_the_time_that_a_query_waits_for_a_worker_is_part_of_its_time(dataset: Path) -> None:
    with (
        serving(dataset, timeout=1.5, workers=1) as (_, service),
        in_background(lambda: ended(service, RUNAWAY)),
    ):
        time.sleep(0.5)
        asked = time.monotonic()
        ended(service, RUNAWAY)
        assert time.monotonic() - asked < 2.2  # it ran for half a second; 2.5 if for all its time


def test_a_query_whose_time_goes_by_while_it_waits_is_told_to_come_back(dataset: Path) -> None:
    with serving(dataset, timeout=0.5) as (pool, service), ThreadPoolExecutor(1) as thread:
        late = Request(inspect(RUNAWAY), None, (), (), "", time.monotonic() - 0.5)
        # The browser of other tests may have an event loop in this thread.
        with pytest.raises(ServiceBusy):
            thread.submit(lambda: asyncio.run(ask(pool.address, late))).result()
        assert b"Nur" in name_of(service, "nur")


def test_a_killed_worker_is_one_error_for_one_client(dataset: Path) -> None:
    def crash() -> None:
        with pytest.raises(WorkerCrashed):
            service.query(RUNAWAY)

    with serving(dataset, timeout=20) as (pool, service):
        idle = workers(pool)
        with in_background(crash):
            assert eventually(lambda: bool(busy(idle)))
            victim = busy(idle).pop()
            assert b"Nur" in name_of(service, "nur")
            os.kill(victim, signal.SIGKILL)
        assert victim not in workers(pool) or eventually(lambda: victim not in workers(pool))
        assert b"Nur" in name_of(service, "nur")


def busy(pids: set[int]) -> set[int]:
    """Those of the processes that have used more than a tenth of a second of processor time."""
    ticks = {}
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks[pid] = int(fields[11]) + int(fields[12])
    return {pid for pid, used in ticks.items() if used > os.sysconf("SC_CLK_TCK") / 10}


def test_a_query_that_wants_too_much_memory_is_one_error(dataset: Path) -> None:
    bomb = (
        'SELECT ?z { BIND("'
        + "a" * 1000
        + '" AS ?x0) '
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(22))
        + " BIND(STRLEN(?x22) AS ?z) }"
    )
    with serving(dataset, memory=64 * MEGABYTE, timeout=20) as (_, service):
        with pytest.raises(WorkerCrashed, match="more memory"):
            service.query(bomb)
        assert b"Nur" in name_of(service, "nur")


def test_a_worker_stays_after_a_long_query_and_its_next_one_has_the_usual_priority(
    dataset: Path,
) -> None:
    with (
        serving(dataset, workers=1, timeout=1.5) as (pool, service),
        in_background(lambda: ended(service, RUNAWAY)),
    ):
        (worker,) = workers(pool)
        assert eventually(lambda: 19 in priorities(worker))
    with serving(dataset, workers=1) as (pool, service):
        (worker,) = workers(pool)
        assert service.query(SLOW) is not None
        assert b"Nur" in name_of(service, "nur")
        assert workers(pool) == {worker}
        assert 19 not in priorities(worker)


#: A few tenths of a second on any machine.
SLOW = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(3))
    + " }"
)


def ended(service: QueryService, text: str) -> None:
    with pytest.raises(QueryTimeout):
        service.query(text)


def priorities(pid: int) -> set[int]:
    """The niceness of each thread of a process."""
    stats = Path(f"/proc/{pid}/task").glob("*/stat")
    return {int(stat.read_text().rpartition(")")[2].split()[16]) for stat in stats}


def test_a_client_that_leaves_ends_the_work(dataset: Path) -> None:
    with serving(dataset, timeout=60) as (pool, service):
        before = workers(pool)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(pool.address))
            client.sendall(Request(inspect(RUNAWAY), None, (), (), "", time.monotonic()).encoded())
            assert eventually(lambda: bool(busy(before)))
            working = busy(before)
        assert eventually(lambda: all_gone(working))
        assert b"Nur" in name_of(service, "nur")


def test_a_client_that_says_nothing_or_nonsense_harms_nobody(dataset: Path) -> None:
    with serving(dataset, timeout=0.5, workers=2) as (pool, service):
        for sent in (b"", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{}", b"\x00\x00"):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(pool.address))
                client.sendall(sent)
        silent = socket.socket(socket.AF_UNIX)
        silent.connect(str(pool.address))
        assert b"Nur" in name_of(service, "nur")
        silent.close()


@pytest.mark.parametrize("name", NESTED)
def test_the_deepest_text_that_passes_the_guard_crashes_nothing(
    running: Running, name: str
) -> None:
    survives(running[1], NESTED[name](45))


@pytest.mark.parametrize("name", CHAINED)
def test_the_longest_text_that_passes_the_guard_crashes_nothing(
    running: Running, name: str
) -> None:
    survives(running[1], CHAINED[name](990))


def survives(service: QueryService, text: str) -> None:
    """Whether a text is answered or refused or ended in time, but kills nothing."""
    with contextlib.suppress(QuerySyntaxError, QueryRefused, QueryTimeout):
        service.query(text)


def test_a_new_version_is_picked_up_and_no_query_fails(tmp_path: Path) -> None:
    first = publish(tmp_path)
    with serving(tmp_path) as (pool, service):
        old = pool.broker
        answer = service.query("ASK {}")
        assert answer is not None
        assert answer.version == first
        second = publish(tmp_path, f'<{BASE}/org/new> <https://schema.org/name> "New" .\n')
        seen = []

        def looked() -> bool:
            pool.look()
            answer = service.query("ASK {}")
            assert answer is not None
            seen.append(answer.version)
            return seen[-20:] == [second] * 20

        assert eventually(looked)
        assert pool.version == second
        assert b"New" in name_of(service, "new")
        assert old is not None
        assert eventually(lambda: pool.look() is None and all_gone({old}))


def test_a_running_query_ends_on_the_version_it_began_on(tmp_path: Path) -> None:
    first = publish(tmp_path)
    values = " ".join(map(str, range(150)))
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"VALUES ?{name} {{ {values} }}" for name in "abc"
    )
    found: list[str] = []

    def ask() -> None:
        answer = service.query(slow + " }")
        assert answer is not None
        found.append(answer.version)

    with serving(tmp_path, timeout=120) as (pool, service):
        before = workers(pool)
        with in_background(ask) as thread:
            assert eventually(lambda: bool(busy(before)))
            publish(tmp_path, f'<{BASE}/org/new> <https://schema.org/name> "New" .\n')
            assert eventually(lambda: pool.look() is None and pool.version != first)
            thread.join()
    assert found == [first]


def test_a_killed_broker_is_replaced_and_queries_wait_for_it(dataset: Path) -> None:
    with serving(dataset) as (pool, _):
        assert pool.broker is not None
        old = {pool.broker} | workers(pool)
        os.kill(pool.broker, signal.SIGKILL)
        assert eventually(lambda: all_gone(old))
        pool.look()
        assert b"Nur" in name_of(QueryService(pool.address, queue_seconds=20), "nur")
        assert eventually(lambda: pool.look() is None and pool.broker not in old)


def test_nothing_is_left_behind(dataset: Path) -> None:
    with serving(dataset) as (pool, service):
        assert pool.broker is not None
        started = {pool.broker} | descendants(pool.broker)
        assert len(started) > 1
        home = pool.address.parent
    assert eventually(lambda: all_gone(started))
    assert not home.exists()
    with pytest.raises(ServiceBusy, match="not running"):
        service.query("ASK {}")


def test_a_dataset_larger_than_memory_is_read_from_disk(tmp_path: Path) -> None:
    lines = (f'<{BASE}/x/{i}> <https://schema.org/name> "thing {i}" .\n' for i in range(60_000))
    publish(tmp_path, "".join(lines))
    with serving(tmp_path, memory=20 * MEGABYTE) as (pool, service):
        assert b"thing 59999" in name_of(service, "../x/59999") or service.query(
            f"ASK {{ <{BASE}/x/59999> ?p 'thing 59999' }}"
        )
        assert eventually(lambda: all(map(reads_disk, workers(pool))))


def test_a_store_of_many_files_is_read_from_disk(tmp_path: Path) -> None:
    lines = (f'<{BASE}/x/{i}> <https://schema.org/name> "thing {i}" .\n' for i in range(60_000))
    publish(tmp_path, "".join(lines))
    (directory,) = tmp_path.glob("versions/*/store")
    store = ox.Store(str(directory))
    for i in range(8):
        store.bulk_load(f'<{BASE}/y/{i}> <{BASE}/p> "more {i}" .', format=ox.RdfFormat.N_TRIPLES)
    del store
    assert len(list(directory.glob("*.sst"))) > 16  # which it opens at once
    with serving(tmp_path, memory=20 * MEGABYTE, workers=1) as (pool, service):
        for i in range(8):
            assert service.query(f"SELECT ?o {{ <{BASE}/y/{i}> ?p ?o }}") is not None
            answer = service.query(f"SELECT ?s {{ ?s ?p 'more {i}' }}", format="csv")
            assert answer is not None
            assert f"/y/{i}" in answer.body.decode()
        assert all(map(reads_disk, workers(pool)))


def reads_disk(pid: int) -> bool:
    """Whether a worker has the store open; one that has just been forked opens it soon."""
    with contextlib.suppress(OSError):
        return any("/store/" in os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir())
    return False


def test_without_a_dataset_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(DatasetMissing), QueryPool(tmp_path, Limits()):
        pass


def hoard(doublings: int) -> str:
    """A query whose strings take a kilobyte, twice as much with each doubling, and stay long."""
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(doublings))
    return RUNAWAY.replace("{ VALUES", f'{{ BIND("{"a" * 1000}" AS ?x0) {steps} VALUES', 1).replace(
        "(COUNT(*) AS ?n)", f"(COUNT(CONCAT(?x{doublings}, STR(?v0))) AS ?n)"
    )


def test_all_queries_together_keep_within_the_memory_of_the_pool(dataset: Path) -> None:
    """Four times 64 MB are allowed to each, but not to all: the largest goes, others stay."""
    ended: list[type[BaseException]] = []

    def ask() -> None:
        try:
            service.query(hoard(15))
        except (QueryTimeout, WorkerCrashed) as error:
            ended.append(type(error))

    limits = {"memory": 512 * MEGABYTE, "pool_memory": 150 * MEGABYTE, "timeout": 6.0}
    with (
        serving(dataset, workers=8, **limits) as (pool, service),
        in_background(ask),
        in_background(ask),
        in_background(ask),
        in_background(ask),
    ):
        board = board_of(pool.address)
        assert eventually(lambda: lost(board)["memory"] > 0, 6)
        assert b"Nur" in name_of(service, "nur")
    assert WorkerCrashed in ended


def lost(board: Path) -> dict[str, int]:
    seen = look(board)
    return seen.lost if seen else {"memory": 0}


def test_the_board_shows_how_the_workers_are(dataset: Path) -> None:
    def run_away() -> None:
        with pytest.raises(QueryTimeout):
            service.query(RUNAWAY)

    with serving(dataset, timeout=1) as (pool, service):
        board = board_of(pool.address)
        with in_background(run_away):
            assert eventually(lambda: (look(board) or Workers(0, 0, {})).busy == 1)
        assert eventually(lambda: lost(board).get("timeout") == 1)
        assert pool.broker is not None
        os.kill(pool.broker, signal.SIGKILL)
        assert eventually(lambda: all_gone({pool.broker or 0}))
        pool.look()
        assert eventually(lambda: pool.look() is None and look(board) is not None)
    assert look(board) is None


def test_a_watch_over_one_query_never_ends_the_next() -> None:
    """A busy machine may halt the watch in the middle of its look; the client hangs up then."""
    code = """if True:
        import socket, time
        import kg.service.client_watch as watching
        look = watching.is_closed
        watching.is_closed = lambda connection: (time.sleep(0.02), look(connection))[1]
        watching._TICK = 0
        watch = watching.ClientWatch()
        for _ in range(50):
            ours, theirs = socket.socketpair()
            with ours:
                with watch.over(ours):
                    time.sleep(0.01)
                theirs.close()
                time.sleep(0.02)
    """
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert run.returncode == 0
