"""What to call things: many at once, in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.config import Config
from kg.names import label
from kg.select import Queryable, iris, rows
from kg.terms import DCTERMS, RDFS, SKOS

#: So many IRIs go into one query; longer texts take a store longer to read than to answer.
_BATCH = 2000


@dataclass(frozen=True)
class Called:
    """A label, its language tag, and the definition where a vocabulary gives one."""

    text: str
    language: str
    definition: str


def labels(
    store: Queryable, config: Config, things: Iterable[str], language: str
) -> dict[str, tuple[str, str]]:
    """The label of each IRI, as (text, language tag).

    Things are called by their preferred name, terms of a vocabulary by ``rdfs:label``,
    sources by their title; whatever has none of these by the end of its IRI.

    Parameters
    ----------
    language: of the reader; see :func:`kg.names.label` for what stands in for it.
    """
    found = called(store, config, things, language)
    return {iri: (each.text, each.language) for iri, each in found.items()}


def called(
    store: Queryable, config: Config, things: Iterable[str], language: str
) -> dict[str, Called]:
    """As :func:`labels`, with the definitions of terms."""
    wanted = sorted(set(things))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    defined: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(wanted), _BATCH):
        values = f"VALUES ?thing {{ {iris(wanted[start : start + _BATCH])} }}"
        for thing, said, text in rows(store, _query(config, values)):
            if isinstance(thing, ox.NamedNode) and isinstance(text, ox.Literal):
                kept = found if said is None else defined
                kept[thing.value].append((text.value, text.language or ""))
    return {
        iri: Called(
            *label(found[iri], language, config, slug(config, iri)),
            label(defined[iri], language, config)[0],
        )
        for iri in wanted
    }


def _query(config: Config, values: str) -> str:
    ontology, sources = config.graph("ontology"), config.graph("sources")
    return f"""SELECT DISTINCT ?thing ?said ?text WHERE {{
  {{ {values} ?thing <{config.preferred_name}> ?text }}
  UNION {{ {values} GRAPH <{ontology}> {{ ?thing <{RDFS}label> ?text }} }}
  UNION {{ {values} GRAPH <{sources}> {{ ?thing <{DCTERMS}title> ?text }} }}
  UNION {{ {values} VALUES ?said {{ <{SKOS}definition> }}
    GRAPH <{ontology}> {{ ?thing ?said ?text }} }}
}}"""


def slug(config: Config, iri: str) -> str:
    """What to call a thing without a name: its slug, else its IRI as short as it gets."""
    local = config.local(iri)
    return local.rpartition("/")[2] or iri if local else config.compress(iri)
