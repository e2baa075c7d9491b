"""Names across scripts and orthographies: one folded form, one order, one choice of label.

A name such as «Достық» is met as Dostyq, Dostıq, Dostyk and in capitals. :func:`fold` brings
such spellings to one form; the search index and the query go through the same function.

Where the rules of the table come from
--------------------------------------
* Kazakh Cyrillic: the alphabet of 1940 with its 42 letters. Letters that Russian lacks fold
  to the plain letter that Russian, informal and official Latin texts put in their place.
* Kazakh Latin: the unified Turkic alphabet in use from 1929 to 1940; the alphabet of presidential
  decree 569 of 26 October 2017 (apostrophes); its amendment, decree 637 of 19 February 2018
  (acute accents, sh, ch); the draft of 2019 and the one presented on 28 January 2021
  (diaereses, breve, cedilla, macron); informal spelling (zh, gh, kh, ng, sh).
* Russian: BGN/PCGN 1947 and the passport rules of ICAO Doc 9303; ГОСТ 7.79-2000 agrees but
  for its x and its accents.
Two orthographies give one letter different values (ý, y, x, c, j). The table then takes
the reading that keeps the most spellings of one *name* together; it does not transcribe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.config import Config

#: Marks that orthographies use as apostrophes or soft signs.
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´′ʹˈʾʿ＇‛"), "'")

_CYRILLIC = (
    dict(zip("абвгдезийклмнопрстуфхцыэі", "abvgdeziiklmnoprstufhciei", strict=True))
    | dict(zip("әғқңөұүһ", "agknouuh", strict=True))
    | {"ё": "e", "ж": "j", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "iu", "я": "ia"}
    | {"ъ": "", "ь": "", "ґ": "g", "є": "e", "ј": "i", "љ": "l", "њ": "n", "ћ": "ch", "џ": "j"}
)
_LATIN = (
    {"ə": "a", "æ": "a", "ı": "i", "ɵ": "o", "ø": "o", "œ": "o", "ŋ": "n", "ꞑ": "n"}
    | {"ƣ": "g", "ʙ": "b", "ƅ": "i", "ł": "l", "đ": "d", "þ": "t", "ð": "d"}
    | {"q": "k", "w": "u", "x": "h", "y": "i", "'": ""}
)
_LETTERS = str.maketrans(_LATIN | _CYRILLIC)

#: Letters of the alphabet of 1929 whose shapes mean something else today; they are read so
#: only in a word that also has a letter of that alphabet alone.
_OF_1929 = re.compile("[ʙƣƅꞑ]|(?<=[a-z])ь|ь(?=[a-z])")
_VALUES_OF_1929 = str.maketrans({"c": "sh", "j": "i", "y": "u", "ь": "i"})

#: A letter and its mark, decomposed (NFKD), where dropping the mark would change the sound.
_MARKED = (
    dict.fromkeys(("y\u0301", "y'"), "u")
    | dict.fromkeys(("s\u0327", "s\u0326", "s\u030c", "s'"), "sh")
    | dict.fromkeys(("c\u0327", "c\u030c", "c\u0301", "c'"), "ch")
    | dict.fromkeys(("z\u030c", "z\u0307"), "j")
)
#: An apostrophe makes another letter inside a word only: at its end it closes a quotation.
_MARKED_LETTER = re.compile("[yscz][\u0301\u0307\u030c\u0326\u0327]|[ysc]'(?=\\w)")
_DROPPED_MARKS = re.compile("[\u0300-\u036f]")

#: A glide that one romanisation writes and the other does not: Yelena, Vozrozhdeniye, Fyodor.
_GLIDE = re.compile("(?:\\b|(?<=[aeiouy]))y(?=e)")
_GLIDE_O = re.compile("\\b[yй]o|\\bйо|(?<=[bcdfghklmnpqrstvz])yo|ьо")
_GROUPS = {"shch": "sh", "sch": "sh", "tch": "ch", "zh": "j", "dj": "j", "kh": "h", "gh": "g"}
_GROUPS |= {"ng": "n", "ts": "c", "ph": "f"}
_GROUP = re.compile("|".join(_GROUPS) + r"|([^\W\d])\1+")

#: Roman numbers above ten, or of equal letters, stay numbers: XXII and XII are two sessions.
_ROMAN = re.compile(r"\b(?=[ivxхі]{2,}\b)[xх]{0,3}(?:[iі][xх]|[iі]v|v?[iі]{0,3})(?!\w)")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
#: «вы» and «ив» would fold to these two, so they stay letters.
_AMBIGUOUS = ("iv", "vi")


def fold(text: str) -> str:
    """The form in which spellings of one name agree.

    Letters become lower-case Latin without marks, whatever is neither letter nor digit
    becomes one space, Roman numbers become digits. Other scripts keep their letters.
    Folding twice changes nothing, and no text is refused.

    Example: ``fold("«Достық»") == fold("Dostıq") == "dostik"``.
    """
    text = _decompose(text.translate(_APOSTROPHES))
    text = _MARKED_LETTER.sub(lambda found: _marked(found, text), text)
    text = _DROPPED_MARKS.sub("", _ROMAN.sub(_number, text))
    words = (_fold_word(word) for word in _split(text))
    return unicodedata.normalize("NFC", " ".join(word for word in words if word))


def _decompose(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_APOSTROPHES)


def _marked(found: re.Match[str], text: str) -> str:
    if found[0] == "c\u0327" and _OF_1929.search(_word_around(text, found.start())):
        return "ж"
    return _MARKED.get(found[0], found[0])


def _word_around(text: str, position: int) -> str:
    start = text.rfind(" ", 0, position) + 1
    end = text.find(" ", position)
    return text[start : end if end >= 0 else len(text)]


def _number(found: re.Match[str]) -> str:
    numeral = found[0].replace("х", "x").replace("і", "i")
    tens = len(numeral) - len(numeral.lstrip("x"))
    if numeral in _AMBIGUOUS:
        return found[0]
    return str(10 * tens + _UNITS.index(numeral[tens:]))


_GAP = re.compile(r"[^\w']|_")


def _split(text: str) -> list[str]:
    return _GAP.sub(_kept_mark, text).split()


def _kept_mark(found: re.Match[str]) -> str:
    """A space for whatever is no letter; vowel signs and such belong to the letters of a word."""
    return found[0] if unicodedata.category(found[0])[0] == "M" else " "


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    if _OF_1929.search(word):
        word = word.translate(_VALUES_OF_1929)
    word = _GLIDE_O.sub("e", _GLIDE.sub("", word)).translate(_LETTERS)
    folded = None
    while folded != word:
        folded, word = word, _GROUP.sub(lambda m: _GROUPS.get(m[0], m[0][0]), word)
    return word


#: Alphabetical order where it is not that of Unicode: Kazakh in both scripts, Russian.
_ALPHABETS = {
    "kk": (
        "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        "aäbcçdefgğhiıjkqlmnñoöprsştuūüvwxyz",
    ),
    "ru": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz"),
}
_LATIN_FIRST = ("abcdefghijklmnopqrstuvwxyz", _ALPHABETS["kk"][0])
_RANKS = {
    language: {letter: rank for rank, letter in enumerate("0123456789" + "".join(alphabets), 1)}
    for language, alphabets in {**_ALPHABETS, "": _LATIN_FIRST}.items()
}
SortKey = tuple[tuple[int, ...], str]


def sort_key(text: str, language: str) -> SortKey:
    """Where a text stands in alphabetical order.

    Parameters
    ----------
    language: ``kk`` gives the Kazakh alphabets (ә after а, қ after к …), Cyrillic before
        Latin; ``ru`` likewise; any other puts Latin first. Tags such as ``kk-latn`` count
        as their language.

    Case, quotation marks and punctuation count only between texts that are otherwise equal.
    """
    ranks = _RANKS.get(language.partition("-")[0], _RANKS[""])
    key: list[int] = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        if letter in ranks:
            key.append(ranks[letter])
        elif letter.isspace():
            key.append(0)
        elif letter.isalnum():
            plain = unicodedata.normalize("NFD", letter)[0]
            key.append(ranks.get(plain, len(ranks) + 1 + ord(letter)))
    while key and key[0] == 0:
        del key[0]
    return tuple(key), text


Names = Mapping[str, str] | Iterable[tuple[str, str]]


def label(names: Names, language: str, config: Config, slug: str = "") -> tuple[str, str]:
    """Choose the name to show: (text, language tag).

    Parameters
    ----------
    names: texts by language tag, or pairs of (text, tag).
    language: what the reader asked for.
    config: its languages are the order of fallback.
    slug: what to show when there is no name; its tag is empty.

    Names in the language come first, then each of the dataset's languages, then their Latin
    forms, then any other; equals go in order of tag and text.
    """
    pairs = ((text, tag) for tag, text in names.items()) if isinstance(names, Mapping) else names
    ranked = sorted((_preference(tag, language, config), tag, text) for text, tag in pairs)
    return (ranked[0][2], ranked[0][1]) if ranked else (slug, "")


def _preference(tag: str, language: str, config: Config) -> tuple[int, int]:
    """Place among the fallbacks; the second figure puts a language before its Latin form."""
    tag = tag.lower()
    main = tag.partition("-")[0]
    romanised = "latn" in tag.split("-")
    if tag == language:
        return 0, 0
    if main == language:
        return 0, 2 if romanised else 1
    count = len(config.languages)
    if main in config.languages:
        return 1 + config.languages.index(main) + (count if romanised else 0), int(tag != main)
    return 1 + 2 * count, 0
