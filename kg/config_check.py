"""What can be wrong with the settings of a domain, each fault at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import Problem
from kg.languages import is_language_tag, tag_fix
from kg.select import is_iri, is_web_iri
from kg.terms import ENGINE_PREFIXES
from kg.toml import TomlFile

REQUIRED = ("base", "terms", "licence", "languages", "default_language", "title", "names")
SETTINGS = (*REQUIRED, "description", "prefixes", "report", "questions")
NAMES = ("preferred", "alternative")

_PREFIX = re.compile(r"[^\W\d_](?:[\w.-]*[\w-])?")


def config_faults(file: TomlFile) -> list[Problem]:
    """Every problem of a ``kg.toml``."""
    return [
        *_missing(file),
        *file.unknown("", SETTINGS),
        *_iris(file),
        *_report(file),
        *_questions(file),
        *_languages(file),
        *_texts(file, "title"),
        *_texts(file, "description"),
        *_prefixes(file),
        *_names(file),
    ]


def _missing(file: TomlFile) -> Iterator[Problem]:
    for name in REQUIRED:
        if name not in file.data:
            fix = "add it, above the first [table]; `kg init` shows one kg.toml"
            if name in ("title", "names"):
                fix = f"add a table [{name}]; `kg init` shows one kg.toml"
            yield file.problem(("", name), f"the setting '{name}' is missing", fix)


def _iris(file: TomlFile) -> Iterator[Problem]:
    for name in ("base", "terms", "licence"):
        value = file.data.get(name)
        if name in file.data and not is_web_iri(value):
            fix = "write an absolute IRI such as https://museum.example/kg"
            yield file.problem(("", name), f"{name} {value!r} is no http(s) IRI", fix)
    base = file.data.get("base")
    if isinstance(base, str) and is_web_iri(base):
        if base.endswith("/"):
            yield file.problem(("", "base"), f"base '{base}' ends in a slash", "remove the slash")
        elif "#" in base or "?" in base:
            fix = "let it end before that: things are at {base}/type/slug"
            yield file.problem(("", "base"), f"base '{base}' has a # or a ?", fix)


def _report(file: TomlFile) -> Iterator[Problem]:
    value = file.data.get("report", "https://")
    if not isinstance(value, str) or not value.startswith(("mailto:", "https://", "http://")):
        fix = "write mailto:… or https://…, with {title} and {text} where those belong"
        yield file.problem(("", "report"), f"report {value!r} is no address", fix)


def _questions(file: TomlFile) -> Iterator[Problem]:
    ids = file.data.get("questions", [])
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        fix = 'write it as ["one-question"], after the names of files in queries/'
        yield file.problem(("", "questions"), "'questions' is no list of example queries", fix)


def _languages(file: TomlFile) -> Iterator[Problem]:
    if "languages" not in file.data:
        return
    tags = file.data["languages"]
    place = ("", "languages")
    if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) for tag in tags):
        fix = 'write it as ["en"]'
        yield file.problem(place, "'languages' is no list of language tags", fix)
        return
    for tag in tags:
        if not _is_tag(tag):
            yield file.problem(place, f"'{tag}' is no language tag", tag_fix(tag))
    if len(set(tags)) < len(tags):
        yield file.problem(place, "a language stands twice in 'languages'", "name each one once")
    if file.data.get("default_language", tags[0]) not in tags:
        message = "default_language is not one of the languages"
        fix = f"choose one of them: {', '.join(tags)}"
        yield file.problem(("", "default_language"), message, fix)


def _texts(file: TomlFile, name: str) -> Iterator[Problem]:
    """Faults of a table of texts by language."""
    if name not in file.data:
        return
    table = file.data[name]
    if not isinstance(table, dict):
        fix = f'write it as [{name}] and under it en = "…"'
        yield file.problem(("", name), f"'{name}' is no table", fix)
        return
    for tag, text in table.items():
        if tag in SETTINGS:
            fix = "move it above the first [table]"
            yield file.problem((name, tag), f"the setting '{tag}' stands in [{name}]", fix)
        elif not _is_tag(tag):
            message = f"'{tag}' in [{name}] is no language tag"
            yield file.problem((name, tag), message, tag_fix(tag))
        elif not isinstance(text, str) or not text.strip():
            message = f"[{name}] has no text in '{tag}'"
            yield file.problem((name, tag), message, f'write {tag} = "…"')
    languages = file.data.get("languages")
    for tag in languages if isinstance(languages, list) and name == "title" else ():
        if isinstance(tag, str) and tag not in table:
            yield file.problem((name, ""), f"no title in '{tag}'", f'add {tag} = "…" to [title]')


def _prefixes(file: TomlFile) -> Iterator[Problem]:
    if "prefixes" in file.data and not isinstance(file.data["prefixes"], dict):
        fix = 'write it as [prefixes] and under it schema = "https://schema.org/"'
        yield file.problem(("", "prefixes"), "'prefixes' is no table", fix)
    for prefix, iri in _table(file, "prefixes").items():
        place = ("prefixes", prefix)
        if not _PREFIX.fullmatch(prefix):
            fix = "write letters, digits and hyphens, a letter first"
            yield file.problem(place, f"'{prefix}' is no prefix", fix)
        elif not isinstance(iri, str) or not is_iri(iri):
            fix = 'write a namespace such as "https://schema.org/"'
            yield file.problem(place, f"the prefix '{prefix}' stands for no IRI", fix)
        elif prefix == "graph" or ENGINE_PREFIXES.get(prefix, iri) != iri:
            own = ENGINE_PREFIXES.get(prefix, "the named graphs")
            message = f"the prefix '{prefix}' is kept by the engine for {own}"
            yield file.problem(place, message, "choose another prefix")


def _names(file: TomlFile) -> Iterator[Problem]:
    if "names" not in file.data:
        return
    if not isinstance(file.data["names"], dict):
        fix = 'write it as [names] and under it preferred = "schema:name"'
        yield file.problem(("", "names"), "'names' is no table", fix)
        return
    names = _table(file, "names")
    yield from file.unknown("names", NAMES)
    if "preferred" not in names:
        fix = "name the property that labels things"
        yield file.problem(("names", ""), "[names] has no 'preferred'", fix)
    else:
        yield from _property(file, "preferred", names["preferred"])
    others = names.get("alternative", [])
    if not isinstance(others, list):
        fix = 'write it as ["schema:alternateName"]'
        yield file.problem(("names", "alternative"), "'alternative' is no list", fix)
        return
    for curie in others:
        yield from _property(file, "alternative", curie)


def _property(file: TomlFile, key: str, curie: object) -> Iterator[Problem]:
    declared = {**ENGINE_PREFIXES, **_table(file, "prefixes")}
    fix = 'write it as "prefix:name" or as an IRI'
    if not isinstance(curie, str) or ":" not in curie:
        message = f"'{key}' in [names] names no property: {curie!r}"
        yield file.problem(("names", key), message, fix)
        return
    prefix, _, name = curie.partition(":")
    namespace = "" if name.startswith("//") else declared.get(prefix)
    if namespace is None:
        message = f"the prefix of '{curie}' is not declared"
        yield file.problem(("names", key), message, "add it to [prefixes]")
    elif isinstance(namespace, str) and not is_iri(namespace + name if namespace else curie):
        yield file.problem(("names", key), f"'{curie}' is no IRI", fix)


def _is_tag(tag: str) -> bool:
    return is_language_tag(tag) and tag == tag.lower()


def _table(file: TomlFile, name: str) -> Mapping[str, Any]:
    table = file.data.get(name, {})
    return table if isinstance(table, dict) else {}
