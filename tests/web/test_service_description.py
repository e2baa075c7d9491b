"""What the service is and can do, for those who ask the endpoint nothing."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.functions import FOLD
from tests.web.writers import site as writable

__all__ = ["writable"]
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def described(site: FlaskClient) -> rdflib.Graph:
    response = site.get("/sparql", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    return rdflib.Graph().parse(data=response.data, format="turtle")


def test_the_service_names_its_endpoint_and_its_graphs(
    site: FlaskClient, published: PublishedDataset
) -> None:
    graph = described(site)
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    assert str(graph.value(service, SD.endpoint)) == "http://localhost/sparql"
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert rdflib.URIRef(FOLD) in set(graph.objects(service, SD.extensionFunction))
    names = {str(each) for each in graph.objects(None, SD.name)}
    graphs = (name for name in published.counts if name != "default")
    assert names == {published.config.graph(name) for name in graphs}


def test_a_writable_service_says_so(writable: FlaskClient) -> None:
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) in described(writable)


@pytest.mark.parametrize(
    ("accept", "status"), [("text/html", 200), ("image/png", 406), ("application/ld+json", 200)]
)
def test_others_are_answered_as_they_ask(accept: str, status: int, site: FlaskClient) -> None:
    assert site.get("/sparql", headers={"Accept": accept}).status_code == status
