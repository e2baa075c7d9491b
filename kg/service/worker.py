"""A query worker: takes one connection at a time from the shared socket, and answers it.

It is a fork of the broker and shares the broker's memory, so the dataset is already there. It
can be killed at any moment: everything it has is one query.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import traceback
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from threading import Lock, Thread, get_native_id
from types import FrameType
from typing import Any

from kg.federation import answer_services
from kg.query import Answer, QueryRefused, QuerySyntaxError, run_query
from kg.remote import RemoteError, RemoteStore, RemoteTimeout
from kg.select import Queryable
from kg.service.board import Board
from kg.service.client_watch import ClientWatch
from kg.service.confinement import limit_memory, nothing_opens, settle, step_back
from kg.service.limits import MEGABYTE, Limits
from kg.service.memory import use_one_arena
from kg.service.messages import STARTED, Request, receive_request, send_reply
from kg.service.source import Source


@dataclass(frozen=True)
class Post:
    """What a worker is given to work with.

    Parameters
    ----------
    listener: the shared socket, which does not block.
    source: of the dataset.
    version: of the dataset.
    limits: of every query.
    board: where the worker notes what it does.
    alarm: file descriptor that wakes the broker when no worker is idle any more.
    """

    listener: socket.socket
    source: Source
    version: str
    limits: Limits
    board: Board
    alarm: int


def work(post: Post, slot: int, broker: int) -> None:
    """Answer queries until asked to leave; the body of a worker process.

    Parameters
    ----------
    slot: on the board.
    broker: its process id; the worker dies with it.
    """
    settle(broker)
    use_one_arena()
    worker = _Worker(post, slot)
    limit_memory(post.limits.memory + _STACK)
    worker.leave_on_call()
    while not post.board.is_retired(slot):
        shift = Thread(target=worker.shift)
        shift.start()
        shift.join()


#: Calls an idle worker away; one with a query leaves after it.
CALL = signal.SIGUSR1
#: Seconds after which a worker looks whether it was asked to leave.
_TURN = 1.0
#: Bytes of a thread's stack: what the guard's limits were measured on.
_STACK = 8 * MEGABYTE


class _Worker:
    """One process, and the thread in it that answers.

    What the broker gives a lower priority is the thread, which cannot win it back; after such a
    query another thread takes over. The process stays: it has by then its own copy of much of
    the dataset, because the store counts its readers where the data are.
    """

    def __init__(self, post: Post, slot: int) -> None:
        self._post = post
        self._slot = slot
        self._store = post.source.open()
        self._watch = ClientWatch()
        self._doorway = Lock()
        self._turns = select.epoll()
        self._turns.register(post.listener, select.EPOLLIN | select.EPOLLEXCLUSIVE)
        threading.stack_size(_STACK)

    def shift(self) -> None:
        """Answer queries until one was long, or until asked to leave; the body of a thread."""
        signal.pthread_sigmask(signal.SIG_BLOCK, [CALL])  # it is for the main thread
        board, slot = self._post.board, self._slot
        try:
            step_back()
            board.take_up(slot, get_native_id())
            while not (board.is_retired(slot) or board.is_demoted(slot)):
                self._answer_next()
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def _answer_next(self) -> None:
        """Take one connection, if there is one before too long.

        The kernel asks those who wait in the order in which they began to listen, so that as few
        workers as possible answer all: they have their copies of what the store writes to, and
        the processor's caches are warm. In ``accept`` all would take turns.
        """
        try:
            if not self._turns.poll(_TURN):
                return
            connection, _ = self._post.listener.accept()
        except BlockingIOError:
            return
        board = self._post.board
        with connection:
            with self._doorway:
                if board.is_retired(self._slot):
                    return  # unanswered and unread: the client turns to another worker
                board.begin(self._slot, self._post.limits.timeout)
            if not board.idle():
                _ring(self._post.alarm)
            self._attend(connection)
        board.end(self._slot)

    def _attend(self, connection: socket.socket) -> None:
        """Answer one connection; a client that has gone is no error."""
        post = self._post
        try:
            connection.sendall(STARTED.pack(post.limits.timeout))
            request = receive_request(connection)
            if request is None:
                return
            post.board.hasten(self._slot, request.since + post.limits.timeout)
            with self._watch.over(connection):
                meta, body = _reply(request, self._store, post)
            send_reply(connection, meta, body)
        except (BrokenPipeError, ConnectionResetError):
            return

    def leave_on_call(self) -> None:
        """Have the process end when it is called while it has no query."""

        def leave(_number: int, _frame: FrameType | None) -> None:
            # Who stands in the doorway looks for himself whether to leave.
            if self._doorway.acquire(blocking=False):
                if self._post.board.is_idle(self._slot):
                    os._exit(0)  # it has nothing but the store, which is its parent's
                self._doorway.release()

        signal.signal(CALL, leave)


def _ring(alarm: int) -> None:
    with suppress(BlockingIOError):  # full of earlier alarms: the broker is awake
        os.write(alarm, b"+")


def _confined(store: Queryable, files: int) -> AbstractContextManager[None]:
    """Nothing opens where the query runs here; a remote store needs its connection."""
    return nullcontext() if isinstance(store, RemoteStore) else nothing_opens(files)


def _reply(request: Request, store: Queryable, post: Post) -> tuple[dict[str, Any], bytes]:
    if request.unless and request.unless == post.version:
        return {"unchanged": post.version}, b""
    try:
        answer = _answer(request, store, post)
    except QuerySyntaxError as error:
        return {"syntax": error.message, "line": error.line, "column": error.column}, b""
    except QueryRefused as error:
        return {"refused": str(error)}, b""
    except RemoteTimeout:
        return {"overdue": post.limits.timeout}, b""
    except RemoteError as error:
        return {"store": type(error).__name__, "reason": str(error)}, b""
    meta = {
        "media_type": answer.media_type,
        "kind": answer.kind,
        "rows": answer.rows,
        "capped": answer.capped,
        "version": post.version,
    }
    return meta, answer.body


def _answer(request: Request, store: Queryable, post: Post) -> Answer:
    query, limits = request.query, post.limits
    if query.services:
        query = answer_services(query, limits.admitted, request.base)
    with _confined(store, post.source.files):
        return run_query(
            store,
            query,
            format=request.format,
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
            max_rows=None if request.whole else limits.max_rows,
            max_bytes=None if request.whole else limits.max_bytes,
            base="" if isinstance(store, RemoteStore) else request.base,
            triple_terms=post.source.triple_terms,
        )
