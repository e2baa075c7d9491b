"""Addresses of SPARQL endpoints as the value of an option."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click

from kg.select import is_web_iri


class Endpoints(click.ParamType[str]):
    """Endpoints with commas or spaces between them; the value has one space."""

    name = "endpoints"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """The addresses, if a query can name them."""
        urls = [url for url in re.split(r"[,\s]+", value) if url]
        for url in urls:
            if not is_web_iri(url):
                self.fail(f"{url!r} is no HTTP address; write https://host/sparql", param, context)
            if "@" in urlsplit(url).netloc:
                fix = "write https://host/sparql"
                self.fail(f"{url!r} holds a user or a password; {fix}", param, context)
        return " ".join(urls)
