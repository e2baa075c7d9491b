"""Finding a phrase in a source's text, whatever its spaces and quotation marks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

MAX_WORDS = 12

_FILE_NAME = re.compile(r"[\w.-]+")
_WORD = re.compile(r"\S*\w\S*")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»‹›〝〞＂"), '"') | dict.fromkeys(map(ord, "‘’‚‛ʼ＇`´"), "'")
#: Characters that show nothing: soft hyphen, zero-width space and joiners, byte order mark.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def is_file_name(text: str) -> bool:
    """Whether a text names a file of the texts folder itself, and none elsewhere."""
    return _FILE_NAME.fullmatch(text) is not None and text.strip(".") != ""


def count_words(phrase: str) -> int:
    """How many words a phrase has: runs without white space that hold a letter or digit."""
    return len(_WORD.findall(phrase))


@dataclass(frozen=True)
class SourceText:
    """A source's text, folded for search, with the way back to its own offsets.

    Parameters
    ----------
    sha256: digest of the file's bytes.
    length: of the text, in code points.
    """

    sha256: str
    length: int
    _folded: str
    _offsets: tuple[int, ...]

    @classmethod
    def read(cls, path: Path) -> SourceText:
        """Read a text file.

        Raises
        ------
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
        """
        data = path.read_bytes()
        text = data.decode("utf-8")
        folded, offsets = _fold(text)
        return cls(hashlib.sha256(data).hexdigest(), len(text), folded, offsets)

    def find(self, phrase: str) -> list[tuple[int, int]]:
        """Every place of a phrase, as (start, end) in code points of the text itself."""
        wanted = _fold(phrase)[0].strip()
        if not wanted:
            return []
        places = []
        at = self._folded.find(wanted)
        while at >= 0:
            end = self._offsets[at + len(wanted) - 1] + 1
            places.append((self._offsets[at], end))
            at = self._folded.find(wanted, at + 1)
        return places


def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Text with quotes made plain and white space made single, and each letter's offset."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text.translate(_QUOTES)):
        if letter in _INVISIBLE:
            continue
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        offsets.append(offset)
    return "".join(letters), tuple(offsets)


def same_phrase(one: str, other: str) -> bool:
    """Whether two phrases are equal but for spaces and quotation marks."""
    return _fold(one)[0].strip() == _fold(other)[0].strip()
