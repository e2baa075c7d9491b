"""``/update``: the update operation of the SPARQL Protocol, for those who may."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.services import RUNAWAY, publish, serving, writing
from tests.web.writers import BEARER, UPDATE, holds, rows, site, update
from web import create_app

__all__ = ["site"]
FORM = "application/x-www-form-urlencoded"


def test_the_next_query_sees_an_update(site: FlaskClient) -> None:
    for number in range(20):
        response = update(site, f"INSERT DATA {{ <x:next> <x:is> {number} }}")
        assert (response.status_code, response.data) == (204, b"")
        assert f"{number}" in rows(site, "SELECT ?o { <x:next> <x:is> ?o }")


@pytest.mark.parametrize("way", ["direct", "form"])
def test_letters_of_any_alphabet_arrive(way: str, site: FlaskClient) -> None:
    text = f"INSERT DATA {{ <https://x/Достық-{way}> <x:p> 'Шаңырақ 🏠' }}"
    if way == "direct":
        response = update(site, text.encode())
    else:
        response = site.post("/update", data={"update": text}, headers=BEARER)
    assert response.status_code == 204
    assert holds(site, f"<https://x/Достық-{way}> <x:p> 'Шаңырақ 🏠'")


def test_all_operations_of_an_update_or_none(site: FlaskClient) -> None:
    before = rows(site, "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")
    for bad in ("INSERT DATA {", "LOAD <http://127.0.0.1:9/x>", "CREATE GRAPH <x:g> ; NONSENSE"):
        response = update(
            site, f"INSERT DATA {{ <x:half> <x:p> 1 }} ; DELETE WHERE {{?s ?p ?o}} ; {bad}"
        )
        assert response.status_code == 400, bad
    assert rows(site, "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o") == before
    assert not holds(site, "<x:half> ?p ?o")


def test_an_update_that_fails_half_way_changes_nothing(site: FlaskClient) -> None:
    response = update(site, "INSERT DATA { <x:half> <x:p> 1 } ; DROP GRAPH <x:nowhere>")
    assert response.status_code == 400
    assert "nowhere" in response.get_json()["detail"]
    assert not holds(site, "<x:half> ?p ?o")


@pytest.mark.parametrize("form", ["INSERT {{ }} WHERE {{ {} }}", "DELETE WHERE {{ {} }}"])
def test_more_patterns_than_a_query_may_have_are_refused(form: str, site: FlaskClient) -> None:
    many = "?s ?p ?o . " * 1_001
    refused = update(site, form.format(many))
    assert refused.status_code == 400
    assert "more than 1,000 triple patterns" in refused.json["detail"]
    assert update(site, "INSERT DATA { " + "<x:many> <x:p> 1 . " * 2_000 + "}").status_code == 204
    each = "DELETE WHERE { " + "<x:many> <x:p> 2 . " * 600 + "} ; "
    assert update(site, each * 3).status_code == 204


def test_what_is_new_each_time_is_kept_as_it_was(site: FlaskClient) -> None:
    update(site, "INSERT { <x:fresh> <x:p> ?id } WHERE { BIND(UUID() AS ?id) }")
    first = rows(site, "SELECT ?id { <x:fresh> <x:p> ?id }")
    update(site, "INSERT DATA { <x:other> <x:p> 1 }")
    assert rows(site, "SELECT ?id { <x:fresh> <x:p> ?id }") == first
    assert len(first) == 1


def test_every_kind_of_operation(site: FlaskClient) -> None:
    for text in (
        "INSERT DATA { GRAPH <x:one> { <x:a> <x:b> 1, 2 } }",
        "COPY <x:one> TO <x:two>",
        "DELETE DATA { GRAPH <x:two> { <x:a> <x:b> 2 } }",
        "WITH <x:two> DELETE { ?s <x:b> 1 } INSERT { ?s <x:b> 3 } WHERE { ?s <x:b> 1 }",
        "ADD <x:one> TO <x:two>",
        "MOVE <x:one> TO <x:three>",
        "CREATE GRAPH <x:four>",
        "CLEAR SILENT GRAPH <x:nowhere>",
    ):
        assert update(site, text).status_code == 204, text
    assert sorted(rows(site, "SELECT ?o { GRAPH <x:two> { ?s ?p ?o } }")) == ["1", "2", "3"]
    assert sorted(rows(site, "SELECT ?o { GRAPH <x:three> { ?s ?p ?o } }")) == ["1", "2"]
    assert not holds(site, "GRAPH <x:one> { ?s ?p ?o }")
    assert update(site, "CREATE GRAPH <x:four>").status_code == 400
    assert update(site, "DROP GRAPH <x:four>").status_code == 204


def test_a_dataset_given_by_the_protocol(site: FlaskClient) -> None:
    update(site, "INSERT DATA { GRAPH <x:u1> { <x:s> <x:u> 1 } GRAPH <x:u2> { <x:s> <x:u> 2 } }")
    text = "INSERT { <x:found> <x:in> ?o } WHERE { ?s <x:u> ?o }"
    assert update(site, text).status_code == 204
    assert not holds(site, "<x:found> <x:in> ?o")
    assert update(site, text, query_string={"using-graph-uri": "x:u1"}).status_code == 204
    assert rows(site, "SELECT ?o { <x:found> <x:in> ?o }") == ["1"]
    named = "INSERT { <x:found> <x:by> ?g } WHERE { GRAPH ?g { ?s <x:u> ?o } }"
    form = {"update": named, "using-named-graph-uri": ["x:u2"]}
    assert site.post("/update", data=form, headers=BEARER).status_code == 204
    assert rows(site, "SELECT ?g { <x:found> <x:by> ?g }") == ["x:u2"]
    using = {"using-graph-uri": "x:u1"}
    assert update(site, "DELETE WHERE { <x:s> <x:u> ?o }", query_string=using).status_code == 204
    assert holds(site, "GRAPH <x:u1> { <x:s> <x:u> 1 }"), "the target is the default graph"


@pytest.mark.parametrize("own", ["USING <x:u1>", "USING NAMED <x:u1>"])
def test_two_datasets_are_refused(own: str, site: FlaskClient) -> None:
    text = f"INSERT {{ <x:two> <x:p> ?o }} {own} WHERE {{ ?s ?p ?o }}"
    response = update(site, text, query_string={"using-graph-uri": "x:u2"})
    assert response.status_code == 400
    assert "USING" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "query", "status"),
    [
        (b"INSERT DATA { <x:a> <x:b> }", UPDATE, "", 400),
        (b"\xff", UPDATE, "", 400),
        (b"SELECT * { ?s ?p ?o }", UPDATE, "", 400),
        (b"update=INSERT+DATA+%7B%7D&update=CLEAR+ALL", FORM, "", 400),
        (b"query=ASK+%7B%7D", FORM, "", 400),
        (b"", FORM, "", 400),
        (b"INSERT DATA {}", UPDATE, "update=CLEAR+ALL", 400),
        (b"INSERT DATA {}", "text/plain", "", 415),
        (b"INSERT DATA {}", UPDATE, "using-graph-uri=no+iri", 400),
        (b"INSERT {} WHERE {}", UPDATE, "using-graph-uri=no+iri", 400),
        (b"INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", UPDATE, "", 400),
    ],
)
def test_what_is_no_update(
    body: bytes, content_type: str, query: str, status: int, site: FlaskClient
) -> None:
    response = site.post(
        "/update", data=body, content_type=content_type, query_string=query, headers=BEARER
    )
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"


def test_the_place_of_a_mistake(site: FlaskClient) -> None:
    problem = update(site, "INSERT DATA {\n  <x:a> <x:b> }").get_json()
    assert (problem["status"], problem["line"]) == (400, 2)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic YTpi",
        "bearer a secret of the test",
        "Bearer é",
    ],
)
def test_nobody_writes_without_the_token(header: str, site: FlaskClient) -> None:
    headers = {"Authorization": header} if header else {}
    for send in (
        lambda: site.post("/update", data="CLEAR ALL", content_type=UPDATE, headers=headers),
        lambda: site.post(
            "/update?access_token=a+secret+of+the+tests",
            data={"update": "CLEAR ALL"},
            headers=headers,
        ),
        lambda: site.put("/store?default", data="", content_type="text/turtle", headers=headers),
        lambda: site.post("/store", data="", content_type="text/turtle", headers=headers),
        lambda: site.delete("/store?default", headers=headers),
    ):
        response = send()
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert holds(site, "?s ?p ?o")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_an_update_is_posted(method: str, site: FlaskClient) -> None:
    response = site.open("/update?update=CLEAR+ALL", method=method, headers=BEARER)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_pages_of_other_sites_may_ask(site: FlaskClient) -> None:
    response = site.options("/update")
    assert response.status_code == 204
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_a_version_for_each_state(site: FlaskClient) -> None:
    seen = set()
    for number in range(3):
        version = update(site, f"INSERT DATA {{ <x:v> <x:p> {number} }}").headers[
            "X-Dataset-Version"
        ]
        seen.add(version)
        query = {"query": "ASK { <x:v> ?p ?o }"}
        first = site.get("/sparql", query_string=query)
        assert first.headers["X-Dataset-Version"] == version
        again = site.get(
            "/sparql", query_string=query, headers={"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
    assert len(seen) == 3
    update(site, "DELETE DATA { <x:v> <x:p> 0 }")
    changed = site.get(
        "/sparql", query_string=query, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert changed.status_code == 200


def test_a_write_that_does_not_end_is_ended(tmp_path: Path) -> None:
    publish(tmp_path / "dataset")
    runaway = f"INSERT {{ <x:a> <x:b> ?n }} WHERE {{ {RUNAWAY} }}"  # counts, and gathers nothing
    with writing(tmp_path / "dataset", tmp_path / "live", timeout=0.5) as client:
        began = time.monotonic()
        response = update(client, runaway)
        assert response.status_code == 504
        assert time.monotonic() - began < 20
        assert update(client, "INSERT DATA { <x:a> <x:b> 1 }").status_code == 204
        assert rows(client, "SELECT ?o { <x:a> <x:b> ?o }") == ["1"]


def test_a_write_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    publish(tmp_path / "dataset")
    gathering = RUNAWAY.replace("SELECT (COUNT(*) AS ?n)", "INSERT { <x:a> <x:b> ?v0 } WHERE")
    with writing(tmp_path / "dataset", tmp_path / "live", timeout=60) as client:
        assert update(client, gathering).status_code == 500
        assert not holds(client, "<x:a> <x:b> ?o")
        assert update(client, "INSERT DATA { <x:a> <x:b> 1 }").status_code == 204
        assert rows(client, "SELECT ?o { <x:a> <x:b> ?o }") == ["1"]


def test_a_service_that_only_reads(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path) as (pool, _):
        client = create_app({"DATASET": tmp_path, "QUERY_SERVICE": pool.address}).test_client()
        response = client.post("/update", data="CLEAR ALL", content_type=UPDATE, headers=BEARER)
        assert response.status_code == 403
        assert "read-only" in response.get_json()["detail"]
        for method in ("PUT", "POST", "DELETE"):
            response = client.open("/store?default", method=method, headers=BEARER, data="")
            assert response.status_code == 405
            assert "PUT" not in response.headers["Allow"]
        assert client.get("/store?default").status_code == 200
        assert holds(client, "?s ?p ?o")
