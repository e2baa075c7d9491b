"""Rules, queries and networks: what a domain asks of its facts, one file each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.config import Config
from kg.errors import Problem
from kg.files import files_of, read_text
from kg.service.guard import QueryRefused, inspect
from kg.syntax import PADDING, syntax_error
from kg.toml import TomlFile, read_toml

_HEADER = re.compile(r"#\s*(title|description)@([\w-]+):\s*(.*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_REFUSED = re.compile(r"line (\d+), column (\d+): (.*)", re.DOTALL)
#: What the queries of a network select, and what they may select beside; the first two must be.
_NETWORK_QUERIES = {
    "nodes": (("node",), ("group",)),
    "links": (("source", "target"), ("weight", "year")),
    "times": (("source", "target", "from", "to"), ()),
    "statements": (("source", "target", "subject", "property", "value"), ()),
    "unrecorded": (("thing",), ()),
}
_NETWORK = ("title", "description", "unrecorded_title", "directed", *_NETWORK_QUERIES)
#: Comments, IRIs and strings: what is no keyword in an update.
_NO_KEYWORD = re.compile(r"""#[^\n]*|<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
_LOAD = re.compile(r"(?<![?$:@\w-])LOAD(?![\w:-])", re.IGNORECASE)

#: Line, column, and what is wrong, perhaps with « — » and how to mend it.
_Place = tuple[int, int, str]


@dataclass(frozen=True)
class TitledText:
    """A rule, an example query, or a query for things of which something is not known.

    Parameters
    ----------
    id: the file's name without its ending.
    title, description: by language.
    text: complete SPARQL, prefixes included.
    """

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class NetworkDefinition:
    """A projection of the graph: which things are nodes, and what links them.

    Parameters
    ----------
    nodes: a SELECT of ``?node``, and of ``?group`` where nodes belong to groups.
    links: a SELECT of ``?source``, ``?target`` and, where there is such, ``?weight`` and ``?year``.
    directed: whether a link has a direction.
    times: a SELECT of ``?source``, ``?target``, ``?from`` and ``?to`` for links that last; empty
        where events date them, or nothing does.
    statements: a SELECT of ``?source``, ``?target``, ``?subject``, ``?property`` and ``?value``:
        what each link rests on; empty where nobody said.
    unrecorded: a SELECT of ``?thing``, of which nothing read so far says what would link it.
    unrecorded_title: what those things are, by language.
    """

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    directed: bool
    nodes: str
    links: str
    times: str = ""
    statements: str = ""
    unrecorded: str = ""
    unrecorded_title: Mapping[str, str] = field(default_factory=dict)


#: What may hold angle brackets that are no IRI.
_COMMENT_OR_STRING = re.compile(r"(?m)(?:^|\s)#.*$|\"[^\"\n]*\"|'[^'\n]*'")
_RELATIVE = re.compile(r"<[^\x00-\x20<>\"{}|^`\\:]*>(?!\()")


def with_prologue(text: str, config: Config) -> str:
    """SPARQL text with what it uses declared in front: the dataset's prefixes and its base.

    So ``<event/jubilee>`` is the thing of that id, whatever the base is.
    """
    relative = _RELATIVE.search(_COMMENT_OR_STRING.sub("", text))
    base = f"BASE <{config.base}/>\n" if relative else ""
    return base + with_prefixes(text, config.prefixes)


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """SPARQL text with the declarations of those prefixes that it uses in front."""
    used = [p for p in sorted(prefixes) if re.search(rf"(?<![\w<]){re.escape(p)}:", text)]
    return "".join(f"PREFIX {p}: <{prefixes[p]}>\n" for p in used) + text


def read_rules(folder: Path, config: Config, problems: list[Problem]) -> tuple[TitledText, ...]:
    """The rules of a folder; what is wrong with them goes to ``problems``."""
    return _texts(folder, config, _update_fault, problems)


def read_queries(folder: Path, config: Config, problems: list[Problem]) -> tuple[TitledText, ...]:
    """The queries of a folder; what is wrong with them goes to ``problems``."""
    return _texts(folder, config, _query_fault, problems)


def _texts(
    folder: Path,
    config: Config,
    fault: Callable[[str], _Place | None],
    problems: list[Problem],
) -> tuple[TitledText, ...]:
    found = []
    for path in files_of(folder, ".rq"):
        own, faults = read_text(path)
        problems += [*faults, *_misnamed(path)]
        if own is None:
            continue
        header: dict[str, dict[str, str]] = {"title": {}, "description": {}}
        for what, language, words in _HEADER.findall(own):
            header[what][language.lower()] = words.strip()
        kept = [n for n, line in enumerate(own.splitlines(), 1) if not _HEADER.match(line)]
        body = "".join(own.splitlines()[n - 1] + "\n" for n in kept).strip() + "\n"
        text = with_prologue(body, config)
        if not _NO_KEYWORD.sub("", body).strip():
            message = "the file asks nothing"
            problems.append(Problem(str(path), 1, 1, message, "write the SPARQL under its title"))
        elif (place := fault(text)) is not None:
            in_front = text.count("\n") - body.count("\n")
            index = min(max(place[0] - in_front, 1), len(kept)) - 1
            problems.append(Problem(str(path), kept[index], place[1], *_remedy(place[2])))
        problems += _untitled(path, header["title"], config)
        found.append(TitledText(path.stem, header["title"], header["description"], text))
    return tuple(found)


def _remedy(message: str) -> tuple[str, str]:
    what, _, fix = message.partition(" — ")
    return what, fix or "mend it about there"


def _misnamed(path: Path) -> list[Problem]:
    if _NAME.fullmatch(path.stem):
        return []
    message = f"'{path.name}' cannot be part of an address"
    fix = "name the file in Latin letters, digits and hyphens, without spaces"
    return [Problem(str(path), 1, 1, message, fix)]


def _untitled(path: Path, title: Mapping[str, str], config: Config) -> list[Problem]:
    return [
        Problem(str(path), 1, 1, f"no title in '{tag}'", f"add a title@{tag}")
        for tag in config.languages
        if not title.get(tag)
    ]


def _query_fault(text: str) -> _Place | None:
    try:
        inspect(text)
    except QueryRefused as refusal:
        return _refused(refusal)
    return _place_of(text, lambda padded: ox.Store().query(padded))


def _update_fault(text: str) -> _Place | None:
    plain = _NO_KEYWORD.sub(lambda match: " " * len(match.group()), text)
    if (load := _LOAD.search(plain)) is not None:
        line = text.count("\n", 0, load.start()) + 1
        column = load.start() - text.rfind("\n", 0, load.start())
        return line, column, "LOAD would fetch data from elsewhere — write INSERT"
    try:
        # With the form of a query in front, the guard looks past the update.
        inspect("SELECT\n" + text)
    except QueryRefused as refusal:
        line, column, message = _refused(refusal)
        return line - 1, column, message
    return _place_of(text, lambda padded: ox.Store().update(padded))


def _refused(refusal: QueryRefused) -> _Place:
    match = _REFUSED.fullmatch(str(refusal))
    return (int(match[1]), int(match[2]), match[3]) if match else (1, 1, str(refusal))


def _place_of(text: str, run: Callable[[str], object]) -> _Place | None:
    try:
        run(text + PADDING)
    except SyntaxError as error:
        found = syntax_error(str(error.msg), text)
        return found.line, found.column, f"not SPARQL: {found.message}"
    except OSError as error:
        return 1, 1, str(error)
    return None


def read_networks(
    folder: Path, config: Config, problems: list[Problem]
) -> tuple[NetworkDefinition, ...]:
    """The networks of a folder; what is wrong with them goes to ``problems``."""
    found = []
    for path in files_of(folder, ".toml"):
        file, faults = read_toml(path)
        problems += [*faults, *_misnamed(path)]
        if file is None:
            continue
        faults = [*_network_faults(file, config)]
        problems += faults
        if faults:
            continue
        data = file.data
        queries = {
            key: with_prologue(data[key].strip(), config) for key in _NETWORK_QUERIES if key in data
        }
        found.append(
            NetworkDefinition(
                path.stem,
                data["title"],
                data.get("description", {}),
                data.get("directed", False),
                unrecorded_title=data.get("unrecorded_title", {}),
                **queries,
            )
        )
    return tuple(found)


def _network_faults(file: TomlFile, config: Config) -> Iterator[Problem]:
    data = file.data
    yield from file.unknown("", _NETWORK)
    for key in ("title", "nodes", "links"):
        if key not in data:
            yield file.problem(("", key), f"no '{key}'", f"add {key} = …")
    if not isinstance(data.get("directed", False), bool):
        yield file.problem(("", "directed"), "'directed' is not true or false", "write one of them")
    if "unrecorded" in data and "unrecorded_title" not in data:
        fix = "say under [unrecorded_title] what things the query 'unrecorded' gives"
        yield file.problem(("", "unrecorded"), "no 'unrecorded_title'", fix)
    for name in ("title", "description", "unrecorded_title"):
        yield from _network_texts(file, name, data.get(name, {}), config)
    for key, (names, optional) in _NETWORK_QUERIES.items():
        if key in data:
            yield from _network_query(file, key, data[key], names, optional, config)


def _network_texts(file: TomlFile, name: str, texts: Any, config: Config) -> Iterator[Problem]:
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        message = f"'{name}' is no table of texts by language"
        yield file.problem((name, ""), message, f'write it as [{name}] and under it en = "…"')
    elif name != "description" and name in file.data:
        for tag in config.languages:
            if not texts.get(tag, "").strip():
                fix = f"add {tag} = … to [{name}]"
                yield file.problem((name, ""), f"no {name} in '{tag}'", fix)


def _network_query(
    file: TomlFile,
    key: str,
    query: Any,
    names: tuple[str, ...],
    optional: tuple[str, ...],
    config: Config,
) -> Iterator[Problem]:
    selects = " ".join(f"?{name}" for name in names)
    if not isinstance(query, str):
        yield file.problem(("", key), f"'{key}' is no text", f'write it as "SELECT {selects} …"')
        return
    text = with_prologue(query.strip(), config)
    if (place := _query_fault(text)) is not None:
        message, fix = _remedy(place[2])
        yield file.problem(("", key), f"{key}: {message}", fix)
        return
    answer = ox.Store().query(text)
    variables = [v.value for v in answer.variables] if isinstance(answer, ox.QuerySolutions) else []
    beside = variables[len(names) :]
    if tuple(variables[: len(names)]) != tuple(names) or set(beside) - set(optional):
        also = " ".join(f"?{each}" for each in optional)
        fix = f"write SELECT {selects}" + (
            f", and after that what there is of {also}" if also else " and nothing else"
        )
        yield file.problem(("", key), f"{key} does not select {selects} first", fix)
