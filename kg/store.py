"""The Python face of a dataset: rdflib over the store, at the store's own speed."""

from __future__ import annotations

from pathlib import Path

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
