"""Everything at once: its columns, its names, and its table page by page."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.web.pages import page

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


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


def test_each_thing_stands_once_in_the_table(site: FlaskClient) -> None:
    found: list[str] = []
    number = 0
    while True:
        number += 1
        shown = page(site, f"/en/graph?whole=1&page={number}")
        rows = [a["href"] for a in shown.all("a") if a["href"].endswith(".html")]
        found += rows
        if not any("next" in a.get("rel", "") for a in shown.all("a")):
            break
    ids = site.get("/en/graph/names").json
    assert ids is not None
    assert sorted(found) == sorted(f"/en/{name}.html" for name in ids["ids"])


@pytest.mark.parametrize("number", ["0", "-1", "100000"])
def test_a_page_that_is_none_is_not_found(site: FlaskClient, number: str) -> None:
    assert site.get(f"/en/graph?whole=1&page={number}").status_code == 404


def test_names_are_in_the_readers_language(site: FlaskClient) -> None:
    russian, kazakh = (site.get(f"/{tag}/graph/names").json for tag in ("ru", "kk"))
    assert russian is not None
    assert kazakh is not None
    assert russian["ids"] == kazakh["ids"]
    at = russian["ids"].index("org/van")
    assert russian["labels"][at] != kazakh["labels"][at]
