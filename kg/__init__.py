"""Shanyrak's engine: facts with evidence in, a citable knowledge graph out.

The data flows one way: source file → claims → dataset → answers. Names are imported on
first use, so that ``python -m kg`` can set up an environment before any dependency is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build import build, check
    from kg.config import Config
    from kg.dataset import PublishedDataset
    from kg.errors import KgError, Problem
    from kg.explain import describe, explain
    from kg.export import export
    from kg.names import fold
    from kg.networks import analyse
    from kg.ontology import load_ontology
    from kg.paths import shortest_paths
    from kg.query import run_query
    from kg.search import search
    from kg.store import open  # noqa: A004

_HOMES = {
    "Config": "kg.config",
    "KgError": "kg.errors",
    "Problem": "kg.errors",
    "PublishedDataset": "kg.dataset",
    "analyse": "kg.networks",
    "build": "kg.build",
    "check": "kg.build",
    "describe": "kg.explain",
    "explain": "kg.explain",
    "export": "kg.export",
    "fold": "kg.names",
    "load_ontology": "kg.ontology",
    "open": "kg.store",
    "run_query": "kg.query",
    "search": "kg.search",
    "shortest_paths": "kg.paths",
}

__all__ = [
    "Config",
    "KgError",
    "Problem",
    "PublishedDataset",
    "analyse",
    "build",
    "check",
    "describe",
    "explain",
    "export",
    "fold",
    "load_ontology",
    "open",
    "run_query",
    "search",
    "shortest_paths",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
