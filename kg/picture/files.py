"""The picture of a whole dataset as bytes: a head in JSON, then the columns one after another."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.dataset import PublishedDataset
from kg.labels import labels
from kg.picture.columns import Columns

#: Each column begins at a multiple of this, so that it can be read where it lies.
_ALIGNED = 8
_LENGTH = struct.Struct("<I")


def write_columns(columns: Columns) -> bytes:
    """The length of the head (32 bits, little-endian), the head, and the columns.

    The head says for each column its type as NumPy writes it and where it begins, counted from
    the end of the head.
    """
    places: dict[str, dict[str, tuple[str, int, int]]] = {}
    parts: list[bytes] = []
    at = 0
    for of, these in (("nodes", columns.nodes), ("links", columns.links)):
        places[of] = {}
        for name, column in these.items():
            body = np.ascontiguousarray(column, column.dtype.newbyteorder("<")).tobytes()
            places[of][name] = column.dtype.str.lstrip("<>|="), at, len(column)
            parts.append(_padded(body))
            at += len(parts[-1])
    head = {
        "columns": places,
        "kinds": columns.kinds,
        "properties": columns.properties,
        "sets": columns.sets,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(_LENGTH.size + len(text)) % _ALIGNED)
    return b"".join((_LENGTH.pack(len(text)), text, *parts))


@dataclass(frozen=True)
class Named:
    """The IRIs that columns number and that readers see by name."""

    things: Sequence[str]
    sources: Sequence[str]


def names_of(dataset: PublishedDataset, columns: Named, language: str) -> bytes:
    """What things and sources are called in a language, and by which ids, as JSON."""
    names = labels(dataset.store, dataset.config, {*columns.things, *columns.sources}, language)
    tongues = sorted({names[iri][1] for iri in columns.things})
    number = {tongue: n for n, tongue in enumerate(tongues)}

    def ids(iris: Sequence[str]) -> list[str]:
        return [dataset.config.local(iri) or iri for iri in iris]

    body: dict[str, Any] = {
        "ids": ids(columns.things),
        "labels": [names[iri][0] for iri in columns.things],
        "tongues": tongues,
        "tongue": [number[names[iri][1]] for iri in columns.things],
        "sources": ids(columns.sources),
        "titles": [names[iri][0] for iri in columns.sources],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def read_columns(body: bytes) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]:
    """The head, and the columns of nodes and links as arrays on these very bytes."""
    (length,) = _LENGTH.unpack_from(body)
    head = json.loads(body[_LENGTH.size : _LENGTH.size + length])
    begin = _LENGTH.size + length

    def column(kind: str, at: int, count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(body, np.dtype(kind).newbyteorder("<"), count, begin + at)

    columns = {
        of: {name: column(*place) for name, place in these.items()}
        for of, these in head["columns"].items()
    }
    return head, columns


def _padded(body: bytes) -> bytes:
    return body + b"\0" * (-len(body) % _ALIGNED)
