"""The register: every thing can be named in each language, and our names are marked."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from kg.build import build
from kg.check import check_ontology
from kg.commands.format import format as format_command
from kg.dataset import PublishedDataset
from kg.ontology import load_ontology
from tests.ontology.stated import Triple

LANGUAGES = ("en", "ru", "kk-cyrl")


def test_everything_is_named_in_three_languages(corpus_held: set[Triple]) -> None:
    names: dict[str, list[str]] = {}
    for subject, key, value in corpus_held:
        if key == "name":
            names.setdefault(subject, []).append(value.partition(":")[0])
    assert names
    for thing, tags in names.items():
        assert set(LANGUAGES) <= set(tags), f"{thing} has no name in one of {LANGUAGES}"
        assert len(tags) == len(set(tags)), f"{thing} has two names in one language"


_ADDRESS = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b")
_ROMAN = re.compile(r"\b[IVXL]+\b")


def test_kazakh_and_russian_names_are_in_cyrillic(corpus_held: set[Triple]) -> None:
    for subject, key, value in corpus_held:
        tag, _, text = value.partition(":")
        if key == "name" and tag in ("ru", "kk-cyrl") and not _ADDRESS.fullmatch(text):
            # Addresses and Roman numbers have Latin letters in every script.
            words = _ROMAN.sub("", _ADDRESS.sub("", text)).lower()
            assert re.search("[а-яәғқңөұүһі]", words), (subject, value)
            assert not re.search("[a-z]", words), (subject, value)


def test_names_of_ours_say_where_they_come_from(ontology_dir: Path) -> None:
    ontology = load_ontology(ontology_dir)[0]
    names = [n for r in ontology.registers for e in r.entities for n in e.names]
    assert names
    assert {n.details.basis for n in names} == {"transliteration", "translation"}


def test_register_holds_nothing_that_no_source_speaks_of(
    ontology_dir: Path, corpus_held: set[Triple]
) -> None:
    ontology = load_ontology(ontology_dir)[0]
    registered = {e.local.value for r in ontology.registers for e in r.entities}
    typed = {s for s, k, _ in corpus_held if k == "type"}
    headers = (source.header.get("publisher") for source in ontology.sources)
    publishers = {publisher.value for publisher in headers if publisher}
    assert typed <= registered | {s for s in typed if s.startswith("source/")}
    assert {e for e in registered if not e.startswith("curator/")} - typed <= publishers


def test_folder_has_no_problem(ontology_dir: Path, texts_dir: Path | None) -> None:
    report = check_ontology(ontology_dir, texts_dir)
    assert [str(problem) for problem in report.problems] == []


def test_files_are_in_canonical_form(ontology_dir: Path, texts_dir: Path | None) -> None:
    texts = ["--texts", str(texts_dir)] if texts_dir else []
    result = CliRunner().invoke(
        format_command, ["--check", "--ontology", str(ontology_dir), *texts]
    )
    assert result.exit_code == 0, result.output


def test_a_second_build_gives_the_same_bytes(
    corpus: PublishedDataset, ontology_dir: Path, tmp_path: Path
) -> None:
    assert build(ontology_dir, tmp_path).version == corpus.version
