"""Set-up says what it needs, and does nothing where nothing is to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import environment

ROOT = Path(__file__).parents[1]


def checkout(folder: Path) -> Path:
    """The part of a checkout that set-up looks at, without dependencies."""
    for name in ("kg/__init__.py", "kg/__main__.py", "kg/environment.py", "pyproject.toml"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in ("requirements.lock", "requirements-test.lock"):
        (folder / name).write_text("no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64)
    return folder


def start(folder: Path, *arguments: str, isolated: bool = False) -> subprocess.CompletedProcess[str]:
    """``python3 -m kg`` there, in a Python without any package and off the network."""
    python = str(Path(sys.base_prefix) / "bin" / "python3")
    flags = ["-S"] if isolated else []
    return subprocess.run(
        [python, *flags, "-m", "kg", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_set_up_announces_its_steps_and_says_what_failed(tmp_path: Path) -> None:
    run = start(checkout(tmp_path), "serve")
    assert run.returncode == 1
    assert "kg: making a virtual environment in" in run.stderr
    assert "kg: installing what requirements.lock lists" in run.stderr
    assert "pip's message is above" in run.stderr
    assert "needs the network" in run.stderr
    assert "Traceback" not in run.stderr


def test_set_up_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    """Without site-packages the modules of set-up still import."""
    folder = checkout(tmp_path)
    python = str(Path(sys.base_prefix) / "bin" / "python3")
    run = subprocess.run(
        [python, "-S", "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); "
         "import kg.environment, kg.__main__"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_a_changed_lock_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = checkout(tmp_path)
    for name, path in (
        ("ROOT", folder),
        ("LOCK", folder / "requirements.lock"),
        ("TEST_LOCK", folder / "requirements-test.lock"),
    ):
        monkeypatch.setattr(environment, name, path)
    home = tmp_path / "home"
    home.mkdir()
    assert not environment._is_current(home, testing=False)
    environment._stamp(home, testing=True).write_text(environment._wanted(testing=True))
    assert environment._is_current(home, testing=True)
    assert environment._is_current(home, testing=False)
    environment.TEST_LOCK.write_text("changed")
    assert not environment._is_current(home, testing=True)
