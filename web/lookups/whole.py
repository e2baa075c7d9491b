"""Everything at once: the picture's columns, and the links of single things in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.dataset import PublishedDataset
from kg.picture import read_columns
from web.lookups.rows import remembered


@dataclass(frozen=True)
class Whole:
    """The picture of a dataset, read.

    Parameters
    ----------
    things: IRIs in order of their numbers of links, the best linked first.
    kinds, properties: IRIs that the columns number; the kind of a thing without one is empty.
    nodes, links: columns of numbers.
    """

    things: Sequence[str]
    kinds: Sequence[str]
    properties: Sequence[str]
    nodes: Mapping[str, Any]
    links: Mapping[str, Any]

    def links_of(self, thing: int) -> npt.NDArray[np.intp]:
        """The numbers of the links that a thing has."""
        here = (self.links["source"] == thing) | (self.links["target"] == thing)
        return np.flatnonzero(here)


@remembered
def whole(dataset: PublishedDataset, columns: Path) -> Whole:
    """Read the picture of a dataset from its file."""
    head, read = read_columns(columns.read_bytes())
    things = json.loads(columns.with_suffix(".json").read_text("utf-8"))["things"]
    return Whole(things, head["kinds"], head["properties"], read["nodes"], read["links"])
