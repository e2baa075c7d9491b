"""The same front on another domain's folder: nothing in it is made for one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.build import build
from kg.dataset import PublishedDataset
from tests.services import serving
from tests.web.pages import get, page
from web import create_app

FOLDER = Path(__file__).parents[1] / "kg" / "domains" / "lighthouses"


@pytest.fixture(scope="module")
def lighthouses(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    return build(FOLDER, tmp_path_factory.mktemp("lighthouses"))


@pytest.fixture(scope="module")
def client(lighthouses: PublishedDataset) -> Iterator[FlaskClient]:
    directory = lighthouses.directory.parents[1]
    with serving(directory) as (pool, _):
        yield create_app({"DATASET": directory, "QUERY_SERVICE": pool.address}).test_client()


@pytest.mark.parametrize(
    "address", ["/", "/search?q=light", "/graph", "/network", "/sparql", "/about", "/export/"]
)
def test_pages_are_about_lighthouses(
    client: FlaskClient, lighthouses: PublishedDataset, address: str
) -> None:
    text = page(client, f"/en{address}").text
    assert lighthouses.config.title["en"].partition(":")[0] in text
    assert "Kazakhstan" not in text


def test_renamed_thing_has_moved_for_good(
    client: FlaskClient, lighthouses: PublishedDataset
) -> None:
    assert lighthouses.redirects
    for old, new in lighthouses.redirects.items():
        response = get(client, f"/{old}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{new}")
        response = get(client, f"/{old}.ttl")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{new}.ttl")
        assert page(client, f"/en/{new}.html")
