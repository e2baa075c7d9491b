"""``python3 -m kg test``: every check of the repository, in one run.

Only Python's standard library is used here: the tools run as processes of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from kg.environment import ROOT, chromium, say

_GET_CHROMIUM = "apt-get update && apt-get install --yes chromium"
#: Each tool before the tests, and what mends what it finds.
TOOLS = (
    (("ruff", "check", "."), "`ruff check --fix .` mends some of it"),
    (("ruff", "format", "--check", "."), "`ruff format .` mends it"),
    (("mypy", "--strict", "kg", "web"), "the lines above name each place"),
)


def run(arguments: Sequence[str]) -> int:
    """Run style, types and tests; the tests come last, so that their summary ends the output.

    Parameters
    ----------
    arguments: for pytest; none runs all tests.

    Returns
    -------
    The exit status: 0 where everything passed, else that of pytest, or 1.

    Raises
    ------
    SystemExit: there is no browser to drive; the message says how to get it.
    """
    _ensure_chromium()
    styled = [_tool_passes(command, mend) for command, mend in TOOLS]
    status = _start("pytest", *arguments)
    return status or int(not all(styled))


def _tool_passes(command: Sequence[str], mend: str) -> bool:
    passes = _start(*command) == 0
    if not passes:
        say(f"{' '.join(command)} found problems: {mend}")
    return passes


def _start(tool: str, *arguments: str) -> int:
    say(" ".join((tool, *arguments)))
    status = subprocess.run([sys.executable, "-m", tool, *arguments], cwd=ROOT, check=False)
    return abs(status.returncode)


def _ensure_chromium() -> None:
    if chromium():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(
            "kg: the tests drive a browser, and there is no Chromium here; get it with\n"
            f"    sudo sh -c '{_GET_CHROMIUM}'\n"
            "or the like for your system, or name one in CHROMIUM, and try again"
        )
    say("installing the browser that the tests drive (apt-get install chromium) …")
    quiet = "apt-get -qq update && apt-get -qq install --yes chromium >/dev/null"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["sh", "-c", quiet]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    if not chromium():
        raise SystemExit(f"kg: Chromium could not be installed (see above); try {_GET_CHROMIUM}")
