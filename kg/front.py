"""The front processes: the application under granian, through the bridge from RSGI to WSGI.

Run as ``python -m kg.front HOST PORT PROCESSES PARENT`` by :mod:`kg.serve`, with the settings in
the environment.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from importlib import import_module

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kg.bridge import Bridge
from kg.service.lifetime import die_with_parent
from kg.service.limits import MEGABYTE

#: Where the application is; named only here, since the engine does not depend on its front.
TARGET = "web.wsgi:app"
#: And beside it, what answers some requests first.
PROMPT = "prompt"
#: Milliseconds that the head of a request may take, and that a connection may be idle.
_HEAD_MILLISECONDS = 15_000
#: Most connections of one process, where the system allows as many open files.
_CONNECTIONS = 16_384
#: Which part of the memory for kept answers is for those that need no look at the application.
_REPEATS = 2
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
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        workers=int(processes),
        backpressure=_connections(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=_FAREWELL,
    )
    owner = os.getpid()

    def load(target: str) -> Bridge:
        die_with_parent(owner)
        module, _, name = target.partition(":")
        max_body = int(os.environ["KG_MAX_BODY"]) * MEGABYTE
        repeats = int(os.environ["KG_CACHE_SIZE"]) * MEGABYTE // _REPEATS
        loaded = import_module(module)
        gc.freeze()  # what is loaded stays: no request has to wait while it is looked through
        return Bridge(getattr(loaded, name), max_body, repeats, getattr(loaded, PROMPT))

    server.serve(target_loader=load)


def _connections() -> int:
    """How many connections a process takes: slow ones must not keep others out."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return _CONNECTIONS if most == resource.RLIM_INFINITY else min(_CONNECTIONS, most // 2)


if __name__ == "__main__":
    main()
