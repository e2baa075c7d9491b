"""What the page about the data says of it: figures, years, contradictions, and what is missing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from tests.web.pages import page


def test_years_lead_to_what_happened_in_them(site: FlaskClient) -> None:
    about = page(site, "/en/about")
    years = [a["href"] for a in about.all("a") if a.get("href", "").startswith("/en/timeline?from")]
    assert len(years) > 20
    year = parse_qs(urlsplit(years[-1]).query)["from"][0]
    assert f"{year}" in page(site, years[-1]).text


def test_contradictions_are_a_query_away(site: FlaskClient) -> None:
    about = page(site, "/en/about")
    (address,) = (a["href"] for a in about.all("a") if "disputed" in a.get("href", ""))
    query = parse_qs(urlsplit(address).query)["query"][0]
    answer = site.get("/sparql", query_string={"query": query, "format": "json"}).json
    assert answer is not None
    rows = answer["results"]["bindings"]
    assert len(rows) > 10
    assert all(row["source"]["type"] == "uri" for row in rows)
