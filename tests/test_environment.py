"""Set-up says what it needs, and does nothing where nothing is to do."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from kg import environment

ROOT = Path(__file__).parents[1]
SET_UP = ("kg/__init__.py", "kg/__main__.py", "kg/environment.py", "kg/selftest.py")
LOCKS = (environment.LOCK, environment.TEST_LOCK)
#: A Python outside any virtual environment.
PYTHON = str(Path(sys.base_prefix) / "bin" / "python3")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The part of a checkout that set-up looks at, asking for a package that is nowhere."""
    folder = tmp_path / "checkout"
    for name in (*SET_UP, "pyproject.toml"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in LOCKS:
        (folder / name).write_text("no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64)
    return folder


def run(folder: Path, *arguments: str, python: str = PYTHON) -> subprocess.CompletedProcess[str]:
    """Run a Python in a folder, with next to nothing on the path and no package registry."""
    return subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={"PATH": str(folder), "HOME": str(folder), "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_set_up_announces_its_steps_and_says_what_failed(checkout: Path) -> None:
    """Also where a broken environment is in the way."""
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/no/such/python")
    started = run(checkout, "-m", "kg", "serve")
    assert started.returncode == 1
    said = [line for line in started.stderr.splitlines() if line.startswith("kg: ")]
    assert said == [
        f"kg: making a virtual environment in {checkout / '.venv'} …",
        "kg: installing what requirements.lock lists; the first time this takes a minute …",
        "kg: the installation failed; pip's message is above. "
        "This step needs the network, to reach Python's package registry",
    ]
    assert "no-such-package-anywhere" in started.stderr
    assert "Traceback" not in started.stderr


def test_an_active_environment_is_used_and_given_pip_where_it_has_none(checkout: Path) -> None:
    venv.create(checkout / "active", with_pip=False)
    python = checkout / "active" / "bin" / "python"
    started = run(checkout, "-m", "kg", "test", python=str(python))
    assert started.returncode == 1
    assert "kg: installing what requirements-test.lock lists" in started.stderr
    assert "no-such-package-anywhere" in started.stderr
    assert run(checkout, "-m", "pip", "--version", python=str(python)).returncode == 0
    assert not (checkout / ".venv").exists()


def test_a_python_without_ensurepip_is_told_which_package_has_it(checkout: Path) -> None:
    """As where a system keeps that module in a package of its own."""
    code = "import sys; sys.modules['ensurepip'] = None; import runpy; runpy.run_module('kg')"
    started = run(checkout, "-c", code.replace("'kg'", "'kg', run_name='__main__'"))
    assert started.returncode == 1
    assert "no module ensurepip" in started.stderr
    assert "apt-get install python3-venv" in started.stderr
    assert not (checkout / ".venv").exists()


def test_set_up_needs_nothing_but_the_standard_library(checkout: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(checkout)!r}); import kg.__main__, kg.selftest"
    imported = run(checkout, "-S", "-I", "-c", code)
    assert imported.returncode == 0, imported.stderr


@pytest.mark.parametrize("name", ["kg/__init__.py", "kg/__main__.py"])
def test_an_old_python_can_read_what_tells_it_that_it_is_too_old(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_so(checkout: Path) -> None:
    code = "import sys; sys.version_info = (3, 10, 1); import kg.__main__; kg.__main__.main()"
    started = run(checkout, "-c", code)
    assert started.returncode == 1
    assert "Python 3.11 or newer is needed" in started.stderr
    assert "this is Python 3.10" in started.stderr


def test_without_a_browser_the_way_to_get_one_is_said(checkout: Path) -> None:
    started = run(checkout, "-c", "from kg import selftest; selftest.run([])")
    assert started.returncode == 1
    assert "apt-get update && apt-get install --yes chromium" in started.stderr


def test_without_the_remote_store_of_the_tests_the_way_to_get_it_is_said(
    checkout: Path, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.touch(mode=0o755)
    code = f"import os; os.environ['CHROMIUM'] = {str(browser)!r}; "
    started = run(checkout, "-c", code + "from kg import selftest; selftest.run([])")
    assert started.returncode == 1
    assert "apt-get install --yes virtuoso-opensource-7-bin'" in started.stderr
    assert "Chromium here" not in started.stderr


def test_outside_a_checkout_there_is_nothing_to_set_up_and_nothing_to_test(checkout: Path) -> None:
    (checkout / "pyproject.toml").unlink()
    code = "from kg.environment import ensure; ensure(['{}'])"
    assert run(checkout, "-c", code.format("serve")).returncode == 0
    tested = run(checkout, "-c", code.format("test"))
    assert tested.returncode == 1
    assert "in the source archive and the repository only" in tested.stderr


@pytest.fixture
def home(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that was set up from everything in that checkout."""
    monkeypatch.setattr(environment, "ROOT", checkout)
    home = tmp_path / "home"
    home.mkdir()
    for name in (*LOCKS, environment.PROJECT_FILE):
        environment.note(home, name)
    return home


def test_packages_are_current_until_their_lock_changes(checkout: Path, home: Path) -> None:
    states = []
    for changed in (None, *LOCKS):
        if changed:
            os.truncate(checkout / changed, 1)
        states.append([environment.packages_are_current(home, t) for t in (False, True)])
    assert states == [[True, True], [True, True], [False, False]]


def test_a_checkout_is_current_until_its_project_file_changes(
    checkout: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    metadata = tmp_path / "site" / "shanyrak-0.1.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.4\nName: shanyrak\nVersion: 0.1.0\n")
    assert environment.checkout_is_current(home)
    os.truncate(checkout / environment.PROJECT_FILE, 1)
    assert not environment.checkout_is_current(home)


def test_the_lock_for_the_tests_holds_all_that_the_one_for_use_does() -> None:
    assert set(requirements(environment.LOCK)) < set(requirements(environment.TEST_LOCK))


def requirements(lock: str) -> list[str]:
    """The pinned requirements of a lock, without hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if line and line[0].isalnum()]


@pytest.fixture
def front(tmp_path: Path) -> Path:
    """A tree with a front-end's source and a bundle that was built from it."""
    (tmp_path / "web" / "frontend" / "src").mkdir(parents=True)
    (tmp_path / "web" / "frontend" / "src" / "main.ts").write_text("export {};\n")
    manifest = tmp_path / "web" / "static" / ".vite" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}")
    digest = environment.digest_of_frontend(tmp_path / "web" / "frontend")
    (tmp_path / "web" / "static" / environment.BUNDLE_STAMP).write_text(digest + "\n")
    return tmp_path


def test_a_bundle_is_current_whatever_npm_installs(front: Path) -> None:
    assert environment.bundle_is_current(front)
    (front / "web" / "frontend" / "node_modules" / "vite").mkdir(parents=True)
    (front / "web" / "frontend" / "node_modules" / "vite" / "index.js").write_text("")
    assert environment.bundle_is_current(front)


@pytest.mark.parametrize(
    "name", ["frontend/src/main.ts", "frontend/new.ts", "frontend_build.py", "static/.vite"]
)
def test_a_bundle_is_stale_when_anything_of_it_changes(front: Path, name: str) -> None:
    path = front / "web" / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_text("changed")
    assert not environment.bundle_is_current(front)


def test_a_bundle_without_sources_is_current(front: Path) -> None:
    shutil.rmtree(front / "web" / "frontend")
    assert environment.bundle_is_current(front)


def test_the_browser_is_the_one_named_or_any_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert environment.chromium() is None
    browser, own = tmp_path / "chromium-browser", tmp_path / "own"
    browser.touch(mode=0o755)
    assert environment.chromium() == str(browser)
    own.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert environment.chromium() == str(own)
