"""Result formats: one table, and what each of them needs to count rows and to stop at a limit.

The store writes an answer in one go, many times faster than row by row in Python; so rows are
counted in the bytes it wrote, and a row too many is cut off there.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox


@dataclass(frozen=True)
class ResultFormat:
    """One way to write an answer down.

    Parameters
    ----------
    name: short name, as in ``?format=``; unique among tables and among graphs.
    media_type: what the answer is sent as.
    is_graph: a graph format (CONSTRUCT, DESCRIBE) rather than a table's (SELECT, ASK).
    writer: the store's own format.
    aliases: other names and media types it is asked for by.
    """

    name: str
    media_type: str
    is_graph: bool
    writer: ox.QueryResultsFormat | ox.RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type with its character set where the type is text."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type

    def answers_to(self, name: str) -> bool:
        """Whether a name or media type, in lower case, means this format."""
        return name in (self.name, self.media_type) or name in self.aliases


_TABLE, _GRAPH = ox.QueryResultsFormat, ox.RdfFormat

#: Every format; of each kind the first one is the default.
FORMATS = (
    ResultFormat(
        "json",
        "application/sparql-results+json",
        False,
        _TABLE.JSON,
        ("application/json", "text/json"),
    ),
    ResultFormat(
        "xml",
        "application/sparql-results+xml",
        False,
        _TABLE.XML,
        ("application/xml", "text/xml"),
    ),
    ResultFormat("csv", "text/csv", False, _TABLE.CSV),
    ResultFormat("tsv", "text/tab-separated-values", False, _TABLE.TSV),
    ResultFormat("turtle", "text/turtle", True, _GRAPH.TURTLE, ("ttl", "application/x-turtle")),
    ResultFormat("nt", "application/n-triples", True, _GRAPH.N_TRIPLES, ("ntriples", "text/plain")),
    ResultFormat("nq", "application/n-quads", True, _GRAPH.N_QUADS, ("nquads",)),
    ResultFormat("trig", "application/trig", True, _GRAPH.TRIG),
    ResultFormat(
        "rdf",
        "application/rdf+xml",
        True,
        _GRAPH.RDF_XML,
        ("rdfxml", "xml", "application/xml", "text/xml"),
    ),
    ResultFormat(
        "jsonld", "application/ld+json", True, _GRAPH.JSON_LD, ("json", "application/json")
    ),
)


def formats_for(is_graph: bool) -> tuple[ResultFormat, ...]:
    """The formats of tables or of graphs, the default first."""
    return tuple(f for f in FORMATS if f.is_graph == is_graph)


def find_format(name: str, is_graph: bool) -> ResultFormat | None:
    """The format of that name or media type among tables or graphs."""
    wanted = name.lower()
    return next((f for f in formats_for(is_graph) if f.answers_to(wanted)), None)


class TooLarge(Exception):
    """What was to be written down takes more bytes than it may; ``written`` has the beginning."""

    def __init__(self, written: bytes) -> None:
        self.written = written
        super().__init__(len(written))


class Sheet(io.RawIOBase):
    """Takes what is written down, up to a number of bytes.

    Parameters
    ----------
    room: bytes, or None for as many as there are.
    """

    def __init__(self, room: int | None) -> None:
        self._room = room
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """Whether it can be written to, which the base class denies."""
        return True

    def write(self, piece: Any, /) -> int:
        """Take some bytes.

        Raises
        ------
        TooLarge: there is no room for them.
        """
        left = None if self._room is None else self._room - self._size
        self._pieces.append(bytes(piece[:left]))
        if left is not None and len(piece) > left:
            raise TooLarge(self.written)
        self._size += len(piece)
        return len(piece)

    @property
    def written(self) -> bytes:
        """All that was taken."""
        return b"".join(self._pieces)


def count_rows(body: bytes, name: str) -> int:
    """How many rows a table in one of the four formats has."""
    return _COUNTERS[name](body)


def rows_begun(beginning: bytes, name: str) -> int:
    """About how many rows a table has of which only the beginning is there."""
    return beginning.count(b"},{") + 1 if name == "json" else count_rows(beginning, name)


def cut_rows(body: bytes, name: str, rows: int) -> bytes:
    """A table with the first rows alone; JSON and XML also say that it was cut.

    JSON gets a member ``"capped": rows`` at the top, XML a ``link`` in its head; CSV and TSV
    have no place for it.
    """
    return _CUTTERS[name](body, rows)


def _count_json(body: bytes) -> int:
    if b"{}" in body:  # perhaps a row without a single binding
        return len(json.loads(body)["results"]["bindings"])
    # Inside a string a quotation mark is escaped, so `},{"` ends a string or begins a row.
    strings = body.count(b'},{",') + body.count(b'},{"}')
    between = body.count(b'},{"') - strings
    return between + (not body.endswith(b'"bindings":[]}}'))


def _count_xml(body: bytes) -> int:
    return body.count(b"<result>") + body.count(b"<result/>")


def _count_csv(body: bytes) -> int:
    plain = re.sub(rb'"[^"]*+"', b"", body) if b'"' in body else body
    return plain.count(b"\r\n") - 1


def _count_tsv(body: bytes) -> int:
    return body.count(b"\n") - 1


def _cut_json(body: bytes, rows: int) -> bytes:
    table = json.loads(body)
    kept = {"bindings": table["results"]["bindings"][:rows]}
    # Before the results: some readers accept nothing after them.
    table = {"head": table["head"], "capped": rows, "results": kept}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


#: What the ``link`` in the head of a cut XML table points at.
CAPPED_LINK = "https://w3id.org/shanyrak/kg#capped"


def _cut_xml(body: bytes, rows: int) -> bytes:
    places = re.finditer(rb"<result/?>", body)
    end = next(m.start() for i, m in enumerate(places) if i == rows)
    link = f'<link href="{CAPPED_LINK}"/></head>'.encode()
    return body[:end].replace(b"</head>", link, 1) + b"</results></sparql>"


def _cut_csv(body: bytes, rows: int) -> bytes:
    lines = re.finditer(rb'(?:[^"\r]|"[^"]*+")*+\r\n', body)
    return body[: next(m.end() for i, m in enumerate(lines) if i == rows)]


def _cut_tsv(body: bytes, rows: int) -> bytes:
    return b"".join(line + b"\n" for line in body.split(b"\n", rows + 1)[: rows + 1])


_COUNTERS: dict[str, Callable[[bytes], int]] = {
    "json": _count_json,
    "xml": _count_xml,
    "csv": _count_csv,
    "tsv": _count_tsv,
}
_CUTTERS: dict[str, Callable[[bytes, int], bytes]] = {
    "json": _cut_json,
    "xml": _cut_xml,
    "csv": _cut_csv,
    "tsv": _cut_tsv,
}
