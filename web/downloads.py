"""Files for download: written once for a version, kept until the next one.

A remote store's statements are copied here first, anew every ten minutes at most.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kg.dataset import PublishedDataset
from kg.errors import KgError
from kg.export import FORMATS, export
from kg.remote.copying import copied

#: Seconds for which files made of a remote store's statements are kept.
_FRESH = 600


@dataclass(frozen=True)
class Download:
    """A file that is ready.

    Parameters
    ----------
    name: as the reader saves it.
    size: in bytes.
    sha256: of its bytes, in hexadecimal.
    version: of the dataset that it holds.
    """

    format: str
    name: str
    media_type: str
    path: Path
    size: int
    sha256: str
    version: str


class Downloads:
    """The files of one process, in a directory of its own that ends with it."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="downloads-"))
        self._lock = Lock()
        self._ready: dict[tuple[str, str], Download] = {}
        self._copies: dict[str, PublishedDataset] = {}
        atexit.register(shutil.rmtree, self._home, ignore_errors=True)

    def all(self, dataset: PublishedDataset) -> list[Download]:
        """Every file of a version, in the order of the table of formats."""
        return [self.get(dataset, name) for name in FORMATS]

    def get(self, dataset: PublishedDataset, name: str) -> Download:
        """One file, written now unless it is there.

        Raises
        ------
        KeyError: there is no such format.
        RemoteError: a remote store does not give its statements.
        """
        edition = dataset.freshness(_FRESH)
        key = (edition, name)
        with self._lock:
            if key not in self._ready:
                self._forget_other_editions(edition)
                folder = self._home / edition
                folder.mkdir(exist_ok=True)
                here = dataset if dataset.remote is None else self._copy(dataset, folder)
                self._ready[key] = _write(here, name, folder)
            return self._ready[key]

    def _copy(self, dataset: PublishedDataset, folder: Path) -> PublishedDataset:
        """A remote store's dataset, copied once for all formats."""
        if folder.name not in self._copies:
            place = folder / "copy"
            place.mkdir(exist_ok=True)
            try:
                self._copies[folder.name] = copied(dataset, place)
            except KgError:
                shutil.rmtree(place)
                raise
        return self._copies[folder.name]

    def _forget_other_editions(self, edition: str) -> None:
        for key in [key for key in self._ready if key[0] != edition]:
            del self._ready[key]
        self._copies = {name: copy for name, copy in self._copies.items() if name == edition}
        for folder in self._home.iterdir():
            if folder.name != edition:
                shutil.rmtree(folder, ignore_errors=True)


def _write(dataset: PublishedDataset, name: str, folder: Path) -> Download:
    format_ = FORMATS[name]
    path = folder / f"dataset.{format_.extension}"
    export(dataset, name, path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return Download(name, path.name, format_.media_type, path, size, digest, dataset.version)
