"""The published dataset that a request reads: always the current version, opened once."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import cast

from flask import Flask, current_app, g

from kg.dataset import PublishedDataset, current_state

_EXTENSION = "shanyrak.published"


class Current:
    """Holds the version that is published now, and opens the next one when it comes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = Lock()
        self._opened: PublishedDataset | None = None
        self._state: tuple[str, int, int] | None = None

    def get(self) -> PublishedDataset:
        """The current version.

        Raises
        ------
        DatasetMissing: nothing is published in the directory.
        """
        opened, state = self._opened, self._state
        if opened is not None and state == current_state(self._directory):
            return opened
        with self._lock:
            state = current_state(self._directory)
            if self._opened is None or state != self._state:
                self._opened = PublishedDataset.open(self._directory)
                self._state = state
            return self._opened

    def opened(self) -> PublishedDataset | None:
        """What :meth:`get` would give without opening anything; else None."""
        found = self._opened
        return found if found is not None and self.is_current(found) else None

    def is_current(self, opened: PublishedDataset) -> bool:
        """Whether that is still what :meth:`get` would give; quick, and opens nothing."""
        return opened is self._opened and self._state == current_state(self._directory)


def init_app(app: Flask) -> None:
    """Give the application its dataset."""
    app.extensions[_EXTENSION] = Current(app.config["DATASET"])


def current(app: Flask | None = None) -> Current:
    """The holder of an application's dataset; of the one that answers, where none is named."""
    return cast(Current, (app or current_app).extensions[_EXTENSION])


def dataset() -> PublishedDataset:
    """The dataset of this request; one request sees one version from beginning to end.

    Raises
    ------
    DatasetMissing: nothing is published.
    """
    if "dataset" not in g:
        g.dataset = current().get()
    return cast(PublishedDataset, g.dataset)
