"""Mixing and brokerage between groups: worked by hand, against chance, and as published."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

import networkx as nx
import pytest

from kg.networks import Numbered
from kg.networks.groups import FEWEST_LINKS, Brokerage, brokerage, mixing

ROLES = {
    "coordinator": "aaa",
    "consultant": "aba",
    "gatekeeper": "abb",
    "representative": "aab",
    "liaison": "abc",
}


def directed(*links: tuple[str, str]) -> Numbered:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(links)
    return Numbered.of(graph)


def undirected(*links: tuple[str, str]) -> Numbered:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(links)
    return Numbered.of(graph)


@pytest.mark.parametrize(("role", "groups"), ROLES.items())
def test_each_role_of_gould_and_fernandez(role: str, groups: str) -> None:
    chain = directed(("1", "2"), ("2", "3"))
    found = brokerage(chain, dict(zip("123", groups, strict=True)))
    assert found["2"] == Brokerage(**{**dict.fromkeys(ROLES, 0), role: 1})
    assert found["1"] == found["3"] == Brokerage(0, 0, 0, 0, 0)


def test_who_is_linked_directly_needs_no_broker() -> None:
    triangle = directed(("1", "2"), ("2", "3"), ("1", "3"))
    assert brokerage(triangle, dict.fromkeys("123", "a"))["2"].coordinator == 0


def test_an_undirected_chain_leads_both_ways() -> None:
    found = brokerage(undirected(("1", "2"), ("2", "3")), {"1": "a", "2": "a", "3": "b"})["2"]
    assert found == Brokerage(
        coordinator=0, consultant=0, gatekeeper=1, representative=1, liaison=0
    )


def test_who_has_no_group_is_no_broker_and_no_end() -> None:
    found = brokerage(undirected(("1", "2"), ("2", "3")), {"1": "a", "2": "a"})
    assert found == {node: Brokerage(0, 0, 0, 0, 0) for node in "12"}


def test_a_loop_is_no_chain() -> None:
    found = brokerage(undirected(("1", "1"), ("1", "2")), {"1": "a", "2": "b"})
    assert set(found.values()) == {Brokerage(0, 0, 0, 0, 0)}


def test_ei_index_by_hand() -> None:
    found = mixing(
        undirected(("1", "2"), ("2", "3"), ("3", "4"), ("4", "1")),
        {"1": "a", "2": "a", "3": "b", "4": "a"},
    )
    assert found is not None
    assert found.ei.observed == 0  # 2-3 and 3-4 lead out, 1-2 and 4-1 stay in
    assert (found.nodes, found.links) == (4, 4)
    assert found.table == (("a", "a", 2), ("a", "b", 2))


@pytest.mark.parametrize(
    ("links", "groups", "ei"), [(("12", "34"), "aabb", -1.0), (("13", "24"), "aabb", 1.0)]
)
def test_ei_index_at_its_ends(links: tuple[str, ...], groups: str, ei: float) -> None:
    found = mixing(undirected(*((a, b) for a, b in links)), dict(zip("1234", groups, strict=True)))
    assert found is not None
    assert found.ei.observed == ei


@pytest.mark.parametrize("is_directed", [False, True])
def test_assortativity_is_that_of_networkx(is_directed: bool) -> None:
    graph = nx.gnm_random_graph(60, 150, seed=7, directed=is_directed)
    named = nx.relabel_nodes(graph, {n: f"{n:02}" for n in graph})
    groups = {node: "abc"[int(node) % 3] for node in named}
    nx.set_node_attributes(named, groups, "group")
    found = mixing(Numbered.of(named), groups)
    assert found is not None
    assert found.assortativity is not None
    expected = nx.attribute_assortativity_coefficient(named, "group")
    assert found.assortativity.observed == pytest.approx(expected, abs=1e-12)


def test_those_who_keep_to_their_own_are_far_from_chance() -> None:
    blocks = nx.stochastic_block_model([20, 20], [[0.5, 0.02], [0.02, 0.5]], seed=3)
    named = nx.relabel_nodes(nx.Graph(blocks.edges()), {n: f"{n:02}" for n in blocks})
    found = mixing(Numbered.of(named), {node: str(int(node) >= 20) for node in named})
    assert found is not None
    assert found.assortativity is not None
    assert found.ei.z is not None
    assert found.assortativity.z is not None
    assert found.ei.z < -5
    assert found.assortativity.z > 5
    assert found.ei.expected == pytest.approx(20 * 20 / 780 - 380 / 780, abs=0.02)


def test_groups_dealt_out_by_chance_are_near_it() -> None:
    graph = nx.gnm_random_graph(80, 240, seed=11)
    named = nx.relabel_nodes(graph, {n: f"{n:02}" for n in graph})
    found = mixing(Numbered.of(named), {node: str(int(node) % 2) for node in named})
    assert found is not None
    assert found.ei.z is not None
    assert abs(found.ei.z) < 3


def test_how_likely_chance_is_by_all_deals_of_the_groups() -> None:
    """Eight in two groups of four can be dealt out in 70 ways: counted here one by one."""
    links = [*pairwise("01234567"), ("0", "2"), ("1", "3"), ("4", "6")]
    groups = {member: "ab"[member > "3"] for member in "01234567"}

    def ei(first: Iterable[str]) -> float:
        own = set(first)
        between = sum((one in own) != (other in own) for one, other in links)
        return (2 * between - len(links)) / len(links)

    deals = [ei(first) for first in combinations("01234567", 4)]
    mean = sum(deals) / len(deals)
    likely = sum(abs(each - mean) > abs(ei("0123") - mean) - 1e-9 for each in deals) / len(deals)
    found = mixing(undirected(*links), groups)
    assert found is not None
    assert found.ei.observed == pytest.approx(ei("0123"))
    assert found.ei.expected == pytest.approx(mean, abs=0.04)
    assert found.ei.p == pytest.approx(likely, abs=0.04)
    assert found.ei.p >= 1 / 1000


def test_of_few_links_nothing_is_said_of_chance() -> None:
    path = [(f"{n:02}", f"{n + 1:02}") for n in range(FEWEST_LINKS)]
    groups = {f"{n:02}": "ab"[n % 2] for n in range(FEWEST_LINKS + 1)}
    enough, few = mixing(undirected(*path), groups), mixing(undirected(*path[:-1]), groups)
    assert enough is not None
    assert few is not None
    assert enough.ei.z is not None
    assert few.ei.z is None
    assert few.ei.p is not None


def test_how_likely_chance_is_by_hand() -> None:
    """Of the six ways to deal two groups of two to two pairs, two put like with like.

    Both links are then within: E-I is -1, else 1; the mean is (2·-1 + 4·1)/6 = 1/3. The observed
    -1 is farther from it than 1 is, so chance does as much in two deals of six.
    """
    found = mixing(undirected(("1", "2"), ("3", "4")), dict(zip("1234", "aabb", strict=True)))
    assert found is not None
    assert found.ei.observed == -1
    assert found.ei.expected == pytest.approx(1 / 3, abs=0.1)
    assert found.ei.p == pytest.approx(1 / 3, abs=0.05)
    other = mixing(undirected(("1", "3"), ("2", "4")), dict(zip("1234", "aabb", strict=True)))
    assert other is not None
    assert (other.ei.observed, other.ei.p) == (1, 1)


def test_p_is_never_nought_and_small_where_nobody_leaves_their_own() -> None:
    blocks = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))
    named = nx.relabel_nodes(blocks, {n: f"{n:02}" for n in blocks})
    found = mixing(Numbered.of(named), {node: str(int(node) >= 8) for node in named})
    assert found is not None
    assert found.ei.p == 1 / 1000


def test_assortativity_by_hand() -> None:
    # Of 7 links 3 lie within each group and 1 between: e = (6, 1; 1, 6)/14, each group has half
    # of the ends, so that r = (12/14 - 1/2) / (1 - 1/2).
    two = undirected(*((a, b) for a, b in ("ab", "bc", "ca", "cx", "xy", "yz", "zx")))
    found = mixing(two, {node: "1" if node in "abc" else "2" for node in "abcxyz"})
    assert found is not None
    assert found.assortativity is not None
    assert found.assortativity.observed == pytest.approx(5 / 7)
    assert found.ei.observed == pytest.approx((1 - 6) / 7)


def test_karate_club_keeps_to_its_factions_as_published() -> None:
    """E-I index of the two clubs that came of it: -0.718, of 78 links (Zachary 1977).

    As verified in the notes on classic data sets of a public repository for network analysis,
    from networkx's ``club``: 11 links lead from one to the other. Modularity of the same parts,
    0.371, comes from them: 67/78 within, less the sum of the squared shares of ends.
    """
    club = nx.karate_club_graph()
    named = nx.relabel_nodes(nx.Graph(club.edges()), {n: f"{n:02}" for n in club})
    groups = {f"{n:02}": club.nodes[n]["club"] for n in club}
    found = mixing(Numbered.of(named), groups)
    assert found is not None
    assert round(found.ei.observed, 3) == -0.718
    assert found.links == 78
    assert found.ei.z is not None
    assert found.ei.z < -5
    assert found.ei.p == 1 / 1000


def test_brokers_of_a_small_world_by_hand() -> None:
    """Roles as UCINET's help defines them: http://www.analytictech.com/ucinet/help/hs4157.htm

    Source a gives to broker b, b to destination c, a not to c: a gatekeeper lets a stranger's in
    to its own group, a representative carries its own group's out.
    """
    found = brokerage(
        directed(("r1", "m"), ("r2", "m"), ("b1", "m"), ("m", "r3"), ("m", "b2"), ("r1", "r3")),
        {"m": "red", "r1": "red", "r2": "red", "r3": "red", "b1": "blue", "b2": "blue"},
    )["m"]
    # r2-m-r3 (r1 gives to r3 itself); r1-m-b2 and r2-m-b2; b1-m-r3; b1-m-b2.
    assert found == Brokerage(
        coordinator=1, representative=2, gatekeeper=1, consultant=1, liaison=0
    )


def test_one_group_leaves_nothing_to_chance() -> None:
    found = mixing(undirected(("1", "2"), ("2", "3")), dict.fromkeys("123", "a"))
    assert found is not None
    assert found.assortativity is None
    assert (found.ei.observed, found.ei.deviation) == (-1, 0)
    assert (found.ei.z, found.ei.p) == (None, None)


def test_without_links_between_members_there_is_no_mixing() -> None:
    assert mixing(undirected(("1", "2")), {"1": "a"}) is None
    assert mixing(undirected(("1", "1")), {"1": "a"}) is None
    assert mixing(undirected(), {}) is None
    assert brokerage(undirected(), {}) == {}


def test_the_same_seed_gives_the_same_chance() -> None:
    graph = undirected(*[(f"{n:02}", f"{n + 1:02}") for n in range(30)])
    groups = {f"{n:02}": "ab"[n % 3 == 0] for n in range(31)}
    assert mixing(graph, groups) == mixing(graph, groups)
