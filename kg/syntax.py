"""Say where a query is not SPARQL, in words a person can use.

The store reports the farthest place its grammar reached and every token that would fit there,
character classes included. What helps is the place, the few tokens, and a prefix that nobody
declared.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.errors import KgError
from kg.service.guard import place_of, used_prefixes

_AT = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'.\'|[^\]])*\]|[^,\[\]"\s][^,\[\]"]*')
_SHOWN = 12


class QuerySyntaxError(KgError):
    """The text is not SPARQL; ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.line = line
        self.column = column
        self.message = message
        super().__init__(f"line {line}, column {column}: {message}")


def syntax_error(message: str, text: str, known: Collection[str] = ()) -> QuerySyntaxError:
    """The error that a store's message means.

    Parameters
    ----------
    message: as pyoxigraph words it.
    text: the query.
    known: prefixes that are declared without the query's doing.
    """
    missing = _undeclared_prefix(text, known)
    if missing is not None:
        return missing
    match = _AT.fullmatch(message)
    if match is None:
        return QuerySyntaxError(1, 1, message)
    line, column = int(match[1]), int(match[2])
    return QuerySyntaxError(line, column, _reason(match[3], _rest(text, line, column)))


def _undeclared_prefix(text: str, known: Collection[str]) -> QuerySyntaxError | None:
    declared = set(re.findall(r"(?i)prefix\s+([^\s:]*)\s*:\s*<", text)) | set(known)
    for prefix, start in used_prefixes(text):
        if prefix not in declared:
            message = (
                f"the prefix '{prefix}:' is not declared — "
                f"write PREFIX {prefix}: <…> before the query"
            )
            return QuerySyntaxError(*place_of(text, start), message)
    return None


def _rest(text: str, line: int, column: int) -> str:
    lines = text.split("\n")[line - 1 :]
    return "\n".join([lines[0][column - 1 :], *lines[1:]]).strip() if lines else ""


def _reason(expected: str, rest: str) -> str:
    items = [item.strip() for item in _EXPECTED.findall(expected)]
    spoken = [item for item in items if item.count(" ") > 1 and not item.startswith(("[", '"'))]
    if spoken:
        return str(spoken[-1])
    tokens = [i for i in items if not i.startswith("[") and i not in ("<unreported>", "EOF")]
    names = [_unquoted(token) for token in tokens]
    found = f"unexpected {rest.split()[0][:40]!r}" if rest else "the query ends too early"
    if not names:
        return found
    more = ", …" if len(names) > _SHOWN else ""
    return f"{found}; expected {'one of ' * (len(names) > 1)}{'  '.join(names[:_SHOWN])}{more}"


def _unquoted(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token
