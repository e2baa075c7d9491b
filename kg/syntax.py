"""Say where a query is not SPARQL, in words a person can use.

The store reports the farthest place its grammar reached and every token that would fit there,
character classes included; a keyword counts as reaching to its end. What helps is the place,
the few tokens, and a prefix that nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.errors import KgError
from kg.service.guard import declared_prefixes, place_of, used_prefixes

_AT = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'.\'|[^\]])*\]|[^,\[\]"\s][^,\[\]"]*')
_KEYWORD = re.compile(r"[A-Z]{2,}")
_SHOWN = 12
_LONGEST = 40
#: A keyword that would pass the end of the text is not reported; here none does.
PADDING = "\n" + " " * 16


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
    message: as pyoxigraph words it for the text with :data:`PADDING` at its end.
    text: the query.
    known: prefixes that are declared without the query's doing.
    """
    missing = _undeclared_prefix(text, known)
    if missing is not None:
        return missing
    match = _AT.fullmatch(message)
    if match is None:
        return QuerySyntaxError(1, 1, message)
    items = [item.strip() for item in _EXPECTED.findall(match[3])]
    tokens = [i for i in items if not i.startswith("[") and i not in ("<unreported>", "EOF")]
    offset = _offset(text + PADDING, int(match[1]), int(match[2]))
    classes = any(item.startswith("[") and item != "[_]" for item in items)
    if tokens and not classes and all(_KEYWORD.fullmatch(token) for token in tokens):
        # A keyword is reported where it would end, and hides what comes before that.
        offset, tokens = offset - min(map(len, tokens)), []
    offset = min(offset, len(text))
    return QuerySyntaxError(*place_of(text, offset), _reason(tokens, text[offset:].strip()))


def _undeclared_prefix(text: str, known: Collection[str]) -> QuerySyntaxError | None:
    declared = {prefix for prefix, _ in declared_prefixes(text)} | set(known)
    for prefix, start in used_prefixes(text):
        if prefix not in declared:
            message = (
                f"the prefix '{prefix}:' is not declared — "
                f"write PREFIX {prefix}: <…> before the query"
            )
            return QuerySyntaxError(*place_of(text, start), message)
    return None


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def _reason(tokens: list[str], rest: str) -> str:
    spoken = [token for token in tokens if token.count(" ") > 1 and not token.startswith('"')]
    if spoken:
        return spoken[-1]
    if rest and not tokens:
        return f"this does not go on as SPARQL does: {_shortened(rest)}"
    found = f"unexpected '{_shortened(rest.split()[0])}'" if rest else "the query ends too early"
    if not tokens:
        return found
    names = "  ".join(map(_unquoted, tokens[:_SHOWN]))
    more = " …" if len(tokens) > _SHOWN else ""
    return f"{found}; expected {'one of ' * (len(tokens) > 1)}{names}{more}"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _unquoted(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token
