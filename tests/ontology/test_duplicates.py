"""The reconciliation of the whole corpus: each pair of entries alike has been decided."""

from __future__ import annotations

from pathlib import Path

from kg.check import check_ontology


def test_no_two_entries_may_be_one(ontology_dir: Path) -> None:
    report = check_ontology(ontology_dir, duplicates=True)
    assert [str(p) for p in report.problems if "may be one" in p.message] == []
