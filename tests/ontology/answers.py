"""The answers that the shipped facts give to the example questions, one table a question.

``python -m tests.ontology.answers`` writes them anew after facts have been added; what changed
is then read in the difference before it is kept.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from kg.build import build
from kg.dataset import PublishedDataset
from kg.query import run_query

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
ANSWERS = Path(__file__).with_name("answers")
_READABLE = 100_000


def answers_of(dataset: PublishedDataset) -> dict[str, str]:
    """The table of each question that asks for one, by the question's id, as TSV."""
    found = {}
    for query in dataset.queries:
        answer = run_query(dataset.store, query.text, format=None)
        if answer.kind == "select":
            table = run_query(dataset.store, query.text, format="tsv").body.decode()
            found[query.id] = _short(table.replace(dataset.config.base + "/", ""))
    return found


def _short(table: str) -> str:
    """A table that a person can read; of a longer one, how long it is and a digest."""
    if len(table) <= _READABLE:
        return table
    digest = hashlib.sha256(table.encode()).hexdigest()
    return f"{len(table.splitlines()) - 1} rows, SHA-256 {digest}\n"


def main() -> None:
    """Write the answers of today."""
    ANSWERS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build(ONTOLOGY, Path(folder))
        for name, table in answers_of(PublishedDataset.open(Path(folder))).items():
            (ANSWERS / f"{name}.tsv").write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
