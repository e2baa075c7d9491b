"""Writing in tests: the header that may, and what is in the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.services import TOKEN, publish, writing

BEARER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = "application/sparql-update"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A writable service over the small dataset."""
    home: Path = tmp_path_factory.mktemp("writable")
    publish(home / "dataset")
    with writing(home / "dataset", home / "live") as client:
        yield client


def update(client: FlaskClient, text: str | bytes, **options: Any) -> TestResponse:
    """Send an update as it is."""
    headers = {**BEARER, **options.pop("headers", {})}
    return client.post("/update", data=text, content_type=UPDATE, headers=headers, **options)


def rows(client: FlaskClient, query: str) -> list[str]:
    """The lines of a query's CSV, without the first."""
    response = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert response.status_code == 200, response.text
    return response.text.strip().split("\r\n")[1:]


def holds(client: FlaskClient, pattern: str) -> bool:
    """Whether a pattern is in the store."""
    response = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}"})
    return bool(response.get_json(force=True)["boolean"])
