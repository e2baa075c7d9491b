"""Files that look as if they were meant to be read, but stand where nothing reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from kg.errors import Problem

#: Each folder of an ontology and the ending of the files that are read in it.
FOLDERS = {
    "facts": ".yaml",
    "entities": ".yaml",
    "rules": ".rq",
    "queries": ".rq",
    "gaps": ".rq",
    "networks": ".toml",
}
_ALWAYS = frozenset({".ttl", ".rq", ".sparql"})
_PERHAPS = frozenset({".yaml", ".yml", ".toml"})
#: How a facts file, a register or a network begins one of its lines.
_OURS = re.compile(r"^(source|evidence|entities|nodes|links)\s*[:=]", re.MULTILINE)
_PEEK = 64 * 1024


def strays(directory: Path, known: Iterable[str]) -> list[Problem]:
    """A problem for each file that is passed over in silence otherwise.

    Hidden files, backups that end in ``~`` and texts about the folder (README, ``*.md``) are
    anybody's own affair.

    Parameters
    ----------
    directory: the ontology folder.
    known: the files that are read in the folder itself.
    """
    try:
        return [*_in_folders(directory), *_beside(directory, frozenset(known))]
    except OSError as error:
        fix = "check that you may read it"
        where = str(error.filename or directory)
        return [Problem(where, 1, 1, f"cannot be listed: {error.strerror}", fix)]


def _in_folders(directory: Path) -> Iterator[Problem]:
    for folder, ending in FOLDERS.items():
        home = directory / folder
        if home.exists() and not home.is_dir():
            yield _problem(home, f"a file in the place of the folder {folder}/", "rename the file")
        for path in _visible(home):
            if path.suffix == ending:
                continue
            if path.is_dir():
                fix = f"put its files into {folder}/ itself"
                yield _problem(path, f"a folder inside {folder}/ is not read", fix)
            else:
                fix = f"name it {_stem(path)}{ending}, or move it out of the folder"
                yield _problem(path, f"not read: files of {folder}/ end in {ending}", fix)


def _beside(directory: Path, known: frozenset[str]) -> Iterator[Problem]:
    for path in _visible(directory):
        if path.name in known or path.name in FOLDERS:
            continue
        if path.is_dir():
            ours = next((inner for inner in _visible(path) if _is_ours(inner)), None)
            if ours is not None:
                fix = f"put it into one of {', '.join(f'{name}/' for name in FOLDERS)}"
                yield _problem(ours, f"not read: nothing reads the folder {path.name}/", fix)
        elif _is_ours(path):
            near = get_close_matches(path.name.lower(), known, n=1, cutoff=0.6)
            fix = f"name it {' or '.join(near or sorted(known))}"
            fix += ", or put it into the folder of its kind"
            yield _problem(path, "not read: no file of this name is", fix)


def _visible(home: Path) -> list[Path]:
    if not home.is_dir():
        return []
    return sorted(path for path in home.iterdir() if not _is_private(path))


def _is_private(path: Path) -> bool:
    name = path.name
    return name.startswith((".", "README")) or name.endswith(("~", ".md"))


def _is_ours(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in _ALWAYS | _PERHAPS or not path.is_file():
        return False
    if ending in _ALWAYS:
        return True
    with path.open("rb") as file:
        return _OURS.search(file.read(_PEEK).decode("utf-8", "replace")) is not None


def _stem(path: Path) -> str:
    """``note`` of ``note.yml``, ``note.yaml.txt`` and ``note.YAML``."""
    stem = path.name
    while (ending := Path(stem).suffix) and not ending[1:].isdigit():
        stem = stem.removesuffix(ending)
    return stem


def _problem(path: Path, message: str, fix: str) -> Problem:
    return Problem(str(path), 1, 1, message, fix)
