"""Neighbours and paths as JSON."""

from __future__ import annotations

from flask.testing import FlaskClient

from kg.dataset import PublishedDataset


def test_overview_holds_linked_things(site: FlaskClient, published: PublishedDataset) -> None:
    answer = site.get("/api/neighbours").get_json()
    ids = {node["id"] for node in answer["nodes"]}
    assert "org/apk" in ids
    assert {link[end] for link in answer["links"] for end in ("source", "target")} <= ids
    assert answer["version"] == published.version
    assert not answer["cut"]


def test_neighbours_of_a_thing(site: FlaskClient) -> None:
    answer = site.get("/en/api/neighbours?of=org/van").get_json()
    assert "event/when-we-are-together" in {node["id"] for node in answer["nodes"]}
    assert all("org/van" in (link["source"], link["target"]) for link in answer["links"])
    van = next(node for node in answer["nodes"] if node["id"] == "org/van")
    assert (van["kindLabel"], van["groupLabel"]) == ("Ethnocultural association", "Agent")


def test_links_name_the_sources_that_say_them(site: FlaskClient) -> None:
    answer = site.get("/en/api/neighbours?of=org/van").get_json()
    attended = next(
        link
        for link in answer["links"]
        if link["property"] == "schema:attendee" and link["target"] == "org/van"
    )
    assert attended["sources"] == ["source/e-history-8226"]
    assert answer["sources"]["source/e-history-8226"].startswith("When we are together")
    for link in answer["links"]:
        assert bool(link["sources"]) != link["inferred"], link
        assert set(link["sources"]) <= set(answer["sources"])


def test_two_centres_at_once(site: FlaskClient) -> None:
    one = site.get("/api/neighbours?of=org/van").get_json()["nodes"]
    both = site.get("/api/neighbours?of=org/van&of=org/apk").get_json()["nodes"]
    assert len(both) > len(one)


def test_what_is_no_iri_is_refused(site: FlaskClient) -> None:
    assert site.get("/api/neighbours?of=a b").status_code == 400
    assert site.get("/api/neighbours?" + "of=org/van&" * 60).status_code == 400


def test_unknown_thing_has_no_neighbours(site: FlaskClient) -> None:
    answer = site.get("/api/neighbours?of=org/nobody").get_json()
    assert (answer["nodes"], answer["links"]) == ([], [])


def test_path_tells_each_hop_with_evidence(site: FlaskClient) -> None:
    answer = site.get("/en/api/path?from=org/van&to=org/tan").get_json()
    hops = answer["paths"][0]["hops"]
    assert (hops[0]["source"]["local"], hops[-1]["target"]["local"]) == ("org/van", "org/tan")
    assert all(hop["links"] for hop in hops)
    assert any(link["evidence"] for hop in hops for link in hop["links"])


def test_path_needs_two_things_that_exist(site: FlaskClient) -> None:
    assert site.get("/api/path?from=org/van").status_code == 400
    assert site.get("/api/path?from=org/van&to=org/nobody").status_code == 404


def test_panel_is_a_piece_of_a_page(site: FlaskClient) -> None:
    html = site.get("/ru/graph/panel?id=org/van").get_data(as_text=True)
    assert "<html" not in html
    assert "Записано 23 ноября 2026" in html
    assert site.get("/graph/panel?id=org/nobody").status_code == 404
