"""Where the broker takes writes: one at a time, worked out in a process that can be killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kg.select import Queryable
from kg.service.client_watch import is_closed
from kg.service.confinement import limit_memory, settle, step_back
from kg.service.ledger import LedgerFailed
from kg.service.limits import Limits
from kg.service.live import LiveStore
from kg.service.writer import read_result, work_out
from kg.service.writes import send_outcome

#: Seconds that a front has to send what it began to send, or to take a reply.
_PATIENCE = 30
#: Starts a process that runs a body and ends; returns its id.
Fork = Callable[[Callable[[], None]], int]


@dataclass
class _Writer:
    """The write that is being worked out."""

    pid: int
    connection: socket.socket
    result: int
    began: float
    overdue: bool = False


class WriteDesk:
    """Takes writes from the fronts and brings them into a live store.

    Parameters
    ----------
    listener: the socket that fronts connect to.
    live: the store.
    limits: of every write, as of every query.
    fork: how the broker starts a process.
    """

    def __init__(
        self, listener: socket.socket, live: LiveStore, limits: Limits, fork: Fork
    ) -> None:
        self.live = live
        self._listener = listener
        self._limits = limits
        self._fork = fork
        self._writer: _Writer | None = None
        listener.setblocking(False)

    def open_store(self) -> Queryable:
        """What a worker calls to get the store; it is a copy of its own by then."""
        return self.live.store

    def watch(self, poll: select.poll) -> None:
        """Have the broker wake for the next write, unless one is being worked out."""
        if self._writer is None:
            poll.register(self._listener, select.POLLIN)
        else:
            with suppress(KeyError):
                poll.unregister(self._listener)

    @property
    def deadline(self) -> float | None:
        """When the running write has to be ended, on the monotonic clock."""
        return self._writer.began + self._limits.timeout if self._writer else None

    def take(self) -> None:
        """Begin the next write, if there is one and none is being worked out."""
        if self._writer is not None:
            return
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return
        connection.setblocking(True)
        patience = struct.pack("ll", _PATIENCE, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.setsockopt(socket.SOL_SOCKET, option, patience)
        result = os.memfd_create("change")
        store, limits = self.live.store, self._limits
        broker = os.getpid()

        def body() -> None:
            settle(broker)
            step_back()
            limit_memory(limits.memory)
            work_out(connection, store, result)

        self._writer = _Writer(self._fork(body), connection, result, time.monotonic())

    def end_overdue(self) -> None:
        """End the write that has had its time."""
        writer = self._writer
        if writer and not writer.overdue and time.monotonic() >= (self.deadline or 0):
            writer.overdue = True
            os.kill(writer.pid, signal.SIGKILL)

    def finish(self, status: int, renew: Callable[[str], None]) -> None:
        """Bring in what the writer that has ended worked out, and answer.

        Parameters
        ----------
        status: as ``waitpid`` gave it.
        renew: called with the new version where the store has changed, before the answer.
        """
        writer, self._writer = self._writer, None
        assert writer is not None
        version = self.live.version
        with writer.connection, os.fdopen(writer.result, "rb") as file:
            file.seek(0)
            outcome = self._outcome(writer, status, file.read() if status == 0 else b"")
            if self.live.version != version:
                renew(self.live.version)
            with suppress(OSError):  # the front has gone; what is done stays done
                send_outcome(writer.connection, outcome | {"version": self.live.version})

    def is_writer(self, pid: int) -> bool:
        """Whether a process works out a write."""
        return self._writer is not None and self._writer.pid == pid

    def close(self) -> None:
        """End the running write; its front gets no answer."""
        if self._writer is not None:
            with suppress(ProcessLookupError):
                os.kill(self._writer.pid, signal.SIGKILL)

    def _outcome(self, writer: _Writer, status: int, result: bytes) -> dict[str, Any]:
        if writer.overdue:
            return {"overdue": self._limits.timeout}
        if status != 0 or not result:
            return {"crashed": True}
        if is_closed(writer.connection):  # the front has given up and says so to its client
            return {}
        outcome, change = read_result(result)
        try:
            self.live.commit(change)
        except LedgerFailed as error:
            return {"failed": str(error)}
        return outcome
