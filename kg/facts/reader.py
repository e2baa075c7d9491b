"""From a facts file or a register file to what it says, with every fault of form.

Form only: whether properties, entities and values exist and fit is for
:mod:`kg.facts.checks`, which knows the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from kg.errors import Problem
from kg.facts.hints import nearest, short
from kg.facts.marks import Items, Node, Pairs, Scalar, read_yaml
from kg.facts.model import (
    PLAIN,
    Details,
    Entity,
    Evidence,
    NotStated,
    Register,
    SourceFile,
    Statement,
)
from kg.terms import BASES, CONFIDENCES, STATUSES

HEADER_KEYS = (
    "id",
    "type",
    "title",
    "url",
    "publisher",
    "lang",
    "published",
    "accessed",
    "snapshot",
    "sha256",
)
FILE_KEYS = ("source", "curator", "reviewed", "evidence", "not_stated")
EVIDENCE_KEYS = ("quote", "at", "says", "open")
DETAIL_KEYS = ("value", "status", "confidence", "why", "inferred-by", "from", "to", "as-of", "by")
REGISTER_KEYS = ("curator", "reviewed", "entities")
ENTITY_KEYS = ("names", "note", "formerly", "distinct-from")

#: Keys of a detailed value that nobody can mean for a language.
_NO_TAGS = frozenset(DETAIL_KEYS) - {"to"}
#: What each of the words of a detailed value is called.
_WORDS = (("status", "status", STATUSES), ("confidence", "confidence", CONFIDENCES))
_ORIGIN = ("by", "origin of a name", BASES)
_REQUIRED_HEADER = ("id", "type", "lang", "accessed")
_T = TypeVar("_T")
_SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
#: What XML, and so half of the exports, cannot carry.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")


class Reader:
    """Walks one file's tree and collects its problems instead of stopping at the first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def fault(self, node: Node, message: str, fix: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(self.name, node.line, node.column, short(message), fix))

    def pairs(self, node: Node | None, what: str, allowed: tuple[str, ...] | None = None) -> Pairs:
        """The node as a mapping; anything else is a problem and reads as an empty one."""
        if not isinstance(node, Pairs):
            if node is not None:
                self.fault(node, f"{what} is no mapping", "write it as `key: value` lines")
            return Pairs(1, 1)
        for key, _ in node if allowed else ():
            if key.value not in (allowed or ()):
                known = ", ".join(allowed or ())
                fix = nearest(key.value, allowed or (), f"use one of: {known}")
                self.fault(key, f"unknown key '{key.value}' in {what}", fix)
        return node

    def items(self, node: Node | None, what: str) -> list[Node]:
        """The node as a list; anything else is a problem and reads as an empty one."""
        if isinstance(node, Items):
            return node.items
        if node is not None:
            self.fault(node, f"{what} is no list", "write it as `- item` lines or [a, b]")
        return []

    def scalar(self, node: Node | None, what: str) -> Scalar | None:
        """The node as one piece of text; anything else, or nothing, is a problem."""
        if isinstance(node, Scalar):
            if not node.value.isprintable() and _CONTROL.search(node.value):
                self.fault(node, f"{what} holds a control character", "remove it")
                return None
            if node.value.strip():
                return node
            self.fault(node, f"{what} is empty", "write a value or remove the key")
        elif node is not None:
            self.fault(node, f"{what} is no single value", "write one plain value")
        return None

    def required(self, pairs: Pairs, key: str, what: str) -> Scalar:
        """The value under a key that must be there; a problem and empty text if not."""
        node = pairs.get(key)
        if node is None:
            self.fault(pairs, f"{what} has no '{key}'", f"add `{key}: …`")
        return self.scalar(node, f"'{key}'") or Scalar("", pairs.line, pairs.column)


def read_source(path: Path, name: str | None = None) -> tuple[SourceFile | None, list[Problem]]:
    """Read one facts file.

    Returns
    -------
    What it says (None where it cannot be read at all) and every fault of form.
    """
    return _read(path, name, _source)


def read_register(path: Path, name: str | None = None) -> tuple[Register | None, list[Problem]]:
    """Read one register file; see :func:`read_source`."""
    return _read(path, name, _register)


def _read(
    path: Path, name: str | None, build: Callable[[Reader, Pairs], _T]
) -> tuple[_T | None, list[Problem]]:
    root, problems = read_yaml(path, name)
    reader = Reader(name or str(path))
    if root is None:
        return None, problems
    if not isinstance(root, Pairs):
        reader.fault(root, "the file is no mapping", "begin it as ontology/README.md shows")
        return None, problems + reader.problems
    return build(reader, root), problems + reader.problems


def _source(reader: Reader, root: Pairs) -> SourceFile:
    reader.pairs(root, "a facts file", FILE_KEYS)
    if root.get("source") is None:
        reader.fault(root, "a facts file has no 'source'", "add `source:` with id, type, lang …")
    header = reader.pairs(root.get("source"), "'source'", HEADER_KEYS)
    plain: dict[str, Scalar] = {}
    for key, node in header:
        if key.value != "title" and (value := reader.scalar(node, f"'{key.value}'")):
            plain[key.value] = value
    for key_name in _REQUIRED_HEADER if root.get("source") else ():
        if header.get(key_name) is None:
            reader.fault(header, f"'source' has no '{key_name}'", f"add `{key_name}: …`")
    plain.setdefault("id", Scalar(Path(reader.name).stem, header.line, header.column))
    if not _SLUG.fullmatch(plain["id"].value):
        fix = "use lower-case Latin letters, digits and hyphens"
        reader.fault(plain["id"], f"'{plain['id'].value}' is no slug", fix)
    elif plain["id"].value != Path(reader.name).stem:
        fix = f"name the file {plain['id'].value}.yaml, or change the id"
        reader.fault(plain["id"], f"the id '{plain['id'].value}' is not the file's name", fix)
    source = SourceFile(
        reader.name,
        plain,
        [(tag, text) for tag, text, _ in _texts(reader, header.get("title"), "'title'")],
        reader.required(root, "curator", "a facts file"),
        reader.required(root, "reviewed", "a facts file"),
    )
    for node in reader.items(root.get("evidence"), "'evidence'"):
        source.evidence.append(_evidence(reader, node))
    for node in reader.items(root.get("not_stated"), "'not_stated'"):
        pairs = reader.pairs(node, "an item of 'not_stated'", ("about", "property"))
        about = reader.required(pairs, "about", "an item of 'not_stated'")
        source.not_stated.append(
            NotStated(about, reader.required(pairs, "property", "an item of 'not_stated'"))
        )
    return source


def _evidence(reader: Reader, node: Node) -> Evidence:
    pairs = reader.pairs(node, "an item of 'evidence'", EVIDENCE_KEYS)
    evidence = Evidence(reader.required(pairs, "quote", "an item of 'evidence'"))
    faults = len(reader.problems)
    if (place := pairs.get("at")) is not None and (mark := reader.scalar(place, "'at'")):
        evidence.place_mark = mark
        match = _PLACE.fullmatch(mark.value)
        if match and int(match[1]) < int(match[2]):
            evidence.place = (int(match[1]), int(match[2]))
        else:
            fix = "remove it and run `kg format --texts DIR`"
            reader.fault(mark, f"'{mark.value}' is no place (start-end)", fix)
    for subject, about in reader.pairs(pairs.get("says"), "'says'"):
        for key, value in reader.pairs(about, f"what is said of '{subject.value}'"):
            evidence.statements += _statements(reader, subject, key, value)
    for item in reader.items(pairs.get("open"), "'open'"):
        if (open_key := reader.scalar(item, "an item of 'open'")) is not None:
            evidence.open_keys.append(open_key)
    if not evidence.statements and not evidence.open_keys and len(reader.problems) == faults:
        reader.fault(pairs, "a phrase that says nothing", "add `says:` with a fact, or remove it")
    return evidence


def _statements(reader: Reader, subject: Scalar, key: Scalar, node: Node) -> Iterator[Statement]:
    for value_node in node.items if isinstance(node, Items) else (node,):
        details = PLAIN
        if isinstance(value_node, Items) and isinstance(node, Items):
            reader.fault(value_node, f"a list in the list of '{key.value}'", "write one list")
            continue
        if isinstance(value_node, Pairs) and not value_node.pairs.keys().isdisjoint(_NO_TAGS):
            details = _details(reader, value_node)
            if "value" not in value_node.pairs:
                continue
            value_node = value_node.pairs["value"][1]
        for language, text, inner in _values(reader, value_node, f"'{key.value}'"):
            yield Statement(subject, key, text, language, inner or details)


def _values(
    reader: Reader, node: Node, what: str
) -> Iterator[tuple[str | None, Scalar, Details | None]]:
    if isinstance(node, Pairs):
        yield from _texts(reader, node, what)
    elif isinstance(node, Items):
        for item in node.items:
            if (text := reader.scalar(item, f"an item of {what}")) is not None:
                yield None, text, None
    elif (text := reader.scalar(node, what)) is not None:
        yield None, text, None


def _texts(
    reader: Reader, node: Node | None, what: str
) -> Iterator[tuple[str, Scalar, Details | None]]:
    """Texts by language tag: ``{en: text}``, ``{en: [text, text]}``, ``{en: {value: …}}``."""
    for tag, value in reader.pairs(node, what):
        for item in value.items if isinstance(value, Items) else (value,):
            details = None
            if isinstance(item, Pairs):
                details = _details(reader, item)
                if (inner := item.get("value")) is None:
                    continue
                item = inner
            if (text := reader.scalar(item, f"{what} in '{tag.value}'")) is not None:
                yield tag.value, text, details


def _details(reader: Reader, pairs: Pairs) -> Details:
    faults = len(reader.problems)
    reader.pairs(pairs, "a detailed value", DETAIL_KEYS)
    if "value" not in pairs.pairs and len(reader.problems) == faults:
        reader.fault(pairs, "a detailed value has no 'value'", "write {value: …, status: …}")
    said: dict[str, str] = {}
    for key, node in pairs:
        if key.value in DETAIL_KEYS[1:] and (text := reader.scalar(node, f"'{key.value}'")):
            said[key.value] = text.value
    for name, what, words in (*_WORDS, _ORIGIN):
        if name in said and said[name] not in words:
            fix = f"use one of: {', '.join(words)}"
            reader.fault(pairs.get(name) or pairs, f"'{said[name]}' is no {what}", fix)
    status = said.get("status", "accepted")
    if status in STATUSES and status != "accepted" and "why" not in said:
        reader.fault(pairs, f"{status} without a reason", "add `why: …`")
    return Details(
        status,
        said.get("confidence"),
        said.get("why"),
        said.get("inferred-by"),
        said.get("from"),
        said.get("to"),
        said.get("as-of"),
        said.get("by"),
    )


def _register(reader: Reader, root: Pairs) -> Register:
    reader.pairs(root, "a register file", REGISTER_KEYS)
    curator = reader.required(root, "curator", "a register file")
    register = Register(reader.name, curator, reader.required(root, "reviewed", "a register file"))
    for local, node in reader.pairs(root.get("entities"), "'entities'"):
        register.entities.append(_entity(reader, local, node))
    return register


def _entity(reader: Reader, local: Scalar, node: Node) -> Entity:
    entity = Entity(local)
    if isinstance(node, Scalar) and not node.value:
        return entity
    pairs = reader.pairs(node, f"'{local.value}'", ENTITY_KEYS)
    for tag, text, details in _texts(reader, pairs.get("names"), "'names'"):
        if details is None or details.basis is None:
            fix = "write {value: …, by: transliteration} or by: translation; "
            fix += "a name found in a source belongs to that source's facts file"
            reader.fault(text, f"a name of '{local.value}' without its origin", fix)
        key = Scalar("names", text.line, text.column)
        entity.names.append(Statement(local, key, text, tag, details or PLAIN))
    if (note := pairs.get("note")) is not None:
        entity.note = reader.scalar(note, "'note'")
    for item in reader.items(pairs.get("formerly"), "'formerly'"):
        if (old := reader.scalar(item, "an item of 'formerly'")) is not None:
            entity.formerly.append(old)
    for other, reason in reader.pairs(pairs.get("distinct-from"), "'distinct-from'"):
        if (why := reader.scalar(reason, f"the reason for '{other.value}'")) is not None:
            entity.distinct_from.append((other, why))
    return entity
