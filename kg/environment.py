"""Everything that a fresh machine lacks: environment, dependencies, browser for the tests.

Only Python's standard library is used here, since this runs before anything is installed.
``python3 -m kg …`` in a checkout comes through :func:`ensure`; an installed ``kg`` does not.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
_ENVIRONMENT = ROOT / ".venv"
_OLDEST_PYTHON = (3, 11)
#: Where Debian, Ubuntu, Fedora and others put the browser that the tests drive.
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def ensure(arguments: Sequence[str]) -> None:
    """Make sure that the engine can run here; else set up, and start again where it can.

    Inside an active virtual environment everything goes there; else into ``.venv`` of the
    checkout. What was set up for the same lock files is used as it is.

    Parameters
    ----------
    arguments: of the command line; ``test`` first means that the test tools are needed too.

    Raises
    ------
    SystemExit: something is missing; the message says what, and how to get it.
    """
    if sys.version_info < _OLDEST_PYTHON:
        wanted = ".".join(map(str, _OLDEST_PYTHON))
        raise SystemExit(
            f"kg: Python {wanted} or newer is needed; this is {sys.version.split()[0]}"
        )
    if not (ROOT / "pyproject.toml").is_file():
        return  # installed from a wheel: its dependencies came with it
    testing = list(arguments[:1]) == ["test"]
    home = Path(sys.prefix) if sys.prefix != sys.base_prefix else _ENVIRONMENT
    python = home / "bin" / "python"
    if not python.is_file():
        _make_environment(home)
    if not _is_current(home, testing):
        _install(home, python, testing)
    if Path(sys.prefix) != home:
        os.execv(python, [str(python), "-m", "kg", *arguments])


def _say(text: str) -> None:
    print(f"kg: {text}", file=sys.stderr, flush=True)


def _stamp(home: Path, testing: bool) -> Path:
    return home / ("kg-test.stamp" if testing else "kg.stamp")


def _is_current(home: Path, testing: bool) -> bool:
    """Whether this very checkout was installed there from these very lock files."""
    for also_for_tests in (True,) if testing else (True, False):
        stamp = _stamp(home, also_for_tests)
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == _wanted(also_for_tests):
            return True
    return False


def _wanted(testing: bool) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", TEST_LOCK if testing else LOCK, *_frontend()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _frontend() -> list[Path]:
    folder = ROOT / "web" / "frontend"
    found = (path for path in folder.rglob("*") if "node_modules" not in path.parts)
    return sorted(path for path in found if path.is_file())


def _make_environment(home: Path) -> None:
    _say(f"making a virtual environment in {home} …")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SystemExit(
            "kg: this Python cannot make virtual environments; install the package that holds "
            f"the module venv (on Debian: apt-get install python{version}-venv) and try again"
        )
    run = subprocess.run([sys.executable, "-m", "venv", str(home)], check=False)
    if run.returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise SystemExit(f"kg: no virtual environment could be made in {home} (see above)")


def _install(home: Path, python: Path, testing: bool) -> None:
    lock = TEST_LOCK if testing else LOCK
    _say(f"installing what {lock.name} lists …")
    _pip(python, "--require-hashes", "--requirement", str(lock))
    _say("building the pages and installing the engine …")
    _pip(python, "--no-deps", "--editable", str(ROOT))
    _stamp(home, testing).write_text(_wanted(testing), encoding="utf-8")


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run = subprocess.run([*command, *arguments], check=False, stdin=subprocess.DEVNULL)
    if run.returncode:
        raise SystemExit(
            "kg: the installation did not succeed; pip's message is above. The first start "
            "needs the network, to reach Python's and npm's package registries"
        )


def test(arguments: Sequence[str]) -> int:
    """Run every check of the repository: style, types, tests.

    Parameters
    ----------
    arguments: for pytest; none runs all tests.

    Returns
    -------
    The exit status: 0 where everything passed.
    """
    _ensure_chromium()
    os.chdir(ROOT)
    statuses = [
        _announced("ruff", "check", "."),
        _announced("ruff", "format", "--check", "."),
        _announced("mypy"),
        _announced("pytest", *arguments),
    ]
    return max(statuses)


def _announced(tool: str, *arguments: str) -> int:
    _say(" ".join((tool, *arguments)))
    status = subprocess.run([sys.executable, "-m", tool, *arguments], check=False).returncode
    if status:
        _say(f"{tool} found problems (status {status})")
    return min(abs(status), 1)


def chromium() -> str | None:
    """The browser that the tests drive, where the machine has one."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def _ensure_chromium() -> None:
    if chromium():
        return
    install = "apt-get update && apt-get install --yes chromium"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(
            "kg: the tests drive a browser, and there is no Chromium here; get it with "
            f"`sudo sh -c '{install}'`, or the like for your system, and try again"
        )
    print(
        "kg: installing the browser that the tests drive (chromium) …", file=sys.stderr, flush=True
    )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = "apt-get -qq update && apt-get -qq install --yes chromium >/dev/null"
    run = subprocess.run(
        ["sh", "-c", quiet], env=environment, stdin=subprocess.DEVNULL, check=False
    )
    if run.returncode or not chromium():
        raise SystemExit(f"kg: Chromium could not be installed; try `{install}` by hand")
