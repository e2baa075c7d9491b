"""Plain RDF files become a dataset, and another domain is started in one command."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.check import check_ontology
from kg.cli import kg
from kg.dataset import PublishedDataset

PEOPLE = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <https://museum.example/kg/> .
e:ada rdfs:label "Ada"@en ; e:knows [ rdfs:label "Bo"@en ; e:knows e:ada ] .
<relative> rdfs:label "Relative"@en .
"""
PLACES = '<https://museum.example/kg/hill> <https://x.example/p> "v" <https://x.example/g> .\n'


def load(*arguments: object) -> tuple[int, str]:
    run = CliRunner().invoke(kg, ["load", *map(str, arguments)])
    return run.exit_code, run.output + str(run.exception or "")


def test_files_become_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "people.ttl").write_text(PEOPLE)
    (tmp_path / "places.nq").write_text(PLACES)
    files = [tmp_path / "people.ttl", tmp_path / "places.nq"]
    versions = set()
    for turn in range(2):
        dataset = tmp_path / f"dataset-{turn}"
        base = "https://museum.example/kg"
        assert load(*files, "--dataset", dataset, "--base", base)[0] == 0
        published = PublishedDataset.open(dataset)
        versions.add(published.version)
    assert len(versions) == 1
    assert len(published.store) == 6
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in published.store)
    subjects = {quad.subject.value for quad in published.store}
    assert "https://museum.example/kg/loaded/relative" in subjects


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ttl", "a b c", "line 1, column"),
        ("bad.doc", "", "'.doc' is no ending of an RDF file"),
        ("bad.nt", "<relative> <p> <o> .", "nothing was loaded"),
    ],
)
def test_an_unreadable_file_publishes_nothing(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)
    status, output = load(tmp_path / name, "--dataset", tmp_path / "dataset")
    assert status == 1
    assert message in output
    assert not (tmp_path / "dataset" / "current").exists()


def test_init_starts_a_sound_folder(tmp_path: Path) -> None:
    target = tmp_path / "my-museum"
    run = CliRunner().invoke(kg, ["init", str(target)])
    assert run.exit_code == 0
    assert f"kg check --ontology {target}" in run.output
    assert check_ontology(target).problems == ()
    format_check = ["format", "--check", "--ontology", str(target)]
    assert CliRunner().invoke(kg, format_check).exit_code == 0
    build = ["build", "--ontology", str(target), "--dataset", str(tmp_path / "d")]
    assert CliRunner().invoke(kg, build).exit_code == 0


def test_init_leaves_what_is_there_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    run = CliRunner().invoke(kg, ["init", str(tmp_path)])
    assert run.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
