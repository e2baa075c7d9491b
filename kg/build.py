"""``check → compile → validate → infer → publish``: from an ontology folder to a dataset."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import groupby, islice
from pathlib import Path

import pyoxigraph as ox
from pyshacl.errors import ReportableRuntimeError

from kg.check import examine
from kg.compile import compile_quads, quad_lines
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
from kg.errors import DatasetMissing, InvalidData, OntologyError, Problem
from kg.networks import AUTO, analysis_quads
from kg.ontology import SHAPES, Ontology, inputs_digest, redirects, require
from kg.rules import infer
from kg.search import build_index
from kg.shapes import validate
from kg.store import count_quads, load_lines

#: Called with the name of each stage as it begins.
Progress = Callable[[str], None]

_LINES_AT_ONCE = 50_000


def build(
    ontology: Path,
    dataset: Path,
    texts: Path | None = None,
    progress: Progress | None = None,
    backend: str = AUTO,
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
    backend: of networkx, for the analysis of networks; see :class:`kg.networks.Numbered`.

    Raises
    ------
    NoSuchBackend: there is no such backend here.
    OntologyError: the check found problems.
    InvalidData: the data breaks its shapes.
    DatasetBusy, PublishFailed: the dataset directory cannot be written now.
    """
    say = progress or (lambda _stage: None)
    say("check")
    inputs = inputs_digest(ontology)
    loaded, claims, report = examine(ontology, texts)
    require(report.problems)
    with workspace(dataset) as place:
        say("compile")
        lines = compile_quads(loaded, claims)
        former = redirects(loaded)
        # What was read is compiled now; a large folder's tree need not stay in memory.
        loaded = replace(loaded, sources=(), registers=())
        del claims
        counts = _fill_store(place, lines, loaded, say, backend)
        say("publish")
        version = write_canonical(lines, place)
        _manifest(loaded, version, counts, former, inputs).write(place)
        publish(dataset, place, version)
        prune(dataset)
    return PublishedDataset.open(dataset)


def _fill_store(
    place: Path, lines: list[str], loaded: Ontology, say: Progress, backend: str
) -> dict[str, int]:
    """Load, validate, infer, analyse and index; the store is closed on return.

    What rules add is validated like what sources say. What rules and analyses add is added to
    the lines as well.

    Returns
    -------
    The quads by graph.
    """
    store = ox.Store(str(place / STORE))
    load_lines(store, lines)
    say("validate")
    _require_valid(store, loaded)
    say("infer")
    added = infer(store, loaded.rules, loaded.config)
    if added:
        _require_valid(store, loaded)
    say("analyse")
    lines += added
    data = _digest(lines) if loaded.networks else ""
    networks = analysis_quads(store, loaded.networks, loaded.config, data, backend)
    store.bulk_extend(networks)
    lines += quad_lines(networks)
    say("index")
    build_index(store, loaded.config, place / SEARCH_INDEX)
    store.flush()
    return count_quads(store, loaded.config)


def _digest(lines: list[str]) -> str:
    """SHA-256 of lines in canonical order; they are sorted on return."""
    lines.sort()
    digest = hashlib.sha256()
    for line, _ in groupby(lines):
        digest.update(line.encode("utf-8"))
    return digest.hexdigest()


def _require_valid(store: ox.Store, loaded: Ontology) -> None:
    shapes = loaded.file(SHAPES)
    try:
        violations = validate(store, shapes, loaded.config) if shapes else []
    except (ReportableRuntimeError, re.error) as error:
        message = f"a shape cannot be used: {str(error).splitlines()[0]}"
        fix = "mend it as SHACL wants it"
        raise OntologyError([Problem(str(shapes), 1, 1, message, fix)]) from error
    if violations:
        raise InvalidData(violations)


def write_canonical(lines: list[str], place: Path) -> str:
    """Write the canonical dump, sorted N-Quads, into a workspace.

    Returns
    -------
    The version, which is the SHA-256 of the dump.
    """
    digest = hashlib.sha256()
    rest = iter(sorted(set(lines)))
    with (place / DUMP).open("wb") as dump:
        while share := "".join(islice(rest, _LINES_AT_ONCE)).encode("utf-8"):
            digest.update(share)
            dump.write(share)
    return digest.hexdigest()


def _manifest(
    ontology: Ontology,
    version: str,
    counts: dict[str, int],
    former: dict[str, str],
    inputs: str,
) -> Manifest:
    return Manifest(
        version,
        ontology.config.to_dict(),
        [asdict(query) for query in ontology.queries],
        [asdict(query) for query in ontology.gaps],
        [asdict(network) for network in ontology.networks],
        counts,
        former,
        inputs,
    )


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
