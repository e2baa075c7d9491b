"""Two builds for all tests of the data: the whole corpus, and the first article by itself."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from kg.build import build
from kg.dataset import PublishedDataset
from tests.ontology.stated import Stated, Triple, gaps, holding, stated_by

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = "e-history-8226"


@pytest.fixture(scope="session")
def ontology_dir() -> Path:
    """The ontology folder that the package ships."""
    return REPOSITORY / "ontology"


@pytest.fixture(scope="session")
def texts_dir() -> Path | None:
    """The folder with the sources' texts: KG_TEXTS, or ``shared/seed`` beside the repository."""
    folder = Path(os.environ.get("KG_TEXTS") or REPOSITORY.parent / "shared" / "seed")
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def seed_text(texts_dir: Path | None) -> str | None:
    """The seed article, where its text is at hand; the repository does not carry it."""
    path = texts_dir / f"{SEED}.txt" if texts_dir else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None


@pytest.fixture(scope="session")
def corpus(ontology_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    """The shipped ontology, built once."""
    return build(ontology_dir, tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def dataset(
    ontology_dir: Path, texts_dir: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> PublishedDataset:
    """The shipped ontology with the seed article as its one source."""
    alone = tmp_path_factory.mktemp("seed") / "ontology"
    shutil.copytree(ontology_dir, alone)
    for facts in (alone / "facts").glob("*.yaml"):
        if facts.stem != SEED:
            facts.unlink()
    spoken_of = (alone / "facts" / f"{SEED}.yaml").read_text(encoding="utf-8")
    for register in (alone / "entities").glob("*.yaml"):
        head, *entries = re.split(
            r"^(?=  [a-z]+/)", register.read_text("utf-8"), flags=re.MULTILINE
        )
        kept = [each for each in entries if _is_named(each.strip().split(":")[0], spoken_of)]
        if kept:
            register.write_text(head + "".join(kept), "utf-8")
        else:
            register.unlink()
    return build(alone, tmp_path_factory.mktemp("dataset"), texts_dir)


def _is_named(thing: str, text: str) -> bool:
    return re.search(rf"{re.escape(thing)}(?![a-z0-9-])", text) is not None


@pytest.fixture(scope="session")
def stated(dataset: PublishedDataset) -> Stated:
    """What the seed article states."""
    return stated_by(dataset, SEED)


@pytest.fixture(scope="session")
def held(dataset: PublishedDataset) -> set[Triple]:
    """What holds in the default graph by the seed article."""
    return holding(dataset)


@pytest.fixture(scope="session")
def corpus_held(corpus: PublishedDataset) -> set[Triple]:
    """What holds in the default graph by the whole corpus."""
    return holding(corpus)


@pytest.fixture(scope="session")
def unstated(dataset: PublishedDataset) -> set[tuple[str, str]]:
    """Thing and property for all that was looked for and not found."""
    return gaps(dataset, "NotStated")


@pytest.fixture(scope="session")
def open_lists(dataset: PublishedDataset) -> set[tuple[str, str]]:
    """Thing and property for each list that a source calls incomplete."""
    return gaps(dataset, "OpenList")
