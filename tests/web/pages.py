"""Reading pages in tests: their links, their texts, their elements."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LANGUAGES = ("kk", "ru", "en")


class Page(HTMLParser):
    """The elements of a page in order, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "script" not in self._inside:
            self.text = f"{self.text} {data.strip()}".strip()

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """The attributes of every element of a kind."""
        return (attributes for name, attributes in self.elements if name == tag)

    def links(self) -> set[str]:
        """Addresses on this site that the page leads to, without anchors."""
        found = {each["href"].partition("#")[0] for each in self.all("a") if "href" in each}
        return {address for address in found if address.startswith("/")}


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """What a browser gets, read to its end."""
    response = client.get(address, headers=BROWSER | headers)
    response.get_data()
    response.close()
    return response


def page(client: FlaskClient, address: str, **headers: str) -> Page:
    """The page at an address; anything but success is a failure."""
    response = get(client, address, **headers)
    assert response.status_code == 200, (address, response.status_code)
    return Page(response.get_data(as_text=True))
