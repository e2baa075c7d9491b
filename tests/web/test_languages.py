"""Three languages: complete catalogues, negotiation, and addresses that keep their language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import web
from tests.web.pages import LANGUAGES, get, page
from web.languages import catalogue

WEB = Path(web.__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def used() -> dict[str, tuple[str, ...]]:
    """Every message in the sources: its first form, and all its forms."""
    found = {}
    names = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    skipped = re.compile(r"frontend|static|translations|__pycache__")
    for _file, _line, message, _comments, _context in extract_from_dir(
        WEB, _METHODS, keywords=names, directory_filter=lambda path: not skipped.search(path)
    ):
        forms = message if isinstance(message, tuple) else (message,)
        found[forms[0]] = forms
    return found


def read(language: str) -> Catalog:
    with catalogue(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_complete(language: str) -> None:
    messages = used()
    assert len(messages) > 150
    known = {m.id[0] if m.pluralizable else m.id: m for m in read(language) if m.id}
    assert sorted(messages.keys() - known.keys()) == []
    for message in known.values():
        forms = message.string if message.pluralizable else (message.string,)
        assert all(forms), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_nothing_left_over(language: str) -> None:
    known = {m.id[0] if m.pluralizable else m.id for m in read(language) if m.id}
    assert sorted(known - used().keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    holes = re.compile(r"%\(\w+\)s|\{\w+\}")
    for message in read(language):
        originals = message.id if message.pluralizable else (message.id,)
        forms = message.string if message.pluralizable else (message.string,)
        for form in forms:
            assert set(holes.findall(form)) == set(holes.findall(originals[-1])), message.id


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("kk", "kk"), ("ru-KZ,ru;q=0.9", "ru"), ("en-GB", "en"), ("de", "en"), ("fr,kk;q=0.5", "kk")],
)
def test_language_is_negotiated(site: FlaskClient, accepted: str, language: str) -> None:
    response = get(site, "/", **{"Accept-Language": accepted})
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_language_of_the_address_wins(site: FlaskClient) -> None:
    response = get(site, "/kk/about", **{"Accept-Language": "ru"})
    assert response.headers["Content-Language"] == "kk"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_prefix_without_slash_is_the_first_page(site: FlaskClient) -> None:
    assert get(site, "/ru").headers["Content-Language"] == "ru"


def test_links_keep_the_language(site: FlaskClient) -> None:
    links = page(site, "/kk/org/van.html").links()
    others = {link for link in links if not link.startswith("/kk/")}
    assert others == {"/ru/org/van.html", "/en/org/van.html"}


def test_other_languages_of_the_same_page(site: FlaskClient) -> None:
    found = page(site, "/ru/search?q=ван&type=Event")
    links = {each["hreflang"]: each["href"] for each in found.all("link") if "hreflang" in each}
    assert set(links) == set(LANGUAGES)
    assert links["kk"] == "/kk/search?q=%D0%B2%D0%B0%D0%BD&type=Event"


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("kk", "«Ван» ұлттық-мәдени орталығы"),
        ("ru", "Национально-культурный центр «Ван»"),
        ("en", "National and Cultural Centre “Van”"),
    ],
)
def test_labels_of_data_follow_the_reader(site: FlaskClient, language: str, label: str) -> None:
    found = page(site, f"/{language}/org/van.html")
    assert re.search(rf"<h1[^>]*>{label}</h1>", found.html)


def test_dates_are_written_as_the_language_does(site: FlaskClient) -> None:
    assert "23 ноября 2026" in page(site, "/ru/org/van.html").text
    assert "23 November 2026" in page(site, "/en/org/van.html").text
    assert "қараша" in page(site, "/kk/org/van.html").text
