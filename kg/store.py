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
from kg.select import rows


def open(directory: Path | str = "dataset") -> rdflib.Dataset:
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
    dataset = rdflib.Dataset(store=OxigraphStore(store=published.own_store), default_union=False)
    _bind(dataset, published.config)
    return dataset


def _bind(dataset: rdflib.Dataset, config: Config) -> None:
    for prefix, namespace in config.prefixes.items():
        dataset.namespace_manager.bind(prefix, namespace, override=True, replace=True)


#: More loading threads than this gain nothing (measured with 2 and 4 at a million quads).
_LOADERS = 2
_SHARE = 200_000


def load_lines(store: ox.Store, lines: Sequence[str]) -> None:
    """Load N-Quads lines without blank nodes into a store, on as many as two threads.

    Blank nodes would be renamed apart in each share; a dataset has none. The shares are small
    because the loader keeps a whole share in memory, several times its size.
    """

    def load(start: int) -> None:
        share = "".join(lines[start : start + _SHARE]).encode("utf-8")
        store.bulk_load(share, format=ox.RdfFormat.N_QUADS)

    with ThreadPoolExecutor(min(_LOADERS, os.cpu_count() or 1)) as pool:
        list(pool.map(load, range(0, len(lines), _SHARE)))


def count_quads(store: ox.Store, config: Config) -> dict[str, int]:
    """Quads by graph: ``default``, the named graphs' short names, others by their IRI."""
    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    counts = {"default": sum(1 for _ in default)}
    query = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
    for graph, number in rows(store, query):
        if isinstance(graph, ox.NamedNode) and isinstance(number, ox.Literal):
            counts[graph.value.removeprefix(config.graph(""))] = int(number.value)
    return counts
