"""Every kind of fault is reported at its place, with how to mend it."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.check import check_ontology
from kg.errors import OntologyError, OntologyMissing, Problem
from kg.facts.checks import literal
from kg.terms import XSD

HERE = Path(__file__).parent
LIGHTHOUSES = HERE / "domains" / "lighthouses"
TEXTS = HERE / "domains" / "texts"
INVALID = HERE / "invalid"
EXPECTED = re.compile(r"# problem: (\d+):(\d+) (.+)")

#: Where a file of each folder of invalid files goes in the ontology, and under which name.
PLACES = {
    "facts": "facts/{name}",
    "entities": "entities/{name}",
    "vocabulary": "vocabulary.ttl",
    "shapes": "shapes.ttl",
    "rules": "rules/{name}",
    "queries": "queries/{name}",
    "networks": "networks/{name}",
    "settings": "kg.toml",
}
FILES = sorted(path for path in INVALID.rglob("*") if path.is_file())


@pytest.fixture
def lighthouses(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lighthouses"))


def problems_of(ontology: Path) -> tuple[Problem, ...]:
    try:
        return check_ontology(ontology).problems
    except OntologyError as error:
        return tuple(error.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_fault_is_reported_at_its_line(path: Path, lighthouses: Path) -> None:
    line, column, message = EXPECTED.match(path.read_text(encoding="utf-8")).groups()
    target = lighthouses / PLACES[path.parent.name].format(name=path.name)
    if path.parent.name == "vocabulary":
        # Keep the words that the facts use; only the fault is new.
        shutil.rmtree(lighthouses / "facts")
        shutil.rmtree(lighthouses / "rules")
    shutil.copy(path, target)
    if path.stem == "untyped":
        register = lighthouses / "entities" / "more.yaml"
        register.write_text(
            "curator: curator/tests\nreviewed: 2026-01-02\nentities:\n  keeper/cy:\n"
        )
    found = problems_of(lighthouses)
    assert len(found) == 1, [str(problem) for problem in found]
    assert str(found[0]).startswith(f"{target}:{line}:{column}: {message}")
    assert found[0].fix


def test_all_problems_come_in_one_run(lighthouses: Path) -> None:
    mixed = ("unknown-property", "impossible-date", "phrase-too-long", "duplicate-key")
    for name in mixed:
        shutil.copy(INVALID / "facts" / f"{name}.yaml", lighthouses / "facts")
    shutil.copy(INVALID / "rules" / "not-sparql.rq", lighthouses / "rules")
    found = problems_of(lighthouses)
    assert {Path(problem.path).stem for problem in found} == {*mixed, "not-sparql"}


def test_a_sound_folder_has_no_problems() -> None:
    report = check_ontology(LIGHTHOUSES, TEXTS)
    assert report.problems == ()
    assert (report.sources, report.phrases, report.claims) == (1, 4, 15)
    assert (report.verified, report.unverified) == (4, 0)


def test_without_texts_the_phrases_count_as_not_verified() -> None:
    report = check_ontology(LIGHTHOUSES)
    assert (report.verified, report.unverified) == (0, 4)


def test_a_phrase_that_the_text_does_not_hold(lighthouses: Path, tmp_path: Path) -> None:
    facts = lighthouses / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("Ada keeps the Skerry,", "Ada keeps the Mole,"))
    (problem,) = check_ontology(lighthouses, TEXTS).problems
    assert problem.message == "phrase not found in the text"
    assert (
        facts.read_text().splitlines()[problem.line - 1].startswith("- quote: Ada keeps the Mole")
    )


def test_a_place_that_is_not_the_phrases(lighthouses: Path) -> None:
    facts = lighthouses / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("at: 133-174", "at: 130-171"))
    (problem,) = check_ontology(lighthouses, TEXTS).problems
    assert problem.message == "the phrase stands at 133-174, not at 130-171"


def test_a_text_that_is_not_the_one_read(lighthouses: Path, tmp_path: Path) -> None:
    texts = Path(shutil.copytree(TEXTS, tmp_path / "texts"))
    log = texts / "logbook.txt"
    log.write_text(log.read_text() + "The end.\n")
    (problem,) = check_ontology(lighthouses, texts).problems
    assert "sha256 differs" in problem.message


def test_a_folder_that_is_no_ontology(tmp_path: Path) -> None:
    with pytest.raises(OntologyMissing, match="kg init"):
        check_ontology(tmp_path)


def test_values_at_different_times_do_not_contradict(lighthouses: Path) -> None:
    facts = lighthouses / "facts" / "logbook.yaml"
    said = "- {value: 1899-03, confidence: medium}"
    dated = "- {value: 1899-03, as-of: 1901}\n      - {value: 1905, as-of: 1906}"
    facts.write_text(facts.read_text().replace(said, dated))
    assert problems_of(lighthouses) == ()


@pytest.mark.parametrize("datatype", ["integer", "decimal"])
@pytest.mark.parametrize(
    "written", ["31", "-31", "+5", "007", "-0", "0", "99999999999999999999999999999999999999999"]
)
def test_a_store_gives_a_whole_number_back_as_it_was_written_down(
    datatype: str, written: str
) -> None:
    _assert_kept(literal(written, datatype=XSD + datatype), int(written))


@pytest.mark.parametrize(
    "written", ["31.5", "031.50", "2.0", "-0.0", "+0.05", "-00.10", "1.0000000000000000000000001"]
)
def test_a_store_gives_a_decimal_back_as_it_was_written_down(written: str) -> None:
    _assert_kept(literal(written, datatype=XSD + "decimal"), Decimal(written))


def _assert_kept(written: str, number: Decimal | int) -> None:
    """A store gives back that very literal, and it is that number."""
    line = f"<https://a.example/a> <https://a.example/b> {written} .\n"
    store = ox.Store()
    store.load(line, format=ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    assert str(quad.object) == written
    assert Decimal(quad.object.value) == number
