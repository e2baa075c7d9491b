"""A build that fails, is killed or finds the disk full leaves the last dataset serving."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

from kg.build import build, ensure_built
from kg.dataset import PublishedDataset, current_version, workspace
from kg.errors import DatasetBusy, DatasetMissing, InvalidData, OntologyError, PublishFailed

LIGHTHOUSES = Path(__file__).parent / "domains" / "lighthouses"
KILLS = 200


@pytest.fixture
def lighthouses(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lighthouses"))


def assert_whole(dataset: Path, versions: set[str]) -> str:
    """What is published is one of the versions, with every byte and quad of it."""
    published = PublishedDataset.open(dataset)
    assert published.version in versions
    dump = published.nquads.read_bytes()
    assert hashlib.sha256(dump).hexdigest() == published.version
    assert len(published.store) == dump.count(b"\n") == sum(published.counts.values())
    assert published.search_index.stat().st_size > 0
    return published.version


def test_killed_at_random_moments_one_version_or_the_other_is_whole(tmp_path: Path) -> None:
    homes = [Path(shutil.copytree(LIGHTHOUSES, tmp_path / name)) for name in ("one", "two")]
    facts = homes[1] / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("height: 31.5", "height: 32.5"))
    dataset = tmp_path / "dataset"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kg.build", "pyshacl", "scipy.sparse", "edtf", "rdflib"])
    versions = {build(home, dataset).version for home in homes}
    assert len(versions) == 2
    took = 0.0
    for home in homes:
        start = time.monotonic()
        process = context.Process(target=build, args=(home, dataset))
        process.start()
        process.join()
        took = time.monotonic() - start
    chance = random.Random(20)
    seen, killed = set(), 0
    for turn in range(KILLS):
        process = context.Process(target=build, args=(homes[turn % 2], dataset))
        process.start()
        time.sleep(chance.uniform(0, took * 1.3))
        if process.is_alive():
            process.kill()
            killed += 1
        process.join()
        seen.add(assert_whole(dataset, versions))
    assert killed > KILLS / 4
    build(homes[0], dataset)
    assert not list(dataset.glob(".building-*"))
    assert seen == versions


def _build_on_a_full_disk(ontology: Path, dataset: Path, limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    build(ontology, dataset)


@pytest.mark.parametrize("limit", [0, 1000, 30_000, 100_000])
def test_no_room_to_write(lighthouses: Path, tmp_path: Path, limit: int) -> None:
    dataset = tmp_path / "dataset"
    before = build(lighthouses, dataset).version
    facts = lighthouses / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("height: 31.5", "height: 32.5"))
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_build_on_a_full_disk, args=(lighthouses, dataset, limit))
    process.start()
    process.join()
    assert process.exitcode != 0
    assert assert_whole(dataset, {before}) == before


def test_problems_keep_the_last_version(lighthouses: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    before = build(lighthouses, dataset).version
    facts = lighthouses / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("type: Keeper", "type: Kepper"))
    with pytest.raises(OntologyError, match="did you mean 'Keeper'"):
        build(lighthouses, dataset)
    assert_whole(dataset, {before})


def test_data_that_breaks_a_shape_keeps_the_last_version(lighthouses: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    before = build(lighthouses, dataset).version
    facts = lighthouses / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("height: 31.5", "height: 315"))
    with pytest.raises(InvalidData, match=r"light/skerry l:height: No light is that high\."):
        build(lighthouses, dataset)
    assert_whole(dataset, {before})


def test_two_builds_at_once(lighthouses: Path, tmp_path: Path) -> None:
    with workspace(tmp_path / "dataset"), pytest.raises(DatasetBusy, match="another build"):
        build(lighthouses, tmp_path / "dataset")


def test_a_place_that_cannot_be_written(lighthouses: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishFailed, match="the last one is untouched"):
        build(lighthouses, tmp_path / "file")


def test_nothing_published(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    with pytest.raises(DatasetMissing, match="kg build --dataset"):
        PublishedDataset.open(tmp_path)


def test_readers_of_an_old_version_go_on(lighthouses: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    old = build(lighthouses, dataset)
    size = len(old.store)
    facts = lighthouses / "facts" / "logbook.yaml"
    for height in range(5):
        old_height, new_height = f"height: 3{height or 1}", f"height: 3{height + 1}"
        facts.write_text(facts.read_text().replace(old_height, new_height))
        build(lighthouses, dataset)
    assert len(list(old.store)) == size


def test_built_again_only_when_the_folder_changed(lighthouses: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    stages: list[str] = []
    first = ensure_built(lighthouses, dataset, stages.append)
    assert stages
    stages.clear()
    assert ensure_built(lighthouses, dataset, stages.append).version == first.version
    assert stages == []
    query = lighthouses / "queries" / "keepers.rq"
    query.write_text(query.read_text() + "LIMIT 1\n")
    ensure_built(lighthouses, dataset, stages.append)
    assert stages
