"""The directory of a running service: it ends with it, or with the next one that starts."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_PREFIX = "kg-run-"
#: A file whose lock the owner holds while it lives; the kernel lets go of it in any case.
_LOCK = "owner.lock"


class Home:
    """A new directory among those for temporary files; its ``path`` is where it lies.

    What owners that were killed have left there is removed first.
    """

    def __init__(self) -> None:
        place = Path(tempfile.gettempdir())
        for left in place.glob(f"{_PREFIX}*/{_LOCK}"):
            _remove_if_abandoned(left)
        self.path, self._lock = _owned()

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _owned() -> tuple[Path, BinaryIO]:
    """A new directory and the lock that says whose it is."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Another service that starts now may find it before it is locked, and remove it.
        with suppress(FileNotFoundError):
            lock = (path / _LOCK).open("wb")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (path / _LOCK).exists():
                return path, lock
            lock.close()


def _remove_if_abandoned(left: Path) -> None:
    """Remove a lock's directory unless its owner lives or is another user."""
    with suppress(OSError):
        if left.parent.is_symlink() or left.parent.stat().st_uid != os.getuid():
            return
        with left.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left.parent, ignore_errors=True)
