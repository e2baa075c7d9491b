"""The samples in the curators' guide work as they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.build import build
from kg.check import check_ontology
from kg.commands import init
from kg.commands.check import check
from kg.commands.format import format as formatted
from kg.facts.reader import DETAIL_KEYS, EVIDENCE_KEYS, HEADER_KEYS
from kg.ontology import load_ontology

README = Path(__file__).resolve().parents[2] / "ontology" / "README.md"
GUIDE = README.read_text(encoding="utf-8")
SAMPLES = dict(re.findall(r"^`([\w/.-]+)`\n\n```\w+\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))


def fenced(language: str) -> list[str]:
    """Samples of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def copy(ontology_dir: Path, tmp_path: Path) -> Path:
    """The ontology with the guide's small source added, and its text in ``texts``."""
    folder = tmp_path / "ontology"
    shutil.copytree(ontology_dir, folder)
    (tmp_path / "texts").mkdir()
    for name, text in SAMPLES.items():
        home = tmp_path if name.startswith("texts/") else folder
        (home / name).write_text(text, encoding="utf-8")
    return folder


def test_small_source_has_no_problem_but_its_places(copy: Path) -> None:
    assert set(SAMPLES) == {
        "texts/example-note.txt",
        "facts/example-note.yaml",
        "entities/example.yaml",
    }
    assert check_ontology(copy).problems == ()
    with_text = check_ontology(copy, copy.parent / "texts")
    fixes = {p.fix for p in with_text.problems if p.path.endswith("example-note.yaml")}
    assert fixes
    assert all("kg format --texts" in fix for fix in fixes)


def test_the_steps_in_their_order_end_without_a_problem(copy: Path) -> None:
    steps = re.findall(r"^\d\. \*\*`kg (\w+)([^`]*)`\*\*", GUIDE, re.MULTILINE)
    assert [f"{command}{options}" for command, options in steps] == [
        "check",
        "format --texts texts",
        "check --texts texts",
        "build",
    ]
    texts = str(copy.parent / "texts")
    for command, options in (
        (check, []),
        (formatted, ["--texts", texts]),
        (check, ["--texts", texts]),
    ):
        done = CliRunner().invoke(command, ["--ontology", str(copy), *options])
        assert done.exit_code == 0, done.output


def test_small_source_can_be_published(copy: Path, tmp_path: Path) -> None:
    published = build(copy, tmp_path / "dataset")
    evening = ox.NamedNode(published.config.thing("event/songs-of-the-steppe"))
    date = ox.NamedNode("http://purl.org/dc/terms/date")
    dates = [
        q.object.value
        for q in published.store.quads_for_pattern(evening, date, None, ox.DefaultGraph())
    ]
    assert dates == ["2019-05"]


def test_sample_word_fits_the_vocabulary(copy: Path) -> None:
    (sample,) = fenced("turtle")
    with (copy / "vocabulary.ttl").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("\n" + sample)
    ontology, problems = load_ontology(copy)
    assert problems == []
    assert "patron" in ontology.vocabulary.properties


def test_sample_rule_is_the_one_in_use(ontology_dir: Path) -> None:
    (sample,) = fenced("sparql")
    shipped = (ontology_dir / "rules" / "06-founding-date.rq").read_text(encoding="utf-8")
    assert sample.splitlines()[:6] == shipped.splitlines()[:6]
    loose = re.sub(r"\s+", "", sample)
    assert loose == re.sub(r"\s+", "", shipped).replace("?date.}", "?date}")


def test_sample_network_is_read(copy: Path) -> None:
    (sample,) = fenced("toml")
    (copy / "networks" / "sample.toml").write_text(sample, encoding="utf-8")
    ontology, problems = load_ontology(copy)
    assert problems == []
    assert "sample" in {network.id for network in ontology.networks}


def test_every_key_of_a_facts_file_is_explained() -> None:
    for key in (*HEADER_KEYS, *EVIDENCE_KEYS, *DETAIL_KEYS):
        if key != "by":
            assert f"`{key}`" in GUIDE or f"**`{key}:`**" in GUIDE or f"{key}:" in GUIDE, key


def test_everything_in_the_folder_is_in_the_guide(ontology_dir: Path) -> None:
    for path in ontology_dir.iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert path == README or f"`{name}`" in GUIDE, f"the guide does not name {name}"


def test_the_way_to_another_domain_exists() -> None:
    assert "kg init my-museum" in GUIDE
    assert init.init.name == "init"
