"""Addresses for machines, and downloads."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.export import FORMATS
from tests.services import publish
from tests.web.pages import get, page
from web import create_app

VOID = "http://rdfs.org/ns/void#"


def test_alive_and_ready(site: FlaskClient, published: PublishedDataset) -> None:
    assert site.get("/healthz").get_json() == {"status": "ok"}
    assert site.get("/readyz").get_json() == {"status": "ok", "version": published.version}


def test_without_a_dataset_alive_but_not_ready(tmp_path: Path) -> None:
    client = create_app({"DATASET": tmp_path}).test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "kg build" in response.get_json()["detail"]
    assert get(client, "/").status_code == 503
    assert get(client, "/org/van.html").status_code == 503


def test_next_version_is_served_without_a_restart(tmp_path: Path) -> None:
    client = create_app({"DATASET": tmp_path}).test_client()
    first = publish(tmp_path)
    assert client.get("/readyz").get_json()["version"] == first
    second = publish(tmp_path, '<https://museum.example/kg/org/new> <https://x.example/p> "1" .\n')
    assert second != first
    assert client.get("/readyz").get_json()["version"] == second
    assert get(client, "/org/new.html").status_code == 200


def test_robots_name_the_site_map(site: FlaskClient) -> None:
    text = site.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_site_map_holds_every_thing(site: FlaskClient) -> None:
    tree = ElementTree.fromstring(site.get("/sitemap.xml").data)
    addresses = {element.text for element in tree.iter() if element.tag.endswith("loc")}
    assert "http://localhost/org/van.html" in addresses
    assert len(addresses) > 40


def test_void_counts_the_dataset(site: FlaskClient, published: PublishedDataset) -> None:
    response = site.get("/.well-known/void")
    assert response.mimetype == "text/turtle"
    triples = {
        (q.subject, q.predicate, q.object)
        for q in ox.parse(response.data, format=ox.RdfFormat.TURTLE)
    }
    dataset = ox.NamedNode(published.config.base + "/dataset")
    counted = [o.value for s, p, o in triples if (s, p.value) == (dataset, VOID + "triples")]
    assert counted == [str(published.counts["default"])]
    titles = {o for s, p, o in triples if s == dataset and p.value.endswith("terms/title")}
    assert titles == {ox.Literal(t, language=tag) for tag, t in published.config.title.items()}
    subsets = {o.value for _, p, o in triples if p.value == VOID + "subset"}
    assert published.config.graph("claims") in subsets


@pytest.mark.parametrize("name", FORMATS)
def test_download_has_the_size_and_checksum_that_the_page_says(
    site: FlaskClient, name: str
) -> None:
    file = f"dataset.{FORMATS[name].extension}"
    html = page(site, "/en/export/").html
    digest = hashlib.sha256(get(site, f"/export/{file}").data).hexdigest()
    row = next(row for row in re.split(r"<tr>", html) if f"/{file}" in row)
    assert digest in row


def test_canonical_dump_is_the_version(site: FlaskClient, published: PublishedDataset) -> None:
    response = get(site, "/export/dataset.nq")
    assert hashlib.sha256(response.data).hexdigest() == published.version
    assert "attachment" in response.headers["Content-Disposition"]


def test_unknown_download(site: FlaskClient) -> None:
    assert get(site, "/export/dataset.docx").status_code == 404
