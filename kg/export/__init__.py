"""A published dataset in the formats that others read; the same dataset gives the same bytes."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.dataset import PublishedDataset
from kg.export.annotated import write_annotated
from kg.export.formats import ALIASES, FORMATS, CannotExport, Format
from kg.export.graphs import write_graph
from kg.export.rdf import write_rdf
from kg.export.tables import write_table

__all__ = ["ALIASES", "FORMATS", "CannotExport", "Format", "export"]


def export(
    dataset: PublishedDataset,
    format: str,
    out: BinaryIO | Path,
    graph: str | None = None,
    *,
    network: str | None = None,
    language: str | None = None,
    default_graph: str | None = None,
) -> None:
    """Write a dataset.

    Parameters
    ----------
    format: a name of :data:`FORMATS`, which says what each format carries, or one of
        :data:`ALIASES`.
    out: a file open for writing bytes, or the path of one; what is written to a path appears
        there only when it is complete.
    graph: short name or IRI of one named graph, or ``default``, where the format can hold one.
    network: id of one network, where the format can hold one.
    default_graph: IRI of a named graph to write what holds into, where the format has such.
    language: of labels, where the format has any; the dataset's default if None.

    Raises
    ------
    CannotExport: there is no such format, graph or network, or the format cannot hold the data.
    """
    format = ALIASES.get(format, format)
    if format not in FORMATS:
        raise CannotExport(format, f"no such format — there are: {', '.join(FORMATS)}")
    if graph is not None and not FORMATS[format].graphs:
        raise CannotExport(format, "it has no named graphs — leave the graph out")
    if default_graph is not None and not FORMATS[format].quads:
        raise CannotExport(format, "it has no named graphs side by side — take nquads or trig")
    if network is not None and not FORMATS[format].networks:
        raise CannotExport(format, "it has no networks — take graphml or gexf")
    if not isinstance(out, Path):
        _write(dataset, format, out, graph, network, language, default_graph)
        return
    with _target(out) as file:
        _write(dataset, format, file, graph, network, language, default_graph)


@contextmanager
def _target(out: Path) -> Iterator[BinaryIO]:
    """A file to write to: what it gets appears at the path when it is whole.

    A link is followed to what it points at. A pipe or a device is written to as it is, since
    nothing may be put in its place.
    """
    place = out.resolve()
    if place.exists() and not place.is_file():
        with place.open("wb") as file:
            yield file
        return
    unfinished = place.with_name(f".{place.name}-{uuid.uuid4().hex}")
    try:
        with unfinished.open("xb") as file:
            yield file
        if place.exists():
            unfinished.chmod(stat.S_IMODE(place.stat().st_mode))
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(
    dataset: PublishedDataset,
    name: str,
    out: BinaryIO,
    graph: str | None,
    network: str | None,
    language: str | None,
    default_graph: str | None,
) -> None:
    language = language or dataset.config.default_language
    if name == "turtle12":
        write_annotated(dataset, out)
    elif name in ("graphml", "gexf"):
        write_graph(dataset, name, out, network, language)
    elif name.startswith("csv-"):
        write_table(dataset, name, out, language)
    else:
        write_rdf(dataset, name, out, graph, default_graph)
