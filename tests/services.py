"""A small published dataset and a query pool over it, for the tests of everything that asks."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from kg.config import Config
from kg.load import load_files
from kg.service.client import QueryService
from kg.service.limits import MEGABYTE, Limits
from kg.service.pool import QueryPool
from kg.terms import ENGINE_PREFIXES
from web import create_app

BASE = "https://museum.example/kg"
NAMED = "https://museum.example/kg/graph/notes"
#: Two things in the default graph, one of them with an IRI that is not ASCII, and a named graph.
DATA = f"""
<{BASE}/org/nur> <https://schema.org/name> "Nur"@en .
<{BASE}/org/достық> <https://schema.org/name> "Достық"@kk-cyrl .
<{BASE}/org/достық> <https://schema.org/member> <{BASE}/org/nur> .
<{BASE}/org/nur> <https://schema.org/disambiguatingDescription> "only here" <{NAMED}> .
"""
#: Never ends by itself, on any machine.
RUNAWAY = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(8))
    + " }"
)
CONFIG = Config(
    base=BASE,
    terms=f"{BASE}/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("en",),
    default_language="en",
    title={"en": "A museum"},
    description={},
    preferred_name="https://schema.org/name",
    alternative_names=(),
    prefixes={**ENGINE_PREFIXES, "graph": f"{BASE}/graph/", "schema": "https://schema.org/"},
)


def publish(directory: Path, more: str = "") -> str:
    """Publish the small dataset, with further N-Quads if there are any; returns its version."""
    directory.mkdir(parents=True, exist_ok=True)
    source = directory / "source.nq"
    source.write_text(DATA + more, encoding="utf-8")
    return load_files([source], directory, CONFIG).version


TOKEN = "a secret of the tests"


@contextmanager
def writing(dataset: Path, live: Path, **limits: float) -> Iterator[FlaskClient]:
    """A client of an application that may be written to by whoever has :data:`TOKEN`."""
    given = {"timeout": 5.0, "memory": 256 * MEGABYTE, "max_rows": 1000, "workers": 8} | limits
    with QueryPool(dataset, Limits(**given), live) as pool:  # type: ignore[arg-type]
        settings = {
            "DATASET": dataset,
            "QUERY_SERVICE": pool.address,
            "WRITE_SERVICE": pool.write_address,
            "QUERY_TIMEOUT": given["timeout"],
            "TOKEN": TOKEN,
        }
        yield create_app(settings).test_client()


@contextmanager
def serving(dataset: Path, **limits: float) -> Iterator[tuple[QueryPool, QueryService]]:
    """A running pool over a dataset, and a client of it."""
    given = {"timeout": 5.0, "memory": 256 * MEGABYTE, "max_rows": 1000, "workers": 4} | limits
    with QueryPool(dataset, Limits(**given)) as pool:  # type: ignore[arg-type]
        yield pool, QueryService(pool.address)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something comes true before too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def children(pid: int) -> set[int]:
    """Process ids of a process's children; none where it has ended."""
    try:
        text = "".join(p.read_text() for p in Path(f"/proc/{pid}/task").glob("*/children"))
    except FileNotFoundError:  # it has ended meanwhile
        return set()
    return set(map(int, text.split()))


def descendants(pid: int) -> set[int]:
    """Process ids of children, their children, and so on."""
    found = children(pid)
    return found.union(*(descendants(child) for child in found))


def workers(pid: int) -> set[int]:
    """Process ids of the query workers of a service: the forks of its broker."""

    def is_broker(each: int) -> bool:
        try:
            return b"kg.service.broker" in Path(f"/proc/{each}/cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            return False

    brokers = {each for each in children(pid) if is_broker(each)}
    return set[int]().union(*map(children, brokers))


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used since it started; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy(pid: int, seconds: float) -> set[int]:
    """Query workers of a service that have used more than so many seconds of processor time."""
    return {each for each in workers(pid) if processor_time(each) > seconds}


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def all_gone(pids: set[int]) -> bool:
    """Whether none of the processes runs any more."""
    return not any(map(alive, pids))


@contextmanager
def in_background(body: Callable[[], object]) -> Iterator[threading.Thread]:
    """Runs something in a thread, and waits for it at the end."""
    thread = threading.Thread(target=body)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()
