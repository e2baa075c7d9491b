"""Folding, alphabetical order and the choice of a label."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from kg.config import Config
from kg.names import fold, label, sort_key

CONFIG = Config(
    base="https://example.org/kg",
    terms="https://example.org/kg/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("kk", "ru", "en"),
    default_language="en",
    title={"en": "Test"},
    description={},
    preferred_name="https://schema.org/name",
    alternative_names=(),
)

SPELLINGS = {
    "Kazakh, all alphabets": 'Достық ДОСТЫҚ Dostyq Dostıq dostyk Dostьq «Достық» "Dostyq"',
    "the country, Kazakh": "Қазақстан Qazaqstan Kazakstan QAZAQSTAN",
    "the country, Russian": "Казахстан Kazakhstan",
    "2017, 2018, 2021": "Шаңырақ S'an'yraq S’an’yraq Shańyraq Şañyraq Shanyrak Shangyraq",
    "у in five alphabets": "Тәуелсіздік Ta'y'elsizdik Táýelsizdik Täuelsızdık Täwelsizdik",
    "ә, ө, ү": "Әлемі A'lemi Álemi Älemı alemi",
    "1929": "Жаңа Çaꞑa Jaña Zhana Jan'a",
    "1929 with ғ and ы": "Ғалым Ƣalьm G'alym Ǵalym Ğalym Ghalym",
    "Russian glides": "Возрождение Vozrozhdeniye Vozrozhdenie",
    "initial ye": "Евгений Yevgeny Evgeniy Yevgeniy Evgenii",
    "ё written as е": "Фёдор Федор Fyodor Fedor",
    "дж": "Азербайджан Azerbaijan Azerbaidzhan",
    "Azerbaijani letters": "Хазар Khazar Xəzər",
    "щ": "Щербаков Shcherbakov Şerbakov",
    "apostrophes as quotes": "Ладушка 'Ladushka' ‘Ladushka’ «Ладушка»",
    "Roman numbers in any letters": "XXII ХХІІ ххіі xxii 22",
    "combining and composed": "Mağjan Mag\u0306jan Мағжан",
}


@pytest.mark.parametrize("spellings", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_spellings_of_one_name_fold_alike(spellings: str) -> None:
    assert len({fold(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Оберег", "Берег"),
        ("XXII", "XII"),
        ("Тан", "Ван"),
        ("2015", "2005"),
        ("1100", "100"),
        ("Ұлытау", "Алатау"),
        ("вы", "6"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_near_spellings_come_close_enough_to_be_suggested() -> None:
    assert ratio(fold("Қазақстан"), fold("Казахстан")) >= 85


def test_punctuation_and_spaces_become_one_space() -> None:
    assert fold('  "Dostyk\u00a0Alemi — Planeta\n Druzhby"!') == "dostik alemi planeta drujbi"
    assert fold("\x00") == fold("…—«»") == fold("") == ""


def test_other_scripts_are_kept() -> None:
    assert fold("대한민국") == "대한민국"
    assert fold("قازاقستان") == "قازاقستان"


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_fold_is_total_and_idempotent(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


AWKWARD = st.text(alphabet="aceghijknostuxyzьйхіёжшщçʙƣыяю'’ʼ\u0301\u0327\u030c IVX-", max_size=12)


@settings(max_examples=2000, deadline=None)
@given(AWKWARD)
def test_fold_is_idempotent_on_the_letters_of_its_own_rules(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet="абвгдәғқңөұүһіжшщчцыьэюя QqÁáŃńŞşĞğÝýİIı'", max_size=20))
def test_fold_ignores_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.upper().lower())


def test_kazakh_order_in_both_scripts() -> None:
    cyrillic = ["ана", "әке", "бала", "гүл", "ғалым", "кітап", "қазақ", "нан", "ңа", "ой", "өзен"]
    assert sorted(set(cyrillic), key=lambda t: sort_key(t, "kk")) == cyrillic
    cyrillic = ["тау", "ұл", "үй", "фото", "хат", "һәм", "ыдыс", "іні", "яғни"]
    assert sorted(set(cyrillic), key=lambda t: sort_key(t, "kk-cyrl")) == cyrillic
    latin = ["ana", "äke", "bala", "ğalym", "nan", "ñan", "oi", "özen", "sen", "şeşe"]
    assert sorted(set(latin), key=lambda t: sort_key(t, "kk-latn")) == latin


def test_russian_order_has_yo_after_ye_and_ignores_quotes() -> None:
    words = ["ель", "«Ёлка»", "жить"]
    assert sorted(set(words), key=lambda t: sort_key(t, "ru")) == words


def test_order_puts_the_readers_script_first() -> None:
    assert sorted(["ван", "tan"], key=lambda t: sort_key(t, "en")) == ["tan", "ван"]
    assert sorted(["tan", "ван"], key=lambda t: sort_key(t, "kk")) == ["ван", "tan"]


@settings(deadline=None)
@given(st.lists(st.text()), st.sampled_from(["kk", "ru", "en", "", "de"]))
def test_sort_key_orders_any_texts(texts: list[str], language: str) -> None:
    once = sorted(set(texts), key=lambda t: sort_key(t, language))
    assert sorted(set(once), key=lambda t: sort_key(t, language)) == once


@pytest.mark.parametrize(
    ("names", "language", "chosen"),
    [
        ({"en": "Van", "ru": "Ван"}, "ru", ("Ван", "ru")),
        ({"kk-latn": "Dostyq", "kk-cyrl": "Достық"}, "kk", ("Достық", "kk-cyrl")),
        ({"kk-latn": "Dostyq", "ru": "Дружба"}, "kk", ("Dostyq", "kk-latn")),
        ({"ru-latn": "Druzhba", "en": "Friendship"}, "kk", ("Friendship", "en")),
        ({"ru-latn": "Druzhba", "de": "Freundschaft"}, "kk", ("Druzhba", "ru-latn")),
        ({"de": "Freundschaft", "az": "Dostluq"}, "kk", ("Dostluq", "az")),
        ({}, "kk", ("druzhba", "")),
        ([("B", "en"), ("A", "en")], "en", ("A", "en")),
    ],
)
def test_label_falls_back_in_order(
    names: dict[str, str] | list[tuple[str, str]], language: str, chosen: tuple[str, str]
) -> None:
    assert label(names, language, CONFIG, slug="druzhba") == chosen
