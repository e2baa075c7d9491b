"""An ontology folder: everything that a curator edits, found by place and never by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg.config import FILE_NAME, Config, load_config
from kg.definitions import (
    NetworkDefinition,
    TitledText,
    read_networks,
    read_queries,
    read_rules,
    with_prefixes,
)
from kg.errors import OntologyError, Problem
from kg.facts.model import Register, SourceFile
from kg.facts.reader import read_register, read_source
from kg.files import files_of, read_bytes
from kg.stray import FOLDERS, strays
from kg.terms import TERMS_FILE
from kg.toml import read_toml
from kg.vocabulary import Vocabulary, load_vocabulary, parse_turtle

VOCABULARY = "vocabulary.ttl"
ALIGNMENTS = "alignments.ttl"
SHAPES = "shapes.ttl"
#: What is read in the folder itself, beside its sub-folders.
FILES = (FILE_NAME, VOCABULARY, ALIGNMENTS, SHAPES)

__all__ = [
    "ALIGNMENTS",
    "SHAPES",
    "VOCABULARY",
    "NetworkDefinition",
    "Ontology",
    "TitledText",
    "inputs_digest",
    "load_ontology",
    "redirects",
    "require",
    "with_prefixes",
]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Ontology:
    """A domain as its folder describes it, facts included.

    ``register_is_whole`` is false where a register file could not be read: then nobody can say
    that a thing is not registered.
    """

    directory: Path
    config: Config
    vocabulary: Vocabulary
    registers: tuple[Register, ...]
    sources: tuple[SourceFile, ...]
    rules: tuple[TitledText, ...]
    queries: tuple[TitledText, ...]
    gaps: tuple[TitledText, ...]
    networks: tuple[NetworkDefinition, ...]
    register_is_whole: bool = True

    def file(self, name: str) -> Path | None:
        """A file of the folder, where it has one of that name."""
        return _optional(self.directory / name)


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
    vocabulary, problems = load_vocabulary(
        directory / VOCABULARY, _optional(directory / ALIGNMENTS), config
    )
    problems += strays(directory, FILES)
    problems += _unnamed(directory, config, vocabulary)
    if (shapes := _optional(directory / SHAPES)) is not None:
        problems += parse_turtle(shapes)[1]
    registers = _read_all(directory / "entities", read_register, problems)
    ontology = Ontology(
        directory,
        config,
        vocabulary,
        registers,
        _read_all(directory / "facts", read_source, problems),
        read_rules(directory / "rules", config, problems),
        read_queries(directory / "queries", config, problems),
        read_queries(directory / "gaps", config, problems),
        read_networks(directory / "networks", config, problems),
        len(registers) == len(files_of(directory / "entities", FOLDERS["entities"])),
    )
    return ontology, problems + _no_questions(ontology)


def redirects(ontology: Ontology) -> dict[str, str]:
    """Former local ids of things, and what they are now."""
    return {
        old.value: entity.local.value
        for register in ontology.registers
        for entity in register.entities
        for old in entity.formerly
    }


def inputs_digest(directory: Path) -> str:
    """SHA-256 over the names and bytes of every file that a build reads, and the engine's own.

    A file that cannot be read counts as absent here; the check reports it.
    """
    digest = hashlib.sha256(TERMS_FILE.read_bytes())
    for path in sorted(_inputs(directory)):
        data, _ = read_bytes(path)
        if data is not None:
            digest.update(f"{path.relative_to(directory).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def _inputs(directory: Path) -> Iterable[Path]:
    yield from (directory / name for name in FILES)
    for folder, ending in FOLDERS.items():
        yield from files_of(directory / folder, ending)


def _optional(path: Path) -> Path | None:
    """A file that may be missing; what is there and is no file is for its reader to report."""
    return path if path.exists() or path.is_symlink() else None


def _unnamed(directory: Path, config: Config, vocabulary: Vocabulary) -> list[Problem]:
    """A problem where the property that names things is not one that facts can use."""
    known = {known.iri for known in vocabulary.properties.values()}
    if not known or config.preferred_name in known:
        return []
    file, problems = read_toml(directory / FILE_NAME)
    if file is None:
        return problems
    message = f"no property of {VOCABULARY} is <{config.preferred_name}>, which names things"
    fix = f"mend the name or its prefix, or describe the property in {VOCABULARY}"
    return [file.problem(("names", "preferred"), message, fix)]


def _no_questions(ontology: Ontology) -> list[Problem]:
    """A problem for each question of the first page that is no example query."""
    known = {query.id for query in ontology.queries}
    missing = [each for each in ontology.config.questions if each not in known]
    file, problems = read_toml(ontology.directory / FILE_NAME) if missing else (None, [])
    if file is None:
        return problems
    fix = "name a file of queries/, without its ending"
    return [
        file.problem(("", "questions"), f"there is no example query '{each}'", fix)
        for each in missing
    ]


def _read_all(
    folder: Path,
    read: Callable[[Path], tuple[_T | None, list[Problem]]],
    problems: list[Problem],
) -> tuple[_T, ...]:
    found = []
    for path in files_of(folder, ".yaml"):
        content, faults = read(path)
        problems += faults
        if content is not None:
            found.append(content)
    return tuple(found)


def require(problems: Iterable[Problem]) -> None:
    """Raise :class:`OntologyError` if there is any problem."""
    found = list(problems)
    if found:
        raise OntologyError(found)
