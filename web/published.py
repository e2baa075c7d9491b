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


def init_app(app: Flask) -> None:
    """Give the application its dataset."""
    app.extensions[_EXTENSION] = Current(app.config["DATASET"])


def dataset() -> PublishedDataset:
    """The dataset of this request; one request sees one version from beginning to end.

    Raises
    ------
    DatasetMissing: nothing is published.
    """
    if "dataset" not in g:
        g.dataset = cast(Current, current_app.extensions[_EXTENSION]).get()
    return cast(PublishedDataset, g.dataset)
