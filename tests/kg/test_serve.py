"""``kg serve`` as a process: it starts, answers, stops, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

import pytest

from tests.services import (
    BASE,
    RUNAWAY,
    all_gone,
    busy,
    descendants,
    eventually,
    in_background,
    publish,
)

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(*options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``kg serve`` and the address it prints; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", *options],
        cwd=environment.pop("cwd", ROOT),
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().removeprefix("serving at ").strip()
    finally:
        process.kill()
        process.communicate()


def get(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dataset")
    publish(directory)
    return directory


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_and_leaves_nothing(dataset: Path, number: int) -> None:
    with started("--dataset", str(dataset), "--port", "0") as (process, address):
        assert get(address + "healthz")[0] == 200
        text = quote(f'SELECT * {{ <{BASE}/org/достық> ?p "Достық"@kk-cyrl }}')
        status, body = get(f"{address}sparql?query={text}")
        assert status == 200
        assert len(json.loads(body)["results"]["bindings"]) == 1
        family = descendants(process.pid)
        assert len(family) > 4
        process.send_signal(number)
        assert process.wait(20) == 0
        assert all_gone(family)


def test_it_stops_while_a_query_runs(dataset: Path) -> None:
    options = ("--dataset", str(dataset), "--port", "0", "--query-timeout", "600")
    with started(*options) as (process, address):

        def run_away() -> None:
            with suppress(OSError):  # the answer is cut off, or says that there is none
                get(f"{address}sparql?query={quote(RUNAWAY)}")

        with in_background(run_away):
            family = descendants(process.pid)
            assert eventually(lambda: bool(busy(process.pid, 0.5)))
            process.terminate()
            assert process.wait(30) == 0
            assert all_gone(family)


def test_killed_outright_it_takes_all_its_processes_along(dataset: Path) -> None:
    with started("--dataset", str(dataset), "--port", "0") as (process, address):
        assert get(address + "healthz")[0] == 200
        family = descendants(process.pid)
        process.kill()
        process.wait()
        assert eventually(lambda: all_gone(family))


def test_a_port_in_use_is_an_error(dataset: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "kg.cli", "serve", "--dataset", dataset, "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in run.stderr
    assert "--port" in run.stderr


def test_a_dataset_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kg.cli", "serve", "--dataset", tmp_path / "none", "--port", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "no published dataset" in run.stderr


def test_settings_come_from_the_environment_and_reach_every_process(dataset: Path) -> None:
    settings = {
        "KG_DATASET": str(dataset),
        "KG_PORT": "0",
        "KG_QUERY_TIMEOUT": "0.5",
        "KG_MAX_ROWS": "2",
        "KG_MAX_BODY": "1",
    }
    with started(**settings) as (_, address):
        assert get(f"{address}sparql?query={quote(RUNAWAY)}")[0] == 504
        _, body = get(f"{address}sparql?query={quote('SELECT * { ?s ?p ?o }')}")
        assert json.loads(body)["capped"] == 2
        request = urllib.request.Request(
            f"{address}sparql", b"#" * (2**20 + 1), {"Content-Type": "application/sparql-query"}
        )
        with pytest.raises(HTTPError, match="413"):
            urllib.request.urlopen(request, timeout=30)


def test_a_new_version_is_served_without_a_restart(tmp_path: Path) -> None:
    publish(tmp_path)
    with started("--dataset", str(tmp_path), "--port", "0") as (_, address):
        question = f"{address}sparql?query={quote('SELECT * { ?s ?p ?o }')}"
        assert len(json.loads(get(question)[1])["results"]["bindings"]) == 3
        publish(tmp_path, f'<{BASE}/org/new> <https://schema.org/name> "New" .\n')
        statuses = set()

        def renewed() -> bool:
            status, body = get(question)
            statuses.add(status)
            return len(json.loads(body)["results"]["bindings"]) == 4

        assert eventually(renewed)
        assert statuses == {200}


def test_downloads_are_written_in_one_place_and_go_with_it(dataset: Path) -> None:
    temporary = Path(tempfile.gettempdir())
    others = set(temporary.glob("kg-*"))
    with started("--dataset", str(dataset), "--port", "0") as (process, address):
        status, html = get(f"{address}en/export/")
        assert status == 200
        (file,) = set(temporary.glob("kg-*/downloads/*/nquads.json")) - {
            found for other in others for found in other.glob("downloads/*/nquads.json")
        }
        for found in set(re.findall(rb'/export/(dataset[^"]+)"', html)):
            assert get(f"{address}export/{found.decode()}")[0] == 200
        process.terminate()
        assert process.wait(20) == 0
        assert not file.exists()


def test_the_next_service_removes_what_a_killed_one_left_and_nothing_else(
    dataset: Path, tmp_path: Path
) -> None:
    options = ("--dataset", str(dataset), "--port", "0")
    with started(*options, TMPDIR=str(tmp_path)) as (living, _):
        (kept,) = tmp_path.glob("kg-run-*")
        with started(*options, TMPDIR=str(tmp_path)) as (killed, _):
            (left,) = set(tmp_path.glob("kg-run-*")) - {kept}
            family = descendants(killed.pid)
            killed.kill()
            killed.wait()
            assert eventually(lambda: all_gone(family))
        (tmp_path / "kg-run-unknown").mkdir()
        (tmp_path / "kg-run-link").symlink_to(left)
        assert left.exists()
        with started(*options, TMPDIR=str(tmp_path)) as (_, address):
            assert not left.exists()
            assert kept.exists()
            assert (tmp_path / "kg-run-unknown").exists()
            assert get(f"{address}healthz")[0] == 200
        living.terminate()
        assert living.wait(20) == 0
        assert not kept.exists()


def test_an_ontology_is_built_first(tmp_path: Path) -> None:
    lighthouses = Path(__file__).with_name("domains") / "lighthouses"
    options = ("--ontology", str(lighthouses), "--dataset", str(tmp_path / "d"), "--port", "0")
    with started(*options) as (_, address):
        status, body = get(f"{address}sparql?query={quote('ASK { ?s ?p ?o }')}")
    assert (status, json.loads(body)["boolean"]) == (200, True)
