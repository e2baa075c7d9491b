"""Files for download: written once for all processes, whole, and forgotten in time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.dataset import PublishedDataset
from kg.export import FORMATS
from kg.export.downloads import Downloads
from tests.services import BASE, publish

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    publish(tmp_path / "dataset")
    return tmp_path / "dataset"


def test_two_processes_write_each_file_once(directory: Path, tmp_path: Path) -> None:
    home = tmp_path / "files"
    first, second = Downloads(home), Downloads(home)
    dataset = PublishedDataset.open(directory)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda files: files.all(dataset), (first, second))
    assert one == other
    written = {each.path: os.stat(each.path).st_mtime_ns for each in one}
    assert Downloads(home).all(dataset) == one
    assert {path: os.stat(path).st_mtime_ns for path in written} == written


def test_they_are_written_before_anybody_asks(directory: Path, tmp_path: Path) -> None:
    home = tmp_path / "files"
    arguments = [str(directory), str(home), str(os.getpid())]
    subprocess.run(
        [sys.executable, "-m", "kg.export.downloads", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        timeout=60,
    )
    dataset = PublishedDataset.open(directory)
    (edition,) = home.iterdir()
    assert {path.stem for path in edition.glob("*.json")} == set(FORMATS)
    for each in Downloads(home).all(dataset):
        data = Path(each.path).read_bytes()
        assert (each.size, each.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_what_was_cut_off_in_the_middle_is_written_anew(directory: Path, tmp_path: Path) -> None:
    dataset, home = PublishedDataset.open(directory), tmp_path / "files"
    whole = Downloads(home).get(dataset, "nquads")
    Path(whole.path).write_bytes(b"half a fi")
    Path(whole.path).with_name("nquads.json").unlink()
    assert Downloads(home).get(dataset, "nquads") == whole
    assert len(Path(whole.path).read_bytes()) == whole.size


def test_files_of_a_very_large_dataset_are_written_one_by_one(
    directory: Path, tmp_path: Path
) -> None:
    dataset, files = PublishedDataset.open(directory), Downloads(tmp_path / "files", largest=0)
    offered = files.offered(dataset)
    assert [each.format.name for each in offered] == list(FORMATS)
    assert not any(each.ready for each in offered)
    fetched = files.get(dataset, "turtle")
    ready = {each.name: each.ready for each in files.offered(dataset) if each.ready}
    assert ready == {"dataset.ttl": fetched}


def test_files_of_versions_long_gone_are_forgotten(directory: Path, tmp_path: Path) -> None:
    home = tmp_path / "files"
    versions = []
    for number in range(4):
        publish(directory, f'<{BASE}/org/nur> <https://schema.org/name> "{number}" .\n')
        versions.append(Downloads(home).get(PublishedDataset.open(directory), "csv-nodes").version)
    kept = {json.loads(path.read_text("utf-8"))["version"] for path in home.glob("*/*.json")}
    assert kept == set(versions[-2:])
