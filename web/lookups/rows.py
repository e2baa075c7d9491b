"""Ask the store, in the shape that the look-ups need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.ontology import with_prefixes
from kg.select import Term, rows
from kg.select import iris as as_values

_P = ParamSpec("_P")
_T = TypeVar("_T")
_REMEMBERED_VERSIONS = 2
#: Seconds for which the answers of a remote store are kept.
_FRESH = 60


def select(dataset: PublishedDataset, text: str) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT, in the order of its variables; prefixes are put in front.

    Raises
    ------
    SyntaxError: the text is no SPARQL.
    """
    return rows(dataset.store, with_prefixes(text, dataset.config.prefixes))


def construct(dataset: PublishedDataset, text: str) -> Iterable[ox.Triple]:
    """The triples of a CONSTRUCT, those of one subject together; prefixes are put in front."""
    text = with_prefixes(text, dataset.config.prefixes)
    return sorted(cast(Iterable[ox.Triple], dataset.store.query(text)), key=str)


def ask(dataset: PublishedDataset, text: str) -> bool:
    """Whether an ASK holds; prefixes are put in front."""
    return bool(dataset.store.query(with_prefixes(text, dataset.config.prefixes)))


def values(name: str, iris: Iterable[str]) -> str:
    """A VALUES block that binds one variable to IRIs.

    Raises
    ------
    ValueError: one of them is no IRI.
    """
    return f"VALUES ?{name} {{ {as_values(iris)} }}"


def text_of(term: Term | None) -> str:
    """The IRI or the lexical form of a term; an unbound variable is empty."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""


def remembered(look_up: Callable[_P, _T]) -> Callable[_P, _T]:
    """Keep the answers of a look-up for as long as its dataset's version is a recent one.

    Where a remote store answers, they are kept for a minute.

    The look-up's first argument is the dataset; the others, hashable, tell answers apart.
    """
    answers: dict[str, dict[object, _T]] = {}

    @wraps(look_up)
    def remember(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        version = cast(PublishedDataset, args[0]).freshness(_FRESH)
        if version not in answers:
            while len(answers) >= _REMEMBERED_VERSIONS:
                answers.pop(next(iter(answers)), None)
            answers[version] = {}
        known = answers[version]
        key = (args[1:], tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = look_up(*args, **kwargs)
        return known[key]

    return remember
