"""Finding by name: the page and the interface for programs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.pages import get, page


@pytest.mark.parametrize("typed", ["Van", "ван", "Ван", "«Ван»", "VAN"])
def test_any_spelling_finds_the_association(site: FlaskClient, typed: str) -> None:
    assert "/en/org/van.html" in page(site, f"/en/search?q={typed}").links()


@pytest.mark.parametrize("typed", ["Vozrozhdenie", "Возрождение", "vozrozhdeniye"])
def test_latin_and_cyrillic_agree(site: FlaskClient, typed: str) -> None:
    assert "/ru/org/vozrozhdeniye.html" in page(site, f"/ru/search?q={typed}").links()


def test_results_say_why_they_match(site: FlaskClient) -> None:
    assert "its name is “Van”" in page(site, "/en/search?q=ван").text
    assert "contains this" in page(site, "/en/search?q=Cultural Centre").text


def test_kind_narrows_the_results(site: FlaskClient) -> None:
    everything = site.get("/api/search?q=astana").get_json()["results"]
    narrowed = site.get("/api/search?q=astana&type=Library").get_json()["results"]
    assert 0 < len(narrowed) < len(everything)


def test_unknown_kind_is_said(site: FlaskClient) -> None:
    response = site.get("/api/search?q=a&type=Nonsense")
    assert response.status_code == 400
    assert "Nonsense" in response.get_json()["detail"]


def test_nothing_found_is_said_kindly(site: FlaskClient) -> None:
    assert "Nothing of that name" in page(site, "/en/search?q=xyzzy").text


@pytest.mark.parametrize("typed", ["", " ", "%00", "(" * 300, "a" * 5000, "%F0%9F%90%8E", "'\"<"])
def test_odd_texts_are_answered(site: FlaskClient, typed: str) -> None:
    assert get(site, f"/search?q={typed}").status_code == 200
    assert site.get(f"/api/search?q={typed}").status_code == 200


def test_answer_for_programs(site: FlaskClient) -> None:
    answer = site.get("/kk/api/search?q=Van&limit=1").get_json()
    (result,) = answer["results"]
    assert result["id"] == "org/van"
    assert result["label"] == "«Ван» ұлттық-мәдени орталығы"
    assert result["lang"] == "kk-cyrl"
    assert result["href"] == "/kk/org/van.html"
    assert answer["version"]
