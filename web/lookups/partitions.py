"""How the dataset is made up: how many things of each class, how many triples of each property."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Partition:
    """A class or a property, and the number of its things or triples in the default graph."""

    iri: str
    number: int


@remembered
def classes(dataset: PublishedDataset) -> tuple[Partition, ...]:
    """Every class with a thing in it, the fullest first."""
    return _counted(dataset, "?s a ?part", "DISTINCT ?s")


@remembered
def properties(dataset: PublishedDataset) -> tuple[Partition, ...]:
    """Every property that is used, the most used first."""
    return _counted(dataset, "?s ?part ?o", "*")


def _counted(dataset: PublishedDataset, pattern: str, counted: str) -> tuple[Partition, ...]:
    rows = select(
        dataset,
        f"""SELECT ?part (COUNT({counted}) AS ?n) WHERE {{ {pattern} }}
        GROUP BY ?part ORDER BY DESC(?n) ?part""",
    )
    return tuple(Partition(text_of(part), int(text_of(number))) for part, number in rows)
