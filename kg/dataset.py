"""A published dataset: a directory for each version, and one pointer to the last.

``DIR/versions/<version>/`` holds the store, the canonical dump, the search index and a
manifest; its facts never change. ``DIR/current`` is a symbolic link that is swapped in one
step. Whoever has opened a version goes on reading it; a build that fails, dies or finds the
disk full never moves the pointer.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.config import Config
from kg.errors import DatasetBusy, DatasetDamaged, DatasetMissing, PublishFailed
from kg.ontology import NetworkDefinition, TitledText
from kg.remote import RemoteAddress, RemoteStore
from kg.select import Queryable

POINTER = "current"
VERSIONS = "versions"
STORE = "store"
DUMP = "dataset.nq"
SEARCH_INDEX = "search.sqlite"
MANIFEST = "manifest.json"
_LOCK = ".lock"
_UNFINISHED = ".building-"


@dataclass(frozen=True)
class PublishedDataset:
    """One published version, opened for reading.

    Parameters
    ----------
    directory: of this version.
    version: SHA-256 of the canonical dump, in hexadecimal; empty where a remote store has the
        statements, since nobody can tell when they change there.
    config: the settings of its domain.
    queries, networks: what the domain offers to ask and to analyse.
    gaps: queries for things of which the domain would like to know more.
    counts: quads by graph (``default`` and the named graphs' short names).
    redirects: former local ids and what they are now.
    inputs: digest of the ontology folder that it was built from, empty for loaded data.
    remote: where its statements are; None where they are in ``directory``.
    fingerprint: digest of the version with its settings, titles and queries.
    """

    directory: Path
    version: str
    config: Config
    queries: tuple[TitledText, ...]
    gaps: tuple[TitledText, ...]
    networks: tuple[NetworkDefinition, ...]
    counts: Mapping[str, int]
    redirects: Mapping[str, str]
    inputs: str
    remote: RemoteAddress | None = None
    fingerprint: str = ""

    @classmethod
    def open(cls, directory: Path) -> PublishedDataset:
        """Open the current version.

        Raises
        ------
        DatasetMissing: nothing was published there.
        DatasetDamaged: what was published cannot be read.
        """
        version = current_version(directory)
        if version is None:
            raise DatasetMissing(directory)
        home = directory / VERSIONS / version
        try:
            text = (home / MANIFEST).read_bytes()
            manifest = dict(json.loads(text))
            remote = _remote(manifest)
            return cls(
                home.resolve(),
                "" if remote else version,
                Config.from_dict(manifest["config"]),
                tuple(TitledText(**query) for query in manifest["queries"]),
                tuple(TitledText(**query) for query in manifest["gaps"]),
                tuple(NetworkDefinition(**network) for network in manifest["networks"]),
                manifest["counts"],
                manifest["redirects"],
                manifest["inputs"],
                remote,
                hashlib.sha256(version.encode() + text).hexdigest(),
            )
        except OSError as error:
            if current_version(directory) != version:  # meanwhile there are newer ones
                return cls.open(directory)
            raise DatasetMissing(directory) from error
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetDamaged(directory) from error

    @property
    def edition(self) -> str:
        """The name of the version's directory, which every version has."""
        return self.directory.name

    def freshness(self, seconds: int) -> str:
        """What stays the same for as long as an answer may be kept.

        A version's answers never change. Those of a remote store may at any time; they are
        kept for a while and no longer.

        Parameters
        ----------
        seconds: how long a remote store's answer is good enough.
        """
        if self.remote is None:
            return self.edition
        return f"{self.edition}-{int(time.time() // seconds)}"

    @cached_property
    def store(self) -> Queryable:
        """What answers queries about the version: its own store, or the remote one."""
        return RemoteStore(self.remote) if self.remote else self.own_store

    @cached_property
    def own_store(self) -> ox.Store:
        """The store in the version's directory, read-only: several processes may open it."""
        try:
            return ox.Store.read_only(str(self.directory / STORE))
        except (OSError, RuntimeError) as error:
            raise DatasetDamaged(self.directory.parent.parent) from error

    @property
    def nquads(self) -> Path:
        """The canonical dump: every quad of every graph, sorted."""
        return self.directory / DUMP

    @property
    def search_index(self) -> Path:
        """The index of names."""
        return self.directory / SEARCH_INDEX


@dataclass(frozen=True)
class Manifest:
    """What a version's manifest records beside the data."""

    version: str
    config: dict[str, Any]
    queries: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    networks: list[dict[str, Any]]
    counts: dict[str, int]
    redirects: dict[str, str]
    inputs: str
    remote: dict[str, Any] | None = None

    def write(self, directory: Path) -> None:
        """Write the manifest into a version's directory."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


def remote_of(directory: Path) -> RemoteAddress | None:
    """Where the statements of a version are, None where they are in its directory."""
    return _remote(json.loads((directory / MANIFEST).read_text(encoding="utf-8")))


def _remote(manifest: Mapping[str, Any]) -> RemoteAddress | None:
    values = manifest.get("remote")
    return RemoteAddress.from_dict(values) if values else None


def current_version(directory: Path) -> str | None:
    """The version that is published in a directory, from one look at the pointer."""
    try:
        return os.readlink(f"{directory}/{POINTER}").rpartition("/")[2]
    except OSError:
        return None


def current_state(directory: Path) -> tuple[str, int, int] | None:
    """What changes with every publication, even one of the same version with other settings.

    Returns
    -------
    The version, and what tells its manifest from the one it replaced.
    """
    version = current_version(directory)
    if version is None:
        return None
    try:
        found = os.stat(f"{directory}/{VERSIONS}/{version}/{MANIFEST}")
    except OSError:
        return version, 0, 0
    return version, found.st_ino, found.st_mtime_ns


@contextmanager
def workspace(directory: Path) -> Iterator[Path]:
    """A directory to build the next version in; it is gone at the end unless published.

    Raises
    ------
    DatasetBusy: another build holds the dataset.
    PublishFailed: the directory cannot be made, or writing to it fails.
    """
    try:
        (directory / VERSIONS).mkdir(parents=True, exist_ok=True)
        lock = os.open(directory / _LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise PublishFailed(directory, error.strerror or str(error)) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatasetBusy(directory) from None
        _sweep(directory)
        place = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=directory))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise PublishFailed(directory, error.strerror or str(error)) from error
    finally:
        os.close(lock)


def _sweep(directory: Path) -> None:
    """Remove what builds that were killed have left."""
    for left in directory.glob(_UNFINISHED + "*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def publish(directory: Path, finished: Path, version: str) -> None:
    """Make a finished version the current one: durable first, then one atomic step.

    The same facts under other settings or queries are the same version with another manifest;
    a version that was damaged is replaced.

    Parameters
    ----------
    directory: of the dataset; the caller holds its :func:`workspace`.
    finished: the directory that was built, manifest included.
    version: its version.
    """
    home = directory / VERSIONS / version
    if not _is_whole(home, finished):
        _sync_tree(finished)
        shutil.rmtree(home, ignore_errors=True)
        finished.chmod(0o755)
        finished.rename(home)
        _sync(home.parent)
    elif (home / MANIFEST).read_bytes() != (finished / MANIFEST).read_bytes():
        for name in (SEARCH_INDEX, MANIFEST):
            _sync(finished / name)
            (finished / name).replace(home / name)
        _sync(home)
    pointer = directory / f"{_UNFINISHED}pointer-{os.getpid()}"
    pointer.symlink_to(f"{VERSIONS}/{version}")
    pointer.replace(directory / POINTER)
    _sync(directory)


def _is_whole(home: Path, finished: Path) -> bool:
    """Whether a version is there with all that the finished one has."""
    names = (MANIFEST, SEARCH_INDEX, DUMP, f"{STORE}/CURRENT")
    return all((home / name).is_file() for name in names) and (
        (home / DUMP).stat().st_size == (finished / DUMP).stat().st_size
    )


def prune(directory: Path, keep: int = 2) -> None:
    """Remove old versions, the current one and the latest others excepted.

    Parameters
    ----------
    keep: how many versions stay in all.
    """
    current = current_version(directory)
    others = [p for p in (directory / VERSIONS).iterdir() if p.name != current]
    with suppress(FileNotFoundError):
        others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in others[max(keep - 1, 0) :]:
        shutil.rmtree(old, ignore_errors=True)


def _sync_tree(directory: Path) -> None:
    for folder, _, files in os.walk(directory):
        for name in files:
            _sync(Path(folder) / name)
        _sync(Path(folder))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
