"""A query as it stands in a program: for a shell, for Python, for R."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A program that asks a query, in the language of that name."""

    name: str
    code: str


def samples(address: str, query: str) -> tuple[Sample, ...]:
    """Programs that ask a query and read its answer; they need nothing that is not usual.

    Parameters
    ----------
    address: of the query service.
    query: text of a query whose answer is a table.
    """
    text = query.strip()
    return (
        Sample("curl", _curl(address, text)),
        Sample("Python", _python(address, text)),
        Sample("R", _r(address, text)),
    )


def _curl(address: str, query: str) -> str:
    return (
        f"curl {shlex.quote(address)} \\\n"
        f"  -H 'Accept: text/csv' \\\n"
        f"  --data-urlencode {shlex.quote('query=' + query)}\n"
    )


def _python(address: str, query: str) -> str:
    plain = '"""' not in query and "\\" not in query and not query.endswith('"')
    literal = f'"""\n{query}\n"""' if plain else json.dumps(query)
    return (
        "import csv\n"
        "from io import TextIOWrapper\n"
        "from urllib.parse import urlencode\n"
        "from urllib.request import urlopen\n"
        "\n"
        f"query = {literal}\n"
        f'address = {json.dumps(address)} + "?" + urlencode({{"query": query, "format": "csv"}})\n'
        "with urlopen(address) as answer:\n"
        '    for row in csv.DictReader(TextIOWrapper(answer, "utf-8")):\n'
        "        print(row)\n"
    )


def _r(address: str, query: str) -> str:
    dashes = "-"
    while f'){dashes}"' in query:
        dashes += "-"
    return (
        f'query <- r"{dashes}({query}){dashes}"\n'
        f'address <- paste0({json.dumps(address)}, "?format=csv&query=",\n'
        "                  URLencode(query, reserved = TRUE))\n"
        'answer <- read.csv(address, encoding = "UTF-8")\n'
        "print(answer)\n"
    )
