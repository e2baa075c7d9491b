"""From what the files say to claims: one for each statement, with who, when and where."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.errors import Problem
from kg.facts.checks import SOURCE_TYPE, Checker, literal
from kg.facts.dates import EdtfDate, ImpossibleDate, parse_date
from kg.facts.model import Details, Evidence, Register, SourceFile, Statement
from kg.ontology import Ontology

#: The dataset's own register of names, as a source among the others.
REGISTER_ID = "register"


class Claim(NamedTuple):
    """Somebody says something: one statement of one phrase of one source.

    ``subject``, ``predicate`` and ``object`` are N-Triples terms; ``source``, ``curator`` and
    ``evidence`` are IRIs.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    source: str
    curator: str
    day: str
    evidence: str | None
    details: Details
    date: EdtfDate | None


class Passage(NamedTuple):
    """A phrase of a source: its IRI, the source's IRI, the words, and where they stand."""

    iri: str
    source: str
    exact: str
    place: tuple[int, int] | None


class Gap(NamedTuple):
    """What a source leaves open (with the phrase that says so) or does not state."""

    iri: str
    subject: str
    predicate: str
    source: str
    evidence: str | None


@dataclass
class Claims:
    """Everything that the facts files and registers claim."""

    claims: list[Claim] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def digest(*parts: str) -> str:
    """The first 20 hexadecimal digits of SHA-256 over the parts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def make_claims(ontology: Ontology) -> tuple[Claims, list[Problem]]:
    """Check what the files of an ontology say, and make claims of it.

    Returns
    -------
    The claims that could be made, and every problem of meaning.
    """
    checker = Checker(ontology)
    maker = _Maker(ontology, checker)
    for register in ontology.registers:
        maker.register(register)
    for source in ontology.sources:
        maker.source(source)
    return maker.made, checker.problems + _contradictions(maker)


class _Maker:
    def __init__(self, ontology: Ontology, checker: Checker) -> None:
        self.made = Claims()
        self.places: dict[str, tuple[str, int, int]] = {}
        self.single = {
            f"<{p.iri}>": p.key for p in ontology.vocabulary.properties.values() if p.single_valued
        }
        self.rivals: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        self._checker = checker
        self._base = ontology.config.base
        self._named = f"<{ontology.config.preferred_name}>"

    def source(self, source: SourceFile) -> None:
        checker, name = self._checker, source.name
        checker.header(source)
        if source.id == REGISTER_ID:
            message = f"the id '{REGISTER_ID}' is kept by the engine for the register of names"
            checker.fault(name, source.header["id"], message, "give the source another id")
        iri = f"{self._base}/{SOURCE_TYPE}/{source.id}"
        curator = f"{self._base}/{source.curator.value}"
        for evidence in source.evidence:
            checker.phrase(name, evidence)
            passage = self._passage(iri, evidence)
            for said in evidence.statements:
                self._claim(name, said, iri, curator, source.reviewed.value, passage)
            for key in evidence.open_keys:
                if key.value in checker.vocabulary.properties:
                    subjects = {
                        s.subject.value for s in evidence.statements if s.key.value == key.value
                    }
                    self._gaps("open", iri, sorted(subjects), key.value, passage)
        for item in source.not_stated:
            checker.not_stated(name, item)
            if item.key.value in checker.vocabulary.properties:
                self._gaps("unstated", iri, [item.about.value], item.key.value, None)

    def register(self, register: Register) -> None:
        checker, name = self._checker, register.name
        checker.curator(name, register.curator)
        checker.day(name, register.reviewed)
        iri = f"{self._base}/{SOURCE_TYPE}/{REGISTER_ID}"
        curator = f"{self._base}/{register.curator.value}"
        for entity in register.entities:
            if entity.local.value not in checker.registered:
                continue
            for said in entity.names:
                text = literal(said.value.value, said.language)
                subject = f"<{self._base}/{said.subject.value}>"
                self._add(
                    name, said, (subject, self._named, text), iri, curator, register.reviewed.value
                )

    def _passage(self, source: str, evidence: Evidence) -> str:
        place = evidence.place
        words = evidence.quote.value
        iri = f"{self._base}/evidence/{digest(source, words, str(place))}"
        self.made.passages.append(Passage(iri, source, words, place))
        return iri

    def _claim(
        self, file: str, said: Statement, source: str, curator: str, day: str, passage: str
    ) -> None:
        found = self._checker.statement(file, said)
        if found is not None:
            predicate, value, date = found
            subject = f"<{self._base}/{said.subject.value}>"
            triple = (subject, predicate, value)
            self._add(file, said, triple, source, curator, day, passage, date)

    def _add(
        self,
        file: str,
        said: Statement,
        triple: tuple[str, str, str],
        source: str,
        curator: str,
        day: str,
        passage: str | None = None,
        date: EdtfDate | None = None,
    ) -> None:
        details = said.details
        span = (details.valid_from or "", details.valid_to or "", details.as_of or "")
        iri = f"{self._base}/claim/{digest(source, *triple, passage or '', *span)}"
        if iri in self.places:
            first, line, _ = self.places[iri]
            # Two files can say it only where both are of one source or both register a thing,
            # and that is a problem of its own.
            if first == file:
                message = f"said twice under the same phrase (first on line {line})"
                self._checker.fault(file, said.value, message, "remove one of the two")
            return
        self.places[iri] = (file, said.value.line, said.value.column)
        claim = Claim(iri, *triple, source, curator, day, passage, details, date)
        self.made.claims.append(claim)
        if triple[1] in self.single and details.status == "accepted":
            self.rivals[triple[0], triple[1]].append(claim)

    def _gaps(
        self, kind: str, source: str, subjects: Iterable[str], key: str, passage: str | None
    ) -> None:
        predicate = self._checker.vocabulary.properties[key].iri
        for local in subjects:
            subject = f"{self._base}/{local}"
            iri = f"{self._base}/{kind}/{digest(source, subject, predicate, passage or '')}"
            self.made.gaps.append(Gap(iri, subject, predicate, source, passage))


def _contradictions(maker: _Maker) -> list[Problem]:
    """Different accepted values at one time where a property can have but one."""
    problems = []
    for (subject, predicate), claims in maker.rivals.items():
        for index, claim in enumerate(claims):
            earlier = (c for c in claims[:index] if c.object != claim.object)
            rival = next((c for c in earlier if _overlap(c.details, claim.details)), None)
            if rival is not None:
                file, line, column = maker.places[claim.iri]
                other = maker.places[rival.iri]
                message = (
                    f"contradiction: {subject.rsplit('/', 1)[-1][:-1]} has another accepted "
                    f"'{maker.single[predicate]}' at {other[0]}:{other[1]}"
                )
                fix = "keep both, and give one `status: disputed` or `rejected` with `why`"
                problems.append(Problem(file, line, column, message, fix))
    return problems


def _overlap(one: Details, other: Details) -> bool:
    """Whether two statements can be about the same time; what gives none is about any."""
    return _starts(one) <= _ends(other) and _starts(other) <= _ends(one)


def _starts(details: Details) -> str:
    return _bound(details.valid_from or details.as_of, latest=False) or "0000"


def _ends(details: Details) -> str:
    return _bound(details.valid_to or details.as_of, latest=True) or "9999-99"


def _bound(text: str | None, *, latest: bool) -> str | None:
    if text is None:
        return None
    try:
        date = parse_date(text)
    except ImpossibleDate:
        return None
    return date.latest if latest else date.earliest
