"""Shanyrak's engine: facts with evidence in, a citable knowledge graph out.

The data flows one way: source file → claims → dataset → answers. Names are imported on
first use, so that ``python -m kg`` can set up an environment before any dependency is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build import build as build_dataset
    from kg.check import check_ontology
    from kg.config import Config
    from kg.dataset import PublishedDataset
    from kg.errors import KgError, Problem
    from kg.explain import describe
    from kg.explain import explain as explain_facts
    from kg.export import export as export_dataset
    from kg.names import fold
    from kg.networks import analyse
    from kg.ontology import load_ontology
    from kg.paths import shortest_paths
    from kg.query import run_query
    from kg.search import search as search_names
    from kg.store import open

#: Public name → the module and the name in it. No public name is that of a submodule, since
#: importing a submodule binds its name here.
_HOMES = {
    "Config": ("kg.config", "Config"),
    "KgError": ("kg.errors", "KgError"),
    "Problem": ("kg.errors", "Problem"),
    "PublishedDataset": ("kg.dataset", "PublishedDataset"),
    "analyse": ("kg.networks", "analyse"),
    "build_dataset": ("kg.build", "build"),
    "check_ontology": ("kg.check", "check_ontology"),
    "describe": ("kg.explain", "describe"),
    "explain_facts": ("kg.explain", "explain"),
    "export_dataset": ("kg.export", "export"),
    "fold": ("kg.names", "fold"),
    "load_ontology": ("kg.ontology", "load_ontology"),
    "open": ("kg.store", "open"),
    "run_query": ("kg.query", "run_query"),
    "search_names": ("kg.search", "search"),
    "shortest_paths": ("kg.paths", "shortest_paths"),
}

__all__ = [
    "Config",
    "KgError",
    "Problem",
    "PublishedDataset",
    "analyse",
    "build_dataset",
    "check_ontology",
    "describe",
    "explain_facts",
    "export_dataset",
    "fold",
    "load_ontology",
    "open",
    "run_query",
    "search_names",
    "shortest_paths",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
