"""A label is text, whatever stands in it; and the front knows no domain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web
from kg.dataset import PublishedDataset
from tests.services import BASE, publish
from tests.web.pages import BROWSER, Page, get
from web import create_app

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\\\"&"
ESCAPED = EVIL.replace("\\", "\\\\").replace('"', '\\"')
WEB = Path(web.__file__).parent


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    directory = tmp_path_factory.mktemp("evil")
    name = "<https://schema.org/name>"
    publish(
        directory,
        f'<{BASE}/org/evil> {name} "{ESCAPED}"@en .\n'
        f"<{BASE}/org/evil> <https://schema.org/member> <{BASE}/org/nur> .\n"
        f'<{BASE}/org/evil> <https://schema.org/url> "javascript:alert(1)"'
        "^^<http://www.w3.org/2001/XMLSchema#anyURI> .\n",
    )
    return create_app({"DATASET": directory}).test_client()


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=alert", "/graph", "/graph?focus=org/evil", "/org/evil.html", "/sparql"],
)
def test_markup_in_a_label_stays_text(evil: FlaskClient, address: str) -> None:
    found = Page(get(evil, f"/en{address}").get_data(as_text=True))
    assert not list(found.all("img"))
    assert all("nonce" in script for script in found.all("script"))
    assert not [a for a in found.all("a") if a.get("href", "").startswith("javascript:")]


def test_the_label_itself_is_shown(evil: FlaskClient) -> None:
    found = Page(get(evil, "/en/org/evil.html").get_data(as_text=True))
    assert EVIL in found.text


def test_markup_in_what_was_typed_stays_text(evil: FlaskClient) -> None:
    for address in ("/search", "/sparql"):
        typed = {"q": EVIL, "query": EVIL}
        response = evil.get(f"/en{address}", query_string=typed, headers=BROWSER)
        assert "<script>alert" not in response.get_data(as_text=True)


def _sources() -> list[Path]:
    wanted = (".py", ".html", ".ts", ".css", ".ttl", ".txt", ".xml", ".po")
    skipped = ("node_modules", "static")
    return [
        path
        for path in WEB.rglob("*")
        if path.suffix in wanted and not set(skipped) & set(path.relative_to(WEB).parts)
    ]


def test_front_names_nothing_of_the_domain(published: PublishedDataset) -> None:
    """No term of the dataset's own vocabulary, none of its things, not its subject."""
    own = {
        solution["key"].value
        for solution in published.store.query(
            f"""SELECT ?key WHERE {{ GRAPH ?g {{ ?term <https://w3id.org/shanyrak/kg#key> ?key }}
            FILTER(STRSTARTS(STR(?term), "{published.config.terms}")) }}"""
        )
    }
    assert "EthnoculturalAssociation" in own
    compound = {key for key in own if re.search(r"[a-z][A-Z]", key)}
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        words = set(re.findall(r"\w+", text))
        assert not words & compound, path
        assert not re.search(r"\bAssembly\b|Ассамбле", text), path
        assert published.config.terms not in text, path
