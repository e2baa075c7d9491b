"""The rules by which facts follow from facts, and how many each one added."""

from __future__ import annotations

from dataclasses import dataclass

from kg.dataset import PublishedDataset
from kg.names import label
from kg.terms import RDFS
from web.lookups.labels import Label, labels
from web.lookups.rows import remembered, select, text_of


@dataclass(frozen=True)
class Rule:
    """A rule: its id, what it is called, what it does, its text, and facts that it added."""

    iri: str
    id: str
    label: Label
    description: Label
    text: str
    added: int


@remembered
def rules(dataset: PublishedDataset, language: str) -> tuple[Rule, ...]:
    """Every rule, in the order in which they run."""
    names = labels(dataset, language)
    rows = select(
        dataset,
        """SELECT ?rule ?text (COUNT(?inference) AS ?added) WHERE {
          GRAPH graph:ontology { ?rule a kg:Rule ; kg:text ?text }
          OPTIONAL { GRAPH graph:inferred { ?inference prov:wasGeneratedBy ?rule } }
        } GROUP BY ?rule ?text ORDER BY ?rule""",
    )
    return tuple(
        Rule(
            iri := text_of(rule),
            iri.rpartition("/")[2],
            names(iri),
            _description(dataset, iri, language),
            text_of(text),
            int(text_of(added)),
        )
        for rule, text, added in rows
    )


def _description(dataset: PublishedDataset, iri: str, language: str) -> Label:
    rows = select(
        dataset,
        f"""SELECT ?text (LANG(?text) AS ?lang) WHERE {{
          GRAPH graph:ontology {{ <{iri}> <{RDFS}comment> ?text }} }}""",
    )
    pairs = [(text_of(text), text_of(lang)) for text, lang in rows]
    return Label(*label(pairs, language, dataset.config, ""))
