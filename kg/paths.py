"""How two things are connected: every shortest path, each step with who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx
import pyoxigraph as ox

from kg.config import Config
from kg.errors import UnknownThing
from kg.explain import resolve
from kg.labels import labels
from kg.select import Queryable, iris, rows
from kg.statements import Evidence, Statements, Value, of_triples
from kg.terms import TYPE

#: Paths longer than this say nothing about two things.
MAX_LENGTH = 8
_BATCH = 2000


@dataclass(frozen=True)
class Link:
    """A property that holds between the two things of a hop.

    Parameters
    ----------
    forward: the property leads from the hop's source to its target, not back.
    evidence: of the accepted claims that say it.
    inferred_by: title of the rule that it follows by, None where a source says it.
    """

    property: Value
    forward: bool
    evidence: tuple[Evidence, ...]
    inferred_by: str | None


@dataclass(frozen=True)
class Hop:
    """One step of a path, with every property that links its two things."""

    source: Value
    target: Value
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Path:
    """A shortest path; ``words`` says it in one line."""

    hops: tuple[Hop, ...]
    words: str


def shortest_paths(
    store: Queryable,
    config: Config,
    source: str,
    target: str,
    *,
    language: str = "en",
    exclude_types: Collection[str] = (),
    limit: int = 20,
    max_length: int = MAX_LENGTH,
) -> list[Path]:
    """Every shortest path between two things over the default graph, whatever the directions.

    Both ends are explored in turn, level by level, until they meet; the paths through what
    was explored are then found by networkx. Types are no links.

    Parameters
    ----------
    source, target: IRIs, ``type/slug`` or slugs.
    exclude_types: IRIs of classes whose things no path may lead through.
    limit: how many paths at most, the first in order of IRIs.
    max_length: longest path, in hops, that is looked for.

    Returns
    -------
    No path where the two are not connected, or are one and the same.

    Raises
    ------
    UnknownThing: one of the two is not in the dataset.
    """
    ends = resolve(store, config, source), resolve(store, config, target)
    _require(store, ends)
    explored = _explore(store, *ends, set(exclude_types), max_length)
    if explored is None or ends[0] == ends[1]:
        return []
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted({(min(s, o), max(s, o)) for s, _, o in explored}))
    found = list(islice(nx.all_shortest_paths(graph, *ends), max(limit, 0)))
    return _told(store, config, found, explored, language)


def _require(store: Queryable, ends: Collection[str]) -> None:
    query = f"""SELECT ?thing WHERE {{ VALUES ?thing {{ {iris(ends)} }}
      FILTER(EXISTS {{ ?thing ?p ?o }} || EXISTS {{ ?s ?q ?thing }}) }}"""
    known = {term.value for (term,) in rows(store, query) if isinstance(term, ox.NamedNode)}
    for end in ends:
        if end not in known:
            raise UnknownThing(end)


_Step = tuple[str, str, str]


class _Side:
    """What was explored from one end."""

    def __init__(self, end: str) -> None:
        self.seen = {end}
        self.frontier = {end}


def _explore(
    store: Queryable, source: str, target: str, excluded: Collection[str], max_length: int
) -> set[_Step] | None:
    """Triples among which all shortest paths are, or None where there is no path."""
    sides = _Side(source), _Side(target)
    explored: set[_Step] = set()
    for _ in range(max_length):
        near, far = sorted(sides, key=lambda side: len(side.frontier))
        steps = set(_around(store, near.frontier))
        reached = {end for s, _, o in steps for end in (s, o)} - near.seen
        reached -= _of_types(store, reached - {source, target}, excluded)
        explored |= {step for step in steps if {step[0], step[2]} <= near.seen | reached}
        near.seen |= reached
        near.frontier = reached
        if near.seen & far.seen:
            return explored
        if not reached:
            return None
    return None


def _around(store: Queryable, things: Iterable[str]) -> Iterator[_Step]:
    ordered = sorted(things)
    for start in range(0, len(ordered), _BATCH):
        values = iris(ordered[start : start + _BATCH])
        query = f"""SELECT ?s ?p ?o WHERE {{
          {{ VALUES ?s {{ {values} }} ?s ?p ?o FILTER(isIRI(?o) && ?p != <{TYPE}>) }}
          UNION {{ VALUES ?o {{ {values} }} ?s ?p ?o FILTER(isIRI(?s) && ?p != <{TYPE}>) }} }}"""
        for step in rows(store, query):
            s, p, o = (term.value for term in step if isinstance(term, ox.NamedNode))
            yield s, p, o


def _of_types(store: Queryable, things: Iterable[str], types: Collection[str]) -> set[str]:
    ordered = sorted(things) if types else []
    found: set[str] = set()
    for start in range(0, len(ordered), _BATCH):
        values = iris(ordered[start : start + _BATCH])
        query = f"""SELECT DISTINCT ?thing WHERE {{
          VALUES ?thing {{ {values} }} VALUES ?type {{ {iris(types)} }} ?thing a ?type }}"""
        found |= {t.value for (t,) in rows(store, query) if isinstance(t, ox.NamedNode)}
    return found


def _told(
    store: Queryable,
    config: Config,
    paths: list[list[str]],
    explored: Iterable[_Step],
    language: str,
) -> list[Path]:
    """Paths of IRIs with labels, properties and evidence."""
    wanted = {frozenset(pair) for path in paths for pair in pairwise(path)}
    between: dict[frozenset[str], list[_Step]] = defaultdict(list)
    for step in sorted(explored):
        if (pair := frozenset((step[0], step[2]))) in wanted:
            between[pair].append(step)
    triples = {step: _triple(step) for steps in between.values() for step in steps}
    said = Statements({})
    if triples:
        said = Statements.read(store, config, [of_triples(triples.values())])
    mentioned = said.mentioned() | {iri for step in triples for iri in step}
    called = {
        iri: Value(text, tag, iri, config.local(iri))
        for iri, (text, tag) in labels(store, config, mentioned, language).items()
    }
    claims, rules = said.claims(), dict(said.inferences())

    def link(step: _Step, source: str) -> Link:
        evidence = [
            said.evidence(claim, config, language, called)
            for claim in claims.get(triples[step], ())
        ]
        rule = rules.get(triples[step])
        return Link(
            called[step[1]],
            step[0] == source,
            tuple(each for each in evidence if each.status == "accepted"),
            said.title(rule, config, language) if rule else None,
        )

    def path(nodes: list[str]) -> Path:
        hops = tuple(
            Hop(called[a], called[b], tuple(link(step, a) for step in between[frozenset((a, b))]))
            for a, b in pairwise(nodes)
        )
        return Path(hops, _words(hops))

    return [path(nodes) for nodes in paths if len(nodes) > 1]


def _triple(step: _Step) -> ox.Triple:
    return ox.Triple(*map(ox.NamedNode, step))


def _words(hops: tuple[Hop, ...]) -> str:
    """The path in one line: each hop by what a source says of it, else by what follows."""
    line = hops[0].source.text
    for hop in hops:
        first = min(hop.links, key=lambda link: (link.inferred_by is not None, not link.forward))
        name = first.property.text
        arrow = f" —{name}→ " if first.forward else f" ←{name}— "
        line += arrow + hop.target.text
    return line
