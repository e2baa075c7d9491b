"""What the broker knows of a published dataset before it forks workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.dataset import VERSIONS
from kg.service.limits import MEGABYTE
from kg.service.source import open_source
from tests.services import BASE, publish, serving

WITH_A_TRIPLE = "".join(
    f"<{BASE}/t/{number}> <{BASE}/p> {value} .\n"
    for number, value in enumerate(
        ['"b"', f'<<( <{BASE}/s> <{BASE}/p> "2" )>>', '"10"', f'<<( <{BASE}/s> <{BASE}/p> "1" )>>']
    )
)


@pytest.mark.parametrize("memory", [0, 64 * MEGABYTE], ids=["on disk", "in memory"])
@pytest.mark.parametrize("more", ["", WITH_A_TRIPLE], ids=["without", "with triples"])
def test_it_knows_whether_triples_are_objects(tmp_path: Path, more: str, memory: int) -> None:
    version = publish(tmp_path, more)
    source = open_source(tmp_path / VERSIONS / version, memory)
    assert source.triple_terms == bool(more)


def test_triples_of_a_dataset_are_put_in_order_beside_other_values(tmp_path: Path) -> None:
    publish(tmp_path, WITH_A_TRIPLE)
    with serving(tmp_path) as (_, service):
        answer = service.query(f"SELECT ?s {{ ?s <{BASE}/p> ?o }} ORDER BY ?o", format="csv")
    assert answer is not None
    order = [line.rpartition("/")[2] for line in answer.body.decode().split()[1:]]
    assert order == ["2", "0", "3", "1"]
