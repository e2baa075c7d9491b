"""The query service as its owner sees it: start it, look after it, stop it.

The pool holds the listening socket, so that queries wait there while brokers change: when a new
version is published, a second broker is started on the same socket, and once it is ready the
first one drains.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import kg
from kg.dataset import VERSIONS, current_state
from kg.errors import DatasetMissing
from kg.service.broker import READY
from kg.service.errors import ServiceFailed
from kg.service.home import Home
from kg.service.limits import Limits

_BACKLOG = 1024
#: Environment variable with the secret that lets a client write.
TOKEN = "KG_TOKEN"


class QueryPool:
    """Runs brokers for a dataset directory; use it as a context manager.

    Parameters
    ----------
    dataset: directory of the published dataset.
    limits: of every query.
    live: directory of a live store, to take writes as well; what is published later is not
        followed then. None to answer queries only.
    """

    def __init__(self, dataset: Path, limits: Limits, live: Path | None = None) -> None:
        self._dataset = dataset
        self._live = live
        self._writes = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._limits = limits
        self._home = Home()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._current: _Generation | None = None
        self._next: _Generation | None = None
        self._draining: list[_Generation] = []
        self._launched = 0

    @property
    def address(self) -> Path:
        """Of the socket that a :class:`kg.service.client.QueryService` connects to."""
        return self._home.path / "query.sock"

    @property
    def write_address(self) -> Path:
        """Of the socket that a :class:`kg.service.write_client.WriteService` connects to."""
        return self._home.path / "write.sock"

    @property
    def metrics(self) -> Path:
        """A directory for the numbers that the fronts keep; it ends with the pool."""
        return self._folder("metrics")

    @property
    def downloads(self) -> Path:
        """A directory for files that the fronts give out; it ends with the pool."""
        return self._folder("downloads")

    def _folder(self, name: str) -> Path:
        place = self._home.path / name
        place.mkdir(exist_ok=True)
        return place

    @property
    def broker(self) -> int | None:
        """Process id of the broker that takes queries."""
        return self._current.process.pid if self._current else None

    @property
    def version(self) -> str:
        """The version of the dataset that new queries are answered from."""
        return self._current.version if self._current else ""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the first broker and wait until it answers.

        Raises
        ------
        DatasetMissing: nothing is published in the directory.
        ServiceFailed: the broker ended instead.
        """
        self._listener.bind(str(self.address))
        self._listener.listen(_BACKLOG)
        if self._live is not None:
            self._writes.bind(str(self.write_address))
            self._writes.listen(_BACKLOG)
        first = self._current = self._launch()
        if not first.wait_ready():
            raise ServiceFailed("its broker ended; what it said stands above")
        self._take_over(first)

    def look(self) -> None:
        """Follow a newly published version and replace a broker that has ended; never waits.

        To be called about every second.
        """
        self._draining = [g for g in self._draining if not g.has_ended()]
        if self._next is None and self._needs_broker():
            with suppress(DatasetMissing):
                self._next = self._launch()
        if self._next is not None and self._next.is_ready():
            if self._current is not None:
                self._current.drain()
                self._draining.append(self._current)
            self._take_over(self._next)
            self._next = None
        elif self._next is not None and self._next.has_ended():
            self._next = None

    def stop(self) -> None:
        """End all brokers and their workers; nothing is left behind."""
        generations = [self._current, self._next, *self._draining]
        for generation in generations:
            if generation is not None:
                generation.end()
        self._listener.close()
        self._writes.close()
        self._home.remove()

    def _take_over(self, generation: _Generation) -> None:
        generation.board.replace(board_of(self.address))
        self._current = generation

    def _needs_broker(self) -> bool:
        current = self._current
        if current is None or current.has_ended():
            return True
        if self._live is not None:
            return False
        return current_state(self._dataset) not in (current.state, None)

    def _launch(self) -> _Generation:
        state = current_state(self._dataset)
        if state is None:
            raise DatasetMissing(self._dataset)
        directory = (self._dataset / VERSIONS / state[0]).resolve()
        self._launched += 1
        board = self._home.path / f"board-{self._launched}"
        sockets = (self._listener, self._writes)
        return _Generation(state, directory, sockets, self._limits, board, self._live)


def board_of(address: Path) -> Path:
    """Where the board of the pool with that socket is found (:func:`kg.service.board.look`)."""
    return address.with_name("board")


class _Generation:
    """One broker process with its lifeline."""

    def __init__(
        self,
        state: tuple[str, int, int],
        directory: Path,
        sockets: tuple[socket.socket, socket.socket],
        limits: Limits,
        board: Path,
        live: Path | None,
    ) -> None:
        self.state = state
        self.version = state[0]
        self.board = board
        given = {
            "listener": sockets[0].fileno(),
            "writes": sockets[1].fileno(),
            "version": self.version,
            "directory": str(directory),
            "limits": asdict(limits),
            "board": str(board),
            "live": str(live) if live else "",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg.service.broker", json.dumps(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[each.fileno() for each in sockets],
            start_new_session=True,
            env=_environment(),
            bufsize=0,
        )

    def wait_ready(self) -> bool:
        """Wait until the broker answers queries; False where it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline() == READY

    def is_ready(self) -> bool:
        """Whether the broker has said that it is ready, without waiting."""
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], 0)[0]) and self.wait_ready()

    def drain(self) -> None:
        """Have the broker end once its running queries are answered."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError, ValueError):  # it has ended already
            self.process.stdin.write(b"d")

    def has_ended(self) -> bool:
        """Whether the broker is gone."""
        if self.process.poll() is None:
            return False
        self._hang_up()
        return True

    def _hang_up(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()

    def end(self) -> None:
        """End the broker and its workers now."""
        self._hang_up()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:  # still loading: it does not look at its lifeline yet
            self.process.kill()
            self.process.wait()


def _environment() -> dict[str, str]:
    """That of this process, without the secret that only the fronts need."""
    kept = {name: value for name, value in os.environ.items() if name != TOKEN}
    return kept | {"PYTHONPATH": import_path()}


def import_path() -> str:
    """Where a fresh interpreter finds this very package first."""
    root = str(Path(kg.__file__).resolve().parents[1])
    return os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
