"""Everything in one picture: places, columns, and what things are called."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.dataset import PublishedDataset
from kg.export.downloads import Downloads
from kg.picture import Named, columns_of, lay_out, names_of, read_columns, write_columns
from kg.select import rows
from kg.terms import KG


def _rings(number: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rings that nothing links, their members in order."""
    first = np.arange(number * size)
    return first, first // size * size + (first + 1) % size


def test_what_is_linked_lies_together() -> None:
    sources, targets = _rings(6, 50)
    places = lay_out(300, sources, targets)
    apart = np.linalg.norm(places[sources] - places[targets], axis=1)
    chance = np.linalg.norm(places - places[np.random.default_rng(1).permutation(300)], axis=1)
    assert apart.mean() < chance.mean() / 5


def test_the_same_graph_gives_the_same_places_within_the_unit_square() -> None:
    sources, targets = _rings(3, 40)
    places = lay_out(120, sources, targets)
    assert (places == lay_out(120, sources, targets)).all()
    assert places.min() >= 0
    assert places.max() <= 1
    assert np.ptp(places, axis=0).max() == pytest.approx(1)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_things_have_places_too(count: int) -> None:
    nobody = np.zeros(0, np.int64)
    places = lay_out(count, nobody, nobody)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()


def test_loops_and_repetitions_say_nothing() -> None:
    sources, targets = _rings(2, 30)
    loops = np.arange(60)
    again = lay_out(60, *(np.concatenate((e, e, loops)) for e in (sources, targets)))
    assert (again == lay_out(60, sources, targets)).all()


def test_columns_hold_every_link_once(published: PublishedDataset) -> None:
    columns = columns_of(published)
    head, read = read_columns(write_columns(columns))
    for of, these in (("nodes", columns.nodes), ("links", columns.links)):
        for name, column in these.items():
            assert (read[of][name] == column).all(), name
    ends = zip(*(read["links"][n].tolist() for n in ("source", "property", "target")), strict=True)
    told = [(columns.things[s], columns.properties[p], columns.things[o]) for s, p, o in ends]
    assert len(told) == len(set(told)) > 1000
    held = {
        tuple(str(term.value) for term in row)  # type: ignore[union-attr]
        for row in rows(published.store, "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?o)) }")
    }
    assert set(told) <= held
    assert head["kinds"] == list(columns.kinds)


def test_the_best_linked_come_first_and_records_not_at_all(published: PublishedDataset) -> None:
    columns = columns_of(published)
    degree = columns.nodes["degree"].tolist()
    assert degree == sorted(degree, reverse=True)
    of = columns.links
    pairs = {
        frozenset(pair) for pair in zip(of["source"].tolist(), of["target"].tolist(), strict=True)
    }
    assert sum(degree) == 2 * len(pairs)
    records = {
        thing.value  # type: ignore[union-attr]
        for (thing,) in rows(
            published.store,
            f"""SELECT ?x {{ ?x a ?type
              GRAPH <{published.config.graph("ontology")}> {{ ?type <{KG}isRecord> true }} }}""",
        )
    }
    assert records
    assert records.isdisjoint(columns.things)


def test_sources_of_a_link_are_those_of_its_claims(published: PublishedDataset) -> None:
    columns = columns_of(published)
    config = published.config
    number = {iri: n for n, iri in enumerate(columns.things)}
    of = columns.links
    event, guest = (
        number[config.thing(each)] for each in ("event/when-we-are-together", "org/van")
    )
    (link,) = np.flatnonzero((of["source"] == event) & (of["target"] == guest))
    said = {columns.sources[source] for source in columns.sets[of["told"][link]]}
    assert config.thing("source/e-history-8226") in said
    assert not of["inferred"][link]


def test_names_come_in_the_order_of_the_columns(
    published: PublishedDataset, tmp_path: Path
) -> None:
    columns = columns_of(published)
    named = Named(columns.things, columns.sources)
    body = json.loads(names_of(published, named, "ru"))
    at = body["ids"].index("org/van")
    assert columns.things[at] == published.config.thing("org/van")
    assert body["labels"][at] == "Национально-культурный центр «Ван»"
    assert body["tongues"][body["tongue"][at]] == "ru"
    files = Downloads(tmp_path)
    assert json.loads(files.names(published, "ru").read_bytes()) == body
    assert files.picture(published).read_bytes() == write_columns(columns)
