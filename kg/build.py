"""``check → compile → validate → infer → publish``: from an ontology folder to a dataset."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.claims import Claims, make_claims
from kg.compile import compile_quads, quad_lines, write_lines
from kg.config import Config
from kg.dataset import (
    DUMP,
    SEARCH_INDEX,
    STORE,
    Manifest,
    PublishedDataset,
    prune,
    publish,
    workspace,
)
from kg.errors import DatasetMissing, InvalidData, Problem
from kg.facts.verify import verify_phrases
from kg.networks import analysis_quads
from kg.ontology import SHAPES, Ontology, inputs_digest, load_ontology, require
from kg.rules import infer
from kg.search import build_index
from kg.shapes import validate

#: Called with the name of each stage as it begins.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Parameters
    ----------
    sources, phrases, claims: how many were read.
    verified, unverified: phrases found in their source's text, and phrases without a text.
    problems: everything wrong, in order of place.
    """

    sources: int
    phrases: int
    claims: int
    verified: int
    unverified: int
    problems: tuple[Problem, ...]


def check(ontology: Path, texts: Path | None = None) -> CheckReport:
    """Check an ontology folder: form, meaning, and phrases where there are texts.

    Parameters
    ----------
    ontology: the folder.
    texts: directory with the texts of the sources.

    Raises
    ------
    OntologyMissing, OntologyError: there is no usable ``kg.toml``.
    """
    return _check(ontology, texts)[2]


def _check(ontology: Path, texts: Path | None) -> tuple[Ontology, Claims, CheckReport]:
    loaded, problems = load_ontology(ontology)
    claims, faults = make_claims(loaded)
    phrases = verify_phrases(loaded.sources, texts)
    report = CheckReport(
        len(loaded.sources),
        sum(len(source.evidence) for source in loaded.sources),
        len(claims.claims),
        phrases.verified,
        phrases.unverified,
        tuple(sorted({*problems, *faults, *phrases.problems})),
    )
    return loaded, claims, report


def build(
    ontology: Path,
    dataset: Path,
    texts: Path | None = None,
    progress: Progress | None = None,
) -> PublishedDataset:
    """Build an ontology folder and publish it.

    The same folder gives the same bytes. Whatever goes wrong, the version that was published
    before goes on being the current one.

    Parameters
    ----------
    ontology: the folder.
    dataset: directory to publish in.
    texts: directory with the texts of the sources, to verify phrases against.
    progress: called with each stage's name.

    Raises
    ------
    OntologyError: the check found problems.
    InvalidData: the data breaks its shapes.
    DatasetBusy, PublishFailed: the dataset directory cannot be written now.
    """
    say = progress or (lambda _stage: None)
    say("check")
    inputs = inputs_digest(ontology)
    loaded, claims, report = _check(ontology, texts)
    require(report.problems)
    with workspace(dataset) as place:
        say("compile")
        lines = compile_quads(loaded, claims)
        del claims
        write_lines(lines, place / DUMP)
        store = ox.Store(str(place / STORE))
        store.bulk_load(path=str(place / DUMP), format=ox.RdfFormat.N_QUADS)
        say("validate")
        _validate(store, loaded)
        say("infer")
        lines += infer(store, loaded.rules, loaded.config)
        say("analyse")
        networks = analysis_quads(store, loaded.networks, loaded.config)
        store.bulk_extend(networks)
        lines += quad_lines(networks)
        say("index")
        build_index(store, loaded.config, place / SEARCH_INDEX)
        say("publish")
        finish(store, lines, place, dataset, _describe(loaded, inputs))
    return PublishedDataset.open(dataset)


def finish(
    store: ox.Store,
    lines: list[str],
    place: Path,
    dataset: Path,
    describe: Callable[[str, dict[str, int]], Manifest],
) -> None:
    """Write the canonical dump, name the version by its digest, and publish.

    Parameters
    ----------
    store: on disk, complete; it is closed here.
    lines: every quad of it, in any order.
    place, dataset: the workspace, and the directory to publish in.
    describe: makes the manifest from the version and the quads by graph.
    """
    canonical = sorted(set(lines))
    lines.clear()
    write_lines(canonical, place / DUMP)
    version = hashlib.sha256((place / DUMP).read_bytes()).hexdigest()
    counts = _counts(canonical)
    store.flush()
    manifest = describe(version, counts)
    manifest.write(place)
    publish(dataset, place, version)
    prune(dataset)


def _counts(lines: Iterable[str]) -> dict[str, int]:
    """Quads by graph: the name after the last slash, ``default`` where there is none."""
    graphs = Counter(
        line[line.rindex("/") + 1 : -4] if line.endswith("> .\n") and _is_quad(line) else "default"
        for line in lines
    )
    return dict(graphs)


def _is_quad(line: str) -> bool:
    return "/graph/" in line[line.rindex(" <") :]


def _describe(ontology: Ontology, inputs: str) -> Callable[[str, dict[str, int]], Manifest]:
    redirects = {
        old.value: entity.local.value
        for register in ontology.registers
        for entity in register.entities
        for old in entity.formerly
    }

    def describe(version: str, counts: dict[str, int]) -> Manifest:
        return Manifest(
            version,
            ontology.config.to_dict(),
            [asdict(query) for query in ontology.queries],
            [asdict(network) for network in ontology.networks],
            counts,
            redirects,
            inputs,
        )

    return describe


def _validate(store: ox.Store, ontology: Ontology) -> None:
    shapes = ontology.file(SHAPES)
    violations = validate(store, shapes, ontology.config) if shapes else []
    if violations:
        raise InvalidData(violations)


def ensure_built(
    ontology: Path, dataset: Path, progress: Progress | None = None
) -> PublishedDataset:
    """The dataset of an ontology folder, built only if it is missing or out of date."""
    try:
        published = PublishedDataset.open(dataset)
    except DatasetMissing:
        return build(ontology, dataset, progress=progress)
    if published.inputs == inputs_digest(ontology):
        return published
    return build(ontology, dataset, progress=progress)
