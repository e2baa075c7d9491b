"""Any RDF files as a dataset: no facts, no claims, just what the files say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import pyoxigraph as ox

from kg.build import Progress, write_canonical
from kg.compile import quad_lines
from kg.config import Config
from kg.dataset import (
    SEARCH_INDEX,
    STORE,
    Manifest,
    PublishedDataset,
    prune,
    publish,
    workspace,
)
from kg.errors import KgError
from kg.search import build_index
from kg.store import count_quads, load_lines
from kg.upload import NotRdf, read_quads

_T = TypeVar("_T")


class UnreadableFile(KgError):
    """A file is not RDF of the kind that its name says."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}; nothing was loaded")


def load_files(
    files: Sequence[Path], dataset: Path, config: Config, progress: Progress | None = None
) -> PublishedDataset:
    """Publish RDF files as a dataset.

    Triples go to the default graph, quads to their own. Blank nodes get IRIs under
    ``{base}/.well-known/genid/`` from their canonical form (RDFC-1.0, W3C 2024), so that the
    same files give the same dataset.

    Parameters
    ----------
    files: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, by their endings.
    dataset: directory to publish in.
    config: base IRI, title and naming properties of the dataset.

    Raises
    ------
    UnreadableFile: a file cannot be read; nothing is published then.
    DatasetBusy, PublishFailed: the dataset directory cannot be written now.
    """
    say = progress or (lambda _stage: None)
    say("read")
    lines = [line for path in files for line in _lines(path, config.base)]
    with workspace(dataset) as place:
        say("index")
        counts = _fill(place, lines, config)
        say("publish")
        version = write_canonical(lines, place)
        Manifest(version, config.to_dict(), [], [], [], counts, {}, "").write(place)
        publish(dataset, place, version)
        prune(dataset)
    return PublishedDataset.open(dataset)


def _fill(place: Path, lines: list[str], config: Config) -> dict[str, int]:
    store = ox.Store(str(place / STORE))
    load_lines(store, lines)
    build_index(store, config, place / SEARCH_INDEX)
    store.flush()
    return count_quads(store, config)


def _lines(path: Path, base: str) -> Iterator[str]:
    kind = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if kind is None:
        raise UnreadableFile(path, f"'{path.suffix}' is no ending of an RDF file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror or error}") from error
    try:
        # A fixed base: a relative IRI must not become a path of this machine.
        quads = read_quads(data, kind, f"{base}/loaded/{quote(path.name)}")
    except NotRdf as error:
        raise UnreadableFile(path, str(error)) from error
    return quad_lines(_skolemise(quads, f"{base}/.well-known/genid/{_digest(data)}-"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def _skolemise(quads: list[ox.Quad], prefix: str) -> Iterable[ox.Quad]:
    terms = (term for q in quads for term in (q.subject, q.object, q.graph_name))
    if not any(_is_blank(term) for term in terms):
        return quads
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return (
        ox.Quad(
            _named(quad.subject, prefix),
            quad.predicate,
            _named(quad.object, prefix),
            _named_graph(quad.graph_name, prefix),
        )
        for quad in dataset
    )


def _is_blank(term: object) -> bool:
    """Whether a term is, or holds within a triple, a blank node."""
    if isinstance(term, ox.Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, ox.BlankNode)


def _named(term: _T | ox.BlankNode, prefix: str) -> _T | ox.NamedNode | ox.Triple:
    if isinstance(term, ox.Triple):
        return ox.Triple(_named(term.subject, prefix), term.predicate, _named(term.object, prefix))
    return _named_graph(term, prefix)


def _named_graph(term: _T | ox.BlankNode, prefix: str) -> _T | ox.NamedNode:
    return ox.NamedNode(prefix + term.value) if isinstance(term, ox.BlankNode) else term
