"""What the analysis measured, and what each of its terms means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.grounds import Ground, grounds_of
from kg.names import label
from kg.networks import StoredBridge, StoredNetwork, StoredNode, stored
from kg.terms import KG, SKOS
from web.lookups.rows import remembered, select


@dataclass(frozen=True)
class BridgeOnGrounds:
    """A bridge with the statements that it rests on, and how many sources make them."""

    ends: tuple[str, str]
    grounds: tuple[Ground, ...]
    sources: int


@remembered
def bridges_with_grounds(
    dataset: PublishedDataset, language: str, bridges: Sequence[StoredBridge]
) -> tuple[BridgeOnGrounds, ...]:
    """Bridges with what they rest on, in one query."""
    records = [record for bridge in bridges for record in bridge.rests_on]
    told = grounds_of(dataset.store, dataset.config, records, language)
    found = []
    for bridge in bridges:
        # Records of one statement share their ground; each statement is told once.
        mine = tuple({id(told[r]): told[r] for r in bridge.rests_on if r in told}.values())
        sources = {proof.source for ground in mine for proof in ground.evidence}
        found.append(BridgeOnGrounds(bridge.ends, mine, len(sources)))
    return tuple(found)


@remembered
def network(dataset: PublishedDataset, name: str) -> StoredNetwork | None:
    """The measures of one network, or None where it was not analysed."""
    return stored(dataset.store, dataset.config, name)


@remembered
def widest(dataset: PublishedDataset) -> Mapping[str, StoredNode]:
    """The nodes of the analysed network that has most of them, by their IRIs."""
    found = (network(dataset, each.id) for each in dataset.networks)
    nodes = max((each.nodes for each in found if each), key=len, default=())
    return {node.iri: node for node in nodes}


@remembered
def meanings(dataset: PublishedDataset, language: str) -> Mapping[str, str]:
    """What the engine's own terms mean, by their local names, in a language."""
    texts: dict[str, list[tuple[str, str]]] = {}
    for term, text in select(
        dataset,
        f"""SELECT ?term ?text WHERE {{ GRAPH graph:ontology {{ ?term <{SKOS}definition> ?text }}
          FILTER(STRSTARTS(STR(?term), "{KG}")) }}""",
    ):
        name = term.value.removeprefix(KG)  # type: ignore[union-attr]
        texts.setdefault(name, []).append((text.value, text.language or ""))  # type: ignore[union-attr]
    return {name: label(found, language, dataset.config, "")[0] for name, found in texts.items()}
