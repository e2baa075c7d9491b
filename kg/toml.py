"""TOML with the line of each setting."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kg.errors import Problem
from kg.files import read_text

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_TABLE = re.compile(r"\s*\[\s*([^\[\]#]+?)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")


@dataclass(frozen=True)
class TomlFile:
    """A TOML file as read, and where its settings stand.

    Parameters
    ----------
    name: how problems name the file.
    data: the settings.
    lines: by (table, key); a table's own line has the empty key.
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int]

    def problem(self, where: tuple[str, str], message: str, fix: str) -> Problem:
        """A problem at a setting, or where that is missing at its table, or at the first line."""
        table, key = where
        places = (where, (table or key, ""), ("", table))
        line = next((self.lines[place] for place in places if place in self.lines), 1)
        return Problem(self.name, line, 1, message, fix)

    def unknown(self, table: str, known: tuple[str, ...]) -> list[Problem]:
        """A problem for each setting of a table that is not one of the known ones."""
        settings = self.data.get(table, {}) if table else self.data
        found = []
        for key in settings if isinstance(settings, Mapping) else ():
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.6)
                fix = f"did you mean '{near[0]}'?" if near else f"use one of: {', '.join(known)}"
                where = f" in [{table}]" if table else ""
                found.append(self.problem((table, key), f"unknown setting '{key}'{where}", fix))
        return found


def read_toml(path: Path) -> tuple[TomlFile | None, list[Problem]]:
    """Read a TOML file; None with the problem that kept it from being read."""
    text, problems = read_text(path)
    if text is None:
        return None, problems
    try:
        return TomlFile(str(path), tomllib.loads(text), _lines(text)), []
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        end = text.count("\n") + 1
        line, column = (int(place[1] or end), int(place[2] or 1)) if place else (1, 1)
        message = f"not TOML: {_PLACE.sub('', str(error))}"
        fix = 'write it as key = "value", texts in straight quotation marks'
        if "after a key" in message:
            fix = 'write it as key = "value", and "key" where it has letters other than a to z'
        return None, [Problem(str(path), line, column, message, fix)]
    except RecursionError:
        return None, [Problem(str(path), 1, 1, "nested too deep", "no setting needs that")]


def _lines(text: str) -> dict[tuple[str, str], int]:
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if (header := _TABLE.match(line)) is not None:
            table = header[1].strip("\"'")
            lines.setdefault((table, ""), number)
        elif (key := _KEY.match(line)) is not None:
            lines.setdefault((table, key[1] or key[2] or key[3] or ""), number)
    return lines
