"""Numbers for Prometheus and the access log: what happened is in them, and no secret is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.services import RUNAWAY, eventually, publish, serving
from web import create_app

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[tuple[FlaskClient, Path]]:
    """An application with a log, and the log."""
    publish(tmp_path / "dataset")
    log = tmp_path / "access.log"
    with serving(tmp_path / "dataset", timeout=2) as (pool, _):
        settings = {"DATASET": tmp_path / "dataset", "QUERY_SERVICE": pool.address}
        yield create_app({**settings, "ACCESS_LOG": str(log)}).test_client(), log


def numbers(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Every sample: its name and the values of its labels, and its value."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def ask(client: FlaskClient, query: str) -> int:
    return client.get("/sparql", query_string={"query": query}).status_code


def test_queries_are_counted_by_what_came_of_them(logged: tuple[FlaskClient, Path]) -> None:
    client, _ = logged
    before = numbers(client)
    assert ask(client, "SELECT * { ?s ?p ?o }") == 200
    assert ask(client, "SELECT * {") == 400
    assert ask(client, RUNAWAY) == 504
    after = numbers(client)
    for outcome in ("answered", "refused", "timeout"):
        key = ("kg_queries_total", outcome)
        assert after[key] == before.get(key, 0) + 1, outcome
    route = ("kg_http_request_seconds_count", "sparql.endpoint")
    assert after[route] == before.get(route, 0) + 3
    assert after["kg_query_pool_up",] == 1
    assert eventually(lambda: numbers(client)["kg_query_workers", "idle"] > 0)
    lost = ("kg_query_workers_lost_total", "timeout")
    assert eventually(lambda: numbers(client)[lost] == 1)


def test_numbers_are_given_while_the_pool_is_down(tmp_path: Path) -> None:
    client = create_app({"DATASET": tmp_path}).test_client()
    assert numbers(client)["kg_query_pool_up",] == 0


def test_it_is_ready_while_its_pool_runs(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path) as (pool, _):
        client = create_app({"DATASET": tmp_path, "QUERY_SERVICE": pool.address}).test_client()
        assert client.get("/readyz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["status"] == "no query pool"
    assert client.get("/healthz").status_code == 200


def test_each_request_is_a_line(logged: tuple[FlaskClient, Path]) -> None:
    client, log = logged
    secret = "a secret that must not be told"
    client.get(
        "/sparql",
        query_string={"query": f"SELECT * {{ ?s ?p '{secret}' }}"},
        headers={"Authorization": f"Bearer {secret}"},
    )
    client.get("/en/nowhere/ә\n{}")
    ask(client, RUNAWAY)
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [entry["status"] for entry in entries] == [200, 404, 504]
    assert [entry.get("outcome") for entry in entries] == ["answered", None, "timeout"]
    assert entries[0]["rows"] == 0
    assert re.fullmatch("[0-9a-f]{16}", entries[0]["query"])
    assert entries[2]["ms"] >= 1900
    assert secret not in log.read_text(encoding="utf-8")


def test_all_front_processes_count_together(tmp_path: Path) -> None:
    publish(tmp_path / "dataset")
    command = [sys.executable, "-m", "kg.cli", "serve", "--dataset", str(tmp_path / "dataset")]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1].rstrip("/")
        for _ in range(12):
            # A connection of its own, so that either process may get it.
            with urlopen(Request(f"{address}/sparql?query=ASK%7B%7D"), timeout=10) as answer:
                assert answer.status == 200
        with urlopen(f"{address}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        families = {family.name: family for family in text_string_to_metric_families(text)}
        queries = sum(s.value for s in families["kg_queries"].samples if s.name.endswith("_total"))
        assert queries == 12
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()
