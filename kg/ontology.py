"""An ontology folder: everything that a curator edits, found by place and never by name."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg.config import FILE_NAME, Config, load_config
from kg.errors import OntologyError, Problem
from kg.facts.model import Register, SourceFile
from kg.facts.reader import read_register, read_source
from kg.terms import TERMS_FILE
from kg.vocabulary import Vocabulary, load_vocabulary, parse_turtle

VOCABULARY = "vocabulary.ttl"
ALIGNMENTS = "alignments.ttl"
SHAPES = "shapes.ttl"

_T = TypeVar("_T")
_HEADER = re.compile(r"#\s*(title|description)@([\w-]+):\s*(.*)")
_SYNTAX_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class TitledText:
    """A rule or an example query.

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
    nodes: a SELECT of ``?node``.
    links: a SELECT of ``?source``, ``?target`` and optionally ``?weight``.
    directed: whether a link has a direction.
    """

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    directed: bool
    nodes: str
    links: str


@dataclass(frozen=True)
class Ontology:
    """A domain as its folder describes it, facts included."""

    directory: Path
    config: Config
    vocabulary: Vocabulary
    registers: tuple[Register, ...]
    sources: tuple[SourceFile, ...]
    rules: tuple[TitledText, ...]
    queries: tuple[TitledText, ...]
    networks: tuple[NetworkDefinition, ...]

    def file(self, name: str) -> Path | None:
        """A file of the folder, where it has one of that name."""
        path = self.directory / name
        return path if path.is_file() else None


def load_ontology(directory: Path) -> tuple[Ontology, list[Problem]]:
    """Read an ontology folder.

    Returns
    -------
    What could be read, and every problem of form in any of its files.

    Raises
    ------
    OntologyMissing, OntologyError: there is no usable ``kg.toml``.
    """
    config = load_config(directory)
    vocabulary_file = directory / VOCABULARY
    alignments = directory / ALIGNMENTS
    vocabulary, problems = load_vocabulary(
        vocabulary_file, alignments if alignments.is_file() else None, config
    )
    if (shapes := directory / SHAPES).is_file():
        problems += parse_turtle(shapes)[1]
    registers = _read_all(directory / "entities", read_register, problems)
    sources = _read_all(directory / "facts", read_source, problems)
    rules = _texts(directory / "rules", config, _update_fault, problems)
    queries = _texts(directory / "queries", config, _query_fault, problems)
    networks = _networks(directory / "networks", config, problems)
    return (
        Ontology(directory, config, vocabulary, registers, sources, rules, queries, networks),
        problems,
    )


def inputs_digest(directory: Path) -> str:
    """SHA-256 over the names and bytes of every file that a build reads, and the engine's own."""
    digest = hashlib.sha256(TERMS_FILE.read_bytes())
    for path in sorted(_inputs(directory)):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(directory).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _inputs(directory: Path) -> Iterable[Path]:
    for name in (FILE_NAME, VOCABULARY, ALIGNMENTS, SHAPES):
        if (directory / name).is_file():
            yield directory / name
    for folder, ending in (
        ("facts", "*.yaml"),
        ("entities", "*.yaml"),
        ("rules", "*.rq"),
        ("queries", "*.rq"),
        ("networks", "*.toml"),
    ):
        yield from (directory / folder).glob(ending)


def _read_all(
    folder: Path,
    read: Callable[[Path], tuple[_T | None, list[Problem]]],
    problems: list[Problem],
) -> tuple[_T, ...]:
    found = []
    for path in sorted(folder.glob("*.yaml")):
        content, faults = read(path)
        problems += faults
        if content is not None:
            found.append(content)
    return tuple(found)


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """SPARQL text with the declarations of those prefixes that it uses in front."""
    used = [p for p in sorted(prefixes) if re.search(rf"(?<![\w<]){re.escape(p)}:", text)]
    return "".join(f"PREFIX {p}: <{prefixes[p]}>\n" for p in used) + text


def _texts(
    folder: Path,
    config: Config,
    fault: Callable[[str], tuple[int, int, str] | None],
    problems: list[Problem],
) -> tuple[TitledText, ...]:
    found = []
    for path in sorted(folder.glob("*.rq")):
        own = path.read_text(encoding="utf-8")
        header: dict[str, dict[str, str]] = {"title": {}, "description": {}}
        for what, language, words in _HEADER.findall(own):
            header[what][language.lower()] = words.strip()
        kept = [n for n, line in enumerate(own.splitlines(), 1) if not _HEADER.match(line)]
        body = "".join(own.splitlines()[n - 1] + "\n" for n in kept).strip() + "\n"
        text = with_prefixes(body, config.prefixes)
        if (place := fault(text)) is not None:
            in_front = text.count("\n") - body.count("\n")
            index = min(max(place[0] - in_front, 1), len(kept)) - 1
            line = kept[index] if kept else 1
            message = f"not SPARQL: {place[2]}"
            problems.append(Problem(str(path), line, place[1], message, "mend it about there"))
        problems += _untitled(path, header["title"], config)
        found.append(TitledText(path.stem, header["title"], header["description"], text))
    return tuple(found)


def _untitled(path: Path, title: Mapping[str, str], config: Config) -> list[Problem]:
    return [
        Problem(str(path), 1, 1, f"no title in '{tag}'", f"add a title@{tag}")
        for tag in config.languages
        if tag not in title
    ]


def _query_fault(text: str) -> tuple[int, int, str] | None:
    return _place_of(lambda: ox.Store().query(text))


def _update_fault(text: str) -> tuple[int, int, str] | None:
    return _place_of(lambda: ox.Store().update(text))


def _place_of(run: Callable[[], object]) -> tuple[int, int, str] | None:
    try:
        run()
    except SyntaxError as error:
        match = _SYNTAX_PLACE.match(str(error.msg))
        if match is None:
            return 1, 1, str(error.msg)
        return int(match[1]), int(match[2]), match[3].splitlines()[0][:200]
    except OSError as error:
        return 1, 1, str(error)
    return None


def _networks(
    folder: Path, config: Config, problems: list[Problem]
) -> tuple[NetworkDefinition, ...]:
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), 1, 1, f"not TOML: {error}", "mend that line"))
            continue
        missing = [key for key in ("title", "nodes", "links") if key not in data]
        problems += [Problem(str(path), 1, 1, f"no '{k}'", f"add {k} = …") for k in missing]
        if missing:
            continue
        problems += _untitled(path, data["title"], config)
        texts = {k: with_prefixes(data[k].strip(), config.prefixes) for k in ("nodes", "links")}
        for key, text in texts.items():
            if (place := _query_fault(text)) is not None:
                message = f"{key} is not SPARQL: {place[2]}"
                problems.append(Problem(str(path), 1, 1, message, "mend the query"))
        found.append(
            NetworkDefinition(
                path.stem,
                data["title"],
                data.get("description", {}),
                bool(data.get("directed", False)),
                texts["nodes"],
                texts["links"],
            )
        )
    return tuple(found)


def require(problems: Iterable[Problem]) -> None:
    """Raise :class:`OntologyError` if there is any problem."""
    found = list(problems)
    if found:
        raise OntologyError(found)
