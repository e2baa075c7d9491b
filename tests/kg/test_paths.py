"""Shortest paths: all of them, as networkx finds them on the whole graph, with who says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.build import build
from kg.config import Config
from kg.dataset import PublishedDataset
from kg.errors import UnknownThing
from kg.paths import shortest_paths

BASE = "https://example.org/kg"
CONFIG = Config(
    base=BASE,
    terms=BASE + "/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("en",),
    default_language="en",
    title={"en": "Test"},
    description={},
    preferred_name="https://schema.org/name",
    alternative_names=(),
)


def store_of(turtle: str) -> ox.Store:
    store = ox.Store()
    prefixes = f"@base <{BASE}/> . @prefix t: <{BASE}/terms#> .\n"
    store.load(prefixes + turtle, format=ox.RdfFormat.TURTLE)
    return store


def lines(store: ox.Store, source: str, target: str, **options: object) -> list[str]:
    found = shortest_paths(store, CONFIG, source, target, **options)  # type: ignore[arg-type]
    return [path.words for path in found]


SQUARE = store_of("""<x/a> t:knows <x/b> , <x/c> . <x/d> t:knows <x/b> . <x/c> t:likes <x/d> .
<x/c> a t:Hub . <x/b> a t:Person . <x/d> a t:Person . <x/far> a t:Person ; t:age 5 .""")


def test_all_shortest_paths_are_found_whatever_the_directions() -> None:
    knows, likes = BASE + "/terms#knows", BASE + "/terms#likes"
    assert lines(SQUARE, "x/a", "x/d") == [
        f"a —{knows}→ b ←{knows}— d",
        f"a —{knows}→ c —{likes}→ d",
    ]
    assert len(lines(SQUARE, "x/a", "x/d", limit=1)) == 1


def test_things_of_excluded_types_are_no_way_through_but_may_be_an_end() -> None:
    hub = [BASE + "/terms#Hub"]
    assert [path.split()[2] for path in lines(SQUARE, "x/a", "x/d", exclude_types=hub)] == ["b"]
    assert len(lines(SQUARE, "x/a", "x/c", exclude_types=hub)) == 1


def test_a_shared_type_is_no_path() -> None:
    assert lines(SQUARE, "x/d", "x/far") == []


def test_a_thing_has_no_path_to_itself() -> None:
    assert lines(SQUARE, "x/a", "x/a") == []


def test_paths_longer_than_asked_for_are_not_looked_for() -> None:
    assert lines(SQUARE, "x/a", "x/d", max_length=1) == []


@pytest.mark.parametrize("ends", [("x/a", "x/nobody"), ("x/nobody", "x/a"), ("x/a", "a b/c d")])
def test_an_unknown_end_is_named(ends: tuple[str, str]) -> None:
    with pytest.raises(UnknownThing):
        lines(SQUARE, *ends)


EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None)
@given(EDGES)
def test_the_paths_are_those_that_networkx_finds_on_the_whole_graph(
    edges: list[tuple[int, int]],
) -> None:
    store = store_of("\n".join(f"<n/{a}> t:to <n/{b}> ." for a, b in edges))
    graph = nx.Graph((f"{a}", f"{b}") for a, b in edges)
    source, target = f"{edges[0][0]}", f"{edges[-1][1]}"
    if source == target or not nx.has_path(graph, source, target):
        expected: set[tuple[str, ...]] = set()
    else:
        expected = {tuple(path) for path in nx.all_shortest_paths(graph, source, target)}
    found = shortest_paths(store, CONFIG, f"n/{source}", f"n/{target}", limit=10_000, max_length=20)
    nodes = {(path.hops[0].source.text, *(hop.target.text for hop in path.hops)) for path in found}
    assert nodes == expected
    assert len(found) == len(expected)


@pytest.fixture(scope="module")
def lights(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    domain = Path(__file__).parent / "domains" / "lighthouses"
    return build(domain, tmp_path_factory.mktemp("lights"))


def test_each_hop_says_who_says_so_or_what_it_follows_by(lights: PublishedDataset) -> None:
    (path,) = shortest_paths(lights.store, lights.config, "light/skerry", "keeper/bo")
    assert path.words == 'Skerry —kept by→ Ada ←kept by— "Моль" light —kept by→ Bo'
    last = {link.property.text: link for link in path.hops[-1].links}
    (evidence,) = last["kept by"].evidence
    assert evidence.exact == "harbour light on the north mole is kept by Ada and Bo"
    assert evidence.valid_from == "1900"
    assert last["keeps"].forward is False
    assert last["keeps"].inferred_by == "Who tends a light keeps it"


def test_the_command_says_where_there_are_more_paths(shipped: Path) -> None:
    command = [sys.executable, "-m", "kg.cli", "path", "org/tan", "org/khazar"]
    done = [
        subprocess.run(
            [*command, "--dataset", str(shipped), "--format", "json", *options],
            capture_output=True,
            text=True,
            check=True,
        )
        for options in (("--limit", "1"), ("--limit", "1000"))
    ]
    few, every = (json.loads(each.stdout) for each in done)
    assert few == every[:1]
    assert len(every) > 1
    assert "there are more than 1 paths" in done[0].stderr
    assert "there are more" not in done[1].stderr
