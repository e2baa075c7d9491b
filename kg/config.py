"""``kg.toml``: what a domain calls itself and where its IRIs live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.config_check import config_faults
from kg.errors import OntologyError, OntologyMissing
from kg.terms import ENGINE_PREFIXES
from kg.toml import read_toml

FILE_NAME = "kg.toml"

#: First segments of addresses that the front or the engine keeps for itself.
RESERVED_TYPES = frozenset(
    {
        *("sparql", "search", "graph", "network", "timeline", "map", "about", "update", "store"),
        *("export", "api", "reconcile", "static", "kk", "ru", "en"),
        *("claim", "evidence", "open", "unstated", "rule", "inference", "observation", "source"),
    }
)


_LISTS = ("languages", "alternative_names", "questions")


@dataclass(frozen=True)
class Config:
    """The settings of one domain, as read from its ``kg.toml``.

    Parameters
    ----------
    base: IRI under which every thing lives, without a trailing slash.
    terms: namespace of the domain's own vocabulary.
    licence: IRI of the licence of the data.
    languages: interface languages, also the order in which labels fall back.
    default_language: the language where a reader asked for none of them.
    title, description: of the dataset, by language.
    preferred_name, alternative_names: IRIs of the properties that name a thing.
    prefixes: every prefix a rule or a query may use, the engine's own included.
    report: where readers report mistakes: ``mailto:`` or a web address, with ``{title}`` and
        ``{text}`` where those belong; empty where nobody is named.
    questions: the example queries that the first page begins with, by their ids.
    """

    base: str
    terms: str
    licence: str
    languages: tuple[str, ...]
    default_language: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    preferred_name: str
    alternative_names: tuple[str, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    report: str = ""
    questions: tuple[str, ...] = ()

    def graph(self, name: str) -> str:
        """The IRI of a named graph, such as ``claims``."""
        return f"{self.base}/graph/{name}"

    def thing(self, local: str) -> str:
        """The IRI of ``type/slug``."""
        return f"{self.base}/{local}"

    def local(self, iri: str) -> str | None:
        """``type/slug`` of an IRI of this dataset, or None for anybody else's."""
        start = self.base + "/"
        return iri[len(start) :] if iri.startswith(start) and "#" not in iri else None

    def expand(self, curie: str) -> str:
        """The IRI of ``prefix:name``; an IRI comes back as it is.

        Raises
        ------
        KeyError: the prefix is not declared.
        """
        prefix, colon, name = curie.partition(":")
        if not colon or name.startswith("//"):
            return curie
        return self.prefixes[prefix] + name

    def compress(self, iri: str) -> str:
        """``prefix:name`` under the longest fitting namespace, or the IRI itself."""
        fitting = [(ns, prefix) for prefix, ns in self.prefixes.items() if iri.startswith(ns)]
        if not fitting:
            return iri
        namespace, prefix = max(fitting, key=lambda pair: (len(pair[0]), pair[1]))
        return f"{prefix}:{iri[len(namespace) :]}"

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Config:
        """The settings from what :meth:`to_dict` gave."""
        lists = {name: tuple(values[name]) for name in _LISTS if name in values}
        return cls(**{**values, **lists})


def load_config(directory: Path) -> Config:
    """Read ``kg.toml`` in an ontology folder.

    Raises
    ------
    OntologyMissing: there is no such file.
    OntologyError: the file is not TOML, or a setting is missing or wrong.
    """
    path = directory / FILE_NAME
    if not path.exists():
        raise OntologyMissing(directory)
    file, problems = read_toml(path)
    if file is not None:
        problems = config_faults(file)
    if file is None or problems:
        raise OntologyError(problems)
    return _config(file.data)


def _config(data: Mapping[str, Any]) -> Config:
    prefixes = {**data.get("prefixes", {}), **ENGINE_PREFIXES, "graph": data["base"] + "/graph/"}
    bare = Config(
        base=data["base"],
        terms=data["terms"],
        licence=data["licence"],
        languages=tuple(data["languages"]),
        default_language=data["default_language"],
        title=data["title"],
        description=data.get("description", {}),
        preferred_name="",
        alternative_names=(),
        prefixes=prefixes,
        report=data.get("report", ""),
        questions=tuple(data.get("questions", ())),
    )
    values = bare.to_dict()
    values["preferred_name"] = bare.expand(data["names"]["preferred"])
    values["alternative_names"] = tuple(map(bare.expand, data["names"].get("alternative", [])))
    return Config.from_dict(values)
