"""Answers are packed for those who can unpack them, and are the same unpacked."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.web.pages import BROWSER

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def _stylesheet(site: FlaskClient) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', site.get("/en/", headers=BROWSER).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ["/en/", "/en/org/van.html", "/en/nothing/here", "/en/about"])
def test_pages_are_packed(site: FlaskClient, address: str) -> None:
    plain = site.get(address, headers=BROWSER)
    small = site.get(address, headers=BROWSER | GZIP)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in small.vary
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    nonce = re.compile(rb'nonce="[^"]+"')
    assert nonce.sub(b"", gzip.decompress(small.data)) == nonce.sub(b"", plain.data)


def test_a_packed_page_is_not_sent_again(site: FlaskClient) -> None:
    first = site.get("/en/", headers=BROWSER | GZIP)
    again = site.get("/en/", headers=BROWSER | GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_our_files_are_packed_and_not_sent_again(site: FlaskClient) -> None:
    address = _stylesheet(site)
    plain, small = site.get(address), site.get(address, headers=GZIP)
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["Cache-Control"] == plain.headers["Cache-Control"]
    tag, is_weak = small.get_etag()
    assert tag
    assert is_weak
    again = site.get(address, headers=GZIP | {"If-None-Match": small.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for response in (plain, small, again):
        response.close()


@pytest.mark.parametrize("address", ["/graph/whole", "/graph/names"])
def test_the_picture_of_everything_has_a_tag_for_either_form(
    site: FlaskClient, address: str
) -> None:
    plain, small = site.get(address), site.get(address, headers=GZIP)
    assert gzip.decompress(small.data) == plain.data
    tags = [response.get_etag() for response in (plain, small)]
    assert tags[0][0] != tags[1][0]
    assert not any(is_weak for _, is_weak in tags)
    again = site.get(address, headers=GZIP | {"If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304


def test_who_cannot_unpack_gets_it_plain(site: FlaskClient) -> None:
    for said in ("identity", "br", "gzip;q=0"):
        response = site.get("/en/", headers=BROWSER | {"Accept-Encoding": said})
        assert "Content-Encoding" not in response.headers


def test_data_is_left_as_it_is(site: FlaskClient) -> None:
    for address in ("/org/van.ttl", "/api/search?q=van", "/sparql?query=ASK%7B%7D"):
        response = site.get(address, headers=GZIP)
        assert "Content-Encoding" not in response.headers
