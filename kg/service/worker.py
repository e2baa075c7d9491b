"""A query worker: takes one connection at a time from the shared socket, and answers it.

It is a fork of the broker and shares the broker's memory, so the dataset is already there. It
can be killed at any moment: everything it has is one query.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from kg.query import QueryRefused, QuerySyntaxError, run_query
from kg.remote import RemoteError, RemoteStore, RemoteTimeout
from kg.select import Queryable
from kg.service.board import Board
from kg.service.client_watch import ClientWatch
from kg.service.lifetime import die_with_parent
from kg.service.limits import Limits
from kg.service.messages import STARTED, Request, receive_request, send_reply

#: The broker and the fronts come before any query: they only pass things on.
_NICE = 5


@dataclass(frozen=True)
class Post:
    """What a worker is given to work with.

    Parameters
    ----------
    listener: the shared socket; ``accept`` on it gives up about once a second.
    open_store: gives the dataset.
    version: of the dataset.
    limits: of every query.
    board: where the worker notes what it does.
    alarm: file descriptor that wakes the broker when no worker is idle any more.
    """

    listener: socket.socket
    open_store: Callable[[], Queryable]
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
    _settle(broker)
    store = post.open_store()
    watch = ClientWatch()
    _limit_memory(post.limits.memory)
    _leave_on_call(post.board, slot)
    while not post.board.is_retired(slot):
        try:
            connection, _ = post.listener.accept()
        except BlockingIOError:
            continue
        with connection:
            if post.board.is_retired(slot):
                return  # unanswered and unread: the client turns to another worker
            began = post.board.begin(slot)
            if not post.board.idle():
                _ring(post.alarm)
            _attend(connection, store, post, began, watch)
        post.board.end(slot)


#: Calls an idle worker away; one with a query leaves after it.
CALL = signal.SIGUSR1


def _leave_on_call(board: Board, slot: int) -> None:
    def leave(_number: int, _frame: FrameType | None) -> None:
        if board.is_idle(slot):
            os._exit(0)  # it has nothing but the store, which is its parent's

    signal.signal(CALL, leave)


def confine(broker: int, extra: int) -> None:
    """Make a forked process one that may be killed and that takes only so much memory.

    Parameters
    ----------
    broker: its parent; it dies with it.
    extra: bytes that it may take beside what it shares with its parent.
    """
    _settle(broker)
    _limit_memory(extra)


def _ring(alarm: int) -> None:
    with suppress(BlockingIOError):  # full of earlier alarms: the broker is awake
        os.write(alarm, b"+")


def _settle(broker: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    die_with_parent(broker)
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a store on disk opens all at once


def _limit_memory(extra: int) -> None:
    """Limit the address space to what is taken now and a query's share."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _attend(
    connection: socket.socket, store: Queryable, post: Post, began: float, watch: ClientWatch
) -> None:
    """Answer one connection; a client that has gone is no error."""
    try:
        connection.sendall(STARTED.pack(began, post.limits.timeout))
        request = receive_request(connection)
        if request is None:
            return
        with watch.over(connection), _confined(store):
            meta, body = _reply(request, store, post)
        send_reply(connection, meta, body)
    except (BrokenPipeError, ConnectionResetError):
        return


def _confined(store: Queryable) -> AbstractContextManager[None]:
    """Nothing opens where the query runs here; a remote store needs its connection."""
    return nullcontext() if isinstance(store, RemoteStore) else nothing_opens()


@contextmanager
def nothing_opens() -> Iterator[None]:
    """Within, the process can open no file and no connection, whatever a query makes it try."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


def _reply(request: Request, store: Queryable, post: Post) -> tuple[dict[str, Any], bytes]:
    if request.unless and request.unless == post.version:
        return {"unchanged": post.version}, b""
    try:
        answer = run_query(
            store,
            request.text,
            format=request.format,
            default_graphs=request.default_graphs,
            named_graphs=request.named_graphs,
            max_rows=None if request.whole else post.limits.max_rows,
            base="" if isinstance(store, RemoteStore) else request.base,
        )
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
