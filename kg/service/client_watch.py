"""End a worker whose client has gone.

A thread looks a few times a second, beside the query that runs without the interpreter's lock.
It looks under a lock, so that the query it looks after cannot end meanwhile: a client that has
its answer hangs up as well, and the next query would be ended in its place. A signal from the
socket (``O_ASYNC``) would cost nothing, but one that belongs to the request itself can come
late, after it was read, and would end an innocent query.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread

_TICK = 0.2


class ClientWatch:
    """Watches the connection of the query that runs now, if there is one."""

    def __init__(self) -> None:
        self._connection: socket.socket | None = None
        self._lock = Lock()
        Thread(target=self._run, daemon=True).start()

    @contextmanager
    def over(self, connection: socket.socket) -> Iterator[None]:
        """Within, the process is killed once the client has closed its end."""
        self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None

    def _run(self) -> None:
        while True:
            time.sleep(_TICK)
            with self._lock:
                if self._connection is not None and is_closed(self._connection):
                    os.kill(os.getpid(), signal.SIGKILL)


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side has closed its end."""
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:  # nothing to read, or closed on this side meanwhile: the query is answered
        return False
