"""A service that hostile clients are let loose on, and what must stay true of it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.services import alive, children, descendants

_ROOT = Path(__file__).resolve().parents[1]
CANARY = "canary-" + secrets.token_hex(8)
LIMITS = {
    "query-timeout": "1.0",
    "memory-limit": "128",
    "pool-memory": "400",
    "max-body": "2",
    "max-rows": "1000",
    "workers": "12",
}
_COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?a ?b ?c } } }"
_PATIENCE = 30.0
#: Modules that the server's lasting children run.
_LASTING = frozenset((b"kg.service.broker", b"kg.front"))


class Reply(NamedTuple):
    """A response; status 0 where the connection was closed without one."""

    status: int
    head: str
    body: bytes


@dataclass
class Listener:
    """Counts who connects to a loopback port."""

    server: socket.socket
    met: list[object] = field(default_factory=list)

    def listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, address = self.server.accept()
                self.met.append(address)
                connection.close()

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])


@dataclass
class Target:
    """The service, and beside it a listener nobody may call and a file nobody may read."""

    process: subprocess.Popen[str]
    port: int
    token: str
    listener: Listener
    canary: Path
    main: frozenset[int] = frozenset()
    content: str = ""

    def send(
        self,
        method: str,
        where: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply:
        """One request, as it is given."""
        lines = [f"{method} {where} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body or method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        return self.talk(head + body)

    def talk(self, data: bytes, *, patience: float = _PATIENCE) -> Reply:
        """Send bytes and read whatever comes, until the connection ends or patience does."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(data)
            connection.settimeout(patience)
            with suppress(ConnectionResetError, TimeoutError):
                while piece := connection.recv(65_536):
                    received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        first = head.split(b" ", 2)
        status = int(first[1]) if len(first) > 1 and first[1].isdigit() else 0
        return Reply(status, head.decode("latin-1"), body)

    def ask(self, text: str) -> Reply:
        """A query by direct POST, its answer as CSV."""
        headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv, */*;q=0.1"}
        return self.send("POST", "/sparql", headers, text.encode("utf-8", "surrogatepass"))

    def update(self, text: str) -> Reply:
        """An update by somebody who may."""
        headers = self.bearer | {"Content-Type": "application/sparql-update"}
        return self.send("POST", "/update", headers, text.encode("utf-8", "surrogatepass"))

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def lasting(self) -> frozenset[int]:
        """The processes that outlive every query: the server's own broker and its front."""
        return frozenset(filter(_lasts, children(self.process.pid)))

    def memory(self) -> int:
        """Bytes that all its processes take, what they share counted once (PSS)."""
        total = 0
        for pid in {self.process.pid} | descendants(self.process.pid):
            with suppress(OSError):  # ended since
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += 1024 * int(rollup.partition("\nPss:")[2].split()[0])
        return total

    def require_unharmed(self, reply: Reply | None = None) -> None:
        """It answers, with the content it had, from the processes it had, and told no secret."""
        assert self.process.poll() is None
        assert self.lasting() == self.main
        answer = self.ask(_COUNT)
        assert (answer.status, answer.body) == (200, self.content.encode()), answer
        assert not self.listener.met
        if reply is not None:
            assert CANARY.encode() not in reply.body
            assert "Traceback" not in reply.body.decode("utf-8", "replace")


@contextmanager
def hostile_ground(folder: Path) -> Iterator[Target]:
    """A writable service under small limits, with a few hundred triples in it."""
    canary = folder / "canary.ttl"
    canary.write_text(f"<a:canary> <a:says> '{CANARY}' .")
    token = secrets.token_urlsafe(24)
    options = [f"--{name}={value}" for name, value in LIMITS.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--empty", "--writable", "--port=0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(_ROOT), "KG_TOKEN": token},
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(server)
        threading.Thread(target=listener.listen, daemon=True).start()
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2])
            target = Target(process, port, token, listener, canary)
            _fill(target)
            yield target
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _fill(target: Target) -> None:
    """Twenty-four things, each linked to all others, so that paths and products are many."""
    things = [f"<http://h.example/t{i}>" for i in range(24)]
    triples = "\n".join(f"{s} <http://h.example/p> {o} ." for s in things for o in things)
    headers = target.bearer | {"Content-Type": "text/turtle"}
    reply = target.send("PUT", "/store?default", headers, triples.encode())
    assert reply.status == 204, reply
    target.main = target.lasting()
    target.content = target.ask(_COUNT).body.decode()
    assert "576" in target.content


def _lasts(pid: int) -> bool:
    """Whether a child of the server is there to stay; the one that writes downloads is not."""
    with suppress(OSError):  # ended since
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return alive(pid) and not _LASTING.isdisjoint(command)
    return False
