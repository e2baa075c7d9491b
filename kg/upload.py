"""RDF that somebody sends or gives: looked at before it is parsed, then read whole or refused.

Nothing in it is fetched: a base IRI is given, remote JSON-LD contexts and external entities are
refused by the parser, and entities that grow without bound are refused here.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.errors import KgError

#: Triple terms within one another, and elements of XML: the parser recurses over the former and
#: takes quadratic time over the latter. Other brackets cost it nothing.
MAX_DEPTH = 100
#: Bytes that XML entities may add to a document.
_MOST_GROWTH = 100_000_000
_ENTITY = re.compile(rb"""<!ENTITY\s+(\S+)\s+["']([^"'<>]*)["']""")
_REFERENCE = re.compile(rb"&[^#;\s]+;")
#: What may hold a bracket that does not nest, and the brackets of triple terms; possessive, so
#: that no text makes the scan go back over itself.
_TERMS = re.compile(
    rb"""<[^\x00-\x20<>"{}|^`\\]*+> | \#[^\n\r]*+
      | \"\"\"(?:\"{0,2}+(?:[^"\\]|\\.))*+\"\"\" | '''(?:'{0,2}+(?:[^'\\]|\\.))*+'''
      | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
      | (?P<open><<) | (?P<close>>>)""",
    re.VERBOSE | re.DOTALL,
)
_ELEMENTS = re.compile(
    rb"<!--.*?--> | <!\[CDATA\[.*?\]\]> | <[?!][^>]*+> | (?P<close></[^>]*+>)"
    rb"| <[^<>]*+(?<=/)> | (?P<open><[^<>]*+>)",
    re.VERBOSE | re.DOTALL,
)
#: The place in the parser's message, which is told apart from it.
_PLACE = re.compile(r"^Parser error (?:at|between) line [^:]*: ")


class NotRdf(KgError):
    """Data is not RDF of its format; ``line`` and ``column`` count from 1, 0 is «unknown»."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.message = message
        self.line = line
        self.column = column
        place = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{place}{message}")


def read_quads(
    data: bytes, format: ox.RdfFormat, base: str, *, triples_only: bool = False
) -> list[ox.Quad]:
    """The quads of a document.

    Parameters
    ----------
    base: IRI that relative IRIs are resolved against.
    triples_only: refuse named graphs in the document.

    Raises
    ------
    NotRdf: the document is not of the format, nests too deep, or grows without bound.
    """
    require_modest(data, format)
    try:
        return list(
            ox.parse(
                data,
                format=format,
                base_iri=base,
                without_named_graphs=triples_only,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        reason = _PLACE.sub("", error.msg)
        raise NotRdf(reason, error.lineno or 0, error.offset or 0) from error
    except (ValueError, OSError) as error:
        raise NotRdf(str(error)) from error


def require_modest(data: bytes, format: ox.RdfFormat) -> None:
    """Refuse a document that takes much more to read than its size says.

    Raises
    ------
    NotRdf: with what to change.
    """
    if format == ox.RdfFormat.RDF_XML:
        _require_small_entities(data)
        _require_shallow(data, _ELEMENTS, "elements")
    elif format != ox.RdfFormat.JSON_LD and b"<<" in data:
        _require_shallow(data, _TERMS, "triple terms")


def _require_small_entities(data: bytes) -> None:
    entities = dict(_ENTITY.findall(data))
    if any(_REFERENCE.search(value) for value in entities.values()):
        raise NotRdf("its entities name one another — write them out")
    grown = sum(data.count(b"&%s;" % name) * len(value) for name, value in entities.items())
    if grown > _MOST_GROWTH:
        raise NotRdf("its entities are too large — write them out")


def _require_shallow(data: bytes, tokens: re.Pattern[bytes], what: str) -> None:
    depth = 0
    for token in tokens.finditer(data):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        if depth > MAX_DEPTH:
            line = data.count(b"\n", 0, token.start()) + 1
            column = token.start() - data.rfind(b"\n", 0, token.start())
            raise NotRdf(f"{what} nest more than {MAX_DEPTH} deep — flatten it", line, column)
