"""Comma-separated values (RFC 4180, UTF-8) for spreadsheets and data frames.

A cell that a spreadsheet would take for a formula (it begins with ``=``, ``+``, ``-``, ``@``, a
tab or a carriage return; OWASP, CSV Injection) gets an apostrophe in front, and so does a cell
that begins with an apostrophe: taking one leading apostrophe away gives every cell back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

import pyoxigraph as ox

from kg.dataset import PublishedDataset
from kg.export.links import things_and_links
from kg.labels import labels
from kg.select import iris, rows, text_of
from kg.statements import Evidence, Statements, Value
from kg.terms import OBJECT

_DANGEROUS = tuple("=+-@\t\r'")
_SEPARATOR = " | "
#: So many claims are read in one query.
_BATCH = 1000

NODE_COLUMNS = ("iri", "id", "label", "language", "types", "type_iris")
EDGE_COLUMNS = (
    "source",
    "source_label",
    "property",
    "property_label",
    "target",
    "target_label",
    "rule",
)
CLAIM_COLUMNS = (
    *("claim", "subject", "subject_label", "property", "property_label"),
    *("value", "value_label", "value_language", "value_datatype", "status"),
    *("source", "source_title", "url", "publisher", "exact", "start", "end"),
    *("curator", "recorded", "confidence", "why", "inferred_by", "basis"),
    *("valid_from", "valid_to", "as_of", "earliest", "latest"),
)


def write_table(dataset: PublishedDataset, name: str, out: BinaryIO, language: str) -> None:
    """Write one of the tables.

    Parameters
    ----------
    name: ``csv-nodes``, ``csv-edges`` or ``csv-claims``.
    language: of the labels.
    """
    if name == "csv-claims":
        _write(out, CLAIM_COLUMNS, _claims(dataset, language))
        return
    things, links = things_and_links(dataset, language)
    if name == "csv-nodes":
        _write(
            out,
            NODE_COLUMNS,
            (
                (
                    t.iri,
                    t.local,
                    t.label,
                    t.language,
                    _SEPARATOR.join(t.types),
                    " ".join(t.type_iris),
                )
                for t in things
            ),
        )
    else:
        _write(
            out,
            EDGE_COLUMNS,
            (
                (k.source, k.source_label, k.property, k.label, k.target, k.target_label, k.rule)
                for k in links
            ),
        )


def _write(
    out: BinaryIO, columns: tuple[str, ...], lines: Iterable[tuple[str | int | None, ...]]
) -> None:
    text = TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows(map(guarded, lines))
    text.detach()


def guarded(line: Iterable[str | int | None]) -> list[str]:
    """Cells that no spreadsheet takes for formulas."""
    cells = ("" if cell is None else str(cell) for cell in line)
    return ["'" + cell if cell.startswith(_DANGEROUS) else cell for cell in cells]


def _claims(dataset: PublishedDataset, language: str) -> Iterator[tuple[str | int | None, ...]]:
    """Claims in order of their IRIs."""
    store, config = dataset.store, dataset.config
    query = f"""SELECT ?claim WHERE {{
      GRAPH <{config.graph("claims")}> {{ ?claim <{OBJECT}> ?value }} }} ORDER BY STR(?claim)"""
    claims = [text_of(claim) for (claim,) in rows(store, query) if claim is not None]
    for start in range(0, len(claims), _BATCH):
        batch = claims[start : start + _BATCH]
        said = Statements.read(store, config, [f"VALUES ?node {{ {iris(batch)} }}"])
        triples = {claim: triple for triple, of in said.claims().items() for claim in of}
        terms = {t for triple in triples.values() for t in triple if isinstance(t, ox.NamedNode)}
        mentioned = said.mentioned() | {term.value for term in terms}
        called = {
            iri: Value(text, tag, iri, config.local(iri))
            for iri, (text, tag) in labels(store, config, mentioned, language).items()
        }
        for claim in batch:
            evidence = said.evidence(claim, config, language, called)
            yield _row(triples[claim], evidence, called)


def _row(
    triple: ox.Triple, said: Evidence, called: dict[str, Value]
) -> tuple[str | int | None, ...]:
    value = triple.object
    literal = value if isinstance(value, ox.Literal) else None
    subject = text_of(triple.subject)
    return (
        said.claim,
        subject,
        called[subject].text,
        triple.predicate.value,
        called[triple.predicate.value].text,
        text_of(value),
        None if literal else called[text_of(value)].text,
        literal.language if literal else None,
        literal.datatype.value if literal else None,
        said.status,
        said.source,
        said.source_title,
        said.url,
        said.publisher.text if said.publisher else None,
        said.exact,
        said.start,
        said.end,
        said.curator.text if said.curator else None,
        said.recorded,
        said.confidence,
        said.why,
        said.inferred_by.text if said.inferred_by else None,
        said.basis,
        said.valid_from,
        said.valid_to,
        said.as_of,
        said.earliest,
        said.latest,
    )
