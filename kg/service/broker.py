"""The broker: loads one version of a dataset, forks workers, and ends those that run too long.

It is a single-threaded process of its own (``python -m kg.service.broker``), so that it can fork
at any moment. It is told what to do in one JSON object on its command line; its standard input
is the lifeline to whoever started it: one byte asks it to drain, the end of it to end. When it
is ready it writes one line to its standard output.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kg.dataset import remote_of
from kg.service.board import Board
from kg.service.limits import Limits
from kg.service.live import LiveStore
from kg.service.memory_watch import MemoryWatch
from kg.service.source import Source, open_source
from kg.service.worker import CALL, Post, work
from kg.service.write_desk import WriteDesk

#: Seconds between two looks at the workers when nothing happens.
_TICK = 0.1
#: A query that runs longer than this makes room for shorter ones.
_LONG = 0.1
_NICE = 19
#: Seconds for which more workers are idle than are needed before one is let go.
_CROWDED = 2.0
#: A worker that dies idle and younger than this could not start; the next one waits as long.
_INFANT = 0.1
READY = b"ready\n"


class Broker:
    """Keeps workers ready on one listening socket.

    Parameters
    ----------
    listener: the socket, shared with the workers and with other brokers.
    version: of the dataset.
    directory: where that version is published.
    limits: of every query, and of all together.
    board: file in which others see how the workers are.
    live: directory of the live store that begins with that version; None to serve the version
        itself, read-only.
    writes: the socket on which a live store takes writes.
    """

    def __init__(
        self,
        listener: socket.socket,
        version: str,
        directory: Path,
        limits: Limits,
        board: Path,
        live: Path | None = None,
        writes: socket.socket | None = None,
    ) -> None:
        self._limits = limits
        self._board = Board(limits.workers, board)
        self._memory = MemoryWatch(self._board, limits.pool_memory)
        self._crowded_since = 0.0
        self._lost: dict[int, str] = {}
        self._workers: dict[int, tuple[int, float]] = {}
        self._draining = False
        self._wakeup, self._alarm = os.pipe()
        os.set_blocking(self._wakeup, False)
        os.set_blocking(self._alarm, False)
        self._desk: WriteDesk | None = None
        if live is not None and writes is not None:
            owned = LiveStore(live, directory, limits.memory)
            self._desk = WriteDesk(writes, owned, limits, _forked)
            version = owned.version
        elif remote_of(directory):
            version = ""  # a remote store tells none
        source = (
            Source(self._desk.open_store) if self._desk else open_source(directory, limits.memory)
        )
        self._post = Post(listener, source, version, limits, self._board, self._alarm)

    def run(self, lifeline: int) -> None:
        """Serve until the lifeline ends, or until drained.

        Parameters
        ----------
        lifeline: file descriptor of the pipe from the keeper of this broker.
        """
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
        signal.signal(CALL, signal.SIG_IGN)  # until a new worker has its own handler
        signal.set_wakeup_fd(self._alarm, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._wakeup, select.POLLIN)
        poll.register(lifeline, select.POLLIN)
        gc.freeze()
        try:
            self._hire()
            os.write(sys.stdout.fileno(), READY)
            while self._workers or not self._draining:
                if self._desk is not None:
                    self._desk.watch(poll)
                ready = {fd for fd, _ in poll.poll(self._pause() * 1000)}
                if lifeline in ready:
                    if not os.read(lifeline, 1):
                        return
                    self._drain()
                if self._wakeup in ready:
                    os.read(self._wakeup, 4096)
                self._look()
        finally:
            if self._desk is not None:
                self._desk.close()
            for pid in self._workers:
                os.kill(pid, signal.SIGKILL)

    def _pause(self) -> float:
        """Seconds until the next deadline: one that is not known yet is a time limit away."""
        now = time.monotonic()
        ends = [self._board.due(slot) for slot, _ in self._board.running()]
        if ends:
            ends.append(max(now, self._memory.next_look))
        if self._desk is not None and self._desk.deadline is not None:
            ends.append(self._desk.deadline)
        return max(0.0, min([now + _TICK, now + self._limits.timeout, *ends]) - now)

    def _look(self) -> None:
        self._end_overdue()
        if time.monotonic() >= self._memory.next_look:
            pids = {slot: pid for pid, (slot, _) in self._workers.items()}
            for slot, began in self._memory.look(pids):
                self._end(slot, began, "memory")
        self._reap()
        if self._desk is not None:
            self._desk.end_overdue()
            self._desk.take()
        if not self._draining:
            self._hire()
            self._dismiss()

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for slot, began in self._board.running():
            if now >= self._board.due(slot):
                self._end(slot, began, "timeout")
            elif now - began >= _LONG and (thread := self._board.demote(slot)):
                with suppress(ProcessLookupError):  # the query has just ended, and its thread
                    os.setpriority(os.PRIO_PROCESS, thread, _NICE)

    def _end(self, slot: int, began: float, reason: str) -> None:
        """End a worker, unless it has another query by now.

        Once it is retired it takes no further one; so if it has the same query after that, or
        none, nobody else's is ended.
        """
        self._board.retire(slot)
        if self._board.is_at(slot, began):
            pid = self._pid(slot)
            self._lost[pid] = reason
            if reason == "memory":
                with suppress(OSError):  # so that it gives it back at once; not all may
                    os.setpriority(os.PRIO_PROCESS, pid, 0)
            os.kill(pid, signal.SIGKILL)

    def _pid(self, slot: int) -> int:
        return next(pid for pid, (taken, _) in self._workers.items() if taken == slot)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                if self._desk is not None and self._desk.is_writer(pid):
                    self._desk.finish(status, self._renew)
                    continue
                slot, born = self._workers.pop(pid)
                self._tell(pid, status)
                self._count(pid, status)
                if self._died_young(slot, born):
                    time.sleep(_INFANT)
                self._board.close(slot)

    def _died_young(self, slot: int, born: float) -> bool:
        was_asked = self._board.is_retired(slot)
        return self._board.is_idle(slot) and not was_asked and time.monotonic() - born < _INFANT

    def _tell(self, pid: int, status: int) -> None:
        """Say what a worker died of, where that is neither its time nor its client."""
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, -signal.SIGKILL):
            reason = signal.Signals(-code).name if code < 0 else f"exit status {code}"
            print(f"kg: query worker {pid} ended: {reason}", file=sys.stderr, flush=True)

    def _count(self, pid: int, status: int) -> None:
        reason = self._lost.pop(pid, "")
        if not reason and os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
            reason = "crash"
        if reason:
            self._board.count(reason)

    def _hire(self) -> None:
        """Keep some workers idle, as far as the limit goes."""
        missing = self._limits.ready - self._board.idle()
        free = self._limits.workers - len(self._workers)
        for _ in range(min(missing, free)):
            self._fork()

    def _dismiss(self) -> None:
        """Now and then let one worker go where twice as many are idle as are kept.

        Not at once: those that have answered queries are quicker than new ones.
        """
        now = time.monotonic()
        if self._board.idle() <= 2 * self._limits.ready:
            self._crowded_since = now
        elif now - self._crowded_since > _CROWDED:
            idle = {slot for slot, _ in self._workers.values()}
            idle -= {slot for slot, _ in self._board.running()}
            self._board.retire(max(idle))
            self._crowded_since = now

    def _renew(self, version: str) -> None:
        """Let every later query see the store as it is now.

        Each worker has the store as it was when it was forked. Once all are retired, none of
        them takes another query.
        """
        self._post = replace(self._post, version=version)
        for pid, (slot, _) in self._workers.items():
            self._board.retire(slot)
            os.kill(pid, CALL)

    def _drain(self) -> None:
        self._draining = True
        for slot, _ in self._workers.values():
            self._board.retire(slot)

    def _fork(self) -> None:
        taken = {slot for slot, _ in self._workers.values()}
        slot = next(s for s in range(self._limits.workers) if s not in taken)
        self._board.open(slot)
        broker = os.getpid()
        pid = _forked(lambda: work(self._post, slot, broker))
        self._workers[pid] = (slot, time.monotonic())


def _forked(body: Callable[[], None]) -> int:
    """Start a process that runs a body and ends; returns its id."""
    pid = os.fork()
    if pid == 0:
        _end_process_after(body)
    return pid


def _end_process_after(body: Callable[[], None]) -> None:
    """Run the body of a forked process, and never return to the code of its parent."""
    status = 1
    try:
        body()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def main() -> None:
    """Run a broker from its command line, which is one JSON object."""
    given = json.loads(sys.argv[1])
    listener = socket.socket(fileno=given["listener"])
    listener.setblocking(False)
    broker = Broker(
        listener,
        given["version"],
        Path(given["directory"]),
        Limits(**given["limits"]),
        Path(given["board"]),
        Path(given["live"]) if given["live"] else None,
        socket.socket(fileno=given["writes"]) if given["live"] else None,
    )
    broker.run(sys.stdin.fileno())


if __name__ == "__main__":
    main()
