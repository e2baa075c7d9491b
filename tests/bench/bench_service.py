"""The query service beside others: ``python -m tests.bench.bench_service [FACTS] [PYTHON]``.

Ours in memory, ours on disk, `oxigraph serve-read-only`, Virtuoso 7 where it is installed and,
where PYTHON names the interpreter of an environment with rdflib-endpoint, oxrdflib and uvicorn,
that one, over the same dataset: a made-up one with a mix of kinds of queries, and the shipped one
with its example questions. Each query is put to all of them in turn, with a text that is new each
time; what counts are the ratios. One that refuses a query or answers with another number of rows
has no figure for it and none for the throughput of all. A fact makes about twelve quads, and the
clubs some ten thousand more; 0 FACTS leave the made-up dataset out.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from kg.build import build
from kg.dataset import PublishedDataset
from kg.environment import virtuoso as find_virtuoso
from tests.bench.service_queries import MIX, RUNAWAY, Fresh, as_new, fresh
from tests.bench.services import Client, rdflib_endpoint, shanyrak
from tests.bench.synthetic import write_ontology
from tests.engines import oxigraph, virtuoso
from tests.ontology.answers import ONTOLOGY

ROUNDS = 15
#: Seconds that each throughput is measured for.
_LOAD_SECONDS = 8.0
#: And before that each is used for so long.
_WARM_SECONDS = 6.0
_DEADLINE = 1.0
#: Megabytes that a dataset may fill before it is read from disk: one of ten million quads fits into
#: the first, one of 100,000 does not into the second.
_MEMORY, _DISK_LIMIT = 16_384, 32
_BASE = "oxigraph"
_TITLE = 34


def main(facts: int, python: Path | None) -> None:
    """Measure all services on a dataset of so many facts and on the shipped one; print tables."""
    if facts:
        with tempfile.TemporaryDirectory() as folder:
            write_ontology(Path(folder) / "ontology", facts)
            _measure(Path(folder) / "ontology", Path(folder), MIX, python)
    with tempfile.TemporaryDirectory() as folder:
        _measure(ONTOLOGY, Path(folder), None, python)
    with tempfile.TemporaryDirectory() as folder:
        _runaways(dataset_of(Path(folder)))


def _measure(
    ontology: Path, home: Path, mix: Mapping[str, Fresh] | None, python: Path | None
) -> None:
    """Measure all services on the dataset of an ontology, by its own questions without a mix."""
    build(ontology, home / "dataset")
    published = PublishedDataset.open(home / "dataset")
    asked = mix or {each.id: as_new(each.text) for each in published.queries}
    dump, dataset = published.nquads, home / "dataset"
    with dump.open("rb") as lines:
        print(f"{sum(1 for _ in lines):,} quads")
    with ExitStack() as stack:
        services = {
            "ours": stack.enter_context(shanyrak(dataset, f"--memory-limit={_MEMORY}")),
            "ours on disk": stack.enter_context(shanyrak(dataset, f"--memory-limit={_DISK_LIMIT}")),
            _BASE: stack.enter_context(oxigraph(home, dump)),
        }
        if find_virtuoso():
            (home / "virtuoso").mkdir()
            default = f"{published.config.base}/default"
            address = stack.enter_context(virtuoso(home / "virtuoso", dump, default))
            services["virtuoso"] = f"{address}?{urlencode({'default-graph-uri': default})}"
        if python is not None:
            services["rdflib-endpoint"] = stack.enter_context(rdflib_endpoint(python, dump))
        refusing = _latencies(services, asked)
        _hits(services, asked)
        whole = {name: address for name, address in services.items() if name not in refusing}
        print("all of them:".ljust(_TITLE) + "".join(f"{name:>22}" for name in whole))
        for clients in (1, 8):
            _throughput(whole, list(asked.values()), clients)


def dataset_of(home: Path, facts: int = 1000) -> Path:
    """A small dataset: runaways take no notice of its size."""
    write_ontology(home / "ontology", facts)
    build(home / "ontology", home / "dataset")
    return home / "dataset"


def _latencies(services: Mapping[str, str], asked: Mapping[str, Fresh]) -> set[str]:
    """Of each query; returns who did not answer one."""

    def show(name: str, cells: Sequence[str]) -> None:
        print(name.ljust(_TITLE) + "".join(f"{cell:>22}" for cell in cells))

    show("p50 / p95 in ms", [*services])
    return _ratios(services, "ratio", asked, show)


def _hits(services: Mapping[str, str], asked: Mapping[str, Fresh]) -> None:
    """The same query again and again: a service with a cache answers from it."""
    repeated = {name: _same(text()) for name, text in asked.items()}
    _ratios(services, "asked again", repeated, lambda _name, _cells: None)


def _same(text: str) -> Fresh:
    return lambda: text


def _ratios(
    services: Mapping[str, str],
    title: str,
    asked: Mapping[str, Fresh],
    show: Callable[[str, Sequence[str]], None],
) -> set[str]:
    """Print the mean over all queries of the ratio to the base; returns who did not answer one."""
    clients = {name: Client(address) for name, address in services.items()}
    ratios: dict[str, list[float]] = {name: [] for name in services}
    for query, text in asked.items():
        taken = _in_turn(clients, text)
        show(
            query, [_shown(taken[name]) if name in taken else "no such answer" for name in services]
        )
        for name, times in taken.items():
            ratios[name].append(statistics.median(times) / statistics.median(taken[_BASE]))
    means = [f"{statistics.geometric_mean(each):.3f}" for each in ratios.values()]
    print(title.ljust(_TITLE) + "".join(f"{mean:>22}" for mean in means))
    return {name for name, each in ratios.items() if len(each) < len(asked)}


def _in_turn(clients: Mapping[str, Client], text: Fresh) -> dict[str, list[float]]:
    """Seconds of each service, asked one after the other, the first round not counted.

    One of the others that does not answer as the base does is left out.
    """
    taken: dict[str, list[float]] = {name: [] for name in clients}
    for turn in range(ROUNDS + 1):
        said = text()
        answers = {name: clients[name].ask(said) for name in taken}
        for name, answer in answers.items():
            if answer.status != 200 or answer.rows != answers[_BASE].rows:
                assert not name.startswith("ours"), (name, answer.status, answer.rows)
                del taken[name]
            elif turn:
                taken[name].append(answer.seconds)
    return taken


def _throughput(services: Mapping[str, str], asked: Sequence[Fresh], clients: int) -> None:
    """Requests a second of all queries, each client with its own connection, once all are warm."""
    rates = []
    for name, address in services.items():
        for seconds in (_WARM_SECONDS, _LOAD_SECONDS):
            end = time.monotonic() + seconds
            with ThreadPoolExecutor(clients) as pool:
                counts = list(pool.map(partial(_mixed, name, address, asked, end), range(clients)))
        rates.append(sum(counts) / _LOAD_SECONDS)
    print(f"{clients} clients, 1/s".ljust(_TITLE) + "".join(f"{rate:>22.1f}" for rate in rates))


def _mixed(name: str, address: str, asked: Sequence[Fresh], end: float, number: int) -> int:
    """How many one client of several has answered, in turn; ours has to answer all."""
    client = Client(address)
    count = 0
    first = number * 5 % len(asked)
    for text in cycle([*asked[first:], *asked[:first]]):
        if time.monotonic() >= end:
            break
        answer = client.ask(text())
        assert answer.status == 200 or not name.startswith("ours"), (address, answer)
        count += answer.status == 200
    return count


def _runaways(dataset: Path, count: int = 40) -> None:
    """How late runaways are ended, and how long a look-up takes beside them."""
    with shanyrak(dataset, f"--query-timeout={_DEADLINE}") as address:
        alone = [Client(address).ask(fresh("look-up")).seconds for _ in range(50)]
        one = [Client(address).ask(RUNAWAY) for _ in range(5)]
        print(f"a runaway alone is ended {_late([each.seconds for each in one])} ms late")
        beside: list[float] = []
        over = threading.Event()

        def look_up() -> None:
            client = Client(address)
            while not over.is_set():
                beside.append(client.ask(fresh("look-up")).seconds)
                time.sleep(0.02)

        with ThreadPoolExecutor(count + 1) as pool:
            looking = pool.submit(look_up)
            ended = list(pool.map(lambda _: Client(address).ask(RUNAWAY), range(count)))
            over.set()
            looking.result()
    statuses = sorted({each.status for each in ended})
    print(f"{count} runaways end with {statuses}, {_late([e.seconds for e in ended])} ms late")
    print(f"look-up alone {_shown(alone)} ms, beside them {_shown(beside)} ms (p50 / p95)")


def _late(seconds: Sequence[float]) -> str:
    late = [(each - _DEADLINE) * 1e3 for each in seconds]
    return f"{statistics.median(late):.0f} to {max(late):.0f}"


def _shown(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
    return f"{statistics.median(ordered) * 1e3:.2f} / {p95 * 1e3:.2f}"


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
