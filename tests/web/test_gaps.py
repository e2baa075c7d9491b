"""The page of what is not known asks the domain's own queries and leads to what they find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.build import build
from kg.dataset import PublishedDataset
from kg.names import label
from tests.services import serving
from tests.web.pages import LANGUAGES, page
from web import create_app

FOLDER = Path(__file__).parents[1] / "kg" / "domains" / "lighthouses"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_stands_there_with_its_number(
    language: str, site: FlaskClient, shipped: Path
) -> None:
    published = PublishedDataset.open(shipped)
    assert published.gaps
    found = page(site, f"/{language}/about/gaps")
    sections = {each["id"] for each in found.all("section") if "id" in each}
    for gap in published.gaps:
        assert f"gap-{gap.id}" in sections
        title, _ = label(dict(gap.title), language, published.config)
        assert title in found.text
        rows = published.store.query(gap.text)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            thing = row[0]
            assert isinstance(thing, ox.NamedNode)
            local = published.config.local(thing.value)
            assert any(f"/{local}" in address for address in found.links()), (gap.id, local)


def test_the_page_about_the_data_leads_there(site: FlaskClient) -> None:
    assert "/en/about/gaps" in page(site, "/en/about").links()


@pytest.fixture
def lighthouses(tmp_path: Path) -> Iterator[FlaskClient]:
    directory = build(FOLDER, tmp_path / "dataset").directory.parents[1]
    with serving(directory) as (pool, _):
        yield create_app({"DATASET": directory, "QUERY_SERVICE": pool.address}).test_client()


def test_a_gap_of_another_domain(lighthouses: FlaskClient) -> None:
    found = page(lighthouses, "/en/about/gaps")
    assert "Lights of unknown height" in found.text
    assert "Kazakhstan" not in found.text
