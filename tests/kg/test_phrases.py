"""A phrase is found whatever its spaces and quotation marks, at its true place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.facts.phrases import SourceText, count_words

TEXT = "Он сказал: «Достық\u00a0—  бақыт». The “Great”\npower’s end.\r\nGreat, great."


@pytest.fixture
def source(tmp_path: Path) -> SourceText:
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    return SourceText.read(path)


@pytest.mark.parametrize(
    "phrase",
    [
        '"Достық — бақыт"',
        "«Достық — бақыт»",
        'The "Great" power\'s end.',
        "The  «Great» power's   end",
    ],
)
def test_spaces_and_quotes_fold(source: SourceText, phrase: str) -> None:
    ((start, end),) = source.find(phrase)
    assert TEXT[start] in "«T"
    assert TEXT[end - 1] in "».d"
    assert len(TEXT[start:end].split()) == len(phrase.split())


def test_letters_and_case_do_not_fold(source: SourceText) -> None:
    assert source.find("the great") == []
    assert source.find("Достык") == []


def test_every_place_is_found(source: SourceText) -> None:
    assert len(source.find("Great")) == 2
    assert source.find("") == []


def test_digest_is_of_the_bytes(source: SourceText) -> None:
    assert source.sha256 == hashlib.sha256(TEXT.encode("utf-8")).hexdigest()
    assert source.length == len(TEXT)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("", 0),
        ("— …", 0),
        ("Dostyk Alemi — Planeta Druzhby", 4),
        ("on March\u00a01, 1995", 4),
        ("inter-ethnic relations", 2),
    ],
)
def test_words_are_runs_that_hold_a_letter_or_digit(phrase: str, words: int) -> None:
    assert count_words(phrase) == words
