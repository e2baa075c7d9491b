"""Write a query so that the store can put any values into an order.

SPARQL orders what is not bound, blank nodes, IRIs and literals in this sequence, and literals by
``<``; it leaves open how those literals stand to each other that ``<`` does not compare (SPARQL
1.1 Query Language, 15.1). Oxigraph takes their spelling then: 9 comes before 10, 10 before
"5 people" and "5 people" before 9, which is no order at all, and a sort that notices ends its
whole process. The value's kind as a condition in front of each condition leaves to every
comparison only values that one rule compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.service.guard import is_space, tokens

_Token = re.Match[str]

_ORDER = re.compile("ORDER", re.IGNORECASE)
#: What makes a triple of other terms.
_TRIPLES = re.compile("<<|TRIPLE", re.IGNORECASE)
_NO_TIME = '"PT0S"^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration>'
#: Calls whose values are all of one kind.
_OF_ONE_KIND = frozenset(
    {
        *("BOUND", "CONCAT", "CONTAINS", "COUNT", "DATATYPE", "DAY", "ENCODE_FOR_URI"),
        *("GROUP_CONCAT", "HOURS", "IRI", "LANG", "LANGMATCHES", "LCASE", "MD5", "MINUTES"),
        *("MONTH", "RAND", "REGEX", "REPLACE", "SHA1", "SHA256", "SHA384", "SHA512", "STR"),
        *("STRAFTER", "STRBEFORE", "STRENDS", "STRLEN", "STRSTARTS", "STRUUID", "SUBSTR"),
        *("TZ", "UCASE", "URI", "UUID", "YEAR"),
    }
)


def in_total_order(text: str, *, triple_terms: bool = True) -> str:
    """A query or an update with a value's kind in front of each ORDER BY condition that needs it.

    Rows stand otherwise only where SPARQL leaves their order open. Text that is not SPARQL stays
    so.

    Parameters
    ----------
    triple_terms: whether the store may hold triples as objects. Without, and in a text that makes
        none, conditions are a third as long, which a small query notices.
    """
    if not _ORDER.search(text):
        return text
    found = [token for token in tokens(text) if not is_space(token)]
    pieces, done, subjects = [], 0, _subjects(found)
    triples = triple_terms or bool(_TRIPLES.search(text))
    for start, direction, expression in _conditions(text, found):
        is_subject = expression.strip("() \t\r\n") in subjects
        if not is_subject and not _is_of_one_kind(expression):
            pieces += [text[done:start], f"{direction}({_kind_of_any(expression, triples)}) "]
            done = start
    return "".join(pieces) + text[done:]


def _conditions(text: str, found: Sequence[_Token]) -> Iterator[tuple[int, str, str]]:
    """Where each condition of each ORDER BY starts, its direction and its expression."""
    words = [token.group().upper() for token in found]
    for index, pair in enumerate(pairwise(words)):
        at = index + 2
        while pair == ("ORDER", "BY") and at < len(found):
            start = found[at].start()
            is_variable = words[at][0] in "?$"
            direction = words[at] if words[at] in ("ASC", "DESC") else "ASC"
            opening = at + (words[at] != "(")
            if is_variable:
                closing, first = at, start
            elif opening < len(words) and words[opening] == "(":
                closing = _closing(found, opening)
                first = found[opening].start() if words[at] == direction else start
            else:
                break
            yield start, direction, text[first : found[closing].end()]
            at = closing + 1


def _subjects(found: Sequence[_Token]) -> set[str]:
    """Variables that are nothing but subjects of triples, so that they are never literals.

    Within braces what follows on an opening brace or a full stop is a subject. A variable that
    stands anywhere else there, or is the name of an expression, may be a literal.
    """
    words = ["", *(token.group() for token in found)]
    subjects: set[str] = set()
    others: set[str] = set()
    depth = 0
    for before, word in pairwise(words):
        depth += (word == "{") - (word == "}")
        if word[0] in "?$" and (depth or before.upper() == "AS"):
            (subjects if before in ("{", ".") else others).add(word[1:])
    return {sign + name for name in subjects - others for sign in "?$"}


def _closing(found: Sequence[_Token], opening: int) -> int:
    """The index of the bracket that closes another, or of the last token."""
    depth = 0
    for index in range(opening, len(found)):
        depth += (found[index].lastgroup == "open") - (found[index].lastgroup == "close")
        if not depth:
            return index
    return len(found) - 1


def _is_of_one_kind(expression: str) -> bool:
    """Whether an expression is one call that never gives values of two kinds.

    A call by name is one of a cast or of a function of ours, which gives text.
    """
    found = [token for token in tokens(expression) if not is_space(token)]
    while len(found) > 1 and found[0].group() == "(" and _closing(found, 0) == len(found) - 1:
        found = found[1:-1]
    is_call = len(found) > 1 and found[1].group() == "(" and _closing(found, 1) == len(found) - 1
    if not is_call:
        return False
    is_named = found[0].lastgroup == "name" or found[0].group().startswith("<")
    return is_named or found[0].group().upper() in _OF_ONE_KIND


def _kind_of_any(value: str, triples: bool) -> str:
    """An expression for the kind of a value; kinds stand to each other as SPARQL's order wants.

    IRIs and blank nodes the store has in their places. Triples compare part by part. A kind is a
    digit where one can be, since the store compares numbers in a third of the time of texts.
    """
    parts = f'COALESCE(STR(SUBJECT({value})), ""), " ", STR(PREDICATE({value})), " "'
    inner = f"OBJECT({value})"
    other = f'IF(isTRIPLE({inner}), "6", IF(isIRI({inner}), "1", "0"))'
    within = f"IF(isLITERAL({inner}), STR({_kind(inner)}), {other})"
    triple = f'IF(isTRIPLE({value}), CONCAT("6", {parts}, {within}), 0)'
    return f"IF(isLITERAL({value}), {_kind(value)}, {triple if triples else 0})"


def _kind(value: str) -> str:
    """An expression for the kind of a literal.

    Numbers are one kind, and what is not a number another; zoned dates and times are told apart by
    datatype, durations by datatype and sign. Durations with months and with seconds do not all
    compare: each stands by its spelling. Whatever is left the store compares by spelling: text of
    any language, truth values, any other datatype, and dates of four-digit years without a zone,
    whose spelling is their order in time whether they tell the year, the month or the day.
    """
    datatype, spelt = f"STR(DATATYPE({value}))", f"STR({value})"
    is_plain = f'TZ({value}) = "" && STRLEN(STRBEFORE(CONCAT({spelt}, "-"), "-")) = 4'
    zoned = f'CONCAT("3", {datatype}, IF(TZ({value}) = "", "", "+"))'
    mixed = f'IF(STRENDS({datatype}, "#duration"), {spelt}, "")'
    lasting = f'CONCAT("4", {datatype}, STR({value} >= {_NO_TIME}), {mixed})'
    other = f"COALESCE(IF({is_plain}, 5, {zoned}), {lasting}, 5)"
    return f"IF(isNumeric({value}), IF({value} = {value}, 1, 2), {other})"
