"""Files for download: written once for a version, kept until the next one."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kg.dataset import PublishedDataset
from kg.export import FORMATS, export


@dataclass(frozen=True)
class Download:
    """A file that is ready.

    Parameters
    ----------
    name: as the reader saves it.
    size: in bytes.
    sha256: of its bytes, in hexadecimal.
    """

    format: str
    name: str
    media_type: str
    path: Path
    size: int
    sha256: str


class Downloads:
    """The files of one process, in a directory of its own that ends with it."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="downloads-"))
        self._lock = Lock()
        self._ready: dict[tuple[str, str], Download] = {}
        atexit.register(shutil.rmtree, self._home, ignore_errors=True)

    def all(self, dataset: PublishedDataset) -> list[Download]:
        """Every file of a version, in the order of the table of formats."""
        return [self.get(dataset, name) for name in FORMATS]

    def get(self, dataset: PublishedDataset, name: str) -> Download:
        """One file, written now unless it is there.

        Raises
        ------
        KeyError: there is no such format.
        """
        key = (dataset.version, name)
        with self._lock:
            if key not in self._ready:
                self._forget_other_versions(dataset.version)
                self._ready[key] = self._write(dataset, name)
            return self._ready[key]

    def _write(self, dataset: PublishedDataset, name: str) -> Download:
        format_ = FORMATS[name]
        folder = self._home / dataset.version
        folder.mkdir(exist_ok=True)
        path = folder / f"dataset.{format_.extension}"
        export(dataset, name, path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Download(name, path.name, format_.media_type, path, path.stat().st_size, digest)

    def _forget_other_versions(self, version: str) -> None:
        for key in [key for key in self._ready if key[0] != version]:
            del self._ready[key]
        for folder in self._home.iterdir():
            if folder.name != version:
                shutil.rmtree(folder, ignore_errors=True)
