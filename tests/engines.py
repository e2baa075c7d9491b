"""SPARQL engines of others, started for the tests on loopback ports and ended with them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3

from kg.environment import virtuoso as find_virtuoso
from tests.services import eventually

_START_SECONDS = 60
_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
MaxQueryMem = 200M
MaxSortedTopRows = 200000
DirsAllowed = {home}
SafeExecutables = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
EnabledGzipContent = 0
"""


@contextmanager
def oxigraph(home: Path, dump: Path, port: int = 0) -> Iterator[str]:
    """`oxigraph serve-read-only` over a dump; gives the address of its query service."""
    program = Path(sys.executable).with_name("oxigraph")
    store = home / "oxigraph"
    loaded = subprocess.run(
        [program, "load", "--location", store, "--file", dump], capture_output=True, check=False
    )
    assert loaded.returncode == 0, loaded.stderr.decode()
    port = port or free_port()
    command = [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    with _running(list(map(str, command)), home / "oxigraph.log", f"http://127.0.0.1:{port}"):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(home: Path, dump: Path, default_graph: str) -> Iterator[str]:
    """Virtuoso 7 with a dump in it, triples without a graph in a named one.

    The dump is loaded by Virtuoso's own bulk loader, as the documentation says.
    """
    programs = find_virtuoso()
    assert programs, "Virtuoso 7 is missing: apt-get install virtuoso-opensource-7-bin"
    server, client = programs
    http, port = free_port(), free_port()
    shutil.copy(dump, home / "dataset.nq")
    ini = home / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(home=home, http=http, port=port), encoding="utf-8")
    command = [server, "+foreground", "+configfile", str(ini)]
    with _running(command, home / "virtuoso.out", f"http://127.0.0.1:{http}/sparql"):
        statements = (
            f"ld_dir('{home}', 'dataset.nq', '{default_graph}'); rdf_loader_run(); checkpoint;"
        )
        done = subprocess.run(
            [client, f"127.0.0.1:{port}", "dba", "dba", f"exec={statements}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        yield f"http://127.0.0.1:{http}/sparql"


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], log: Path, address: str) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            up = eventually(lambda: process.poll() is not None or answers(address), _START_SECONDS)
            assert up, f"{command[0]} does not answer at {address}: {log.read_text()}"
            assert process.poll() is None, f"{command[0]} ended: {log.read_text()}"
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(address: str) -> bool:
    """Whether an HTTP server speaks there."""
    try:
        urllib3.request("GET", address, retries=False, timeout=2)
    except urllib3.exceptions.HTTPError:
        return False
    return True
