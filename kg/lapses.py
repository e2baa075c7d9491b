"""What SPARQL's grammar forbids and the store's parser takes: looked for before it is asked.

Two lapses that the W3C's tests know: an aggregate within an aggregate, and a literal as the subject
of a triple term.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.service.guard import place_of, tokens
from kg.syntax import QuerySyntaxError

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_TRIPLE_TERM = ["<<", "("]


def require_no_lapse(text: str) -> None:
    """Refuse what the store would take against the grammar.

    Raises
    ------
    QuerySyntaxError: with the place.
    """
    found = _lapses(text) if _is_suspect(text) else iter(())
    for offset, message in found:
        raise QuerySyntaxError(*place_of(text, offset), message)


def _is_suspect(text: str) -> bool:
    loud = text.upper()
    return "<<" in text or sum(map(loud.count, _AGGREGATES)) > 1


def _lapses(text: str) -> Iterator[tuple[int, str]]:
    #: For each open bracket whether it holds the argument of an aggregate.
    inside: list[bool] = []
    earlier = ["", ""]
    for match in tokens(text):
        token, kind = match.group(), match.lastgroup
        if kind == "skip" and (not token.strip() or token.startswith("#")):
            continue
        if token[0] in "\"'" and earlier == _TRIPLE_TERM:
            yield match.start(), "the subject of a triple term is an IRI or a blank node"
        if kind == "open":
            is_aggregate = token == "(" and earlier[1].upper() in _AGGREGATES
            if is_aggregate and any(inside):
                yield match.start(), "an aggregate cannot stand within an aggregate"
            inside.append(is_aggregate)
        elif kind == "close" and inside:
            inside.pop()
        earlier = [earlier[1], token]
