"""Read the manifests of the W3C's rdf-tests: every test with its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import Node

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
#: The IRI that the checkout's files are known under.
BASE = "https://w3c.github.io/rdf-tests/"


@dataclass(frozen=True)
class Test:
    """One entry of a manifest.

    Parameters
    ----------
    suite: directory of its manifest, from ``sparql`` down.
    name: its IRI's last part.
    kinds: local names of its classes.
    node, graph: where more is said about it.
    """

    suite: str
    name: str
    kinds: frozenset[str]
    node: Node
    graph: rdflib.Graph

    def value(self, subject: Node | None, predicate: Node) -> Node | None:
        """The one value of a property, if there is any."""
        return self.graph.value(subject, predicate) if subject is not None else None

    @property
    def action(self) -> Node | None:
        """What is to be done."""
        return self.value(self.node, MF.action)

    @property
    def result(self) -> Node | None:
        """What should come of it."""
        return self.value(self.node, MF.result)


class Checkout:
    """A checkout of the test suites.

    Parameters
    ----------
    directory: with ``sparql/`` in it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()

    def path(self, iri: Node | None) -> Path:
        """The file with an IRI."""
        return self._directory / str(iri).removeprefix(BASE)

    def iri(self, path: Path) -> str:
        """The IRI of a file."""
        return BASE + path.resolve().relative_to(self._directory).as_posix()

    def tests(self, manifest: Path) -> Iterator[Test]:
        """The tests of a manifest and of those that it includes."""
        graph = rdflib.Graph().parse(manifest, publicID=self.iri(manifest), format="turtle")
        for root in graph.subjects(RDF.type, MF.Manifest):
            for included in self._list(graph, root, MF.include):
                yield from self.tests(self.path(included))
            for entry in self._list(graph, root, MF.entries):
                kinds = {str(k).rpartition("#")[2] for k in graph.objects(entry, RDF.type)}
                suite = manifest.parent.relative_to(self._directory / "sparql").as_posix()
                name = str(entry).rpartition("#")[2].rpartition("/")[2]
                yield Test(suite, name, frozenset(kinds), entry, graph)

    def _list(self, graph: rdflib.Graph, root: Node, predicate: Node) -> list[Node]:
        head = graph.value(root, predicate)
        return list(Collection(graph, head)) if head is not None else []


def graph_data(test: Test, action: Node | None, words: rdflib.Namespace) -> dict[str, Node]:
    """The named graphs of an action or a result: files by the graph's IRI."""
    found: dict[str, Node] = {}
    if action is None:
        return found
    for each in test.graph.objects(action, words.graphData):
        file = test.graph.value(each, words.graph)
        label = test.graph.value(each, RDFS.label)
        if file is not None:
            found[str(label)] = file
        else:
            found[str(each)] = each
    return found
