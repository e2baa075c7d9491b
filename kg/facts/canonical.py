"""The canonical form of facts and register files: one order, one style, comments kept."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tokens import CommentToken

from kg.errors import KgError, Problem
from kg.facts.marks import Scalar, parse_yaml
from kg.facts.model import Evidence, SourceFile
from kg.facts.phrases import SourceText
from kg.facts.reader import (
    DETAIL_KEYS,
    ENTITY_KEYS,
    EVIDENCE_KEYS,
    FILE_KEYS,
    HEADER_KEYS,
    REGISTER_KEYS,
    read_source,
)
from kg.facts.verify import source_text

#: A collection goes on one line where that line is no longer than this.
LINE = 96
#: Some readers of YAML take this for a key's mark where a collection stands on one line.
_IN_FLOW = "?"


class FormatLost(KgError):
    """Formatting would have changed what a file says; the file was left as it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path}: this file cannot be formatted without loss — "
            f"simplify its quoting or comments and try again; nothing was written"
        )


@dataclass
class Formatted:
    """A file's canonical form.

    Parameters
    ----------
    text: the canonical text.
    changed: whether it differs from the file's.
    problems: phrases that could not be located.
    """

    text: str
    changed: bool
    problems: list[Problem] = field(default_factory=list)


class _NoTypes(VersionedResolver):
    """Every plain scalar is text, as in :mod:`kg.facts.marks`."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if value is not None or implicit != (True, False):
            return super().resolve(kind, None, (False, True) if value is not None else implicit)
        return super().resolve(kind, value, implicit)


def format_file(path: Path, texts: Path | None = None, name: str | None = None) -> Formatted:
    """The canonical form of a facts or register file; the file itself is not written.

    Parameters
    ----------
    path: a file without faults of form.
    texts: directory of the sources' texts; where it holds this one, each phrase's place and
        the text's digest are filled in.
    name: how problems name the file.

    Raises
    ------
    FormatLost: the canonical form would say something else.
    """
    before = path.read_text(encoding="utf-8-sig")
    yaml = _yaml()
    data = yaml.load(before)
    problems: list[Problem] = []
    if "source" in data:
        source, _ = read_source(path, name)
        if source is not None and (text := source_text(source, texts, problems)) is not None:
            _locate(data, source, text, problems)
        _order_facts(data)
    else:
        _order(data, REGISTER_KEYS)
        for entity in (data.get("entities") or {}).values():
            _order(entity, ENTITY_KEYS)
    _restyle(data, 0)
    out = io.StringIO()
    yaml.dump(data, out)
    after = out.getvalue()
    if _content(before) != _content(after):
        raise FormatLost(path)
    # The bytes: line ends and a byte order mark are form, too.
    return Formatted(after, after.encode("utf-8") != path.read_bytes(), problems)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _NoTypes
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=2, offset=0)
    yaml.allow_unicode = True
    return yaml


def _content(text: str) -> Any:
    """What a file says, without order of keys and without what formatting fills in."""
    root, problems = parse_yaml(text.encode("utf-8"), "")
    return None if problems else _plain(root)


def _plain(node: Any) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if hasattr(node, "items"):
        return [_plain(item) for item in node.items]
    return {k.value: _plain(v) for k, v in node if k.value not in ("at", "sha256")}


def _locate(
    data: CommentedMap, source: SourceFile, text: SourceText, problems: list[Problem]
) -> None:
    data["source"]["sha256"] = text.sha256
    for item, evidence in zip(data.get("evidence") or (), source.evidence, strict=True):
        place = _place(evidence, text, source.name, problems)
        if place is not None:
            written = f"{place[0]}-{place[1]}"
            if "at" in item:
                item["at"] = written
            else:
                item.insert(list(item).index("quote") + 1, "at", written)


def _place(
    evidence: Evidence, text: SourceText, file: str, problems: list[Problem]
) -> tuple[int, int] | None:
    places = text.find(evidence.quote.value)
    if len(places) == 1:
        return places[0]
    if evidence.place in places:
        return evidence.place
    mark = evidence.quote
    if not places:
        message, fix = "phrase not found in the text", "quote the text to the letter"
    else:
        found = ", ".join(f"{start}-{end}" for start, end in places)
        message = f"the phrase stands at {len(places)} places ({found})"
        fix = "lengthen it, or write `at:` with the one you mean"
    problems.append(Problem(file, mark.line, mark.column, message, fix))
    return None


def _order_facts(data: CommentedMap) -> None:
    _order(data, FILE_KEYS)
    _order(data["source"], HEADER_KEYS)
    for item in data.get("evidence") or ():
        _order(item, EVIDENCE_KEYS)
        for about in (item.get("says") or {}).values():
            for value in about.values() if isinstance(about, CommentedMap) else ():
                for detailed in value if isinstance(value, CommentedSeq) else (value,):
                    if isinstance(detailed, CommentedMap) and "value" in detailed:
                        _order(detailed, DETAIL_KEYS)


def _order(mapping: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(mapping, CommentedMap):
        return
    rank = {key: index for index, key in enumerate(keys)}
    wanted = sorted(mapping, key=lambda key: rank.get(key, len(rank)))
    if wanted != list(mapping):
        for key in wanted:
            mapping.move_to_end(key)


def _restyle(node: Any, indent: int) -> None:
    """Put texts by language, details and short lists on one line, all else one item a line."""
    if not isinstance(node, CommentedMap | CommentedSeq):
        return
    _close_up_comments(node)
    children = list(node.values()) if isinstance(node, CommentedMap) else list(node)
    for child in children:
        _restyle(child, indent + 2)
    one_line = (
        bool(children)
        and not any(isinstance(child, CommentedMap | CommentedSeq) for child in children)
        and not _has_comment(node)
        and not any(_IN_FLOW in str(child) for child in children)
        and (isinstance(node, CommentedSeq) or _is_small(node))
        and indent + _length(node) <= LINE
    )
    (node.fa.set_flow_style if one_line or not children else node.fa.set_block_style)()


def _length(node: CommentedMap | CommentedSeq) -> int:
    """The length of a collection of scalars on one line, about."""
    if isinstance(node, CommentedMap):
        return sum(len(str(key)) + len(str(value or "")) + 4 for key, value in node.items())
    return sum(len(str(value or "")) + 2 for value in node)


def _close_up_comments(node: CommentedMap | CommentedSeq) -> None:
    """Comments at the end of a line follow it at once; no alignment to keep up."""
    for tokens in node.ca.items.values():
        for token in tokens:
            if isinstance(token, CommentToken) and not token.value.startswith("\n"):
                token.column = 0


def _has_comment(node: CommentedMap | CommentedSeq) -> bool:
    return bool(node.ca.items or node.ca.comment)


def _is_small(node: CommentedMap) -> bool:
    """Texts by language, detailed values and entries of ``not_stated``."""
    return "value" in node or "about" in node or all(_is_tag(key) for key in node)


def _is_tag(key: str) -> bool:
    return key.partition("-")[0].isalpha() and len(key.partition("-")[0]) in (2, 3)
