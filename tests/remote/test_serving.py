"""``kg serve --store`` as a process, on Oxigraph's own server."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from kg.cli import kg
from tests.engines import free_port, oxigraph
from tests.kg.test_serve import get, started
from tests.services import all_gone, descendants, eventually


@pytest.fixture(scope="module")
def store(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph"), dump) as url:
        yield url


def test_it_serves_until_a_signal_and_leaves_nothing(store: str, tmp_path: Path) -> None:
    environment = {"KG_STORE": store, "TMPDIR": str(tmp_path)}
    with started("--port", "0", **environment) as (process, address):
        for page in ("", "kk/about", "event/when-we-are-together.html", "search?q=dostyk"):
            assert get(address + page)[0] == 200
        status, body = get(f"{address}sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 7')}")
        assert status == 200
        assert len(json.loads(body)["results"]["bindings"]) == 7
        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert eventually(lambda: all_gone(family))
    assert not list(tmp_path.glob("kg-*"))


def test_queries_and_pages_go_on_when_the_store_comes_back(
    dump: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    query = f"sparql?query={quote('ASK { ?s ?p ?o }')}"
    with ExitStack() as later:
        with oxigraph(tmp_path_factory.mktemp("first"), dump, port) as url:
            _, address = later.enter_context(started("--port", "0", "--store", url))
            assert get(address + query)[0] == 200
        assert get(address + query)[0] == 503
        assert get(address + "org/apk.html")[0] == 503
        later.enter_context(oxigraph(tmp_path_factory.mktemp("second"), dump, port))
        assert get(address + query)[0] == 200
        assert get(address + "org/apk.html")[0] == 200


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--store", "https://user:secret@store.example/sparql"], "KG_STORE_AUTHORIZATION"),
        (["--store", "file:///etc/passwd"], "no HTTP address"),
        (["--store", "https://store.example:http/"], "not an address"),
        (["--store", "https://store.example/?default-graph-uri=a:b"], "--default-graph"),
        (["--store", "https://store.example/", "--default-graph", "holds"], "no IRI"),
        (["--store", "https://store.example/", "--dataset", "somewhere"], "name one"),
        (["--store", "https://store.example/", "--empty"], "leave it out"),
        (["--store", "https://store.example/", "--writable"], "read-only"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: list[str], words: str) -> None:
    result = CliRunner().invoke(kg, ["serve", *options])
    assert result.exit_code != 0
    said = " ".join((result.output + str(result.exception or "")).split())
    assert words in said
    assert "secret" not in said


def test_a_store_that_is_not_there_is_named_at_the_start(store: str) -> None:
    result = CliRunner().invoke(kg, ["serve", "--store", f"http://127.0.0.1:{free_port()}/"])
    assert result.exit_code == 1
    assert "cannot be reached" in result.output + str(result.exception)
