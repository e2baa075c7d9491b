"""SERVICE: what another endpoint says, asked before the query is evaluated.

The store cannot be told how long another server may take, and evaluates where nothing can be
opened. So each ``SERVICE <endpoint> { … }`` is asked on its own, within limits of time and size,
and its rows take its place as VALUES. That is its meaning: a SERVICE is evaluated by itself, and
what it gives is joined with the rest (SPARQL 1.1 Federated Query, W3C 2013, section 4).

Only endpoints that the operator admits are asked. Blank nodes of another endpoint come as IRIs,
because VALUES knows none (RDF 1.1 Concepts, section 3.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from kg.remote import RemoteAddress, RemoteError, RemoteStore, RemoteUnreachable
from kg.service.confinement import nothing_opens
from kg.service.guard import (
    FORMS,
    QueryRefused,
    QueryText,
    declared_prefixes,
    inspect,
    is_space,
    place_of,
    tokens,
)
from kg.service.limits import Admitted
from kg.syntax import PADDING, syntax_error

#: Where a blank node of an endpoint gets its IRI.
_GENID = "/.well-known/genid/"
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class _Call:
    """One SERVICE in a query's text, from ``start`` to ``end``; ``group`` has its braces."""

    start: int
    end: int
    url: str
    is_silent: bool
    group: str


def answer_services(query: QueryText, admitted: Admitted, base: str = "") -> QueryText:
    """The query with the answer of every SERVICE in its place.

    Parameters
    ----------
    query: has passed the guard.
    admitted: which endpoints may be called.
    base: IRI that relative IRIs are resolved against.

    Raises
    ------
    QueryRefused: an endpoint is not admitted, or the call is none that can be sent.
    QuerySyntaxError: the query is not SPARQL.
    RemoteError: an endpoint gives no answer, and the call is not silent.
    """
    _require_sparql(query.text, base)
    prologue = query.text[: _beginning(query.text)]
    calls = [_call(query.text, offset, prologue) for offset in query.services]
    for call in calls:
        _require_admitted(query.text, call, admitted)
    declared = (f"BASE <{base}>\n" if base else "") + prologue
    text = query.text
    for call in reversed(calls):
        given = text[call.start : call.end]
        kept_lines = "\n" * given.count("\n")
        text = text[: call.start] + _rows(call, declared, admitted) + kept_lines + text[call.end :]
    return inspect(text, room=len(text))


def _require_sparql(text: str, base: str) -> None:
    try:
        with nothing_opens():
            ox.Store().query(text + PADDING, base_iri=base or None)
    except SyntaxError as error:
        raise syntax_error(str(error), text) from error
    except (RuntimeError, OSError):
        return  # a call that it tried to evaluate


def _beginning(text: str) -> int:
    """Where the query's form stands: all before it declares."""
    for match in tokens(text):
        if match.lastgroup == "word" and match.group().upper() in FORMS:
            return match.start()
    return 0


def _call(text: str, offset: int, prologue: str) -> _Call:
    pieces = (m for m in tokens(text[offset:]) if not is_space(m))
    next(pieces)
    name = next(pieces, None)
    is_silent = name is not None and name.group().upper() == "SILENT"
    if is_silent:
        name = next(pieces, None)
    opening = next(pieces, None)
    if name is None or opening is None or opening.group() != "{":
        raise _unclear(text, offset)
    depth = 1
    for match in pieces:
        depth += {"open": 1, "close": -1}.get(match.lastgroup or "", 0)
        if depth == 0:
            start, end = offset + opening.start(), offset + match.end()
            url = _url(name.group(), prologue)
            if url is None:
                raise _unclear(text, offset)
            return _Call(offset, end, url, is_silent, text[start:end])
    raise _unclear(text, offset)


def _unclear(text: str, offset: int) -> QueryRefused:
    line, column = place_of(text, offset)
    return QueryRefused(
        f"line {line}, column {column}: SERVICE is answered for an endpoint that is named by its "
        f"IRI and followed by a group — write SERVICE <https://…> {{ … }}"
    )


def _url(name: str, prologue: str) -> str | None:
    """The IRI that a name in the query stands for; None where it is neither IRI nor name."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if not colon or name[0] in "?$_":
        return None
    namespace = dict(declared_prefixes(prologue)).get(prefix)
    return None if namespace is None else namespace[1:-1] + _ESCAPE.sub(r"\1", local)


def _require_admitted(text: str, call: _Call, admitted: Admitted) -> None:
    if call.url not in admitted.urls:
        line, column = place_of(text, call.start)
        known = ", ".join(f"<{url}>" for url in admitted.urls)
        raise QueryRefused(
            f"line {line}, column {column}: SERVICE <{call.url}> is not admitted here, only "
            f"{known} — ask that endpoint yourself and join the answers"
        )


def _rows(call: _Call, declared: str, admitted: Admitted) -> str:
    """What the endpoint answers, as a VALUES block; a silent failure is one empty row."""
    address = RemoteAddress(
        call.url,
        timeout=admitted.timeout,
        max_bytes=admitted.max_bytes,
        is_authorized=False,
    )
    try:
        solutions = RemoteStore(address).query(f"{declared}\nSELECT * WHERE {call.group}")
        return _values(solutions, _naming(call.url), admitted.max_rows)
    except RemoteError as error:
        if call.is_silent:
            return "VALUES () { () }"
        reason = str(error).partition(" — ")[0]
        raise RemoteUnreachable(f"SERVICE <{call.url}>: {reason}") from error


def _values(solutions: ox.QuerySolutions, name: Callable[[str], str], most: int) -> str:
    lines: list[str] = []
    for row in solutions:
        if len(lines) == most:
            raise QueryRefused(
                f"SERVICE gives more than {most:,} rows, the limit for one answer — ask it for less"
            )
        lines.append("(" + " ".join(_written(value, name) for value in row) + ")")
    variables = " ".join(str(each) for each in solutions.variables)
    return f"VALUES ({variables}) {{ {' '.join(lines)} }}"


def _naming(url: str) -> Callable[[str], str]:
    """Names the blank nodes of one answer."""
    place = url.split("#")[0].split("?")[0].rstrip("/")
    return lambda node: f"{place}{_GENID}{quote(node, safe='')}"


def _written(value: object, name: Callable[[str], str]) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, ox.BlankNode):
        return f"<{name(value.value)}>"
    if isinstance(value, ox.Triple):
        parts = (value.subject, value.predicate, value.object)
        return "<<( " + " ".join(_written(part, name) for part in parts) + " )>>"
    return str(value)
