"""Addresses of SPARQL endpoints as the value of an option."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click


class Endpoints(click.ParamType[str]):
    """Endpoints with commas or spaces between them; the value has one space."""

    name = "endpoints"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """The addresses, if a query can name them."""
        urls = [url for url in re.split(r"[,\s]+", value) if url]
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                self.fail(f"{url!r} is no HTTP address; write https://host/sparql", param, context)
            if "@" in parts.netloc or re.search(r'[<>"{}|^`\\]', url):
                self.fail(
                    f"{url!r} cannot be written in a query; write https://host/sparql",
                    param,
                    context,
                )
        return " ".join(urls)
