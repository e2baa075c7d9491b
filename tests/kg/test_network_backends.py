"""Any backend that networkx knows by its entry points takes the same calls, chosen by a setting.

So a cluster's or a GPU's backend needs no line of ours: here one is installed that hands each
call on to networkx and writes down that it was asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.dataset import PublishedDataset

MODULE = '''
"""A backend of networkx: its own graph class, and two functions that say they were called."""
import os
from functools import partial
import networkx as nx

class Remote(nx.Graph):
    __networkx_backend__ = "remote"

def answered(name, graph, *options, **named):
    assert isinstance(graph, Remote)
    with open(os.environ["ASKED"], "a") as file:
        file.write(f"{name} {len(graph)}\\n")
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from(graph.edges(data=True))
    return getattr(nx, name)(plain, *options, backend="networkx", **named)

class Backend:
    @staticmethod
    def convert_from_nx(graph, *args, **kwargs):
        made = Remote()
        made.add_nodes_from(graph)
        made.add_edges_from(graph.edges(data=True))
        return made

    @staticmethod
    def convert_to_nx(result, *args, **kwargs):
        return result

    pagerank = staticmethod(partial(answered, "pagerank"))
    betweenness_centrality = staticmethod(partial(answered, "betweenness_centrality"))
'''
#: What networkx is told of it; it is asked before networkx itself is there to be used.
INFORMATION = """
def info():
    return {"functions": {"pagerank": {}, "betweenness_centrality": {}}}
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An environment in which a backend of the name ``remote`` is installed."""
    (tmp_path / "remote_backend.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "remote_information.py").write_text(INFORMATION, encoding="utf-8")
    about = tmp_path / "nx_remote-1.5.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nx-remote\nVersion: 1.5\n")
    (about / "entry_points.txt").write_text(
        "[networkx.backends]\nremote = remote_backend:Backend\n"
        "[networkx.backend_info]\nremote = remote_information:info\n"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    return os.environ | {"PYTHONPATH": path, "ASKED": str(tmp_path / "asked")}


def analysed(shipped: Path, environment: dict[str, str], *options: str) -> dict[str, object]:
    command = [sys.executable, "-m", "kg.cli", "analyse", "co-participation", "--format", "json"]
    done = subprocess.run(
        [*command, "--dataset", str(shipped), *options],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (found,) = json.loads(done.stdout)
    return dict(found)


def test_a_backend_that_is_installed_takes_the_calls_that_it_knows(
    shipped: Path, elsewhere: dict[str, str], published: PublishedDataset
) -> None:
    asked = Path(elsewhere["ASKED"])
    there = analysed(shipped, elsewhere, "--backend", "remote")
    lines = asked.read_text().splitlines()
    assert f"pagerank {len(there['nodes'])}" in lines  # type: ignore[arg-type]
    assert any(line.startswith("betweenness_centrality ") for line in lines)
    calls = there["calls"]
    assert isinstance(calls, list)
    assert {call.rpartition(" by ")[2] for call in calls} == {"remote", "networkx"}
    assert "core_number() by networkx" in calls
    assert str(there["software"]).endswith("remote 1.5")
    plain = analysed(shipped, elsewhere, "--backend", "networkx")
    assert there["nodes"] == plain["nodes"]


def test_a_backend_is_chosen_by_the_environment_as_well(
    shipped: Path, elsewhere: dict[str, str]
) -> None:
    found = analysed(shipped, elsewhere | {"KG_BACKEND": "remote"})
    assert str(found["software"]).endswith("remote 1.5")
    assert Path(elsewhere["ASKED"]).exists()


def test_no_backend_is_taken_that_nobody_chose(shipped: Path, elsewhere: dict[str, str]) -> None:
    found = analysed(shipped, elsewhere)
    assert "remote" not in str(found["software"])
    assert not Path(elsewhere["ASKED"]).exists()


def test_a_backend_that_is_not_installed_is_named(shipped: Path) -> None:
    command = [sys.executable, "-m", "kg.cli", "analyse", "--dataset", str(shipped)]
    done = subprocess.run(
        [*command, "--backend", "cugraph"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "no backend 'cugraph' is installed; there are: auto, networkx" in done.stderr
