"""What the analysis measured, read from graph/networks."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Measured:
    """One thing in a network.

    Parameters
    ----------
    degree: with how many others it is linked.
    betweenness: share of shortest paths between others that lead through it, 0 to 1.
    community: number of its community.
    """

    iri: str
    degree: int
    betweenness: float
    community: int


@dataclass(frozen=True)
class Network:
    """A network as a whole; ``seed`` and ``software`` let the analysis be repeated."""

    nodes: int
    links: int
    seed: str
    software: str
    measured: tuple[Measured, ...]

    @property
    def communities(self) -> dict[int, tuple[Measured, ...]]:
        """The members of each community of two and more, the largest first."""
        found: dict[int, list[Measured]] = {}
        for each in self.measured:
            found.setdefault(each.community, []).append(each)
        real = [(number, tuple(m)) for number, m in found.items() if len(m) > 1]
        return dict(sorted(real, key=lambda pair: (-len(pair[1]), pair[0])))


@remembered
def network(dataset: PublishedDataset, name: str) -> Network | None:
    """The measures of one network, or None where it was not analysed."""
    iri = f"<{dataset.config.base}/network/{name}>"
    about = list(
        select(
            dataset,
            f"""SELECT ?nodes ?links ?seed ?software WHERE {{ GRAPH graph:networks {{
              {iri} kg:nodeCount ?nodes ; kg:linkCount ?links .
              OPTIONAL {{ {iri} kg:seed ?seed }} OPTIONAL {{ {iri} kg:software ?software }} }} }}
            ORDER BY ?software""",
        )
    )
    if not about:
        return None
    nodes, links, seed, _software = map(text_of, about[0])
    software = ", ".join(dict.fromkeys(text_of(row[3]) for row in about))
    return Network(int(nodes), int(links), seed, software, _measured(dataset, iri))


def _measured(dataset: PublishedDataset, iri: str) -> tuple[Measured, ...]:
    rows = select(
        dataset,
        f"""SELECT ?node ?degree ?betweenness ?community WHERE {{ GRAPH graph:networks {{
          ?seen qb:dataSet {iri} ; kg:node ?node ; kg:degree ?degree ;
            kg:betweenness ?betweenness ; kg:community ?community }} }}
        ORDER BY DESC(?degree) DESC(?betweenness) ?node""",
    )
    return tuple(
        Measured(text_of(node), int(text_of(degree)), float(text_of(between)), int(text_of(group)))
        for node, degree, between, group in rows
    )
