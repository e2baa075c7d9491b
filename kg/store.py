"""The store on disk, and its Python face: rdflib at the store's own speed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore

from kg.config import Config
from kg.dataset import PublishedDataset


def open(directory: Path | str = "dataset") -> rdflib.Dataset:  # noqa: A001
    """The current version of a published dataset as an rdflib Dataset, read-only.

    Pass queries to ``.query(...)`` as text: a prepared query is evaluated by rdflib in Python
    and is many times slower. The default graph is the dataset's own, never a union.

    Parameters
    ----------
    directory: where it was published.

    Raises
    ------
    DatasetMissing: nothing was published there.
    """
    published = PublishedDataset.open(Path(directory))
    dataset = rdflib.Dataset(store=OxigraphStore(store=published.store), default_union=False)
    _bind(dataset, published.config)
    return dataset


def _bind(dataset: rdflib.Dataset, config: Config) -> None:
    for prefix, namespace in config.prefixes.items():
        dataset.namespace_manager.bind(prefix, namespace, override=True, replace=True)


#: More loading threads than this gain nothing (measured with 2 and 4 at a million quads).
_LOADERS = 2


def load_lines(store: ox.Store, lines: Sequence[str]) -> None:
    """Load N-Quads lines without blank nodes into a store, on as many as two threads.

    Blank nodes would be renamed apart in each thread's share; a dataset has none.
    """
    loaders = min(_LOADERS, os.cpu_count() or 1)
    size = -(-len(lines) // loaders)
    with ThreadPoolExecutor(loaders) as pool:
        work = [
            pool.submit(_load, store, lines[start : start + size])
            for start in range(0, len(lines), max(size, 1))
        ]
        for share in work:
            share.result()


def _load(store: ox.Store, lines: Sequence[str]) -> None:
    store.bulk_load("".join(lines).encode("utf-8"), format=ox.RdfFormat.N_QUADS)
