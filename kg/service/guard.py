"""Look at a query's text before any parser does.

The parser of the store recurses: on a stack of 8 MB it ends in a segmentation fault from about
1,000 nested groups, 2,000 nested sub-selects or 5,000 chained expressions. One linear pass over
the text counts what nests and what chains, outside strings, IRIs and comments, and refuses long
before that. The same pass finds the form of the query, calls to other services and the
outermost LIMIT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.errors import KgError

#: Characters of query text; ten thousand IRIs in a VALUES block still fit.
MAX_CHARACTERS = 1_000_000
#: Open brackets of all kinds at once: a tenth of what overflows the stack.
MAX_DEPTH = 100
#: Operators and clauses that chain (``||``, ``/``, UNION, BIND …): two fifths of what overflows.
MAX_OPERATORS = 2_000
#: Triple patterns of a query: the store takes minutes to put so many in order, and its stack
#: overflows at ten to twenty times as many.
MAX_PATTERNS = 1_000

#: Functions whose value is another each time.
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_CLAUSES = frozenset(
    {"UNION", "MINUS", "OPTIONAL", "FILTER", "BIND", "AS", "LATERAL", "VALUES", "GRAPH", "EXISTS"}
)

# Letters of names: \w and the joiners of SPARQL's grammar. Quantifiers are possessive, so that
# no text makes the scan go back over itself.
_L = r"\w\-·\u0300-\u036f\u203f\u2040"
_WORD = rf"[^\W\d_][{_L}]*+(?:\.++[{_L}]++)*+"
_PART = rf"(?:[{_L}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])++"
_SKIPPED = rf"""
    [\s,]++ | \#[^\n\r]*+
    | <[^\x00-\x20<>"{{}}|^`\\]*+>
    | \"\"\"(?:\"{{0,2}}+(?:[^"\\]|\\.))*+\"\"\" | '''(?:'{{0,2}}+(?:[^'\\]|\\.))*+'''
    | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
    | [?$][{_L}]++ | @[A-Za-z0-9\-]++ | _:[{_L}]++(?:\.++[{_L}]++)*+
"""
_TOLD = rf"""
    (?P<open> <<|[(\[{{] ) | (?P<close> >>|[)\]}}] )
    | (?P<name> (?:{_WORD})?+ : (?:{_PART}(?:\.++{_PART})?+)?+ )
    | (?P<word> {_WORD} )
    | (?P<number> [0-9]++(?:\.[0-9]++)?+ )
    | (?P<joint> [.;]++ )
    | (?P<operator> [!|&+*/^\-]++ )
"""
_TOKEN = re.compile(rf"(?P<skip> {_SKIPPED} ) | {_TOLD}", re.VERBOSE | re.DOTALL)
# The same, with what is skipped before it in one match, so that a scan has half as many.
_TOLD_TOKEN = re.compile(
    rf"(?: {_SKIPPED} )*+ (?: {_TOLD} | (?P<other> . ) | \Z )", re.VERBOSE | re.DOTALL
)
# `LIMIT10` and `10OFFSET` are two tokens each to a parser of expression grammars.
_PIECE = re.compile(r"[A-Za-z]+|[0-9]+")


class QueryRefused(KgError):
    """The query is not one that is answered here; nothing of it was evaluated."""


class QueryText(NamedTuple):
    """A query that has passed the guard.

    Parameters
    ----------
    text: the query as it was given.
    form: SELECT, ASK, CONSTRUCT or DESCRIBE; empty where the text is no query at all.
    limit: the outermost LIMIT, or None.
    limit_span: where in the text its number stands, or where a LIMIT may be written.
    dataset_at: where in the text its first FROM stands; -1 without one.
    only_named: whether each FROM of it is a FROM NAMED.
    is_volatile: whether the same data may give another answer the next time.
    services: where in the text each SERVICE stands.
    """

    text: str
    form: str
    limit: int | None
    limit_span: tuple[int, int]
    dataset_at: int = -1
    only_named: bool = False
    is_volatile: bool = False
    services: Sequence[int] = ()

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a graph rather than a table or a truth value."""
        return self.form in ("CONSTRUCT", "DESCRIBE")

    def bounded(self, rows: int) -> str:
        """The query with its outermost LIMIT lowered to a number of rows."""
        start, end = self.limit_span
        if self.limit is None:
            return f"{self.text[:start]}\nLIMIT {rows}\n{self.text[end:]}"
        return f"{self.text[:start]} {min(self.limit, rows)} {self.text[end:]}"


def inspect(text: str, *, calls: bool = False, room: int = MAX_CHARACTERS) -> QueryText:
    """Pass a query's text through the guard.

    Parameters
    ----------
    calls: whether the query may call SERVICE.
    room: the most characters it may have.

    Raises
    ------
    QueryRefused: the text is too long, nests or chains too deep, is an update, or calls SERVICE.
    """
    if len(text) > room:
        raise QueryRefused(
            f"the query has {len(text):,} characters, the limit is {room:,} — "
            f"ask in several queries"
        )
    return Scan(text, calls).run()


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Every token; its group says whether it nests, chains, names, is a word or none of these."""
    return _TOKEN.finditer(text)


def used_prefixes(text: str) -> Iterator[tuple[str, int]]:
    """The prefix of every prefixed name outside strings, IRIs and comments, and its offset."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "name":
            yield match.group().partition(":")[0], match.start()


def declared_prefixes(text: str) -> Iterator[tuple[str, str]]:
    """Every prefix that a PREFIX declares, and what stands after it: an IRI in angle brackets."""
    pieces = [match.group() for match in tokens(text) if not is_space(match)]
    for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if word.upper() == "PREFIX" and name.endswith(":"):
            yield name.removesuffix(":"), iri


def is_space(token: re.Match[str]) -> bool:
    """Whether a token only keeps others apart: blanks, commas, a comment."""
    return token.lastgroup == "skip" and token.group()[0] in " \t\r\n,#"


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class Scan:
    """One pass over a query's tokens."""

    def __init__(self, text: str, calls: bool = False) -> None:
        self.text = text
        self.calls = calls
        self.services: list[int] = []
        self.form = ""
        self.depth = 0
        self.operators = 0
        self.patterns = 0
        self.limit: int | None = None
        self.span = (len(text), len(text))
        self.expects_limit = False
        self.is_volatile = False
        self.service_name = -1
        self.dataset_at = -1
        self.clauses = 0
        self.named = 0
        self.last = ""

    def run(self) -> QueryText:
        """Look at every token.

        Raises
        ------
        QueryRefused: at the first that goes too far.
        """
        for match in _TOLD_TOKEN.finditer(self.text):
            kind = match.lastgroup
            if kind is None or kind == "other":
                continue
            start, end = match.span(kind)
            if kind == "open":
                self._open(start)
            elif kind == "close":
                self.depth -= 1
                self.closed(end)
            elif kind == "word" or (kind == "number" and self.expects_limit):
                self._word(match[kind], start)
            elif kind == "operator":
                self._chain(end - start, start)
            elif kind == "joint" and self.depth:
                self.joined(end - start, start)
            self.service_name = -1
            if kind == "name" and "SERVICE" in match[kind].upper().partition(":")[0]:
                self.service_name = start
        only_named = 0 < self.clauses == self.named
        dataset = (self.dataset_at, only_named)
        is_volatile = self.is_volatile or bool(self.services)
        found = (*dataset, is_volatile, tuple(self.services))
        return QueryText(self.text, self.form, self.limit, self.span, *found)

    def _open(self, at: int) -> None:
        # `SERVICE:x {` is the keyword and a name with an empty prefix.
        if self.service_name >= 0 and self.text[at] == "{":
            self._refuse_service(self.service_name)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryRefused(
                f"{self.place(at)}: brackets nest more than {MAX_DEPTH} deep — flatten the query"
            )

    def _chain(self, count: int, at: int) -> None:
        self.operators += count
        if self.operators > MAX_OPERATORS:
            raise QueryRefused(
                f"{self.place(at)}: more than {MAX_OPERATORS:,} operators and clauses — "
                f"use VALUES or IN for long lists"
            )

    def joined(self, count: int, at: int) -> None:
        """Count a triple pattern that another may follow."""
        self.patterns += count
        if self.patterns > MAX_PATTERNS:
            raise QueryRefused(
                f"{self.place(at)}: more than {MAX_PATTERNS:,} triple patterns — ask in several "
                f"queries, or use VALUES for long lists"
            )

    def _word(self, word: str, at: int) -> None:
        if "SERVICE" in word.upper():
            self._service(word, at)
        for piece in _PIECE.finditer(word):
            self.keyword(piece.group().upper(), at + piece.start(), at + piece.end())

    def keyword(self, word: str, start: int, end: int) -> None:
        """Take note of a word outside names, strings, IRIs and comments."""
        if self.expects_limit and word.isdigit():
            self.limit, self.span = int(word), (start, end)
        self.expects_limit = self.depth == 0 and word == "LIMIT"
        self.is_volatile = self.is_volatile or word in _VOLATILE
        self.chain_clause(word, start)
        if self.depth:
            return
        if not self.form and word in _UPDATES:
            raise QueryRefused(
                f"{self.place(start)}: {word} is an update, and only queries are answered here — "
                f"ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
        if not self.form and word in FORMS:
            self.form = word
        elif word == "VALUES" and self.limit is None:
            self.span = (start, start)
        self._dataset(word, start)

    def _dataset(self, word: str, start: int) -> None:
        if word == "FROM":
            self.clauses += 1
            self.dataset_at = start if self.clauses == 1 else self.dataset_at
        self.named += word == "NAMED" and self.last == "FROM"
        self.last = word

    def chain_clause(self, word: str, start: int) -> None:
        """Count a word that makes the parser's work longer."""
        if word in _CLAUSES:
            self._chain(1, start)

    def closed(self, end: int) -> None:
        """Take note of a closing bracket."""

    def _service(self, word: str, at: int) -> None:
        if not self.calls or word.upper() != "SERVICE":
            self._refuse_service(at)
        self.services.append(at)

    def _refuse_service(self, at: int) -> None:
        raise QueryRefused(
            f"{self.place(at)}: SERVICE would send a request to another server, which is not "
            f"done here — ask that server yourself and join the answers"
        )

    def place(self, at: int) -> str:
        """An offset in words."""
        line, column = place_of(self.text, at)
        return f"line {line}, column {column}"
