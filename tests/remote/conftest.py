"""The shipped dataset in two engines of others, and the whole front before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.dataset import PublishedDataset
from kg.remote import RemoteAddress, RemoteStore
from kg.remote.binding import bind
from tests.conftest import ONTOLOGY
from tests.engines import oxigraph, virtuoso
from tests.services import serving
from web import create_app

TIMEOUT = 20.0
MAX_ROWS = 1000
#: What holds, in the engine that has no default graph of its own.
HOLDS = "https://museum.example/holds"
#: A graph beside the dataset's own, whose IRI is not ASCII.
NOTES = "https://museum.example/жазбалар"
MORE = f"""\
<https://museum.example/достық> <https://schema.org/name> "Достық"@kk-cyrl <{NOTES}> .
<https://museum.example/достық> <https://schema.org/about> "a\\r\\n\\"b\\"\\t\\\\" <{NOTES}> .
"""


@dataclass(frozen=True)
class Engine:
    """An engine that runs, with the dataset in it.

    Parameters
    ----------
    name: of the engine.
    address: where its query service is, and which graphs are the dataset.
    client: of the front before it.
    """

    name: str
    address: RemoteAddress
    client: FlaskClient

    @property
    def store(self) -> RemoteStore:
        return RemoteStore(self.address)


@pytest.fixture(scope="session")
def dump(published: PublishedDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset as N-Quads, and two statements more in a graph beside it."""
    path = tmp_path_factory.mktemp("dump") / "dataset.nq"
    path.write_text(published.nquads.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    return path


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def engine(
    request: pytest.FixtureRequest, dump: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    name = request.param
    with ExitStack() as stack:
        home = tmp_path_factory.mktemp(name)
        if name == "oxigraph":
            url = stack.enter_context(oxigraph(home, dump))
            given = RemoteAddress(url, timeout=TIMEOUT)
        else:
            url = stack.enter_context(virtuoso(home, dump, HOLDS))
            given = RemoteAddress(f"{url}?timeout=60000", HOLDS, timeout=TIMEOUT)
        bound = bind(given, ONTOLOGY, home / "bound", MAX_ROWS)
        assert bound.remote is not None
        limits = {"timeout": TIMEOUT, "max_rows": MAX_ROWS}
        pool, _ = stack.enter_context(serving(home / "bound", **limits))
        app = create_app({"DATASET": home / "bound", "QUERY_SERVICE": pool.address})
        yield Engine(name, bound.remote, app.test_client())


@pytest.fixture(scope="session")
def site(shipped: Path) -> Iterator[FlaskClient]:
    """The front on the embedded store, to compare with."""
    with serving(shipped, max_rows=MAX_ROWS) as (pool, _):
        yield create_app({"DATASET": shipped, "QUERY_SERVICE": pool.address}).test_client()
