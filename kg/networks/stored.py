"""What an analysis has written into ``graph/networks``, read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

from kg.config import Config
from kg.select import Queryable, rows
from kg.terms import KG, QB, XSD

#: A measure, by the local name of its term.
Figure: TypeAlias = float | int | bool | str
_READ: dict[str, Callable[[str], Figure]] = {
    XSD + "integer": int,
    XSD + "double": float,
    XSD + "decimal": float,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "gYear": int,
}


@dataclass(frozen=True)
class StoredNode:
    """A node's measures; ``figures`` has them by the local names of their terms."""

    iri: str
    groups: tuple[str, ...]
    figures: Mapping[str, float]


@dataclass(frozen=True)
class StoredBridge:
    """A link that holds parts together; ``rests_on`` are IRIs of claims and inferences."""

    ends: tuple[str, str]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class StoredNetwork:
    """An analysis.

    Parameters
    ----------
    figures: of the network as a whole, by the local names of their terms.
    caveats: local names of the terms that say what the figures do not.
    nodes: in order of their IRIs.
    calls: what networkx was asked.
    bridges: in order of their ends.
    mixing: pairs of groups with the links that join them, most links first.
    years: figures of each year; ``by_year`` has the nodes with a link in it.
    """

    figures: Mapping[str, Figure]
    caveats: tuple[str, ...]
    nodes: tuple[StoredNode, ...]
    calls: tuple[str, ...]
    bridges: tuple[StoredBridge, ...]
    mixing: tuple[tuple[str, str, int], ...]
    years: Mapping[int, Mapping[str, Figure]]
    by_year: Mapping[int, tuple[StoredNode, ...]]


@dataclass
class _Record:
    figures: dict[str, Figure] = field(default_factory=dict)
    things: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def stored(store: Queryable, config: Config, name: str) -> StoredNetwork | None:
    """The analysis of one network, or None where there is none.

    Parameters
    ----------
    name: id of the network.
    """
    graph, network = config.graph("networks"), config.thing(f"network/{name}")
    about = _records(
        store, f"GRAPH <{graph}> {{ VALUES ?node {{ <{network}> }} ?node ?said ?value }}"
    )
    if network not in about:
        return None
    me = about[network]
    parts = _records(
        store,
        f"GRAPH <{graph}> {{ <{network}> <{KG}bridge>|<{KG}mixing> ?node . ?node ?said ?value }}",
    )
    observed = _observed(store, graph, network)
    years = _observed(store, graph, f"{network}/years")
    by_year: dict[int, list[StoredNode]] = defaultdict(list)
    for record in _observed(store, graph, f"{network}/nodes-by-year"):
        by_year[int(record.figures.pop("year"))].append(_node(record))
    return StoredNetwork(
        figures=me.figures,
        caveats=tuple(sorted(each.removeprefix(KG) for each in me.things["caveat"])),
        nodes=_sorted(map(_node, observed)),
        calls=tuple(sorted(me.texts["call"])),
        bridges=_bridges(parts[each] for each in me.things["bridge"]),
        mixing=_mixing(parts[each] for each in me.things["mixing"]),
        years=dict(sorted((int(each.figures.pop("year")), each.figures) for each in years)),
        by_year={year: _sorted(nodes) for year, nodes in sorted(by_year.items())},
    )


def _observed(store: Queryable, graph: str, of: str) -> list[_Record]:
    pattern = f"GRAPH <{graph}> {{ ?node <{QB}dataSet> <{of}> ; ?said ?value }}"
    return list(_records(store, pattern).values())


def _records(store: Queryable, pattern: str) -> dict[str, _Record]:
    found: dict[str, _Record] = defaultdict(_Record)
    for node, said, value in rows(store, f"SELECT ?node ?said ?value WHERE {{ {pattern} }}"):
        if not isinstance(node, ox.NamedNode) or not isinstance(said, ox.NamedNode):
            continue
        if not said.value.startswith(KG):
            continue
        name = said.value.removeprefix(KG)
        if isinstance(value, ox.NamedNode):
            found[node.value].things[name].append(value.value)
        elif isinstance(value, ox.Literal):
            read = _READ.get(value.datatype.value, str)
            found[node.value].figures[name] = read(value.value)
            found[node.value].texts[name].append(value.value)
    return found


def _node(record: _Record) -> StoredNode:
    figures = {name: v for name, v in record.figures.items() if not isinstance(v, str)}
    return StoredNode(record.things["node"][0], tuple(sorted(record.things["group"])), figures)


def _sorted(nodes: Iterable[StoredNode]) -> tuple[StoredNode, ...]:
    return tuple(sorted(nodes, key=lambda node: node.iri))


def _bridges(records: Iterable[_Record]) -> tuple[StoredBridge, ...]:
    found = (
        StoredBridge(
            (min(each.things["end"]), max(each.things["end"])),
            tuple(sorted(each.things["restsOn"])),
        )
        for each in records
    )
    return tuple(sorted(found, key=lambda bridge: bridge.ends))


def _mixing(cells: Iterable[_Record]) -> tuple[tuple[str, str, int], ...]:
    found = (
        (each.things["fromGroup"][0], each.things["toGroup"][0], int(each.figures["linkCount"]))
        for each in cells
    )
    return tuple(sorted(found, key=lambda cell: (-cell[2], cell[0], cell[1])))
