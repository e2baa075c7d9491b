"""Whatever stands in a file: no crash, and nothing misread in silence."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.check import check_ontology
from kg.errors import OntologyError
from kg.facts.dates import ImpossibleDate, parse_date
from kg.facts.marks import MAX_DEPTH, Items, Node, Scalar, parse_yaml
from kg.facts.phrases import SourceText, same_phrase

LIGHTHOUSES = Path(__file__).parent / "domains" / "lighthouses"
FACTS = (LIGHTHOUSES / "facts" / "logbook.yaml").read_text(encoding="utf-8")
VOCABULARY = (LIGHTHOUSES / "vocabulary.ttl").read_text(encoding="utf-8")
SLIPS = [" ", "\n", ":", "-", "{", "}", "[", "]", '"', "'", "#", "&a", "*a", "!", "|", "?", "\t",
         "ә", "\u00a0", "\x00", "0", ",", "%", "@", "`", "---\n", "...", "<<: "]  # fmt: skip


def plain(node: Node) -> Any:
    """A tree as PyYAML's own string-only loader would give it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node}


def slip(text: str, seed: int) -> str:
    """The text with one to three slips of the hand."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text))
        cut = chance.choice((0, 0, 1, 1, chance.randint(2, 30)))
        text = text[:at] + chance.choice(["", *SLIPS]) + text[at + cut :]
    return text


def assert_read_as_pyyaml_reads_it(text: str) -> None:
    root, problems = parse_yaml(text.encode("utf-8", "surrogatepass"), "f.yaml")
    if problems:
        assert all(problem.line >= 1 and problem.fix for problem in problems)
    else:
        assert plain(root) == yaml.load(text.removeprefix("\ufeff"), Loader=yaml.CBaseLoader)


@given(st.text())
def test_any_text_as_yaml(text: str) -> None:
    assert_read_as_pyyaml_reads_it(text)


@given(st.binary())
def test_any_bytes_as_yaml(data: bytes) -> None:
    root, problems = parse_yaml(data, "f.yaml")
    assert (root is None) <= bool(problems)


@given(st.integers(min_value=0))
@settings(max_examples=500)
def test_slips_in_a_facts_file_are_read_as_they_stand(seed: int) -> None:
    assert_read_as_pyyaml_reads_it(slip(FACTS, seed))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 1000, 100_000])
def test_deep_nesting_is_refused(opening: str, depth: int) -> None:
    text = "".join(" " * n + "a:\n" for n in range(min(depth, 1000))) if "\n" in opening else ""
    _, problems = parse_yaml((text or opening * depth).encode(), "f.yaml")
    assert problems


def counted(ontology: Path) -> tuple[int, int]:
    """Problems and claims of a folder that may be broken."""
    try:
        report = check_ontology(ontology)
    except OntologyError as error:
        return len(error.problems), 0
    return len(report.problems), report.claims


@given(st.integers(min_value=0))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_slips_in_facts_are_reported_or_mean_what_they_say(seed: int) -> None:
    """No problem means that every leaf of the file became a claim, or is a setting."""
    text = slip(FACTS, seed)
    with tempfile.TemporaryDirectory() as folder:
        ontology = Path(shutil.copytree(LIGHTHOUSES, Path(folder) / "l"))
        (ontology / "facts" / "logbook.yaml").write_text(text, encoding="utf-8", newline="")
        problems, claims = counted(ontology)
    if problems == 0:
        data = yaml.load(text, Loader=yaml.CBaseLoader)
        said = sum(
            leaves(value)
            for item in data["evidence"]
            for about in (item.get("says") or {}).values()
            for value in about.values()
        )
        assert claims == said + 1  # and the one name of the register


def leaves(value: Any) -> int:
    """How many values a key has: lists and languages count each, details count once."""
    if isinstance(value, dict) and "value" in value:
        return leaves(value["value"])
    if isinstance(value, list | dict):
        return sum(leaves(v) for v in (value.values() if isinstance(value, dict) else value))
    return 1


@given(st.integers(min_value=0))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_slips_in_turtle_are_reported_or_mean_what_they_say(seed: int) -> None:
    """No problem means that Turtle's own parser read the text, and the facts still fit it."""
    text = slip(VOCABULARY, seed)
    with tempfile.TemporaryDirectory() as folder:
        ontology = Path(shutil.copytree(LIGHTHOUSES, Path(folder) / "l"))
        (ontology / "vocabulary.ttl").write_text(text, encoding="utf-8", newline="")
        problems, claims = counted(ontology)
    if problems == 0:
        assert len(list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))) > 0
        assert claims == 15


@given(st.text(max_size=80))
def test_any_text_as_a_date(text: str) -> None:
    try:
        date = parse_date(text)
    except ImpossibleDate:
        return
    assert date.text == text
    if date.earliest and date.latest:
        assert date.earliest <= date.latest


@given(st.text(), st.text(), st.text(min_size=1))
def test_a_phrase_is_found_where_it_stands(before: str, after: str, phrase: str) -> None:
    text = before + phrase + after
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.txt"
        try:
            path.write_bytes(text.encode("utf-8"))
        except UnicodeEncodeError:
            return
        source = SourceText.read(path)
    for start, end in source.find(phrase):
        assert same_phrase(text[start:end], phrase)
    if phrase.strip() and phrase.isalnum() and phrase.isascii():
        assert (len(before), len(before) + len(phrase)) in source.find(phrase)
