"""What to tell somebody whose file is not YAML, or whose word looks right and is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

import yaml

from kg.errors import Problem

#: What YAML refuses to hold.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ODD_SPACE = re.compile(r"[^\S \t\r\n]|[\u00ad\u200b-\u200f\u2060\ufeff]")
#: One that takes the place of a space which means something: indentation, after a colon or dash.
_MISPLACED = re.compile(rf"(?:^[ -]*|:)({_ODD_SPACE.pattern})")
_KEY = re.compile(r"\s*(?:- +)*[^\s:\"'][^:]*:\s")
_AFTER_QUOTE = re.compile(r"""\s*(?:- +)*(?:[^\s:"'][^:]*: +)?(["']).*\1\s*$""")
#: Letters of the longest message, which may hold somebody's text.
_LONGEST = 300
_UNCLOSED = {
    "while parsing a flow sequence": "a [ that is not closed",
    "while parsing a flow mapping": "a { that is not closed",
    "while scanning a quoted scalar": "a quotation mark that is not closed",
}


def not_yaml(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """The problem that a parser's error means, where a person would look for it."""
    if isinstance(error, yaml.MarkedYAMLError):
        return Problem(name, *_marked(error, text.splitlines()))
    if (found := _UNPRINTABLE.search(text)) is not None:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        message = f"a control character (U+{ord(found[0]):04X})"
        return Problem(name, line, column, message, "remove the character")
    message = f"not YAML: {str(error).splitlines()[0]}"
    return Problem(name, 1, 1, message, "remove the character")


def _marked(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int, str, str]:
    mark = error.problem_mark or error.context_mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    line = lines[row] if row < len(lines) else ""
    problem = str(error.problem or error.context)
    before = next((n for n in range(row - 1, -1, -1) if lines[n].strip()), row)
    for number in (before, row):
        if number < len(lines) and (space := _MISPLACED.search(lines[number])) is not None:
            message = f"not YAML: {_name_of(space[1])}"
            return number + 1, space.start(1) + 1, message, "type a plain space"
    if line[column : column + 1] == "\t" or "tab character" in problem:
        return row + 1, column + 1, "not YAML: a tab", "indent with spaces"
    if "escape" in problem:
        fix = "put the text in single quotation marks, where \\ is a letter like others"
        return row + 1, column + 1, "not YAML: a \\ that stands for nothing", fix
    if "cannot start any token" in problem:
        what = f"not YAML: a value that begins with {line[column : column + 1]}"
        return row + 1, column + 1, what, "put it in quotation marks"
    if "mapping values are not allowed" in problem:
        return _stray_colon(row, column, lines, before)
    unclosed = _UNCLOSED.get(str(error.context))
    if unclosed and error.context_mark:
        start = error.context_mark
        return start.line + 1, start.column + 1, f"not YAML: {unclosed}", "close it"
    if _AFTER_QUOTE.fullmatch(line[:column]) and line[column:].strip():
        fix = "put the whole text in quotation marks of the other kind"
        return row + 1, column + 1, "not YAML: words after a closing quotation mark", fix
    fix = "indent the line as its neighbours are, and begin items of a list with `- `"
    return row + 1, column + 1, f"not YAML: {problem}", fix


def _stray_colon(row: int, column: int, lines: list[str], before: int) -> tuple[int, int, str, str]:
    if _KEY.match(lines[row][:column]):
        fix = "put the text in quotation marks"
        return row + 1, column + 1, "not YAML: a colon inside a text", fix
    text = lines[before]
    if before < row and not text.rstrip().endswith(":"):
        fix = "write a space after the colon, and indent the next line as this one is"
        start = len(text) - len(text.lstrip()) + 1
        return before + 1, start, "not YAML: this is no `key: value`", fix
    fix = "indent the line as its neighbours are"
    return row + 1, column + 1, "not YAML: no key may stand here", fix


def _name_of(letter: str) -> str:
    name = unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
    return f"an invisible character ({name})"


def short(message: str) -> str:
    """A message with the middle of a long text in it left out."""
    if len(message) <= _LONGEST:
        return message
    return f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 4 :]}"


def looks(word: str) -> str:
    """Why a word is not what it looks like, for the front of a remedy; empty where it is."""
    if (space := _ODD_SPACE.search(word)) is not None:
        return f"it holds {_name_of(space[0])}; "
    if re.search("[A-Za-z]", word):
        other = next((c for c in word if c.isalpha() and not c.isascii()), None)
        if other is not None:
            return f"its '{other}' is {unicodedata.name(other, 'no Latin letter').lower()}; "
    return ""


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown word: the known one that is most like it, or something else."""
    plain = _ODD_SPACE.sub(" ", word).strip()
    near = get_close_matches(plain, list(known), n=1, cutoff=0.6)
    return looks(word) + (f"did you mean '{near[0]}'?" if near else otherwise)
