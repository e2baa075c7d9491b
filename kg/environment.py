"""What a fresh checkout lacks: an environment, the dependencies, the pages' scripts and styles.

Only Python's standard library is used here, since this runs before anything is installed.
``python3 -m kg …`` in a checkout comes through :func:`ensure`; an installed ``kg`` does not.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
PROJECT_FILE = "pyproject.toml"
#: Beside the bundle of scripts and styles: the digest of the sources it was built from.
BUNDLE_STAMP = ".sources.sha256"
#: The names under which systems have the browser that the tests drive.
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MANIFEST = Path(".vite") / "manifest.json"


def ensure(arguments: Sequence[str]) -> None:
    """Make sure that the engine can run here; else set up, and start again where it can.

    Inside an active virtual environment everything goes there; else into ``.venv`` of the
    checkout, whose Python then takes over. What was set up from the same lock and the same
    front-end is used as it is.

    Parameters
    ----------
    arguments: of the command line; ``test`` first means that the test tools are needed too.

    Raises
    ------
    SystemExit: something is missing; the message says what, and how to get it.
    """
    testing = list(arguments[:1]) == ["test"]
    if not (ROOT / PROJECT_FILE).is_file():
        if testing:
            raise SystemExit("kg: the tests are in the source archive and the repository only")
        return  # installed from a wheel: its dependencies came with it
    if sys.prefix == sys.base_prefix:
        python = _own_python(ROOT / ".venv")
        os.execv(python, [str(python), "-m", "kg", *arguments])
    home = Path(sys.prefix)
    if not packages_are_current(home, testing):
        _install_packages(home, TEST_LOCK if testing else LOCK)
    if not (checkout_is_current(home) and bundle_is_current(ROOT)):
        _install_checkout(home)


def say(text: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"kg: {text}", file=sys.stderr, flush=True)


def chromium() -> str | None:
    """The browser that the tests drive: the one that ``CHROMIUM`` names, else the system's."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUMS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def virtuoso() -> tuple[str, str] | None:
    """Virtuoso's server and its command line, which the tests start beside Oxigraph's server."""
    server, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    return (server, client) if server and client else None


def packages_are_current(home: Path, testing: bool) -> bool:
    """Whether the environment ``home`` was given what the lock lists.

    Parameters
    ----------
    home: the running virtual environment.
    testing: whether the test tools have to be there too; their lock includes all else.
    """
    return any(_is_noted(home, lock) for lock in ((TEST_LOCK,) if testing else (TEST_LOCK, LOCK)))


def checkout_is_current(home: Path) -> bool:
    """Whether this very checkout, with this project file, is installed in ``home``."""
    try:
        distribution("shanyrak")
    except PackageNotFoundError:
        return False
    return _is_noted(home, PROJECT_FILE)


def note(home: Path, name: str) -> None:
    """Note in the environment that it was set up from this file of this checkout."""
    _stamp(home, name).write_text(_digest_of(name))


def bundle_is_current(root: Path) -> bool:
    """Whether ``web/static`` holds the bundle of the sources in ``web/frontend``.

    Where there are no sources, any bundle is.
    """
    static, frontend = root / "web" / "static", root / "web" / "frontend"
    stamp = static / BUNDLE_STAMP
    if not stamp.is_file() or not (static / _MANIFEST).is_file():
        return False
    return not frontend.is_dir() or stamp.read_text().strip() == digest_of_frontend(frontend)


def digest_of_frontend(frontend: Path) -> str:
    """SHA-256 of the sources' names, lengths and bytes, and of the hook that builds them.

    What npm installs is left out: the lock file among the sources stands for it.
    """
    digest = hashlib.sha256()
    hook = frontend.with_name("frontend_build.py")
    for path in [*sorted(_files(frontend)), *([hook] if hook.is_file() else [])]:
        data = path.read_bytes()
        name = path.relative_to(frontend.parent).as_posix()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(here, name) for name in names)


def _is_noted(home: Path, name: str) -> bool:
    stamp = _stamp(home, name)
    return stamp.is_file() and stamp.read_text() == _digest_of(name)


def _stamp(home: Path, name: str) -> Path:
    return home / f"shanyrak-{name}.sha256"


def _digest_of(name: str) -> str:
    return hashlib.sha256(os.fsencode(ROOT) + b"\0" + (ROOT / name).read_bytes()).hexdigest()


def _own_python(home: Path) -> Path:
    """The Python of the checkout's environment, which is made where it is missing or broken."""
    python = home / "bin" / "python"
    if not python.is_file():
        say(f"making a virtual environment in {home} …")
        _need("venv", "ensurepip")
        run = subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=False)
        if run.returncode:
            raise SystemExit(f"kg: no virtual environment could be made in {home} (see above)")
    return python


def _need(*modules: str) -> None:
    for module in modules:
        if importlib.util.find_spec(module) is None:
            raise SystemExit(
                f"kg: this Python has no module {module}; install the package of your system "
                "that holds it (on Debian and Ubuntu: apt-get install python3-venv) and try again"
            )


def _install_packages(home: Path, lock: str) -> None:
    if importlib.util.find_spec("pip") is None:
        _need("ensurepip")
        command = [sys.executable, "-m", "ensurepip"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            raise SystemExit(f"kg: pip could not be installed in {home} (see above)")
    say(f"installing what {lock} lists; the first time this takes a minute …")
    _pip(
        "--require-hashes",
        "--requirement",
        str(ROOT / lock),
        advice="This step needs the network, to reach Python's package registry",
    )
    note(home, lock)
    importlib.invalidate_caches()
    site.addsitedir(sysconfig.get_path("purelib"))


def _install_checkout(home: Path) -> None:
    built = bundle_is_current(ROOT)
    say("installing the engine …" if built else "building the pages and installing the engine …")
    _pip(
        "--no-deps",
        "--editable",
        str(ROOT),
        advice="This step needs the network, to reach Python's and npm's package registries",
    )
    note(home, PROJECT_FILE)


def _pip(*arguments: str, advice: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run = subprocess.run([*command, *arguments], check=False, stdin=subprocess.DEVNULL)
    if run.returncode:
        raise SystemExit(f"kg: the installation failed; pip's message is above. {advice}")
