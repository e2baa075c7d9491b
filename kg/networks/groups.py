"""Who keeps to their own: mixing and brokerage between the groups of a network's nodes.

Only nodes of exactly one group count, and links between two such nodes. What is observed is set
beside what chance alone would give: the groups are dealt out anew among the same nodes many
times, links and sizes of groups as they are, with a seed [1]_.

References
----------
.. [1] L. Hubert, J. Schultz. Quadratic assignment as a general data analysis strategy. British
   Journal of Mathematical and Statistical Psychology 29(2):190-241, 1976.
   https://doi.org/10.1111/j.2044-8317.1976.tb00714.x
.. [2] D. Krackhardt, R. N. Stern. Informal networks and organizational crises: an experimental
   simulation. Social Psychology Quarterly 51(2):123-140, 1988. https://doi.org/10.2307/2786835
.. [3] M. E. J. Newman. Mixing patterns in networks. Physical Review E 67:026126, 2003.
   https://doi.org/10.1103/PhysRevE.67.026126
.. [4] R. V. Gould, R. M. Fernandez. Structures of mediation: a formal approach to brokerage in
   transaction networks. Sociological Methodology 19:89-126, 1989. https://doi.org/10.2307/270949
.. [5] B. Phipson, G. K. Smyth. Permutation P-values should never be zero: calculating exact
   P-values when permutations are randomly drawn. Statistical Applications in Genetics and
   Molecular Biology 9(1):39, 2010. https://doi.org/10.2202/1544-6115.1585
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.networks.measures import SEED
from kg.networks.numbered import Numbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How often groups are dealt out anew.
PERMUTATIONS = 999
#: Below so many links there is no z-score: deviations of three links are no bell curve.
FEWEST_LINKS = 10
#: Values that differ by less are one: sums in another order may end in other digits.
_SAME = 1e-12
#: Chains of three nodes that are looked at for brokers; with more, none are counted.
_MOST_CHAINS = 5_000_000


@dataclass(frozen=True)
class AgainstChance:
    """A measure, and what it is when the groups are dealt out at random.

    Parameters
    ----------
    observed: its value.
    expected, deviation: mean and standard deviation over the permutations.
    z: how many deviations the observed lies above the mean; None where chance leaves no choice,
        and below :data:`FEWEST_LINKS` links.
    p: how often chance alone is as far from the mean as the observed, or farther, on either side;
        the observed counts as one of the deals [5]_, so that it is never 0. It holds for few links
        as well. None where chance leaves no choice.
    """

    observed: float
    expected: float
    deviation: float
    z: float | None
    p: float | None


@dataclass(frozen=True)
class Mixing:
    """How far links keep within groups.

    Parameters
    ----------
    nodes, links: how many nodes have exactly one group, and how many links join two of them.
    ei: E-I index [2]_, links between groups less those within, by all: -1 all within, 1 none.
    assortativity: Newman's coefficient [3]_: 1 all within, 0 as by chance of degrees; None
        where all links are of one group.
    permutations: how often the groups were dealt out anew.
    table: links by the pair of groups that they join, in order of the groups; directed networks
        by source and target.
    """

    nodes: int
    links: int
    ei: AgainstChance
    assortativity: AgainstChance | None
    permutations: int
    table: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Brokerage:
    """How often a node stands between two others that are not linked themselves [4]_.

    Parameters
    ----------
    coordinator: all three of one group.
    consultant: between two of one group, from another.
    gatekeeper: lets what comes from another group into its own.
    representative: carries from its own group to another.
    liaison: between two groups, from a third.
    """

    coordinator: int
    consultant: int
    gatekeeper: int
    representative: int
    liaison: int


def mixing(network: Numbered, groups: Mapping[str, str]) -> Mixing | None:
    """How far links keep within groups; None where no two nodes with a group are linked.

    Parameters
    ----------
    groups: of those nodes that have exactly one.
    """
    names = sorted(set(groups.values()))
    code = {name: index for index, name in enumerate(names)}
    member = np.array([code[groups[n]] if n in groups else -1 for n in network.names], dtype=int)
    links = network.without_loops
    sources, targets = links.sources, links.targets
    kept = (member[sources] >= 0) & (member[targets] >= 0) if len(sources) else np.zeros(0, bool)
    if not kept.any():
        return None
    sources, targets = sources[kept], targets[kept]
    own = np.flatnonzero(member >= 0)
    dealt = member.copy()
    chance = np.random.default_rng(SEED)
    drawn = []
    for _ in range(PERMUTATIONS):
        dealt[own] = chance.permutation(member[own])
        table = _table(dealt[sources], dealt[targets], len(names), network.directed)
        drawn.append((_ei(table), _assortativity(table)))
    table = _table(member[sources], member[targets], len(names), network.directed)
    observed = _assortativity(table)
    by_chance = [each for _, each in drawn if each is not None]
    return Mixing(
        nodes=len(own),
        links=len(sources),
        ei=_against(_ei(table), [each for each, _ in drawn], len(sources)),
        assortativity=None if observed is None else _against(observed, by_chance, len(sources)),
        permutations=PERMUTATIONS,
        table=_pairs(member[sources], member[targets], names, network.directed),
    )


def brokerage(network: Numbered, groups: Mapping[str, str]) -> dict[str, Brokerage]:
    """The roles of each node with a group [4]_; empty where nothing has, or in a vast network.

    A chain leads from a first node to the broker and on to a third, both of them with a group and
    without a link from the first to the third. Undirected links lead both ways, so there a
    gatekeeper is a representative as well.
    """
    graph = network.without_loops.plain
    directed = graph if network.directed else graph.to_directed(as_view=True)
    known = {n: groups[name] for n, name in enumerate(network.names) if name in groups}
    before = {n: [s for s in directed.predecessors(n) if s in known] for n in known}
    after = {n: [t for t in directed.successors(n) if t in known] for n in known}
    if not known or sum(len(before[n]) * len(after[n]) for n in known) > _MOST_CHAINS:
        return {}
    return {
        network.names[n]: _roles(directed, n, before[n], after[n], known) for n in sorted(known)
    }


def _roles(
    graph: Any, broker: int, before: list[int], after: list[int], known: dict[int, str]
) -> Brokerage:
    own = known[broker]
    counts = dict.fromkeys(Brokerage.__dataclass_fields__, 0)
    for first in before:
        for third in after:
            if first == third or graph.has_edge(first, third):
                continue
            counts[_role(known[first], own, known[third])] += 1
    return Brokerage(**counts)


def _role(first: str, own: str, third: str) -> str:
    if first == third:
        return "coordinator" if own == first else "consultant"
    if own == third:
        return "gatekeeper"
    return "representative" if own == first else "liaison"


def _table(
    one: NDArray[np.int64], other: NDArray[np.int64], size: int, directed: bool
) -> NDArray[np.float64]:
    """Links by groups; undirected ones from both ends, as their mixing matrix has them."""
    table = np.bincount(one * size + other, minlength=size * size).reshape(size, size)
    return table.astype(float) if directed else (table + table.T).astype(float)


def _ei(table: NDArray[np.float64]) -> float:
    whole, within = table.sum(), np.trace(table)
    return float((whole - 2 * within) / whole)


def _assortativity(table: NDArray[np.float64]) -> float | None:
    share = table / table.sum()
    by_chance = float(share.sum(axis=0) @ share.sum(axis=1))
    if by_chance >= 1:
        return None
    return float((np.trace(share) - by_chance) / (1 - by_chance))


def _against(observed: float, drawn: list[float], links: int) -> AgainstChance:
    expected = float(np.mean(drawn)) if drawn else observed
    deviation = float(np.std(drawn)) if drawn else 0.0
    if deviation <= _SAME:
        return AgainstChance(observed, expected, 0.0, None, None)
    off = observed - expected
    as_far = sum(abs(each - expected) >= abs(off) - _SAME for each in drawn)
    z = off / deviation if links >= FEWEST_LINKS else None
    return AgainstChance(observed, expected, deviation, z, (as_far + 1) / (len(drawn) + 1))


def _pairs(
    one: NDArray[np.int64], other: NDArray[np.int64], names: list[str], directed: bool
) -> tuple[tuple[str, str, int], ...]:
    ends = np.stack((one, other))
    if not directed:
        ends = np.sort(ends, axis=0)
    pairs, counts = np.unique(ends, axis=1, return_counts=True)
    return tuple(
        (names[a], names[b], int(count))
        for a, b, count in zip(*pairs.tolist(), counts.tolist(), strict=True)
    )
