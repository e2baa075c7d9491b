"""Tests of the SPARQL Protocol, the Graph Store Protocol and the service description."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.term import Node

from tests.conformance.comparison import parse_file, same_graph
from tests.conformance.evaluation import Failed
from tests.conformance.manifests import MF, UT, Checkout, Test, graph_data
from tests.conformance.service import Answer, Service

HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_ROOTS = {"/sparql/": "", "/sparql": "", "/gsp": "/store"}


def check_protocol(test: Test, checkout: Checkout, service: Service) -> None:
    """A ProtocolTest or a GraphStoreProtocolTest: its requests in turn."""
    service.clear()
    for name, file in graph_data(test, test.node, UT).items():
        service.put(parse_file(checkout.path(file), str(file)), name)
    requests = test.value(test.action, HT.requests)
    places: dict[str, str] = {}
    for request in Collection(test.graph, requests) if requests is not None else []:
        answer = _sent(test, request, service, places)
        _check(test, test.value(request, HT.resp), answer, places)


def _sent(test: Test, request: Node, service: Service, places: dict[str, str]) -> Answer:
    headers = _headers(test, request)
    content = test.value(request, HT.body)
    body = b""
    if content is not None:
        chars = _filled(str(test.value(content, CNT.chars)), places)
        encoding = str(test.value(content, CNT.characterEncoding) or "UTF-8")
        body = chars.encode(encoding)
    path = _filled(str(test.value(request, HT.absolutePath)), places)
    method = str(test.value(request, HT.methodName))
    return service.request(method, _local(path, headers, body), body, headers)


def _headers(test: Test, request: Node | None) -> dict[str, str]:
    head = test.value(request, HT.headers)
    found = Collection(test.graph, head) if head is not None else []
    return {
        str(test.value(each, HT.fieldName)).lower(): str(test.value(each, HT.fieldValue))
        for each in found
    }


def _filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text


def _local(path: str, headers: dict[str, str], body: bytes) -> str:
    """The path of the operation here: the suites know one address for queries and updates."""
    parts = urlsplit(path)
    if parts.path.startswith("/gsp"):
        local = "/store" + parts.path.removeprefix("/gsp")
    elif not parts.path.startswith("/sparql"):
        local = parts.path
    else:
        fields = parse_qs(parts.query) | parse_qs(body.decode("latin-1"))
        is_update = "update" in headers.get("content-type", "") or "update" in fields
        local = "/update" if is_update else "/sparql"
    return f"{local}?{parts.query}" if parts.query else local


def _check(test: Test, response: Node | None, answer: Answer, places: dict[str, str]) -> None:
    wanted = [str(each) for each in test.graph.objects(response, MF.expectedStatus)]
    if wanted and not any(_fits(answer.status, each.rpartition("#")[2]) for each in wanted):
        raise Failed(f"status {answer.status}, not {wanted}: {answer.body[:200]!r}")
    truth = test.value(response, MF.expectedBoolean)
    if truth is not None and _boolean(answer) != bool(truth.toPython()):  # type: ignore[attr-defined]
        raise Failed(f"not {truth}")
    location = test.value(response, MF.expectedLocation)
    if location is not None:
        if "location" not in answer.headers:
            raise Failed("no Location")
        places[str(location)] = answer.headers["location"]
    content = test.value(response, HT.body)
    if content is not None:
        _check_graph(str(test.value(content, CNT.chars)), answer, places)


def _fits(status: int, wanted: str) -> bool:
    if wanted.startswith("StatusCode"):
        return str(status)[0] == wanted.removeprefix("StatusCode")[0]
    return status == _STATUSES[wanted]


def _boolean(answer: Answer) -> bool:
    kind = ox.QueryResultsFormat.from_media_type(answer.media_type)
    return bool(ox.parse_query_results(answer.body, format=kind))


def _check_graph(chars: str, answer: Answer, places: dict[str, str]) -> None:
    kind = ox.RdfFormat.from_media_type(answer.media_type)
    base = "http://www.example/gsp"
    got = {q.triple for q in ox.parse(answer.body, format=kind, base_iri=base)}
    wanted = {
        q.triple
        for q in ox.parse(
            _filled(chars, places).encode(), format=ox.RdfFormat.TURTLE, base_iri=base
        )
    }
    if not same_graph(got, wanted):
        raise Failed(f"other graph: {answer.body[:200]!r}")


def check_description(test: Test, service: Service) -> None:
    """A ServiceDescriptionTest."""
    answer = service.request("GET", "/sparql", headers={"Accept": "text/turtle"})
    if answer.status != 200:
        raise Failed(f"status {answer.status}: {answer.body[:200]!r}")
    graph = rdflib.Graph().parse(answer.body, format="turtle")
    endpoints = {str(o) for o in graph.objects(None, SD.endpoint)}
    if test.name == "has-endpoint-triple" and not any(e.endswith("/sparql") for e in endpoints):
        raise Failed(f"endpoints {json.dumps(sorted(endpoints))}")
    if test.name == "conforms-to-schema":
        for each in graph.subjects(SD.endpoint, None):
            if (each, rdflib.RDF.type, SD.Service) not in graph:
                raise Failed("what has an endpoint is no sd:Service")
