"""A network's measures as a file: a table, or a graph for other programs."""

from __future__ import annotations

import csv
import io

from kg.dataset import PublishedDataset
from kg.export import FORMATS, export
from kg.export.tables import guarded
from kg.networks import NODE_MEASURES, ROLES, StoredNetwork
from web.lookups.labels import Labels

GRAPHS = ("graphml", "gexf")


def table(found: StoredNetwork, names: Labels) -> bytes:
    """A row for each node, with the columns named like the terms of the engine."""
    names.prepare(node.iri for node in found.nodes)
    there = {name for node in found.nodes for name in node.figures}
    columns = [name for name in (*NODE_MEASURES, *ROLES) if name in there]
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("iri", "label", "groups", *columns))
    for node in found.nodes:
        measured = (str(node.figures.get(name, "")) for name in columns)
        rows.writerow(guarded((node.iri, names(node.iri).text, " ".join(node.groups), *measured)))
    return out.getvalue().encode("utf-8")


def graph(
    published: PublishedDataset, name: str, format_name: str, language: str
) -> tuple[bytes, str]:
    """A network with its measures in a format for graphs, and that format's media type."""
    file = io.BytesIO()
    export(published, format_name, file, network=name, language=language)
    return file.getvalue(), FORMATS[format_name].media_type
