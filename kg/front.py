"""The front processes: the WSGI application under granian.

Run as ``python -m kg.front HOST PORT PROCESSES PARENT`` by :mod:`kg.serve`, with the settings in
the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from kg.service.lifetime import die_with_parent

#: Where the application is; named only here, since the engine does not depend on its front.
TARGET = "web.wsgi:app"
#: Requests that one process handles at once: most wait for a query worker.
_THREADS = 64
#: Seconds that running requests get at the end.
_FAREWELL = 5


def main() -> None:
    """Serve until told to stop."""
    host, port, processes, parent = sys.argv[1:]
    die_with_parent(int(parent))
    server = Granian(
        TARGET,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(processes),
        blocking_threads=_THREADS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=_FAREWELL,
    )
    owner = os.getpid()

    def load(target: str) -> Callable[..., Any]:
        die_with_parent(owner)
        module, _, name = target.partition(":")
        application: Callable[..., Any] = getattr(import_module(module), name)
        return application

    server.serve(target_loader=load)


if __name__ == "__main__":
    main()
