"""Language tags (BCP 47), and the ones that people take for them."""

from __future__ import annotations

import re
from functools import cache

_TAG = re.compile(r"([a-z]{2,3})(-[a-z0-9]{2,8})*", re.IGNORECASE)
#: The two-letter languages of ISO 639-1.
_TWO = frozenset(
    re.findall(
        r"\w\w",
        """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th
    ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
        """,
    )
)
#: Countries whose codes are no languages, by the language that is meant.
_COUNTRIES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kz": "kk", "ua": "uk"}


def is_language_tag(tag: str) -> bool:
    """Whether a text is a language tag, its language written in the shortest way there is."""
    match = _TAG.fullmatch(tag)
    return match is not None and _better(match[1].lower()) is None


def tag_fix(tag: str) -> str:
    """What to write in the place of a text that is no language tag."""
    match = _TAG.fullmatch(tag)
    better = _better(match[1].lower()) if match else None
    return f"write '{better}'" if better else "write one such as en, ru, kk-cyrl"


@cache
def _better(language: str) -> str | None:
    """What a language should be written as; empty where nobody knows, None where it is well."""
    if language in _TWO:
        return None
    if len(language) == 2:
        return _COUNTRIES.get(language, "")
    # Its data is large, and three letters are rare.
    from babel.core import get_global

    shorter = str(get_global("language_aliases").get(language, ""))
    return shorter if len(shorter) == 2 else None
