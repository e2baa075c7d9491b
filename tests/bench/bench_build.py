"""Check and compile against bare libraries: ``python -m tests.bench.bench_build [FACTS …]``.

Ours: check, compile, load, and write the canonical dump. Bare: PyYAML's C loader over the same
files and pyoxigraph's ``bulk_load`` of the same quads. Each runs in a process of its own, in
turn, and the ratio of the medians is printed with the peak memory of each.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import yaml

from kg.build import write_canonical
from kg.check import examine
from kg.compile import compile_quads
from kg.dataset import DUMP
from kg.store import load_lines
from tests.bench.synthetic import write_ontology

ROUNDS = 3


def ours(ontology: Path, place: Path) -> None:
    """Check, compile, load, and write the canonical dump."""
    loaded, claims, report = examine(ontology, None)
    assert not report.problems, report.problems[:3]
    lines = compile_quads(loaded, claims)
    del loaded, claims
    load_lines(ox.Store(str(place / "store")), lines)
    assert len(write_canonical(lines, place)) == 64


def bare(ontology: Path, place: Path, quads: Path) -> None:
    """Parse the same YAML and load the same quads, no more."""
    for path in sorted(ontology.rglob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    store = ox.Store(str(place / "store"))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)


def _measured(work: Callable[..., None], *args: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of a piece of work in a fresh process."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(send, work, args))
    process.start()
    seconds, megabytes = receive.recv()
    process.join()
    return seconds, megabytes


def _report(send: object, work: Callable[..., None], args: tuple[Path, ...]) -> None:
    start = time.perf_counter()
    work(*args)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    send.send((seconds, peak))  # type: ignore[attr-defined]


def run(facts: int) -> None:
    """Measure one size and print one line."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_ontology(place / "ontology", facts)
        seconds: dict[str, list[float]] = {"ours": [], "bare": []}
        peak: dict[str, float] = {}
        for turn in range(ROUNDS):
            for name in seconds:
                home = place / f"{name}-{turn}"
                home.mkdir()
                quads = place / "ours-0" / DUMP
                args = (ours,) if name == "ours" else (bare,)
                more = () if name == "ours" else (quads,)
                took, peak[name] = _measured(*args, place / "ontology", home, *more)
                seconds[name].append(took)
        medians = {name: statistics.median(times) for name, times in seconds.items()}
        print(
            f"{facts} facts: ours {medians['ours']:.2f} s, {peak['ours']:.0f} MB; "
            f"bare {medians['bare']:.2f} s, {peak['bare']:.0f} MB; "
            f"ratio {medians['ours'] / medians['bare']:.2f}"
        )


if __name__ == "__main__":
    for size in sys.argv[1:] or ("1000", "10000", "100000"):
        run(int(size))
