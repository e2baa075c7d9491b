"""Look at an update's text before any parser does; see :mod:`kg.service.guard` for why.

The same pass finds what the SPARQL Protocol's dataset parameters need to know: where the
operations that match a pattern have their WHERE, and whether any says USING or WITH itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.service.guard import QueryRefused, Scan, place_of

#: Characters of update text; a larger set of data goes to the Graph Store.
MAX_CHARACTERS = 10_000_000
#: A graph that never exists.
NOWHERE = "<urn:kg:nowhere>"
_NAME = r"(?:<[^\x00-\x20<>\"{}|^`\\]*>|[^\s:;#]*:[^\s;#}]*)"
_SILENT_LOAD = re.compile(rf"LOAD\s+SILENT\s+{_NAME}(?:\s+INTO\s+GRAPH\s+{_NAME})?", re.IGNORECASE)
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})


@dataclass
class UpdateText:
    """An update that has passed the guard.

    Parameters
    ----------
    text: the update as it was given.
    only_inserts_data: whether it is made of INSERT DATA alone, so that what it adds does not
        depend on what is there.
    names_graphs: whether an operation names the graphs it works on by USING or WITH.
    wheres: offsets of each WHERE that a USING may stand before.
    short_deletes: offsets of DELETE and of WHERE in each ``DELETE WHERE``.
    loads: offsets of each LOAD, which is not done here.
    """

    text: str
    only_inserts_data: bool = True
    names_graphs: bool = False
    wheres: list[int] = field(default_factory=list)
    short_deletes: list[tuple[int, int]] = field(default_factory=list)
    loads: list[int] = field(default_factory=list)

    def without_loads(self) -> UpdateText:
        """The update with each ``LOAD SILENT`` made an operation that does nothing.

        So does a LOAD SILENT that fails, which here it always does.

        Raises
        ------
        QueryRefused: there is a LOAD that is not silent.
        """
        text = self.text
        for start in reversed(self.loads):
            found = _SILENT_LOAD.match(text, start)
            if found is None:
                line, column = place_of(text, start)
                raise QueryRefused(
                    f"line {line}, column {column}: LOAD would fetch a file from elsewhere, which "
                    f"is not done here — send the data to the graph store yourself"
                )
            text = text[:start] + f"CLEAR SILENT GRAPH {NOWHERE}" + text[found.end() :]
        return inspect_update(text) if self.loads else self

    def using(self, graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
        """The update with the dataset that the SPARQL Protocol's parameters give it.

        https://www.w3.org/TR/sparql11-protocol/#update-dataset

        Raises
        ------
        QueryRefused: an operation names its graphs itself, or a graph's IRI is none.
        """
        if not graphs and not named_graphs:
            return self.text
        if self.names_graphs:
            raise QueryRefused(
                "the update says USING or WITH, and using-graph-uri or using-named-graph-uri was "
                "sent too — keep one of the two"
            )
        clause = "".join(f" USING {_written(iri)}" for iri in graphs)
        clause += "".join(f" USING NAMED {_written(iri)}" for iri in named_graphs)
        marks = [(where, f"{clause} ") for where in self.wheres]
        for delete, where in self.short_deletes:
            pattern = self.text[where + len("WHERE") : _end_of_group(self.text, where)]
            marks.append((delete + len("DELETE"), f" {pattern}{clause} "))
        text = self.text
        for offset, words in sorted(marks, reverse=True):
            text = text[:offset] + words + text[offset:]
        return text


def inspect_update(text: str) -> UpdateText:
    """Pass an update's text through the guard.

    Raises
    ------
    QueryRefused: the text is too long, nests or chains too deep, or calls SERVICE.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryRefused(
            f"the update has {len(text):,} characters, the limit is {MAX_CHARACTERS:,} — "
            f"send data to the graph store, or in several updates"
        )
    scan = _UpdateScan(text)
    scan.run()
    return scan.update


class _UpdateScan(Scan):
    """One pass over an update's tokens."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.update = UpdateText(text)
        self._last = ("", 0)
        self._matches = False

    def joined(self, count: int, at: int) -> None:
        """Count the patterns of a WHERE; data has as many triples as it likes."""
        if self._matches:
            super().joined(count, at)

    def closed(self, end: int) -> None:
        if not self.depth:
            self._matches = False
            self.patterns = 0

    def keyword(self, word: str, start: int, end: int) -> None:
        self.chain_clause(word, start)
        if self.depth:
            return
        if word.startswith("LOAD"):
            self.update.loads.append(start)
        self._matches = word == "WHERE"
        before, where_before = self._last
        if word in ("USING", "WITH"):
            self.update.names_graphs = True
        elif word == "WHERE" and before == "DELETE":
            self.update.short_deletes.append((where_before, start))
        elif word == "WHERE":
            self.update.wheres.append(start)
        if word not in _PROLOGUE and (before, word) != ("INSERT", "DATA") and word != "INSERT":
            self.update.only_inserts_data = False
        if before == "INSERT" and word != "DATA":
            self.update.only_inserts_data = False
        self._last = (word, start)


def _end_of_group(text: str, start: int) -> int:
    """Where the first group after an offset ends."""
    scan = _GroupEnd(text[start:])
    scan.run()
    return start + scan.end


class _GroupEnd(Scan):
    """Finds the end of the first group of a text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.end = 0

    def joined(self, count: int, at: int) -> None:
        """Nor do triples."""

    def keyword(self, word: str, start: int, end: int) -> None:
        """Words do not matter here; they have passed the guard."""

    def closed(self, end: int) -> None:
        if self.depth == 0 and not self.end:
            self.end = end


def _written(iri: str) -> str:
    if any(c in '<>"{}|^`\\' or c <= " " for c in iri) or ":" not in iri:
        raise QueryRefused(f"the graph <{iri}> is no absolute IRI")
    return f"<{iri}>"
