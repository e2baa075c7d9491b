"""The same front on another domain's folder: nothing in it is made for one dataset."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.build import build
from kg.dataset import PublishedDataset
from tests.services import serving
from tests.web.pages import Page, get, page
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


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    """From the first page everything is within reach, and nothing is a dead end."""
    waiting, seen = ["/en/"], {"/en/"}
    while waiting:
        address = waiting.pop()
        response = get(client, address)
        assert response.status_code in (200, 303), (address, response.status_code)
        if response.mimetype != "text/html" or "/sparql?" in address:
            continue
        for link in Page(response.get_data(as_text=True)).links():
            # Who recorded a fact need not be a thing of the dataset.
            if link.startswith("/en/") and "/curator/" not in link and link not in seen:
                seen.add(link)
                waiting.append(link)
    assert {"/en/light/skerry.html", "/en/keeper/ada.html", "/en/network", "/en/path"} <= seen


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


SIGHTINGS = """
l:Sighting a rdfs:Class ; kg:key "Sighting" ; kg:isRecord true ;
  rdfs:label "sighting"@en ; skos:definition "That somebody saw a light."@en .
l:sighted a rdf:Property ; kg:key "sighted" ;
  schema:domainIncludes l:Sighting ; schema:rangeIncludes l:Light ;
  rdfs:label "sighted"@en ; skos:definition "The light that was seen."@en .
"""
#: Of the logbook's words, those that four sightings are read from.
PASSAGES = ("the light on the Skerry", "31.5 metres high", "some say 1898", "Ada keeps the Skerry")


@pytest.fixture(scope="module")
def sighted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The lighthouses and, as records, four sightings of one of them."""
    folder = tmp_path_factory.mktemp("sighted")
    domain = Path(shutil.copytree(FOLDER, folder / "lighthouses"))
    vocabulary = domain / "vocabulary.ttl"
    vocabulary.write_text(vocabulary.read_text("utf-8") + SIGHTINGS, "utf-8")
    register = domain / "entities" / "coast.yaml"
    names = "".join(f"  sighting/skerry-{n}:\n" for n in range(len(PASSAGES)))
    register.write_text(register.read_text("utf-8") + names, "utf-8")
    facts = domain / "facts" / "logbook.yaml"
    facts.write_text(_with_sightings(facts.read_text("utf-8")), "utf-8")
    build(domain, folder / "dataset")
    with serving(folder / "dataset") as (pool, _):
        yield create_app(
            {"DATASET": folder / "dataset", "QUERY_SERVICE": pool.address}
        ).test_client()


def _with_sightings(facts: str) -> str:
    """The facts, with sightings, and with the Skerry's name in each passage once more."""
    said = "".join(
        f"- quote: {quote}\n  says:\n"
        f"    sighting/skerry-{n}: {{type: Sighting, called: {{en: Skerry {n}}}, "
        f"sighted: light/skerry}}\n"
        f"    keeper/ada: {{keeps: light/skerry}}\n"
        for n, quote in enumerate(PASSAGES)
    )
    return facts.replace("not_stated:", f"{said}not_stated:")


def test_records_are_not_counted_among_the_things_inside(sighted: FlaskClient) -> None:
    inside = {link.partition("type=")[2] for link in _hrefs(page(sighted, "/en/"))}
    assert {"Light", "Keeper"} <= inside
    assert "Sighting" not in inside


def test_records_are_no_part_of_the_first_picture(sighted: FlaskClient) -> None:
    named = page(sighted, "/en/graph").links()
    assert "/en/light/skerry.html" in named
    assert not [link for link in named if "/sighting/" in link]


def test_records_are_read_with_what_they_are_about(sighted: FlaskClient) -> None:
    assert "/en/sighting/skerry-0.html" in page(sighted, "/en/light/skerry.html").links()


def test_of_many_passages_that_say_the_same_two_stand_open(sighted: FlaskClient) -> None:
    text = page(sighted, "/en/keeper/ada.html").text
    assert f"{len(PASSAGES) - 2} more passages say so" in text
    assert all(f"“{quote}”" in text for quote in PASSAGES)


def _hrefs(found: Page) -> list[str]:
    return [each.get("href", "") for each in found.all("a")]
