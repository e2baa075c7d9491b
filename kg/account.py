"""One thing's facts, put together from what a store gives in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.config import Config
from kg.errors import UnknownThing
from kg.labels import called
from kg.names import sort_key
from kg.premises import Premise, derive
from kg.select import Queryable, Resource, Term, rows, text_of
from kg.statements import Evidence, Statements, Value, of_triples
from kg.terms import OBJECT, SKOS, SUBJECT, TYPE
from kg.things import (
    HOLDING,
    STATUSES,
    Fact,
    Inference,
    Name,
    PremiseFact,
    PropertyFacts,
    Thing,
)


class Account:
    """What the store says of one thing, read once and then put together in several ways."""

    def __init__(
        self, store: Queryable, config: Config, iri: str, language: str, incoming: int
    ) -> None:
        self.iri, self.config, self.language = iri, config, language
        self.note: str | None = None
        self._held: set[ox.Triple] = set()
        self._read_held(store, incoming)
        pointing = f"SELECT ?node {{ ?node <{OBJECT}> <{iri}> }} ORDER BY ?node LIMIT {incoming}"
        selections = [f"?node <{SUBJECT}> <{iri}>", f"{{ {pointing} }}"]
        self._said = Statements.read(store, config, selections)
        self._rules = dict(self._said.inferences())
        texts = {rule: self._said.rule_text(rule) for rule in set(self._rules.values())}
        self._premises = derive(store, self._rules, texts) if self._rules else {}
        direct = {p.triple for found in self._premises.values() for p in found if not p.graph}
        self._behind = Statements({})
        if direct:
            self._behind = Statements.read(store, config, [of_triples(sorted(direct, key=str))])
        self._claims = self._said.claims()
        self._claims_behind = self._behind.claims()
        if not (self._held or self._claims or list(self._said.gaps("NotStated"))):
            raise UnknownThing(iri)
        self._rules_behind = dict(self._behind.inferences())
        self._called = called(store, config, self._mentioned(), language)
        people = self._said.mentioned() | self._behind.mentioned()
        self._people = {person: self._value(ox.NamedNode(person)) for person in people}

    def _read_held(self, store: Queryable, incoming: int) -> None:
        me = f"<{self.iri}>"
        claims, sources = self.config.graph("claims"), self.config.graph("sources")
        pointing = f"VALUES ?o {{ {me} }} ?s ?p ?o"
        query = f"""SELECT ?s ?p ?o ?note WHERE {{
          {{ VALUES ?s {{ {me} }} ?s ?p ?o }}
          UNION {{ VALUES ?s {{ {me} }} GRAPH <{sources}> {{ ?s ?p ?o }} }}
          UNION {{ SELECT ?s ?p ?o {{ {pointing} }} ORDER BY ?s ?p LIMIT {incoming} }}
          UNION {{ GRAPH <{claims}> {{ {me} <{SKOS}editorialNote> ?note }} }} }}"""
        for subject, said, value, note in rows(store, query):
            if isinstance(note, ox.Literal):
                self.note = note.value
            elif isinstance(said, ox.NamedNode) and isinstance(subject, Resource) and value:
                self._held.add(ox.Triple(subject, said, value))

    def _mentioned(self) -> set[str]:
        triples = [*self._held, *self._claims, *(p.triple for p in self._all_premises())]
        terms = {term for triple in triples for term in triple}
        iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
        gaps = {g[2] for kind in ("OpenList", "NotStated") for g in self._said.gaps(kind)}
        return iris | gaps | self._said.mentioned() | self._behind.mentioned() | {self.iri}

    def _all_premises(self) -> list[Premise]:
        return [premise for found in self._premises.values() for premise in found]

    def facts(self, *, incoming: bool) -> list[Fact]:
        """The facts about the thing, or those that point at it, in order."""
        me = ox.NamedNode(self.iri)
        triples = self._held | self._claims.keys()
        wanted = [
            t
            for t in triples
            if (t.object == me and t.subject != me if incoming else t.subject == me)
        ]
        return sorted(map(self._fact, wanted), key=self._order)

    def _order(self, fact: Fact) -> tuple[object, ...]:
        return (
            fact.property.iri != TYPE,
            sort_key(fact.property.text, self.language),
            fact.property.iri,
            STATUSES.index(fact.status) // 2,
            *(
                key
                for end in (fact.value, fact.subject)
                for key in (sort_key(end.text, self.language), end.iri or "", end.language)
            ),
        )

    def _fact(self, triple: ox.Triple) -> Fact:
        evidence = self._evidence(triple, self._said, self._claims)
        inferences: tuple[Inference, ...] = ()
        if (rule := self._rules.get(triple)) is not None:
            found = tuple(map(self._premise, self._premises.get(triple, ())))
            inferences = (
                Inference(rule, self._said.title(rule, self.config, self.language), found),
            )
        return Fact(
            self._value(triple.subject),
            self._value(triple.predicate),
            self._value(triple.object),
            _status({each.status for each in evidence}, bool(inferences), triple in self._held),
            evidence,
            inferences,
        )

    def _premise(self, premise: Premise) -> PremiseFact:
        triple = premise.triple
        rule = self._rules_behind.get(triple)
        evidence = (
            () if premise.graph else self._evidence(triple, self._behind, self._claims_behind)
        )
        return PremiseFact(
            self._value(premise.subject),
            self._value(triple.predicate),
            self._value(premise.object),
            premise.steps,
            premise.graph is not None,
            tuple(each for each in evidence if each.status == "accepted"),
            self._behind.title(rule, self.config, self.language) if rule else None,
        )

    def _evidence(
        self, triple: ox.Triple, said: Statements, claims: Mapping[ox.Triple, list[str]]
    ) -> tuple[Evidence, ...]:
        found = (self._claim(said, claim) for claim in claims.get(triple, ()))
        return tuple(
            sorted(
                found,
                key=lambda e: (STATUSES.index(e.status), e.source or "", e.start or 0, e.claim),
            )
        )

    def _claim(self, said: Statements, claim: str) -> Evidence:
        return said.evidence(claim, self.config, self.language, self._people)

    def _value(self, term: Term) -> Value:
        if isinstance(term, ox.Literal):
            return Value(term.value, term.language or "", datatype=term.datatype.value)
        if isinstance(term, ox.NamedNode):
            found = self._called[term.value]
            return Value(found.text, found.language, term.value, self.config.local(term.value))
        return Value(text_of(term))

    def thing(self) -> Thing:
        """All of it."""
        config, own = self.config, self.facts(incoming=False)
        naming = {config.preferred_name, *config.alternative_names}
        me = self._called[self.iri]
        return Thing(
            self.iri,
            config.local(self.iri),
            me.text,
            me.language,
            tuple(self._name(fact) for fact in own if fact.property.iri in naming),
            tuple(f.value for f in own if f.property.iri == TYPE and f.status in HOLDING),
            self._grouped([fact for fact in own if fact.property.iri not in naming], gaps=True),
            self._grouped(self.facts(incoming=True), gaps=False),
            self.note,
        )

    def _name(self, fact: Fact) -> Name:
        bases = {each.basis for each in fact.evidence} or {None}
        return Name(
            fact.value.text,
            fact.value.language,
            "found" if None in bases else min(basis for basis in bases if basis),
            fact.property.iri == self.config.preferred_name,
            fact.status,
            fact.evidence,
        )

    def _grouped(self, facts: Iterable[Fact], *, gaps: bool) -> tuple[PropertyFacts, ...]:
        groups: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            groups[fact.property.iri or ""].append(fact)
        open_lists = self._gaps("OpenList") if gaps else {}
        not_stated = self._gaps("NotStated") if gaps else {}
        properties = groups.keys() | open_lists.keys() | not_stated.keys()
        found = [
            PropertyFacts(
                self._value(ox.NamedNode(iri)),
                self._called[iri].definition,
                tuple(groups.get(iri, ())),
                tuple(open_lists.get(iri, ())),
                tuple(not_stated.get(iri, ())),
            )
            for iri in properties
        ]
        return tuple(
            sorted(
                found,
                key=lambda group: (
                    group.property.iri != TYPE,
                    sort_key(group.property.text, self.language),
                    group.property.iri,
                ),
            )
        )

    def _gaps(self, kind: str) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for node, subject, predicate in self._said.gaps(kind):
            if subject == self.iri:
                found[predicate].append(self._claim(self._said, node))
        return found


def _status(claimed: set[str], inferred: bool, held: bool) -> str:
    if "accepted" in claimed or (held and not inferred):
        return "accepted"
    if inferred:
        return "inferred"
    return "disputed" if "disputed" in claimed else "rejected"
