"""Reading what people have written: plain files, UTF-8, and a problem where one is not."""

from __future__ import annotations

import stat
from pathlib import Path

from kg.errors import Problem

#: These files are written by hand; one larger than this is none of them.
MAX_BYTES = 64 * 1024 * 1024


def files_of(folder: Path, ending: str) -> list[Path]:
    """The files of a folder that are read, in order; hidden ones belong to somebody's editor."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.glob(f"*{ending}") if not p.name.startswith("."))


def read_bytes(path: Path, name: str | None = None) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a plain file, or None with the problem that kept it from being read.

    Parameters
    ----------
    path: the file.
    name: how the problem names it; the path itself by default.
    """
    name = name or str(path)
    try:
        about = path.stat()
        if stat.S_ISREG(about.st_mode) and about.st_size <= MAX_BYTES:
            return path.read_bytes(), []
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        return None, [Problem(name, 1, 1, message, "check that it is there and that you may")]
    if stat.S_ISREG(about.st_mode):
        limit = MAX_BYTES // 1024 // 1024
        return None, [Problem(name, 1, 1, f"larger than {limit} MB", "split it")]
    return None, [Problem(name, 1, 1, "this is no plain file", "put a file of text in its place")]


def decode(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text of UTF-8 bytes, without a byte order mark; None and the place where it is none."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        return None, [Problem(name, line, column, "not UTF-8 text", "save the file as UTF-8")]


def read_text(path: Path) -> tuple[str | None, list[Problem]]:
    """The text of a file with its line ends made plain; see :func:`read_bytes`."""
    data, problems = read_bytes(path)
    if data is None:
        return None, problems
    text, problems = decode(data, str(path))
    return (text and text.replace("\r\n", "\n").replace("\r", "\n")), problems
