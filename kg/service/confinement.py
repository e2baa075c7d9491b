"""What a process that evaluates queries may do: little, and only while its parent lives."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_native_id

from kg.service.lifetime import die_with_parent

#: The broker, the fronts and a worker that starts come before any query.
_NICE = 10


def settle(broker: int) -> None:
    """Make a forked process one that may be killed, and that ends with its parent.

    Parameters
    ----------
    broker: process id of its parent.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    die_with_parent(broker)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a store on disk may have many tables


def step_back() -> None:
    """Have this thread come after those that only pass things on."""
    os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICE)


def limit_memory(extra: int) -> None:
    """Limit the address space of this process to what is taken now and some more bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def nothing_opens(files: int = 0) -> Iterator[None]:
    """Within, the process can open no file and no connection, whatever a query makes it try.

    Parameters
    ----------
    files: how many a store on disk may yet have to open: it opens its tables when it first needs
        them, and keeps them open.
    """
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    within = min(usual, _first_free() + files) if files else 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (within, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


def _first_free() -> int:
    """A number above those of all open descriptors."""
    return max(map(int, os.listdir("/proc/self/fd")), default=0)
