"""What many tests share: the shipped ontology, built and published once for a whole run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from kg.dataset import PublishedDataset

ONTOLOGY = Path(__file__).parent.parent / "ontology"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of the published dataset of the shipped ontology."""
    directory = tmp_path_factory.mktemp("shipped")
    build(ONTOLOGY, directory)
    return directory


@pytest.fixture(scope="session")
def published(shipped: Path) -> PublishedDataset:
    """The dataset of the shipped ontology."""
    return PublishedDataset.open(shipped)
