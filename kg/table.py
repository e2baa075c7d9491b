"""A query's answer as a table in plain text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

#: Cells wider than this are cut, so that a row stays on its line.
_WIDEST = 60


def draw_table(results: bytes, compress: Callable[[str], str]) -> str:
    """Draw the results of SELECT or ASK.

    Parameters
    ----------
    results: SPARQL results in JSON.
    compress: shortens an IRI.
    """
    document = json.loads(results)
    if "boolean" in document:
        return "yes" if document["boolean"] else "no"
    columns = document["head"]["vars"]
    bindings = document["results"]["bindings"]
    rows = [[_cell(row.get(name), compress) for name in columns] for row in bindings]
    widths = [max(map(_width, column)) for column in zip(columns, *rows, strict=True)]
    lines = [_line(columns, widths), "  ".join("─" * width for width in widths)]
    lines += [_line(row, widths) for row in rows]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return "\n".join([*lines, count])


def _cell(term: dict[str, Any] | None, compress: Callable[[str], str]) -> str:
    if term is None:
        return ""
    if term["type"] == "triple":
        parts = (term["value"][role] for role in ("subject", "predicate", "object"))
        return _cut(f"<<( {' '.join(_cell(part, compress) for part in parts)} )>>")
    if term["type"] == "uri":
        return _cut(compress(term["value"]))
    text = " ".join(str(term["value"]).split())
    tag = f"@{term['xml:lang']}" if "xml:lang" in term else ""
    return _cut(text, len(tag)) + tag


def _cut(text: str, reserved: int = 0) -> str:
    most = _WIDEST - reserved
    return text if len(text) <= most else text[: most - 1] + "…"


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def _line(cells: list[str], widths: list[int]) -> str:
    padded = (
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()
