"""What the picture of a whole dataset is made of, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.facts.dates import ImpossibleDate, parse_date
from kg.networks import stored
from kg.picture.layout import lay_out
from kg.select import rows
from kg.terms import EDTF, KG, OBJECT, PREDICATE, SUBJECT, TYPE, WAS_DERIVED_FROM, XSD

#: A link as (source, property, target), IRIs all three.
Triple = tuple[str, str, str]
#: Stands where a thing has no year.
NO_YEAR = -32768
_PLACE_STEPS = 65535
#: What analyses say of things that a picture can be drawn by.
MEASURES = ("betweenness", "pagerank", "community")
_DATES = (EDTF, XSD + "date", XSD + "gYearMonth", XSD + "gYear")


@dataclass(frozen=True)
class Columns:
    """Things in order of their numbers of links, the best linked first, and all their links.

    Parameters
    ----------
    things, kinds, properties, sources: IRIs that the columns number; records are no things.
    sets: of sources that say the same link.
    nodes: by name of the column one number for each thing: ``x`` and ``y``, ``kind``, ``degree``
        (with how many others it is linked), ``first`` and ``last`` year, and measures.
    links: likewise for each link: ``source``, ``target``, ``property``, ``told`` (its set of
        sources) and ``inferred``.
    """

    things: tuple[str, ...]
    kinds: tuple[str, ...]
    properties: tuple[str, ...]
    sources: tuple[str, ...]
    sets: tuple[tuple[int, ...], ...]
    nodes: Mapping[str, npt.NDArray[np.generic]]
    links: Mapping[str, npt.NDArray[np.generic]]


def columns_of(dataset: PublishedDataset) -> Columns:
    """Read a dataset and lay it out."""
    inferred = _triples(dataset, dataset.config.graph("inferred"))
    links = _plainest(_triples(dataset), inferred)
    linked = Counter(end for pair in {frozenset((s, o)) for s, _, o in links} for end in pair)
    things = tuple(sorted(linked, key=lambda iri: (-linked[iri], iri)))
    number = {iri: n for n, iri in enumerate(things)}
    properties = tuple(sorted({p for _, p, _ in links}))
    told = _told(dataset)
    sets = tuple(sorted({told.get(link, ()) for link in links if link not in inferred} | {()}))
    sources = tuple(sorted({source for each in sets for source in each}))
    of_set, of_source, of_property = (
        {each: n for n, each in enumerate(these)} for these in (sets, sources, properties)
    )
    ends = np.array([(number[s], number[o]) for s, _, o in links], np.uint32).reshape(-1, 2)
    said = [() if link in inferred else told.get(link, ()) for link in links]
    places = lay_out(len(things), ends[:, 0].astype(np.int64), ends[:, 1].astype(np.int64))
    kinds, kind = _numbered(_kinds(dataset), things)
    first, last = _years(dataset, things)
    return Columns(
        things,
        kinds,
        properties,
        sources,
        tuple(tuple(of_source[source] for source in each) for each in sets),
        {
            "x": np.round(places[:, 0] * _PLACE_STEPS).astype(np.uint16),
            "y": np.round(places[:, 1] * _PLACE_STEPS).astype(np.uint16),
            "kind": kind,
            "degree": np.array([linked[iri] for iri in things], np.uint32),
            "first": first,
            "last": last,
            **_measures(dataset, number),
        },
        {
            "source": ends[:, 0],
            "target": ends[:, 1],
            "property": np.array([of_property[p] for _, p, _ in links], np.uint16),
            "told": np.array([of_set[each] for each in said], np.uint32),
            "inferred": np.array([link in inferred for link in links], np.uint8),
        },
    )


def _triples(dataset: PublishedDataset, graph: str | None = None) -> set[Triple]:
    """What links two things, in the default graph or another; records are left out."""
    base = dataset.config.base + "/"
    pattern = "?s ?p ?o"
    found = rows(
        dataset.store,
        f"""SELECT ?s ?p ?o WHERE {{ {f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern}
          FILTER(isIRI(?s) && isIRI(?o) && ?s != ?o && ?p != <{TYPE}>
            && STRSTARTS(STR(?s), "{base}") && STRSTARTS(STR(?o), "{base}")) }}""",
    )
    records = _records(dataset)
    triples = ((_iri(s), _iri(p), _iri(o)) for s, p, o in found)
    return {each for each in triples if each[0] not in records and each[2] not in records}


def _records(dataset: PublishedDataset) -> set[str]:
    """The things that are read with what they are about, not by themselves."""
    ontology = dataset.config.graph("ontology")
    found = rows(
        dataset.store,
        f"SELECT ?x WHERE {{ GRAPH <{ontology}> {{ ?type <{KG}isRecord> true }} ?x a ?type }}",
    )
    return {_iri(thing) for (thing,) in found}


def _plainest(links: set[Triple], inferred: set[Triple]) -> list[Triple]:
    """Leave out what merely follows between two things that a stated link already joins."""
    stated = {frozenset((s, o)) for s, p, o in links if (s, p, o) not in inferred}
    return sorted(
        link
        for link in links
        if link not in inferred or frozenset((link[0], link[2])) not in stated
    )


def _told(dataset: PublishedDataset) -> dict[Triple, tuple[str, ...]]:
    """The sources of each link."""
    claims = dataset.config.graph("claims")
    found = rows(
        dataset.store,
        f"""SELECT DISTINCT ?s ?p ?o ?source WHERE {{ GRAPH <{claims}> {{
          ?claim <{SUBJECT}> ?s ; <{PREDICATE}> ?p ; <{OBJECT}> ?o ;
            <{KG}status> <{KG}accepted> ; <{WAS_DERIVED_FROM}> ?source
          FILTER(isIRI(?o)) }} }}""",
    )
    told: dict[Triple, list[str]] = {}
    for s, p, o, source in found:
        told.setdefault((_iri(s), _iri(p), _iri(o)), []).append(_iri(source))
    return {link: tuple(sorted(sources)) for link, sources in told.items()}


def _kinds(dataset: PublishedDataset) -> dict[str, str]:
    """The first of the most telling classes of each thing."""
    ontology, inferred = (dataset.config.graph(name) for name in ("ontology", "inferred"))
    found = rows(
        dataset.store,
        f"""SELECT ?thing ?type WHERE {{ ?thing a ?type
          GRAPH <{ontology}> {{ ?type <{KG}key> ?key }}
          MINUS {{ GRAPH <{inferred}> {{ ?thing a ?type }} }} }}""",
    )
    kinds: dict[str, str] = {}
    for thing, kind in found:
        iri, class_ = _iri(thing), _iri(kind)
        kinds[iri] = min(class_, kinds.get(iri, class_))
    return kinds


def _numbered(
    values: Mapping[str, str], things: Iterable[str]
) -> tuple[tuple[str, ...], npt.NDArray[np.uint16]]:
    """The values of things, and for each thing the number of its value; none is empty."""
    of_each = [values.get(iri, "") for iri in things]
    found = tuple(sorted(set(of_each)))
    number = {value: n for n, value in enumerate(found)}
    return found, np.array([number[value] for value in of_each], np.uint16)


def _years(
    dataset: PublishedDataset, things: Iterable[str]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """The first and the last year that something of each thing is dated."""
    kinds = ", ".join(f"<{each}>" for each in _DATES)
    found = rows(
        dataset.store,
        f"""SELECT ?thing ?date WHERE {{ ?thing ?p ?date
          FILTER(isLiteral(?date) && DATATYPE(?date) IN ({kinds})) }}""",
    )
    spans: dict[str, tuple[int, int]] = {}
    for thing, date in found:
        if not isinstance(date, ox.Literal):
            continue
        with suppress(ImpossibleDate):
            read = parse_date(date.value)
            bounds = [int(day[:4]) for day in (read.earliest, read.latest) if day is not None]
            if bounds:
                first, last = spans.get(_iri(thing), (bounds[0], bounds[-1]))
                spans[_iri(thing)] = min(first, bounds[0]), max(last, bounds[-1])
    both = np.array([spans.get(iri, (NO_YEAR, NO_YEAR)) for iri in things], np.int16)
    both = both.reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def _measures(
    dataset: PublishedDataset, number: Mapping[str, int]
) -> dict[str, npt.NDArray[np.float32]]:
    """What the analysis of the network with most nodes says of things; 0 where nothing."""
    analysed = (stored(dataset.store, dataset.config, each.id) for each in dataset.networks)
    nodes = max((each.nodes for each in analysed if each), key=len, default=())
    columns = {name: np.zeros(len(number), np.float32) for name in MEASURES}
    for node in nodes:
        for name in MEASURES:
            if node.iri in number and name in node.figures:
                columns[name][number[node.iri]] = node.figures[name]
    return columns


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
