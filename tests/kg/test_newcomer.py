"""Mistakes of somebody who has only read the guide: each is named, none ends in a stack trace."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kg.build import build
from kg.check import check_ontology
from kg.errors import OntologyError, Problem
from kg.ontology import inputs_digest

LIGHTHOUSES = Path(__file__).parent / "domains" / "lighthouses"
READ = (
    "facts/logbook.yaml",
    "entities/coast.yaml",
    "rules/20-inverse.rq",
    "queries/keepers.rq",
    "networks/keeping.toml",
    "shapes.ttl",
    "vocabulary.ttl",
    "kg.toml",
)


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lights"))


def problems_of(ontology: Path) -> tuple[Problem, ...]:
    try:
        return check_ontology(ontology).problems
    except OntologyError as error:
        return tuple(error.problems)


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ("facts/more.yml", "name it more.yaml"),
        ("facts/more.YAML", "name it more.yaml"),
        ("facts/more.yaml.txt", "name it more.yaml"),
        ("facts/more.txt", "name it more.yaml"),
        ("entities/more.yml", "name it more.yaml"),
        ("rules/30-more.sparql", "name it 30-more.rq"),
        ("queries/more", "name it more.rq"),
        ("networks/more.yaml", "name it more.toml"),
        ("facts/1990/more.yaml", "put its files into facts/ itself"),
        ("Facts/more.yaml", "put it into one of facts/"),
        ("shape.ttl", "name it alignments.ttl"),
        ("more.yaml", "or put it into the folder of its kind"),
    ],
)
def test_no_file_is_passed_over_in_silence(lights: Path, place: str, fix: str) -> None:
    (lights / place).parent.mkdir(exist_ok=True)
    (lights / place).write_text("source: {}\n")
    (problem,) = problems_of(lights)
    assert "not read" in problem.message
    assert fix in problem.fix


def test_what_belongs_to_others_is_left_alone(lights: Path) -> None:
    for place in ("facts/.more.yaml", "facts/logbook.yaml~", "README.md", "compose.yaml", ".a.ttl"):
        (lights / place).write_text("x: [")
    (lights / "facts" / ".#logbook.yaml").symlink_to("nobody@nowhere")
    (lights / "pictures").mkdir()
    (lights / "pictures" / "settings.yaml").write_text("x: 1\n")
    assert problems_of(lights) == ()


def test_a_file_in_the_place_of_a_folder(lights: Path) -> None:
    shutil.rmtree(lights / "rules")
    (lights / "rules").write_text("")
    (problem,) = problems_of(lights)
    assert problem.message == "a file in the place of the folder rules/"


@pytest.mark.parametrize("place", READ)
def test_a_file_in_another_encoding(lights: Path, place: str) -> None:
    path = lights / place
    text = path.read_bytes()
    path.write_bytes(text + b"# caf\xe9\n")
    (problem,) = problems_of(lights)
    line = text.count(b"\n") + 1
    assert str(problem) == f"{path}:{line}:6: not UTF-8 text — save the file as UTF-8"


@pytest.mark.parametrize("place", READ)
@pytest.mark.parametrize("kind", ["folder", "pipe", "broken link"])
def test_what_stands_in_the_place_of_a_file(lights: Path, place: str, kind: str) -> None:
    path = lights / place
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif place == "kg.toml":
        return
    else:
        path.symlink_to("/nowhere")
    inputs_digest(lights)
    (problem,) = problems_of(lights)
    assert problem.path == str(path)
    with pytest.raises(OntologyError):
        build(lights, lights.parent / "dataset")


@pytest.mark.parametrize("place", [p for p in READ if not p.endswith(".ttl")])
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(lights: Path, place: str) -> None:
    path = lights / place
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems_of(lights) == ()


def test_a_byte_order_mark_in_turtle_is_named(lights: Path) -> None:
    path = lights / "vocabulary.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (problem,) = problems_of(lights)
    assert problem.message == "begins with a byte order mark"


def test_without_a_vocabulary_there_is_one_problem(lights: Path) -> None:
    (lights / "vocabulary.ttl").unlink()
    (problem,) = problems_of(lights)
    assert problem.message == "cannot be read: No such file or directory"


def test_a_broken_register_hides_no_other_problem_and_makes_none(lights: Path) -> None:
    register = lights / "entities" / "coast.yaml"
    register.write_text(register.read_text() + "\t- x\n")
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("1899-03", "1899-13"))
    assert {problem.path for problem in problems_of(lights)} == {str(register), str(facts)}
    assert len(problems_of(lights)) == 2


def test_a_rule_whose_name_makes_no_address(lights: Path) -> None:
    (lights / "rules" / "20-inverse.rq").rename(lights / "rules" / "20 өзара.rq")
    (problem,) = problems_of(lights)
    assert problem.message == "'20 өзара.rq' cannot be part of an address"


def test_brackets_too_deep_for_the_parser(lights: Path) -> None:
    path = lights / "rules" / "20-inverse.rq"
    deep = "INSERT { } WHERE " + "{" * 5000 + "}" * 5000
    path.write_text("# title@en: Deep\n" + deep)
    (problem,) = problems_of(lights)
    assert problem.message.startswith("brackets nest")
