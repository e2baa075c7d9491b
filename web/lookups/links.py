"""Links between things: what the explorer draws and its table says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.select import is_true
from kg.terms import TYPE
from web.lookups.overview import NO_RECORD
from web.lookups.rows import remembered, select, text_of, values


@dataclass(frozen=True, order=True)
class Link:
    """One property between two things; ``inferred`` where only a rule says so."""

    source: str
    property: str
    target: str
    inferred: bool


@dataclass(frozen=True)
class Part:
    """A part of the graph; ``cut`` where it has more links than were asked for."""

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    cut: bool


def neighbours(dataset: PublishedDataset, of: Iterable[str], limit: int) -> Part:
    """Some things and whatever is linked with them.

    Parameters
    ----------
    of: IRIs of the things.
    limit: how many links at most.

    Raises
    ------
    ValueError: one of them is no IRI.
    """
    centres = tuple(dict.fromkeys(of))
    near = f"""{{ {values("s", centres)} ?s ?p ?o }} UNION {{ {values("o", centres)} ?s ?p ?o }}"""
    links, cut = _links(dataset, near, limit)
    ends = {end for link in links for end in (link.source, link.target)}
    return Part(tuple(sorted(ends | _existing(dataset, centres))), links, cut)


@remembered
def overview(dataset: PublishedDataset, things: int, limit: int) -> Part:
    """The things with most links, and the links between them; records are left out."""
    rows = select(
        dataset,
        f"""SELECT ?thing (COUNT(*) AS ?n) WHERE {{
          {{ ?thing ?p ?other }} UNION {{ ?other ?p ?thing }}
          {_between(dataset, "?thing", "?other")}
          {NO_RECORD.format("?thing")} {NO_RECORD.format("?other")}
        }} GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT {things}""",
    )
    top = tuple(sorted(text_of(thing) for thing, _n in rows))
    if not top:
        return Part((), (), False)
    inside = f"{values('s', top)} {values('o', top)} ?s ?p ?o"
    links, cut = _links(dataset, inside, limit)
    joined = {end for link in links for end in (link.source, link.target)}
    return Part(tuple(each for each in top if each in joined), links, cut)


def among(dataset: PublishedDataset, iris: Iterable[str], limit: int) -> Part:
    """Some things, as far as they exist, and the links between them.

    Parameters
    ----------
    iris: of the things.
    limit: how many links at most.

    Raises
    ------
    ValueError: one of them is no IRI.
    """
    things = tuple(dict.fromkeys(iris))
    inside = f"{values('s', things)} {values('o', things)} ?s ?p ?o"
    links, cut = _links(dataset, inside, limit) if things else ((), False)
    return Part(tuple(sorted(_existing(dataset, things))), links, cut)


@remembered
def degrees(dataset: PublishedDataset, iris: tuple[str, ...]) -> dict[str, int]:
    """With how many others each thing is linked."""
    if not iris:
        return {}
    rows = select(
        dataset,
        f"""SELECT ?thing (COUNT(DISTINCT ?other) AS ?n) WHERE {{ {values("thing", iris)}
          {{ ?thing ?p ?other }} UNION {{ ?other ?p ?thing }}
          {_between(dataset, "?thing", "?other")}
        }} GROUP BY ?thing""",
    )
    return {text_of(thing): int(text_of(number)) for thing, number in rows}


@remembered
def sources_of(dataset: PublishedDataset, links: tuple[Link, ...]) -> dict[Link, tuple[str, ...]]:
    """The sources that say each link, those that only follow left out."""
    stated = [link for link in links if not link.inferred]
    if not stated:
        return {}
    triples = " ".join(f"(<{link.source}> <{link.property}> <{link.target}>)" for link in stated)
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?s ?p ?o ?source WHERE {{ VALUES (?s ?p ?o) {{ {triples} }}
          GRAPH graph:claims {{ ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
            kg:status kg:accepted ; prov:wasDerivedFrom ?source }} }}""",
    )
    found: dict[tuple[str, ...], list[str]] = {}
    for *triple, source in rows:
        found.setdefault(tuple(map(text_of, triple)), []).append(text_of(source))
    return {
        link: tuple(sorted(found.get((link.source, link.property, link.target), ())))
        for link in stated
    }


def _links(dataset: PublishedDataset, pattern: str, limit: int) -> tuple[tuple[Link, ...], bool]:
    rows = select(
        dataset,
        f"""SELECT DISTINCT ?s ?p ?o (BOUND(?rule) AS ?inferred) WHERE {{
          {pattern} {_between(dataset, "?s", "?o")}
          OPTIONAL {{ GRAPH graph:inferred {{ ?s ?p ?o BIND(true AS ?rule) }} }}
        }} ORDER BY ?s ?p ?o LIMIT {limit + 1}""",
    )
    found = [
        Link(text_of(s), text_of(p), text_of(o), is_true(inferred)) for s, p, o, inferred in rows
    ]
    return _plainest(found[:limit]), len(found) > limit


def _plainest(links: list[Link]) -> tuple[Link, ...]:
    """Leave out what merely follows between two things that a stated link already joins."""
    stated = {frozenset((link.source, link.target)) for link in links if not link.inferred}
    return tuple(
        link
        for link in links
        if not link.inferred or frozenset((link.source, link.target)) not in stated
    )


def _between(dataset: PublishedDataset, one: str, other: str) -> str:
    base = dataset.config.base + "/"
    return (
        f"FILTER(isIRI({one}) && isIRI({other}) && {one} != {other} && ?p != <{TYPE}> "
        f'&& STRSTARTS(STR({one}), "{base}") && STRSTARTS(STR({other}), "{base}"))'
    )


def _existing(dataset: PublishedDataset, iris: tuple[str, ...]) -> set[str]:
    if not iris:
        return set()
    rows = select(
        dataset, f"SELECT DISTINCT ?thing WHERE {{ {values('thing', iris)} ?thing ?p ?o }}"
    )
    return {text_of(thing) for (thing,) in rows}
