"""Every sentence of the seed article is in the dataset, and nothing else is.

The table beside this file gives, for each sentence, the claims that state it.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kg.dataset import PublishedDataset
from kg.facts.phrases import MAX_WORDS, count_words, same_phrase
from tests.ontology.seed_sentences import Sentence, read_sentences
from tests.ontology.stated import Stated, Triple, is_translation, missing

SENTENCES = read_sentences()
TRANSLATIONS = ("ru", "kk-cyrl")

each_sentence = pytest.mark.parametrize(
    "sentence", SENTENCES, ids=[f"{s.number:02}" for s in SENTENCES]
)


def split(text: str) -> list[tuple[int, int]]:
    """Places of the sentences of a text; a line end always ends a sentence."""
    places = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for gap in re.finditer(r"(?<=[.?!])\s+(?=[A-Z])", line.group()):
            places.append((start, line.start() + gap.start()))
            start = line.start() + gap.end()
        places.append((start, line.end()))
    return places


def test_table_covers_the_whole_article(seed_text: str | None) -> None:
    assert [s.number for s in SENTENCES] == list(range(1, 18))
    assert all(before.end < after.start for before, after in pairwise(SENTENCES))
    if seed_text is not None:
        assert [(s.start, s.end) for s in SENTENCES] == split(seed_text)
        for sentence in SENTENCES:
            words = seed_text[sentence.start :].split()[: len(sentence.opening.split())]
            assert same_phrase(" ".join(words), sentence.opening)


@each_sentence
def test_sentence_states_something_or_says_why_not(sentence: Sentence) -> None:
    assert bool(sentence.states or sentence.repeats) != bool(sentence.nothing)


@each_sentence
def test_sentence_is_stated_with_its_words(sentence: Sentence, stated: Stated) -> None:
    for status, triples in (("accepted", sentence.states), ("disputed", sentence.disputed)):
        unsaid = [
            triple
            for triple in triples
            if not any(sentence.holds(p.start, p.end) for p in stated.passages(triple, status))
        ]
        assert not unsaid, f"sentence {sentence.number} is not borne out for: {unsaid}"


@each_sentence
def test_repetition_is_stated_elsewhere(sentence: Sentence, stated: Stated) -> None:
    assert missing(sentence.repeats, stated.triples()) == []
    assert not sentence.repeats & sentence.states


@pytest.mark.parametrize("status", ["accepted", "disputed", "rejected"])
def test_no_claim_is_without_its_sentence(status: str, stated: Stated) -> None:
    field = {"accepted": "states", "disputed": "disputed"}.get(status)
    listed = {t for s in SENTENCES for t in (getattr(s, field) if field else ())}
    recorded = {t for t in stated.triples(status) if not is_translation(t)}
    assert missing(recorded, listed) == []


def test_every_passage_of_a_claim_lies_in_a_sentence_that_lists_it(stated: Stated) -> None:
    for status in ("accepted", "disputed"):
        for triple, passages in stated.by_status[status].items():
            for passage in passages:
                home = next(s for s in SENTENCES if s.holds(passage.start, passage.end))
                listed = home.states if status == "accepted" else home.disputed
                assert is_translation(triple) or triple in listed, (home.number, triple)


def test_texts_of_ours_stand_in_three_languages(stated: Stated) -> None:
    """A Kazakh or Russian text has an English one under the same phrase, and the other way."""
    tags: dict[tuple[str, str, str], list[str]] = {}
    for (subject, key, value), passages in stated.by_status["accepted"].items():
        if key in ("description", "characterisation", "aim", "opportunity", "reception"):
            for passage in passages:
                tags.setdefault((subject, key, passage.phrase), []).append(value.partition(":")[0])
    assert tags
    assert {tuple(sorted(found)) for found in tags.values()} == {("en", "kk-cyrl", "ru")}


def test_phrases_are_short_and_where_they_say(stated: Stated, seed_text: str | None) -> None:
    passages = {p for by in stated.by_status.values() for found in by.values() for p in found}
    assert passages
    for passage in passages:
        assert count_words(passage.phrase) <= MAX_WORDS
        if seed_text is not None:
            assert same_phrase(seed_text[passage.start : passage.end], passage.phrase)


def test_everything_has_a_kind_that_a_phrase_gives(
    stated: Stated, dataset: PublishedDataset, held: set[Triple]
) -> None:
    things = {s for s, _, _ in held if not s.startswith("curator/")}
    assert things == {subject for subject, key, _ in stated.triples() if key == "type"}


def test_values_are_not_copied_sentences(stated: Stated, seed_text: str | None) -> None:
    """No description of ours repeats eight words of the article in a row."""
    words = re.findall(r"\w+", (seed_text or "").lower())
    runs = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}
    for _, key, value in stated.triples():
        if key in ("description", "characterisation", "aim", "opportunity", "reception"):
            own = re.findall(r"\w+", value.lower())
            assert len(own) <= 25
            assert not runs & {tuple(own[i : i + 8]) for i in range(len(own) - 7)}
