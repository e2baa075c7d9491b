"""The application on the dataset of the shipped ontology, with a query pool behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.services import serving
from web import create_app


@pytest.fixture(scope="session")
def site(shipped: Path) -> Iterator[FlaskClient]:
    with serving(shipped) as (pool, _):
        yield create_app({"DATASET": shipped, "QUERY_SERVICE": pool.address}).test_client()
