"""Addresses for machines, and downloads."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.export import FORMATS
from kg.results import formats_for
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


def described(site: FlaskClient) -> rdflib.Graph:
    """The description, read by another parser."""
    response = site.get("/.well-known/void", headers={"Accept": "application/rdf+xml"})
    assert response.mimetype == "application/rdf+xml"
    return rdflib.Graph().parse(data=response.data, format="xml")


def test_partitions_count_what_the_endpoint_counts(site: FlaskClient) -> None:
    graph = described(site)
    for kind, counted, query in (
        ("class", "entities", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a <%s> }"),
        ("property", "triples", "SELECT (COUNT(*) AS ?n) { ?s <%s> ?o }"),
    ):
        parts = list(graph.objects(None, rdflib.URIRef(f"{VOID}{kind}Partition")))
        assert len(parts) > 10
        for part in parts[:12]:
            iri = graph.value(part, rdflib.URIRef(VOID + kind))
            number = graph.value(part, rdflib.URIRef(VOID + counted))
            answer = site.get("/sparql", query_string={"query": query % iri, "format": "csv"})
            assert answer.text.split() == ["n", str(number)], iri


def test_dumps_are_there_with_their_size_and_checksum(site: FlaskClient) -> None:
    graph = described(site)
    dcat, spdx = rdflib.DCAT, rdflib.Namespace("http://spdx.org/rdf/terms#")
    found = list(graph.subjects(rdflib.RDF.type, dcat.Distribution))
    assert len(found) == len(FORMATS)
    for each in found:
        address = str(graph.value(each, dcat.downloadURL))
        data = get(site, address.removeprefix("http://localhost")).data
        assert int(str(graph.value(each, dcat.byteSize))) == len(data)
        checksum = graph.value(each, spdx.checksum)
        said = graph.value(checksum, spdx.checksumValue)
        assert str(said) == hashlib.sha256(data).hexdigest()


def test_example_queries_can_be_read_and_run(
    site: FlaskClient, published: PublishedDataset
) -> None:
    graph = described(site)
    executables = list(graph.subjects(rdflib.RDF.type, rdflib.SH.SPARQLExecutable))
    assert len(executables) == len(published.queries)
    for each in executables:
        languages = {label.language for label in graph.objects(each, rdflib.RDFS.label)}
        assert languages == set(published.config.languages)
        text = graph.value(each, rdflib.SH.select) or graph.value(each, rdflib.SH.construct)
        assert site.get("/sparql", query_string={"query": str(text)}).status_code == 200
    (declared,) = set(graph.subjects(rdflib.SH.declare))
    prefixes = {str(graph.value(p, rdflib.SH.prefix)) for p in graph.objects(declared)}
    assert prefixes == set(published.config.prefixes)


def test_the_description_in_every_format(site: FlaskClient) -> None:
    for each in formats_for(True):
        response = site.get("/.well-known/void", headers={"Accept": each.media_type})
        assert response.mimetype == each.media_type
        assert list(ox.parse(response.data, format=each.writer))
    assert site.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("name", FORMATS)
def test_download_has_the_size_and_checksum_that_the_page_says(
    site: FlaskClient, name: str
) -> None:
    file = f"dataset.{FORMATS[name].extension}"
    html = page(site, "/en/export/").html
    digest = hashlib.sha256(get(site, f"/export/{file}").data).hexdigest()
    row = next(row for row in re.split(r"<tr>", html) if f"/{file}" in row)
    assert digest in row


def test_listing_a_very_large_dataset_writes_no_file(
    shipped: Path, published: PublishedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.exports.LARGEST", 0)
    site = create_app({"DATASET": shipped}).test_client()

    def sizes() -> tuple[str, int]:
        listed = get(site, "/en/export/")
        assert "ETag" not in listed.headers
        described = rdflib.Graph().parse(data=get(site, "/.well-known/void?format=nt").data)
        assert len(set(described.subjects(rdflib.DCAT.downloadURL))) == len(FORMATS)
        return listed.text, len(set(described.subjects(rdflib.DCAT.byteSize)))

    before, known = sizes()
    assert known == 0
    assert before.count("Written when somebody first fetches it") == len(FORMATS)
    digest = hashlib.sha256(get(site, "/export/dataset.nq").data).hexdigest()
    assert digest == published.version
    after, known = sizes()
    assert known == 1
    assert digest in next(row for row in after.split("<tr>") if "/dataset.nq" in row)


def test_canonical_dump_is_the_version(site: FlaskClient, published: PublishedDataset) -> None:
    response = get(site, "/export/dataset.nq")
    assert hashlib.sha256(response.data).hexdigest() == published.version
    assert "attachment" in response.headers["Content-Disposition"]


def test_unknown_download(site: FlaskClient) -> None:
    assert get(site, "/export/dataset.docx").status_code == 404
