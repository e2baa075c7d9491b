"""YAML with the place of everything, every scalar a string.

A small tree is built from the parser's events rather than composed: that keeps line and
column, reads ``no`` and ``12:30`` as they are written, refuses aliases (which can hide a
thousandfold expansion), and has a limit on depth (the C composer overflows its stack).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import yaml

from kg.errors import Problem
from kg.facts.hints import not_yaml
from kg.files import decode, read_bytes

MAX_DEPTH = 32


class Scalar:
    """A piece of text and where it stands (line and column from 1)."""

    __slots__ = ("column", "line", "value")

    def __init__(self, value: str, line: int, column: int) -> None:
        self.value = value
        self.line = line
        self.column = column


class Items:
    """A YAML sequence."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.items: list[Node] = []
        self.line = line
        self.column = column


class Pairs:
    """A YAML mapping, in the order of the file; iterating gives key and value nodes."""

    __slots__ = ("column", "line", "pairs")

    def __init__(self, line: int, column: int) -> None:
        self.pairs: dict[str, tuple[Scalar, Node]] = {}
        self.line = line
        self.column = column

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        pair = self.pairs.get(key)
        return pair[1] if pair else None

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.pairs.values())


Node: TypeAlias = Scalar | Items | Pairs


class _Refused(Exception):
    """The text is YAML, but not of the kind that facts are written in."""

    def __init__(self, line: int, column: int, message: str, fix: str) -> None:
        self.line = line
        self.column = column
        self.message = message
        self.fix = fix


def read_yaml(path: Path, name: str | None = None) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML file, or None with the problem that kept it from being read.

    Parameters
    ----------
    path: the file.
    name: how problems name the file; the path itself by default.
    """
    name = name or str(path)
    data, problems = read_bytes(path, name)
    return (None, problems) if data is None else parse_yaml(data, name)


def parse_yaml(data: bytes, name: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML text; see :func:`read_yaml`."""
    text, problems = decode(data, name)
    if text is None:
        return None, problems
    try:
        root = _build(text, name, problems)
    except _Refused as refusal:
        place = (refusal.line, refusal.column)
        problems.append(Problem(name, *place, refusal.message, refusal.fix))
        root = None
    except yaml.YAMLError as error:
        problems.append(not_yaml(error, text, name))
        root = None
    if root is None and not problems:
        problems.append(Problem(name, 1, 1, "the file is empty", "write it or remove it"))
    return root, problems


def _build(text: str, name: str, problems: list[Problem]) -> Node | None:
    loader = yaml.CSafeLoader(text)
    tree = _Tree(name, problems)
    try:
        while (event := loader.get_event()) is not None:
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                tree.leave()
            elif isinstance(event, yaml.NodeEvent):
                _node(event, tree)
            elif isinstance(event, yaml.DocumentStartEvent) and tree.root is not None:
                fix = "make it a file of its own"
                raise _Refused(*_place(event), "a second document", fix)
    finally:
        loader.dispose()
    return tree.root


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _node(event: yaml.NodeEvent, tree: _Tree) -> None:
    line, column = _place(event)
    if isinstance(event, yaml.AliasEvent):
        fix = "write the value out where it is needed"
        raise _Refused(line, column, "an alias (*name)", fix)
    if event.anchor is not None or getattr(event, "tag", None) is not None:
        fix = "write the value plainly, without ! or &"
        raise _Refused(line, column, "a tag or an anchor", fix)
    if isinstance(event, yaml.ScalarEvent):
        tree.add(Scalar(event.value, line, column))
    else:
        tree.enter((Pairs if isinstance(event, yaml.MappingStartEvent) else Items)(line, column))


class _Tree:
    """The tree under construction: the open collections and the key each one waits for."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.root: Node | None = None
        self._name = name
        self._problems = problems
        self._open: list[Items | Pairs] = []
        self._keys: list[Scalar | None] = []

    def add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if type(parent) is Items:
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._await_value_of(node)
            return
        self._keys[-1] = None
        pairs = parent.pairs  # type: ignore[union-attr]
        if key.value in pairs:
            first = pairs[key.value][0].line
            message = f"duplicate key '{key.value}' (first on line {first})"
            self._problems.append(
                Problem(self._name, key.line, key.column, message, "merge the two")
            )
        else:
            pairs[key.value] = (key, node)

    def _await_value_of(self, node: Node) -> None:
        if not isinstance(node, Scalar):
            raise _Refused(node.line, node.column, "a key that is no word", "write a plain key")
        self._keys[-1] = node

    def enter(self, node: Items | Pairs) -> None:
        if len(self._open) == MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise _Refused(node.line, node.column, message, "no facts file needs that")
        self.add(node)
        self._open.append(node)
        self._keys.append(None)

    def leave(self) -> None:
        self._open.pop()
        self._keys.pop()
