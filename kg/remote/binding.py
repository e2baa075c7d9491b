"""Serve what a remote store holds: read what the front keeps beside the statements.

The names of things and the numbers of statements are read once, the settings, example queries
and networks come from the ontology folder, and all of it is published like a dataset whose
statements are elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, replace
from math import isqrt
from pathlib import Path

import pyoxigraph as ox

from kg.config import Config
from kg.dataset import SEARCH_INDEX, Manifest, PublishedDataset, publish, workspace
from kg.errors import KgError
from kg.name_index import build_index
from kg.ontology import inputs_digest, load_ontology, redirects, require
from kg.remote.address import RemoteAddress
from kg.remote.errors import RemoteBroken
from kg.remote.store import RemoteStore
from kg.select import Queryable, rows
from kg.service.guard import QueryRefused

#: What one query over the whole dataset may take.
READING_SECONDS = 300.0
#: Statements of named graphs that are looked for in the default graph.
_PROBED = 1000


class StoreUnfit(KgError):
    """The remote store does not hold a dataset in a way that can be served."""


def bind(
    address: RemoteAddress, ontology: Path, directory: Path, max_rows: int
) -> PublishedDataset:
    """Publish a remote store's dataset in a directory of this machine.

    Parameters
    ----------
    address: of the store; its named graphs are looked up.
    ontology: the folder with the settings of the domain.
    directory: to publish in.
    max_rows: most rows of an answer that is to be given.

    Raises
    ------
    StoreUnfit: the store's default graph is empty, or the union of its named graphs, or it
        cuts answers that are not too long.
    RemoteError: the store gives no answer.
    OntologyError, OntologyMissing: the folder cannot be used.
    """
    loaded, problems = load_ontology(ontology)
    require(problems)
    address = replace(address, named_graphs=_named_graphs(address, loaded.config))
    store = RemoteStore(replace(address, timeout=READING_SECONDS))
    counts = count_statements(store, address, loaded.config)
    _require_default_graph(store, address, counts)
    _require_rows(store, max_rows + 1)
    with workspace(directory) as place:
        build_index(store, loaded.config, place / SEARCH_INDEX)
        edition = f"remote-{secrets.token_hex(8)}"
        Manifest(
            "",
            loaded.config.to_dict(),
            [asdict(query) for query in loaded.queries],
            [asdict(query) for query in loaded.gaps],
            [asdict(network) for network in loaded.networks],
            counts,
            redirects(loaded),
            inputs_digest(ontology),
            address.to_dict(),
        ).write(place)
        publish(directory, place, edition)
    return PublishedDataset.open(directory)


def count_statements(store: Queryable, address: RemoteAddress, config: Config) -> dict[str, int]:
    """Statements by graph: ``default``, and the named graphs' short names."""
    counts = {"default": _number(store, "?s ?p ?o")}
    for graph in address.named_graphs:
        short = graph.removeprefix(config.graph(""))
        counts[short] = _number(store, f"GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }}")
    return counts


def _named_graphs(address: RemoteAddress, config: Config) -> tuple[str, ...]:
    """The dataset's graphs: those under its base IRI. Others in the store are somebody else's."""
    store = RemoteStore(replace(address, default_graph="", timeout=READING_SECONDS))
    found = _iris(row[0] for row in rows(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    own = config.base + "/"
    return tuple(
        sorted(iri for iri in found if iri.startswith(own) and iri != address.default_graph)
    )


def _iris(terms: Iterable[object]) -> list[str]:
    return [term.value for term in terms if isinstance(term, ox.NamedNode)]


def _number(store: Queryable, pattern: str) -> int:
    ((number,),) = rows(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(number.value) if isinstance(number, ox.Literal) else 0


def _require_default_graph(
    store: Queryable, address: RemoteAddress, counts: dict[str, int]
) -> None:
    if not counts["default"]:
        where = f"the graph <{address.default_graph}>" if address.default_graph else "there"
        raise StoreUnfit(
            f"--store: nothing holds {where}: the default graph is empty — load a dataset, or "
            f"name the graph that what holds was loaded into with --default-graph"
        )
    if address.named_graphs and not address.default_graph and _is_union(store):
        raise StoreUnfit(
            "--store: the store's default graph is the union of its named graphs, so that what "
            "sources merely claim would hold — load the statements that have no graph into a "
            "named graph, and name it with --default-graph"
        )


def _require_rows(store: Queryable, number: int) -> None:
    """See that the store gives and sorts as many rows as are asked of it at most."""
    side = " ".join(map(str, range(isqrt(number) + 1)))
    query = f"SELECT ?a WHERE {{ VALUES ?a {{ {side} }} VALUES ?b {{ {side} }} }} ORDER BY ?a"
    try:
        given = sum(1 for _ in rows(store, f"{query} LIMIT {number}"))
        reason = f"it gives {given:,} rows where {number:,} were asked for"
    except (RemoteBroken, QueryRefused) as error:
        given, reason = 0, str(error)
    if given != number:
        raise StoreUnfit(
            f"--store: the store does not give answers of {number:,} rows, so that they would be "
            f"cut without notice ({reason}) — raise its limits, or lower --max-rows"
        )


def _is_union(store: Queryable) -> bool:
    """Whether the default graph has everything that the named graphs have."""
    sample = f"{{ SELECT ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_PROBED} }}"
    probe = f"ASK {{ {sample} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
    return not store.query(probe)
