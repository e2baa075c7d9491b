"""The language of a page: from its address, else negotiated.

A first path segment ``/kk``, ``/ru`` or ``/en`` fixes the language. It is moved to the
application's root, so that every address made within the request keeps it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale

from kg.errors import DatasetMissing
from web.published import dataset

#: Interface languages and what each calls itself.
LANGUAGES: Mapping[str, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
#: The language that the texts in templates are written in.
SOURCE_LANGUAGE = "en"
CATALOGUES = Path(__file__).with_name("translations")

_FIXED = "shanyrak.language"
_ROOT = "shanyrak.root"


class LanguagePrefix:
    """WSGI middleware that takes a language off the front of the path."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request, in the language that its path begins with if it does."""
        root = environ.get("SCRIPT_NAME", "")
        environ[_ROOT] = root
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first in LANGUAGES:
            environ[_FIXED] = first
            environ["SCRIPT_NAME"] = f"{root}/{first}"
            environ["PATH_INFO"] = "/" + rest
        return self._application(environ, start_response)


class Catalogues(Domain):  # type: ignore[misc]
    """Messages read from the ``.po`` files themselves: nothing to compile beforehand."""

    def get_translations(self) -> NullTranslations:
        """The messages in the language of this request."""
        locale = get_locale()
        return _messages(str(locale)) if locale else NullTranslations()


@cache
def _messages(language: str) -> NullTranslations:
    path = catalogue(language)
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def catalogue(language: str) -> Path:
    """The file with the messages of one language."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def language() -> str:
    """The interface language of this request."""
    if "language" not in g:
        g.language = _choose()
    return str(g.language)


def _choose() -> str:
    if (fixed := request.environ.get(_FIXED)) is not None:
        return str(fixed)
    try:
        fallback = dataset().config.default_language
    except DatasetMissing:
        fallback = SOURCE_LANGUAGE
    if fallback not in LANGUAGES:
        fallback = SOURCE_LANGUAGE
    return request.accept_languages.best_match(list(LANGUAGES), fallback) or fallback


def root() -> str:
    """Path under which the application is mounted, without language or trailing slash."""
    return str(request.environ.get(_ROOT, ""))


def in_language(other: str) -> str:
    """The address of this very page in another language."""
    query = quote(request.query_string, safe="%&=+,/:;@!$'()*?-._~")
    return f"{root()}/{other}{quote(request.path)}" + (f"?{query}" if query else "")


def in_order(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else in the dataset's order of languages."""
    order = (language(), *dataset().config.languages, *sorted(texts))
    return next((texts[tag] for tag in order if tag in texts), "")


def _vary(response: Response) -> Response:
    if _FIXED not in request.environ and response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language())
    return response


def init_app(app: Flask) -> None:
    """Teach the application its languages."""
    messages = Catalogues()
    Babel(app, locale_selector=language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(messages.as_default)
    app.after_request(_vary)
    app.context_processor(
        lambda: {
            "languages": LANGUAGES,
            "language": language(),
            "in_language": in_language,
            "in_order": in_order,
        }
    )
