"""The services that are measured, each as a process of its own on a loopback port."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.engines import free_port

_ENDPOINT = """
import sys, pyoxigraph, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
store = pyoxigraph.Store()
store.bulk_load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_QUADS)
from oxrdflib import OxigraphStore
app = SparqlEndpoint(graph=Dataset(store=OxigraphStore(store=store)), path="/")
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning")
"""


class Answer(NamedTuple):
    """A whole response, and the seconds it took."""

    status: int
    body: bytes
    seconds: float

    @property
    def rows(self) -> int:
        """Of a table in JSON, or triples, one a line."""
        if self.body.lstrip().startswith(b"{"):
            return len(json.loads(self.body)["results"]["bindings"])
        return self.body.count(b"\n")


class Client:
    """One client that keeps its connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._path = f"{parts.path or '/'}?{parts.query}{'&' if parts.query else ''}"
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=300)

    def ask(self, text: str) -> Answer:
        """Have a query answered: tables as JSON, graphs as N-Triples."""
        try:
            return self._ask(text)
        except http.client.RemoteDisconnected:  # that had nothing to do for long
            self._connection.close()
            return self._ask(text)

    def _ask(self, text: str) -> Answer:
        headers = {
            "Accept": "application/sparql-results+json, application/n-triples;q=0.9, */*;q=0.1",
        }
        start = time.perf_counter()
        self._connection.request("GET", self._path + urlencode({"query": text}), None, headers)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, body, time.perf_counter() - start)


@contextmanager
def shanyrak(dataset: Path, *options: str) -> Iterator[str]:
    """``kg serve``; gives the address of its query service."""
    command = [sys.executable, "-m", "kg.cli", "serve", f"--dataset={dataset}", "--port=0"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("serving at ").strip()
        _wait_for_downloads(address)
        yield address + "sparql"
    finally:
        process.terminate()
        process.communicate()


def _wait_for_downloads(address: str) -> None:
    """A service writes its files for download first, with a processor of its own."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=3600)
    connection.request("GET", "/export/")
    response = connection.getresponse()
    assert response.status == 200, response.read()
    connection.close()


@contextmanager
def rdflib_endpoint(python: Path, dump: Path) -> Iterator[str]:
    """rdflib-endpoint on oxrdflib, in memory, with another environment's Python."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(
        [str(python), "-c", _ENDPOINT, str(dump), str(port)], env=environment
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + 600
        while not _answers(address):
            assert process.poll() is None, "rdflib-endpoint ended"
            assert time.monotonic() < deadline, "rdflib-endpoint does not answer"
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return Client(address).ask("ASK {}").status == 200
    except OSError:
        return False
