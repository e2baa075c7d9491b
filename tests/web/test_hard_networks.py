"""Networks of nothing, of one thing, of loops: the page and every file still answer."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from flask.testing import FlaskClient

from kg.build import build
from kg.dataset import PublishedDataset
from kg.networks import stored
from tests.services import serving
from tests.web.pages import get, page
from web import create_app

FOLDER = Path(__file__).parents[1] / "kg" / "domains" / "lighthouses"
NETWORKS = {
    "nothing": ("SELECT ?node { ?node a l:Nothing }", "{ ?source a l:Nothing , ?target }"),
    "alone": ("SELECT ?node { VALUES ?node { <light/skerry> } }", "{ ?source a l:No , ?target }"),
    "loops": (
        "SELECT ?node { ?node a l:Light }",
        "{ ?source a l:Light BIND(?source AS ?target) }",
    ),
    "weightless": (
        "SELECT ?node { ?node a l:Light }",
        "{ ?source a l:Light . ?target a l:Light FILTER(?source != ?target) BIND(0 AS ?weight) }",
    ),
    "undatable": (
        "SELECT ?node { ?node a l:Light }",
        '{ ?source l:keeps ?target BIND(1 AS ?weight) BIND("once upon a time" AS ?year) }',
    ),
    "long-ago": (
        "SELECT ?node { ?node a l:Light }",
        '{ ?source l:keeps ?target BIND(1 AS ?weight) BIND("0007-03" AS ?year) }',
    ),
}


@pytest.fixture(scope="module")
def lights(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    folder = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("hard") / "lighthouses"))
    for name, (nodes, links) in NETWORKS.items():
        more = "".join(f" ?{each}" for each in ("weight", "year") if f"AS ?{each})" in links)
        (folder / "networks" / f"{name}.toml").write_text(
            f"nodes = '''{nodes}'''\nlinks = '''SELECT ?source ?target{more} {links}'''\n"
            f'[title]\nen = "{name.title()}"\n',
            encoding="utf-8",
        )
    return build(folder, tmp_path_factory.mktemp("hard-lights"))


@pytest.fixture(scope="module")
def client(lights: PublishedDataset) -> Iterator[FlaskClient]:
    directory = lights.directory.parents[1]
    with serving(directory) as (pool, _):
        yield create_app({"DATASET": directory, "QUERY_SERVICE": pool.address}).test_client()


@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_and_every_file_answer(
    client: FlaskClient, lights: PublishedDataset, name: str
) -> None:
    found = stored(lights.store, lights.config, name)
    assert found is not None
    for sort in ("degree", "closeness", "pagerank", "liaison"):
        assert name.title() in page(client, f"/en/network?network={name}&sort={sort}").text
    for year in found.by_year:
        assert page(client, f"/en/network?network={name}&year={year}")
    rows = get(client, f"/network/{name}.csv").text.splitlines()
    assert len(rows) == len(found.nodes) + 1
    drawn = nx.read_graphml(io.BytesIO(get(client, f"/network/{name}.graphml").data))
    assert len(drawn) == len(found.nodes)
    assert get(client, f"/network/{name}.gexf").status_code == 200


def test_a_network_of_nothing_has_nought_of_everything(lights: PublishedDataset) -> None:
    found = stored(lights.store, lights.config, "nothing")
    assert found is not None
    assert found.nodes == found.bridges == ()
    assert (found.figures["nodeCount"], found.figures["linkCount"]) == (0, 0)
    assert "FewNodes" in found.caveats


def test_a_year_before_the_thousandth_is_one(lights: PublishedDataset) -> None:
    found = stored(lights.store, lights.config, "long-ago")
    assert found is not None
    assert list(found.years) == [7]
    undated = stored(lights.store, lights.config, "undatable")
    assert undated is not None
    assert not undated.years
