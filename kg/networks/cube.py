"""The structure of the data sets of an analysis, as RDF Data Cube wants it declared [1]_.

A dimension tells the observations of a data set apart; a measure is what each of them has. What
only some have (roles of brokers, say, which need a group) is an attribute that may be missing,
since the vocabulary wants every declared measure in every observation (its constraint IC-14).

References
----------
.. [1] R. Cyganiak, D. Reynolds. The RDF Data Cube Vocabulary. W3C Recommendation, 2014.
   https://www.w3.org/TR/vocab-data-cube/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from kg.terms import KG, QB, TYPE

Statement: TypeAlias = tuple[str, str, ox.NamedNode | ox.Literal]

_DIMENSIONS = (KG + "node", KG + "year")


def structures(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The structure of each data set that has observations among some statements."""
    said: dict[str, set[str]] = defaultdict(set)
    of: dict[str, list[str]] = defaultdict(list)
    for subject, predicate, value in statements:
        if predicate == QB + "dataSet" and isinstance(value, ox.NamedNode):
            of[value.value].append(subject)
        elif predicate.startswith(KG):
            said[subject].add(predicate)
    for data_set, observations in sorted(of.items()):
        everywhere = set.intersection(*(said[each] for each in observations))
        anywhere = set().union(*(said[each] for each in observations))
        yield from _structure(data_set, everywhere, anywhere)


def _structure(data_set: str, everywhere: set[str], anywhere: set[str]) -> Iterator[Statement]:
    me = f"{data_set}/structure"
    yield data_set, QB + "structure", ox.NamedNode(me)
    yield me, TYPE, ox.NamedNode(QB + "DataStructureDefinition")
    for said in sorted(anywhere):
        component = f"{me}/{said.removeprefix(KG)}"
        yield me, QB + "component", ox.NamedNode(component)
        yield component, TYPE, ox.NamedNode(QB + "ComponentSpecification")
        if said in _DIMENSIONS:
            yield component, QB + "dimension", ox.NamedNode(said)
        elif said in everywhere and said != KG + "group":
            yield component, QB + "measure", ox.NamedNode(said)
        else:
            yield component, QB + "attribute", ox.NamedNode(said)
            yield component, QB + "componentRequired", ox.Literal(False)
