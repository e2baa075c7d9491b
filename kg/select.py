"""Reading a store: by SPARQL alone, so that a remote service can stand in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

import pyoxigraph as ox

Resource: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
Term: TypeAlias = Resource | ox.Literal


class Queryable(Protocol):
    """Whatever answers SPARQL queries as :class:`pyoxigraph.Store` does."""

    @property
    def query(self) -> Callable[..., Any]:
        """Evaluate a query, given as text; the options are those of pyoxigraph."""
        ...


def rows(store: Queryable, text: str) -> Iterator[tuple[Term | None, ...]]:
    """The solutions of a SELECT, each with its terms in the order of the variables."""
    return map(tuple, store.query(text))


def is_true(term: Term | None) -> bool:
    """Whether a term is the truth value true; some stores write it as the number 1."""
    return isinstance(term, ox.Literal) and term.value in ("true", "1")


def text_of(term: Term) -> str:
    """An IRI or a literal's text; a triple term as N-Triples writes it."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def iris(values: Iterable[str]) -> str:
    """IRIs as they stand in a VALUES block, in order, each once.

    Raises
    ------
    ValueError: one of them is no IRI.
    """
    return " ".join(str(ox.NamedNode(value)) for value in sorted(set(values)))


def is_iri(text: str) -> bool:
    """Whether a text can stand as an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_web_iri(text: object) -> bool:
    """Whether a value is an absolute http(s) IRI."""
    if not isinstance(text, str):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_iri(text)
