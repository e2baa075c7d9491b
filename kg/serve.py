"""``kg serve``: a query pool and front processes, looked after until a signal comes.

This process does nothing but watch. Whatever ends it, even SIGKILL, ends all the others: the
brokers hold the far end of a pipe, the fronts and the workers are tied to their parents.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

from kg.dataset import current_state
from kg.errors import KgError
from kg.service.errors import ServiceFailed
from kg.service.pool import TOKEN, QueryPool, import_path
from kg.settings import QUERY_SERVICE, WRITE_SERVICE, Settings, front_processes

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Directory of the live store, in that of the dataset.
LIVE = "live"
#: Environment variable with the directory in which the fronts keep their numbers together.
METRICS = "PROMETHEUS_MULTIPROC_DIR"
#: Likewise with that of the files for download.
DOWNLOADS = "KG_DOWNLOADS"
_START_SECONDS = 60
_STOP_SECONDS = 10
_LOOK_SECONDS = 1.0


class PortTaken(KgError):
    """Another program listens on the port, or the address is not this machine's."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host = host
        self.port = port
        super().__init__(
            f"{host}:{port} cannot be listened on ({reason}) — choose another with --port or --host"
        )


class _Stopped(BaseException):
    """A signal asked for the end."""


def serve(
    settings: Settings,
    dataset: Path,
    say: Callable[[str], None],
    token: str | None = None,
) -> None:
    """Serve a dataset in the foreground until SIGTERM or SIGINT.

    Parameters
    ----------
    settings: of the service.
    dataset: directory of the published dataset.
    say: called once with the address when it answers.
    token: the secret of those who may write; without one the service is read-only.

    Raises
    ------
    PortTaken: the port is in use.
    DatasetMissing: nothing is published.
    ServiceFailed: a process ended that should not have.
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        port = _free_port(settings.host, settings.port)
        live = dataset / LIVE if token else None
        with QueryPool(dataset, settings.limits, live) as pool:
            environment = settings.environment() | {
                "KG_DATASET": str(dataset.resolve()),
                QUERY_SERVICE: str(pool.address),
                METRICS: str(pool.metrics),
                DOWNLOADS: str(pool.downloads),
                WRITE_SERVICE: str(pool.write_address) if token else "",
                TOKEN: token or "",
            }
            with _front(settings.host, port, environment) as front:
                _wait_until_it_answers(settings.host, port, front)
                with _Preparing(dataset, pool.downloads) as preparing:
                    preparing.look()
                    say(f"http://{_bracketed(settings.host)}:{port}/")
                    _watch(pool, front, preparing)
    except _Stopped:
        return


def _stop(_number: int, _frame: FrameType | None) -> None:
    """End once; what comes while everything is being stopped changes nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise _Stopped


class _Preparing:
    """Has the files for download written whenever another version is published."""

    def __init__(self, dataset: Path, home: Path) -> None:
        self._arguments = [str(dataset), str(home), str(os.getpid())]
        self._dataset = dataset
        self._state: tuple[str, int, int] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def look(self) -> None:
        """Begin with a version that is new, once the last one's files are written."""
        if self._process is not None and self._process.poll() is None:
            return
        state = current_state(self._dataset)
        if state == self._state:
            return
        self._state = state
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.export.downloads", *self._arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": import_path()},
        )


def _watch(pool: QueryPool, front: subprocess.Popen[bytes], preparing: _Preparing) -> None:
    while front.poll() is None:
        time.sleep(_LOOK_SECONDS)
        pool.look()
        preparing.look()
    raise ServiceFailed("its front ended; what it said stands above")


def _free_port(host: str, port: int) -> int:
    """The port, if nobody listens on it; any free one for 0.

    The fronts share their port among themselves, and would share it with strangers as well.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise PortTaken(host, port, error.strerror or str(error)) from error


@contextmanager
def _front(host: str, port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [host, str(port), str(front_processes()), str(os.getpid())]
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.front", *arguments],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | environment | {"PYTHONPATH": import_path()},
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(host: str, port: int, front: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while front.poll() is None and time.monotonic() < deadline:
        if _answers({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port):
            return
        time.sleep(0.05)
    raise ServiceFailed("its front does not answer; what it said stands above")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
