"""Files made of a version: written once, by whichever process is asked first.

They are the downloads in every format, and the picture of the whole dataset for the explorer.

All processes of one service keep them in one directory. ``python -m kg.export.downloads DATASET
DIRECTORY PARENT`` writes them before anybody asks. A remote store's statements are copied first,
anew every ten minutes at most.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from kg.dataset import PublishedDataset
from kg.errors import KgError
from kg.export import FORMATS, export
from kg.export.formats import Format
from kg.picture import Named, columns_of, names_of, write_columns
from kg.remote.copying import copied
from kg.service.lifetime import die_with_parent

#: Seconds for which files made of a remote store's statements are kept.
_FRESH = 600
#: Editions whose files are kept: while a new one comes, some processes still read the last.
_EDITIONS = 2
#: Bytes of the largest dump of which all files are written before anybody asks.
LARGEST = 2**30
#: Where the picture's columns are among the files of a version.
_PICTURE = Path("picture/columns.bin")
#: How hard the picture's files are packed.
_LEVEL = 6
#: The niceness of doing so.
_NICE = 19


@dataclass(frozen=True)
class Download:
    """A file that is ready.

    Parameters
    ----------
    name: as the reader saves it.
    path: where it lies.
    size: in bytes.
    sha256: of its bytes, in hexadecimal.
    version: of the dataset that it holds.
    """

    format: str
    name: str
    media_type: str
    path: str
    size: int
    sha256: str
    version: str


@dataclass(frozen=True)
class Offer:
    """A file that can be had.

    Parameters
    ----------
    ready: the file; None until somebody fetches it.
    """

    format: Format
    ready: Download | None

    @property
    def name(self) -> str:
        """As the reader saves it."""
        return _name(self.format)


class Downloads:
    """The files in a directory.

    Parameters
    ----------
    home: the directory; several processes may share it.
    largest: bytes of the largest dump of which all files are written where they are listed; those
        of a larger one are written one by one, each when it is first fetched.
    """

    def __init__(self, home: Path, largest: int = LARGEST) -> None:
        self._home = home
        self._largest = largest
        self._copying = Lock()
        self._copies: dict[str, PublishedDataset] = {}

    def all(self, dataset: PublishedDataset) -> list[Download]:
        """Every file of a version, in the order of the table of formats."""
        return [self.get(dataset, name) for name in FORMATS]

    def offered(self, dataset: PublishedDataset) -> list[Offer]:
        """Every file of a version, in the order of the table of formats.

        Raises
        ------
        RemoteError: a remote store does not give its statements.
        """
        write = self.writes_all(dataset)
        return [
            Offer(format_, self.get(dataset, name) if write else self._ready(dataset, name))
            for name, format_ in FORMATS.items()
        ]

    def writes_all(self, dataset: PublishedDataset) -> bool:
        """Whether all files of a version are written where they are listed."""
        return dataset.remote is not None or dataset.nquads.stat().st_size <= self._largest

    def _ready(self, dataset: PublishedDataset, name: str) -> Download | None:
        ready = self._folder(dataset) / f"{name}.json"
        return _read(ready) if ready.exists() else None

    def _folder(self, dataset: PublishedDataset) -> Path:
        return self._home / dataset.freshness(_FRESH)

    def get(self, dataset: PublishedDataset, name: str) -> Download:
        """One file, written now unless it is there.

        Raises
        ------
        KeyError: there is no such format.
        RemoteError: a remote store does not give its statements.
        """
        ready = self._made(dataset, f"{name}.json", lambda here, path: _write(here, name, path))
        return _read(ready)

    def picture(self, dataset: PublishedDataset) -> Path:
        """The columns of the whole dataset's picture, as :mod:`kg.picture` writes them.

        Raises
        ------
        RemoteError: a remote store does not give its statements.
        """
        return self._made(dataset, _PICTURE, _draw)

    def names(self, dataset: PublishedDataset, language: str) -> Path:
        """What the things of the picture are called in a language.

        Raises
        ------
        RemoteError: a remote store does not give its statements.
        """
        return self._made(
            dataset,
            f"{_PICTURE.parent}/names-{language}.json",
            lambda here, path: _put_both(path, names_of(here, self._things(dataset), language)),
        )

    def _things(self, dataset: PublishedDataset) -> Named:
        things = self._made(dataset, _PICTURE, _draw).with_suffix(".json")
        return Named(**json.loads(things.read_text("utf-8")))

    def _made(
        self,
        dataset: PublishedDataset,
        name: str | Path,
        make: Callable[[PublishedDataset, Path], None],
    ) -> Path:
        """The file of a version, which ``make`` puts in its place unless it is there."""
        folder = self._folder(dataset)
        ready = folder / name
        if not ready.exists():
            ready.parent.mkdir(parents=True, exist_ok=True)
            with _alone(ready.with_name(f".{ready.name}.lock")):
                if not ready.exists():
                    here = dataset if dataset.remote is None else self._copy(dataset, folder)
                    make(here, ready)
            self._forget_old_editions()
        return ready

    def _copy(self, dataset: PublishedDataset, folder: Path) -> PublishedDataset:
        """A remote store's dataset, copied once for all formats."""
        with self._copying:
            if folder.name not in self._copies:
                place = folder / f"copy-{os.getpid()}"
                place.mkdir()
                try:
                    self._copies = {folder.name: copied(dataset, place)}
                except KgError:
                    shutil.rmtree(place)
                    raise
            return self._copies[folder.name]

    def _forget_old_editions(self) -> None:
        folders = sorted(self._home.iterdir(), key=lambda folder: folder.stat().st_ctime)
        for folder in folders[:-_EDITIONS]:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Within, no other process or thread has the lock."""
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _name(format_: Format) -> str:
    return f"dataset.{format_.extension}"


def _read(ready: Path) -> Download:
    return Download(**json.loads(ready.read_text("utf-8")))


def _write(dataset: PublishedDataset, name: str, ready: Path) -> None:
    """Write a file, and what it is beside it when it is whole."""
    format_ = FORMATS[name]
    path = ready.with_name(_name(format_))
    export(dataset, name, path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    download = Download(
        name, path.name, format_.media_type, str(path), size, digest, dataset.version
    )
    _put(ready, json.dumps(asdict(download)).encode())


def _draw(dataset: PublishedDataset, ready: Path) -> None:
    """Lay everything out; beside the columns stands what they number."""
    columns = columns_of(dataset)
    named = Named(columns.things, columns.sources)
    _put(ready.with_suffix(".json"), json.dumps(asdict(named)).encode())
    _put_both(ready, write_columns(columns))


def _put_both(ready: Path, body: bytes) -> None:
    """Have bytes appear as a file, and packed beside it."""
    _put(ready.with_name(f"{ready.name}.gz"), gzip.compress(body, _LEVEL, mtime=0))
    _put(ready, body)


def _put(ready: Path, body: bytes) -> None:
    """Have bytes appear as a file when they are whole."""
    unfinished = ready.with_name(f"{ready.name}.part")
    unfinished.write_bytes(body)
    unfinished.replace(ready)


def main() -> None:
    """Write every file of what is published now, unless the dataset is remote or very large."""
    directory, home, parent = sys.argv[1:]
    die_with_parent(int(parent))
    os.nice(_NICE)
    dataset = PublishedDataset.open(Path(directory))
    files = Downloads(Path(home))
    if dataset.remote is None and files.writes_all(dataset):
        files.picture(dataset)
        for language in dataset.config.languages:
            files.names(dataset, language)
        files.all(dataset)


if __name__ == "__main__":
    main()
