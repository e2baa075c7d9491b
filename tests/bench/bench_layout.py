"""The layout beside graphology's: ``python -m tests.bench.bench_layout [THINGS] [LINKS] [RUNS]``.

ForceAtlas2 of graphology, with Barnes and Hut's approximation and its own settings for the size,
runs in Node from ``web/frontend/node_modules`` (``npm ci`` there first), for as many rounds as the
explorer gives it at that size and for 100. Both lay out the same graphs: communities on a ring,
and points of the plane linked with those near by. Beside the time stands how much of its
neighbourhood a thing keeps: of the things that lie nearest, as many as it has links, the part that
is linked with it, over the two sets together (Jaccard), in the mean of 2,000 things.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from kg.picture import lay_out
from tests.bench.large import Numbers, links

_FRONTEND = Path(__file__).parents[2] / "web" / "frontend"
_ROUNDS = (40, 100)
_SAMPLE = 2000
_SCRIPT = """
const require = (await import("node:module")).createRequire(process.argv[2]);
const fs = require("node:fs"), Graph = require("graphology");
const layout = require("graphology-layout-forceatlas2");
const { count, links, rounds } = JSON.parse(fs.readFileSync(process.argv[3]));
const graph = new Graph({ type: "undirected" });
for (let i = 0; i < count; i++) {
  const angle = (2 * Math.PI * i) / count;
  graph.addNode(i, { x: 100 * Math.cos(angle), y: 100 * Math.sin(angle) });
}
for (const [one, other] of links) if (one !== other) graph.mergeEdge(one, other);
const settings = { ...layout.inferSettings(graph), barnesHutOptimize: true };
const begin = performance.now();
layout.assign(graph, { iterations: rounds, settings });
const seconds = (performance.now() - begin) / 1000;
const places = graph.mapNodes((_, { x, y }) => [x, y]);
fs.writeFileSync(process.argv[4], JSON.stringify({ seconds, places }));
"""

Places = npt.NDArray[np.floating]


def main(things: int, count: int, runs: int) -> None:
    """Print a row for each graph."""
    node = shutil.which("node")
    assert node is not None, "there is no node on the path"
    for name, ends in {
        "communities": links(things, count),
        "plane": _plane(things, count),
    }.items():
        print(f"{name}: {things:,} things, {len(ends[0]):,} links")
        ours = [_ours(things, *ends) for _ in range(runs)]
        base = statistics.median(seconds for seconds, _ in ours)
        print(f"  ours            {base:8.3f} s  keeps {_kept(ours[0][1], *ends):.4f}")
        for rounds in _ROUNDS:
            theirs = [_graphology(node, things, *ends, rounds) for _ in range(runs)]
            taken = statistics.median(seconds for seconds, _ in theirs)
            kept = _kept(theirs[0][1], *ends)
            said = f"{taken:8.3f} s  keeps {kept:.4f}  ratio {base / taken:.3f}"
            print(f"  ForceAtlas2 {rounds:3} {said}")
            sys.stdout.flush()


def _plane(things: int, count: int) -> tuple[Numbers, Numbers]:
    """Points of the unit square, each linked with those nearest to it."""
    points = np.random.default_rng(1).random((things, 2))
    each = max(1, round(count / things))
    near = KDTree(points).query(points, each + 1)[1][:, 1:]
    return np.repeat(np.arange(things), each), near.ravel().astype(np.int64)


def _ours(things: int, sources: Numbers, targets: Numbers) -> tuple[float, Places]:
    begin = time.perf_counter()
    places = lay_out(things, sources, targets)
    return time.perf_counter() - begin, places


def _graphology(
    node: str, things: int, sources: Numbers, targets: Numbers, rounds: int
) -> tuple[float, Places]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pairs = np.stack((sources, targets), 1).tolist()
        task = {"count": things, "links": pairs, "rounds": rounds}
        (home / "task.json").write_text(json.dumps(task))
        (home / "run.mjs").write_text(_SCRIPT)
        files = (_FRONTEND / "package.json", home / "task.json", home / "done.json")
        subprocess.run([node, home / "run.mjs", *files], check=True)
        done = json.loads((home / "done.json").read_text())
    return done["seconds"], np.array(done["places"])


def _kept(places: Places, sources: Numbers, targets: Numbers) -> float:
    linked: list[set[int]] = [set() for _ in places]
    for one, other in zip(sources.tolist(), targets.tolist(), strict=True):
        if one != other:
            linked[one].add(other)
            linked[other].add(one)
    tree = KDTree(places)
    shares = []
    for thing in np.random.default_rng(0).choice(len(places), min(len(places), _SAMPLE), False):
        own = linked[thing]
        if own:
            found = tree.query(places[thing], len(own) + 1)[1].tolist()
            near = set([each for each in found if each != thing][: len(own)])
            shares.append(len(near & own) / len(near | own))
    return statistics.mean(shares)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [10_000, 30_000, 3][len(given) :]))
