"""Validation: what holds, against the domain's SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyshacl import validate as shacl_validate
from rdflib.namespace import RDF, SH

from kg.config import Config


def validate(store: ox.Store, shapes: Path, config: Config) -> list[str]:
    """Check the default graph of a store against SHACL core shapes.

    The class tree of ``graph/ontology`` is known to the validator, so that a shape for a
    class covers its subclasses. pyshacl is the engine.

    Returns
    -------
    One line a violation, in order: the thing, the property, the message, the value.
    """
    data = _graph(store, ox.DefaultGraph())
    ontology = _graph(store, ox.NamedNode(config.graph("ontology")))
    shapes_graph = rdflib.Graph().parse(shapes, format="turtle")
    conforms, report, _ = shacl_validate(
        data, shacl_graph=shapes_graph, ont_graph=ontology, advanced=False, inplace=True
    )
    if conforms:
        return []
    assert isinstance(report, rdflib.Graph)
    return sorted(_violations(report, config))


def _graph(store: ox.Store, name: ox.NamedNode | ox.DefaultGraph) -> rdflib.Graph:
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
    return rdflib.Graph().parse(data=text, format="nt")


def _violations(report: rdflib.Graph, config: Config) -> Iterable[str]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        path = str(report.value(result, SH.resultPath) or "")
        value = report.value(result, SH.value)
        messages = list(report.objects(result, SH.resultMessage))
        message = _in_language(messages, config.default_language)
        where = f"{config.local(focus) or focus} {config.compress(path)}".rstrip()
        yield f"{where}: {message}" + (f" (found: {value})" if value is not None else "")


def _in_language(messages: list[rdflib.term.Node], language: str) -> str:
    chosen = [m for m in messages if isinstance(m, rdflib.Literal) and m.language == language]
    return str(sorted(chosen or messages, key=str)[0]) if messages else "breaks a shape"
