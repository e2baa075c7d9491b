"""A wheel and a source archive carry everything, and an installed wheel serves anywhere."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and source archive of this tree, from its fresh bundle and without the network."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_carries_engine_pages_and_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "kg/terms.ttl",
        "kg/scaffold/kg.toml",
        "ontology/kg.toml",
        "ontology/facts/e-history-8226.yaml",
        "web/templates/base.html",
        "web/translations/kk/LC_MESSAGES/messages.po",
        "web/static/.vite/manifest.json",
        "web/static/.sources.sha256",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("web/frontend", "tests/"))]


def test_the_source_archive_carries_the_bundle(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {"web/static/.vite/manifest.json", "web/frontend/package-lock.json"} <= names
    assert not [name for name in names if "node_modules" in name]


def test_an_unpacked_wheel_builds_its_own_data_elsewhere(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    run = subprocess.run(
        [sys.executable, "-m", "kg", "build", "--dataset", "here"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert f"in {tmp_path}" in run.stdout
    assert (tmp_path / "here" / "current" / "dataset.nq").is_file()
