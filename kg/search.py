"""Finding things by name: SQLite's trigram index over folded names, beside the store.

Name and query go through the same :func:`kg.names.fold`. Equal folds are a match; names that
contain every word of the query come next; what is merely similar is said to be so.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rapidfuzz.fuzz import ratio

from kg.errors import KgError
from kg.name_index import build_index
from kg.names import fold

__all__ = ["Hit", "SearchIndexMissing", "build_index", "search"]

#: Names are short; what comes after so many characters of a query is not looked at.
MAX_QUERY = 300
#: Indel similarity (rapidfuzz ``ratio``) from which a name is offered as a suggestion.
SIMILAR = 85.0
_TRIGRAM = 3
#: A letter three times and more; letters of Roman numbers are left out.
_RUN = re.compile(r"([^\W\d_ivxіх])\1{2,}")
#: So many of the best trigram matches are compared letter by letter.
_CANDIDATES = 300
#: Of a query's trigrams the rarest are looked up: at least so many, while they have few names.
_FEWEST_GRAMS = 6
_MOST_ROWS = 5000


class SearchIndexMissing(KgError):
    """There is no index of names where one was looked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: no index of names here — build the dataset again")


@dataclass(frozen=True)
class Hit:
    """A thing that was found.

    Parameters
    ----------
    iri, local: the thing; ``local`` is None for things of other datasets.
    label: its name in the reader's language.
    types: IRIs of its classes, sorted.
    name: the name that matched.
    why: ``exact``, ``contains`` or ``similar 88 %``.
    """

    iri: str
    local: str | None
    label: str
    types: tuple[str, ...]
    name: str
    why: str


#: The rank of a name that is the very text; what is less comes after it, records last.
_EXACT = 1.0
#: Rank (lower is better), the name that matched, and why.
_Found = tuple[tuple[float, ...], str, str]
_Match = tuple[int, tuple[float, ...], str, str]


def search(
    index_path: Path,
    text: str,
    *,
    language: str = "",
    types: Iterable[str] | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Find things by any of their names, or by their IRI or ``type/slug``.

    Parameters
    ----------
    text: what was typed; any text is accepted, ``MAX_QUERY`` characters of it count.
    language: of the labels; the dataset's default where it is none of its languages.
    types: IRIs of classes; only things that have one of them are found.
    limit: how many hits at most.

    Raises
    ------
    SearchIndexMissing: ``index_path`` is no index.
    """
    text = text[:MAX_QUERY].strip()
    folded = fold(text)
    runs = {run[0] for run in _RUN.finditer(text.casefold())}
    allowed = set(types) if types is not None else None
    enough = max(limit, 0) if allowed is None else None
    found: dict[int, _Found] = {}
    try:
        with closing(_open(index_path)) as index:
            _keep(found, _sure(index, text, folded, enough), runs)
            if enough is None or len(found) < enough:
                _keep(found, _similar(index, folded), runs)
            return _hits(index, found, language, allowed, max(limit, 0))
    except sqlite3.DatabaseError as error:
        raise SearchIndexMissing(index_path) from error


def _keep(found: dict[int, _Found], matches: Iterable[_Match], runs: set[str]) -> None:
    """Of several matches of one thing keep the best.

    Parameters
    ----------
    runs: letters repeated as no spelling repeats them; a name that lacks them is no match,
        though it folds to the same.
    """
    for thing, rank, name, why in matches:
        if runs and not all(run in name.casefold() for run in runs):
            continue
        if thing not in found or (rank, name, why) < found[thing]:
            found[thing] = (rank, name, why)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)


def _sure(index: sqlite3.Connection, text: str, folded: str, limit: int | None) -> Iterator[_Match]:
    """What is named so, or has every word of the query in its name."""
    by_address = "SELECT id, coalesce(local, iri) FROM thing WHERE iri = ? OR local = ?"
    for thing, name in index.execute(by_address, (_plain(text), _plain(text))):
        yield thing, (0.0,), name, "exact"
    exact = "SELECT thing, text FROM name WHERE folded = ?"
    for thing, name in index.execute(exact, (folded,)):
        yield thing, (_EXACT,), name, "exact"
    if folded:
        yield from _containing(index, folded, limit)


def _plain(text: str) -> str:
    """Text that SQLite can compare: unpaired surrogates are no text."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _containing(index: sqlite3.Connection, folded: str, limit: int | None) -> Iterator[_Match]:
    words = folded.split()
    long = [word for word in words if len(word) >= _TRIGRAM]
    order = "ORDER BY instr(' ' || name.folded, ' ' || ?) = 0, length(name.folded), name.id"
    if long:
        sql = "SELECT thing, text, name.folded FROM trigram JOIN name ON name.id = trigram.rowid"
        sql += f" WHERE trigram MATCH ? {order} LIMIT ?"
        wanted = " AND ".join(f'"{word}"' for word in long)
    else:
        sql = "SELECT thing, text, folded FROM name"
        sql += f" WHERE instr(' ' || folded, ' ' || ?) {order} LIMIT ?"
        wanted = words[0]
    # Several names may belong to one thing: look at more of them than things are asked for.
    most = 8 * limit + 50 if limit is not None else -1
    for thing, name, other in index.execute(sql, (wanted, folded, most)):
        if all(word in other for word in words):
            starts = f" {other}".find(f" {folded}")
            yield thing, (2.0, starts < 0, starts > 0, float(len(other))), name, "contains"


def _similar(index: sqlite3.Connection, folded: str) -> Iterator[_Match]:
    least, most = SIMILAR / (200 - SIMILAR), (200 - SIMILAR) / SIMILAR
    sql = """SELECT thing, text, name.folded FROM trigram JOIN name ON name.id = trigram.rowid
      WHERE trigram MATCH ? AND length(name.folded) BETWEEN ? AND ?
      ORDER BY rank, name.id LIMIT ?"""
    wanted = " OR ".join(f'"{gram}"' for gram in _telling(index, folded))
    if not wanted:
        return
    size = len(folded)
    for thing, name, other in index.execute(sql, (wanted, least * size, most * size, _CANDIDATES)):
        score = ratio(folded, other)
        if SIMILAR <= score < 100:
            yield thing, (3.0, -score), name, f"similar {score:.0f} %"


def _telling(index: sqlite3.Connection, folded: str) -> list[str]:
    """The trigrams of a text that the fewest names have: enough to find what is like it."""
    grams = sorted({folded[i : i + _TRIGRAM] for i in range(len(folded) - _TRIGRAM + 1)})
    places = ", ".join("?" * len(grams))
    counted = index.execute(f"SELECT doc, term FROM gram WHERE term IN ({places})", grams)
    chosen: list[str] = []
    total = 0
    for count, gram in sorted(counted):
        if len(chosen) >= _FEWEST_GRAMS and total + count > _MOST_ROWS:
            break
        chosen.append(gram)
        total += count
    return chosen


def _hits(
    index: sqlite3.Connection,
    found: Mapping[int, _Found],
    language: str,
    allowed: set[str] | None,
    limit: int,
) -> list[Hit]:
    hits: list[Hit] = []
    inexact = [thing for thing, (rank, _, _) in found.items() if rank[0] > _EXACT]
    records = index.execute(
        "SELECT id FROM thing WHERE record AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(inexact),),
    )
    last = {thing for (thing,) in records}

    def order(thing: int) -> tuple[bool, tuple[float, ...], int]:
        return thing in last, found[thing][0], thing

    for thing in sorted(found, key=order):
        if len(hits) == limit:
            break
        kinds = index.execute("SELECT iri FROM type WHERE thing = ? ORDER BY iri", (thing,))
        types = tuple(iri for (iri,) in kinds)
        if allowed is not None and allowed.isdisjoint(types):
            continue
        iri, local, text = index.execute(
            """SELECT iri, local, coalesce(text, thing.label) FROM thing
               LEFT JOIN label ON label.thing = thing.id AND language = ? WHERE thing.id = ?""",
            (language, thing),
        ).fetchone()
        _, name, why = found[thing]
        hits.append(Hit(iri, local, text, types, name, why))
    return hits
