"""Pages, styles and scripts come compressed to who takes them so; data comes as it is."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

PAGE = "/kk/org/apk.html"
QUERY = "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2050&format=csv"


@pytest.fixture
def style(site: FlaskClient) -> str:
    found = re.search(r'href="(/static/[^"]*\.css)"', site.get("/en/").text)
    assert found
    return found[1]


def test_a_page_is_a_fraction_of_its_size(site: FlaskClient) -> None:
    whole = site.get(PAGE)
    small = site.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in whole.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(whole.data) / 4
    blank = re.compile(rb'nonce="[^"]*"')
    assert blank.sub(b"", gzip.decompress(small.data)) == blank.sub(b"", whole.data)
    for each in (whole, small):
        assert "accept-encoding" in each.headers["Vary"].lower()
        assert int(each.headers["Content-Length"]) == len(each.data)


@pytest.mark.parametrize("taken", ["br", "gzip", "br, gzip;q=0.5", "zstd, br"])
def test_a_style_comes_in_the_form_that_is_taken(site: FlaskClient, style: str, taken: str) -> None:
    with site.get(style) as whole, site.get(style, headers={"Accept-Encoding": taken}) as small:
        assert small.headers["Content-Encoding"] in taken
        assert len(small.data) < len(whole.data) / 3
        assert small.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.parametrize("path", [PAGE, "style"])
def test_what_somebody_has_is_not_sent_again(site: FlaskClient, style: str, path: str) -> None:
    headers = {"Accept-Encoding": "br"}
    path = style if path == "style" else path
    with site.get(path, headers=headers) as first:
        tag = first.headers["ETag"]
    with site.get(path, headers={**headers, "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("taken", ["identity", "", "br;q=0, gzip;q=0", "zstd"])
def test_who_takes_nothing_of_it_gets_it_whole(site: FlaskClient, taken: str) -> None:
    answer = site.get(PAGE, headers={"Accept-Encoding": taken})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<!doctype html>")


@pytest.mark.parametrize("path", [QUERY, "/org/apk.ttl", "/export/"])
def test_data_is_the_same_bytes_for_everybody(site: FlaskClient, path: str) -> None:
    if path == "/export/":  # a page; the files that it lists are data
        path = next(iter(re.findall(r'href="(/export/[^"]+)"', site.get(path).text)))
    with site.get(path) as whole, site.get(path, headers={"Accept-Encoding": "br"}) as asked:
        assert "Content-Encoding" not in asked.headers
        assert asked.data == whole.data
        assert asked.headers.get("ETag") == whole.headers.get("ETag")
