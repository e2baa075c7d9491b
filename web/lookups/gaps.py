"""What the dataset does not know: the domain's queries for it, and what they find."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.names import label
from web.lookups.labels import Label
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Gap:
    """One thing that a curator would look for.

    Parameters
    ----------
    id: of the query.
    title, description: in the reader's language.
    things: IRIs of the things of which it is not known, in the order of the query.
    text: the query.
    """

    id: str
    title: Label
    description: Label
    things: tuple[str, ...]
    text: str


@remembered
def gaps(dataset: PublishedDataset, language: str) -> tuple[Gap, ...]:
    """Every gap that the domain asks for, in the order of its files.

    The first variable of a query is the thing of which something is not known.
    """

    def said(texts: dict[str, str], otherwise: str = "") -> Label:
        return Label(*label(texts, language, dataset.config, otherwise))

    return tuple(
        Gap(
            query.id,
            said(dict(query.title), query.id),
            said(dict(query.description)),
            tuple(dict.fromkeys(text_of(row[0]) for row in select(dataset, query.text))),
            query.text,
        )
        for query in dataset.gaps
    )
