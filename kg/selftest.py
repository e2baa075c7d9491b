"""``python3 -m kg test``: every check of the repository, in one run.

Only Python's standard library is used here: the tools run as processes of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kg.environment import ROOT, chromium, say, virtuoso


class Program(NamedTuple):
    """A program of the system that the tests start.

    Parameters
    ----------
    package: of Debian and Ubuntu.
    reason: what a person is told where it is missing.
    find: looks for it; None where it is missing.
    """

    package: str
    reason: str
    find: Callable[[], object]


PROGRAMS = (
    Program("chromium", "the tests drive a browser, and there is no Chromium here", chromium),
    Program(
        "virtuoso-opensource-7-bin",
        "the tests serve from a remote store, and there is no Virtuoso 7 here",
        virtuoso,
    ),
)


def run(arguments: Sequence[str]) -> int:
    """Run the tests, among which are those of style and types.

    Parameters
    ----------
    arguments: for pytest; none runs all tests.

    Returns
    -------
    The exit status, that of pytest.

    Raises
    ------
    SystemExit: a program that the tests start is missing; the message says how to get it.
    """
    _ensure_programs()
    say(" ".join(("pytest", *arguments)))
    command = [sys.executable, "-m", "pytest", *arguments]
    return abs(subprocess.run(command, cwd=ROOT, check=False).returncode)


def _ensure_programs() -> None:
    missing = [program for program in PROGRAMS if program.find() is None]
    if not missing:
        return
    packages = " ".join(program.package for program in missing)
    get = f"apt-get update && apt-get install --yes {packages}"
    reasons = ", and ".join(program.reason for program in missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(
            f"kg: {reasons}; get what is missing with\n"
            f"    sudo sh -c '{get}'\n"
            "or the like for your system (a browser can be named in CHROMIUM), and try again"
        )
    say(f"installing what the tests start (apt-get install {packages}) …")
    quiet = f"apt-get -qq update && apt-get -qq install --yes {packages} >/dev/null"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["sh", "-c", quiet]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    for program in missing:
        if program.find() is None:
            raise SystemExit(f"kg: {program.package} could not be installed (see above); try {get}")
