"""Whether what facts files say can be said: known words, known things, fitting values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

import pyoxigraph as ox

from kg.config import RESERVED_TYPES
from kg.errors import Problem
from kg.facts.dates import EdtfDate, ImpossibleDate, parse_date
from kg.facts.hints import looks, nearest, short
from kg.facts.marks import Scalar
from kg.facts.model import PLAIN, Details, Evidence, NotStated, Register, SourceFile, Statement
from kg.facts.phrases import MAX_WORDS, count_words, is_file_name
from kg.languages import is_language_tag, tag_fix
from kg.ontology import Ontology
from kg.select import is_web_iri
from kg.terms import EDTF, LANG_STRING, TYPE, XSD
from kg.vocabulary import Property

TYPE_KEY = "type"
#: Unknown things for which the nearest known one is looked for.
_NEAREST_SOUGHT = 50
SOURCE_TYPE = "source"
CURATOR_TYPE = "curator"

_LOCAL = re.compile(r"[a-z][a-z0-9-]*/[a-z0-9]+(?:[-.][a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LEXICAL = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?\d+(\.\d+)?"),
    XSD + "boolean": re.compile(r"true|false"),
}
_NUMBERS = frozenset({XSD + "integer", XSD + "decimal"})
_DATATYPE_WORDS = {
    XSD + "integer": "a whole number",
    XSD + "decimal": "a number",
    XSD + "boolean": "true or false",
    XSD + "anyURI": "an absolute http(s) address",
    EDTF: "a date (EDTF)",
}


class Checker:
    """Resolves what facts files say against one ontology and collects the problems.

    Parameters
    ----------
    ontology: as read, with its registers and sources.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.problems: list[Problem] = []
        self.vocabulary = ontology.vocabulary
        self._config = ontology.config
        self._register_is_whole = ontology.register_is_whole
        self.registered = self._register(ontology.registers, ontology.sources)
        self._kinds = self._gather_kinds(ontology.sources)
        self._unknown: dict[str, str] = {}
        self._untyped: set[str] = set()
        self._datatypes: dict[str, tuple[str, ...]] = {}

    def fault(self, file: str, mark: Scalar, message: str, fix: str) -> None:
        """Note a problem at a place of a file."""
        self.problems.append(Problem(file, mark.line, mark.column, short(message), fix))

    def _register(
        self, registers: Iterable[Register], sources: Iterable[SourceFile]
    ) -> dict[str, str]:
        known = {f"{SOURCE_TYPE}/{source.id}": source.name for source in sources}
        own_sources = set(known)
        former: set[str] = set()
        for register in registers:
            for entity in register.entities:
                if entity.local.value in own_sources:
                    own_sources.remove(entity.local.value)
                    continue
                self._check_local(register.name, entity.local)
                for local in (entity.local, *entity.formerly):
                    if local.value in known:
                        message = f"'{local.value}' is registered already ({known[local.value]})"
                        self.fault(register.name, local, message, "keep one of the two entries")
                    known[local.value] = f"{register.name}:{local.line}"
                former.update(old.value for old in entity.formerly)
        return {local: place for local, place in known.items() if local not in former}

    def _check_local(self, file: str, local: Scalar) -> None:
        if not _LOCAL.fullmatch(local.value):
            fix = "write type/slug in lower-case Latin letters, digits and hyphens"
            self.fault(file, local, f"'{local.value}' is no identifier", fix)
        elif local.value.partition("/")[0] in RESERVED_TYPES:
            word = local.value.partition("/")[0]
            fix = "write the id of a facts file" if word == SOURCE_TYPE else "use another word"
            self.fault(file, local, f"'{word}/' is kept by the engine", fix)

    def _gather_kinds(self, sources: Iterable[SourceFile]) -> Mapping[str, set[str]]:
        kinds: dict[str, set[str]] = defaultdict(set)
        for source in sources:
            header = source.header.get("type")
            if header is not None and header.value in self.vocabulary.classes:
                kinds[f"{SOURCE_TYPE}/{source.id}"].add(self.vocabulary.classes[header.value])
            for evidence in source.evidence:
                for statement in evidence.statements:
                    if statement.key.value == TYPE_KEY:
                        kind = self.vocabulary.classes.get(statement.value.value)
                        if kind is not None:
                            kinds[statement.subject.value].add(kind)
        return kinds

    def header(self, source: SourceFile) -> None:
        """Check what a facts file says of its source and of itself."""
        name, header = source.name, source.header
        self.curator(name, source.curator)
        self.day(name, source.reviewed)
        for key, fits, what, fix in _HEADER_FORMS:
            value = header.get(key)
            if value is not None and not fits(value.value):
                self.fault(name, value, f"{key} '{value.value}' is no {what}", f"write {fix}")
        if (kind := header.get("type")) is not None:
            self._class(name, kind)
        if (publisher := header.get("publisher")) is not None:
            self.entity(name, publisher)
        if (accessed := header.get("accessed")) is not None:
            self.day(name, accessed)
        if (published := header.get("published")) is not None and published.value != "unknown":
            self.date(name, published, published.value)
        for tag, text in source.titles:
            self._tag(name, text, tag)

    def curator(self, file: str, mark: Scalar) -> None:
        """Check that a curator is registered."""
        if mark.value and not mark.value.startswith(CURATOR_TYPE + "/"):
            self.fault(file, mark, f"'{mark.value}' is no curator", "write curator/slug")
        elif mark.value:
            self.entity(file, mark)

    def day(self, file: str, mark: Scalar) -> None:
        """Check that a text is one calendar day."""
        date = self.date(file, mark, mark.value) if mark.value else None
        if date is not None and date.datatype != XSD + "date":
            self.fault(file, mark, f"'{mark.value}' is no single day", "write YYYY-MM-DD")

    def date(self, file: str, mark: Scalar, text: str) -> EdtfDate | None:
        """The date that a text gives; None, and a problem, where it gives none."""
        try:
            return parse_date(text)
        except ImpossibleDate as error:
            fix = "write an EDTF date such as 1995-03-01, 1995-03, 1995, 1995? or 1995/1998"
            self.fault(file, mark, f"impossible date: '{text}' {error}", fix)
            return None

    def entity(self, file: str, mark: Scalar) -> bool:
        """Whether a text names a registered thing; a problem where it does not."""
        if mark.value in self.registered:
            return True
        if self._register_is_whole:
            self.fault(file, mark, f"unknown entity '{mark.value}'", self._entity_fix(mark.value))
        return False

    def _entity_fix(self, local: str) -> str:
        if local not in self._unknown:
            asked = local.removeprefix(self._config.base + "/")
            # Looking for the nearest takes longer than all else where many are unknown.
            search = len(self._unknown) < _NEAREST_SOUGHT
            near = get_close_matches(asked, self.registered, 1, 0.8) if search else []
            known = f"did you mean '{near[0]}'? Else register it" if near else "register it"
            self._unknown[local] = f"{looks(local)}{known} in a file of entities/"
        return self._unknown[local]

    def _class(self, file: str, mark: Scalar) -> str | None:
        iri = self.vocabulary.classes.get(mark.value)
        if iri is None:
            otherwise = "use a class of vocabulary.ttl, or add it there"
            fix = nearest(mark.value, self.vocabulary.classes, otherwise)
            self.fault(file, mark, f"unknown type '{mark.value}'", fix)
        return iri

    def property(self, file: str, mark: Scalar) -> Property | None:
        """The property of a key; None, and a problem, where the vocabulary has none."""
        found = self.vocabulary.properties.get(mark.value)
        if found is None:
            otherwise = "use a key of vocabulary.ttl, or add it there"
            fix = nearest(mark.value, (TYPE_KEY, *self.vocabulary.properties), otherwise)
            self.fault(file, mark, f"unknown property '{mark.value}'", fix)
        return found

    def phrase(self, file: str, evidence: Evidence) -> None:
        """Check a phrase's length and the keys it leaves open."""
        words = count_words(evidence.quote.value)
        if words > MAX_WORDS:
            message = f"a phrase of {words} words; at most {MAX_WORDS} may be kept"
            self.fault(file, evidence.quote, message, "shorten it to the words that say it")
        elif words == 0 and evidence.quote.value:
            self.fault(file, evidence.quote, "a phrase without words", "quote what it says")
        for key in evidence.open_keys:
            self.property(file, key)
            if not any(s.key.value == key.value for s in evidence.statements):
                message = f"'open' names '{key.value}', which the phrase does not use"
                self.fault(file, key, message, "use it under `says:`, or remove it")

    def not_stated(self, file: str, item: NotStated) -> None:
        """Check one entry of what a source does not state."""
        if item.about.value:
            self.entity(file, item.about)
        if item.key.value:
            self.property(file, item.key)

    def statement(self, file: str, said: Statement) -> tuple[str, str, EdtfDate | None] | None:
        """Predicate and object of a statement, as N-Triples terms.

        Returns
        -------
        The two, and the date where the object is one; None where there was a problem.
        """
        known = said.subject.value in self.registered or self.entity(file, said.subject)
        if said.details is not PLAIN:
            self._details(file, said.value, said.details)
        if said.key.value == TYPE_KEY:
            kind = self._class(file, said.value)
            return (f"<{TYPE}>", f"<{kind}>", None) if kind and known else None
        prop = self.vocabulary.properties.get(said.key.value) or self.property(file, said.key)
        if prop is None:
            return None
        found = self._object(file, said, prop)
        if known and prop.domains:
            self._fits(file, said.subject, prop.domains, f"a subject of '{prop.key}'")
        return (f"<{prop.iri}>", *found) if found and known else None

    def _object(
        self, file: str, said: Statement, prop: Property
    ) -> tuple[str, EdtfDate | None] | None:
        if said.language is not None:
            return self._tagged(file, said, prop)
        datatypes = self._datatypes.get(prop.key)
        if datatypes is None:
            datatypes = tuple(sorted(r for r in prop.ranges if is_datatype(r)))
            self._datatypes[prop.key] = datatypes
        takes_things = len(datatypes) < len(prop.ranges) or not prop.ranges
        if takes_things and (said.value.value in self.registered or not datatypes):
            return self._reference(file, said.value, prop)
        return self._literal(file, said.value, prop, datatypes)

    def _tagged(
        self, file: str, said: Statement, prop: Property
    ) -> tuple[str, EdtfDate | None] | None:
        tag = said.language or ""
        if prop.ranges and LANG_STRING not in prop.ranges:
            fix = "write the value without language tags"
            self.fault(file, said.value, f"'{prop.key}' takes no text in languages", fix)
            return None
        return (literal(said.value.value, tag), None) if self._tag(file, said.value, tag) else None

    def _tag(self, file: str, mark: Scalar, tag: str) -> bool:
        if is_language_tag(tag):
            return True
        self.fault(file, mark, f"'{tag}' is no language tag", tag_fix(tag))
        return False

    def _reference(
        self, file: str, mark: Scalar, prop: Property
    ) -> tuple[str, EdtfDate | None] | None:
        if not self.entity(file, mark):
            return None
        classes = frozenset(r for r in prop.ranges if not is_datatype(r))
        if classes:
            self._fits(file, mark, classes, f"a value of '{prop.key}'")
        return f"<{self._config.thing(mark.value)}>", None

    def _fits(self, file: str, mark: Scalar, wanted: frozenset[str], role: str) -> None:
        kinds = self._kinds.get(mark.value)
        if not kinds:
            if mark.value not in self._untyped:
                self._untyped.add(mark.value)
                fix = "add `type: …` under the phrase that says so"
                self.fault(file, mark, f"nothing says what kind of thing '{mark.value}' is", fix)
        elif not self.vocabulary.is_a(kinds, wanted):
            key = self.vocabulary.class_key
            is_now = " and ".join(sorted(map(key, kinds)))
            should = " or ".join(sorted(map(key, wanted)))
            fix = "name another thing or property, or mend its type"
            message = f"wrong type: '{mark.value}' is {is_now}, {role} must be {should}"
            self.fault(file, mark, message, fix)

    def _literal(
        self, file: str, mark: Scalar, prop: Property, datatypes: tuple[str, ...]
    ) -> tuple[str, EdtfDate | None] | None:
        text = mark.value
        for datatype in datatypes:
            if datatype == EDTF:
                date = self.date(file, mark, text)
                return (literal(text, None, date.datatype), date) if date else None
            if _is_lexical(text, datatype):
                return literal(text, None, datatype), None
        if LANG_STRING in datatypes:
            fix = "write it by language: {en: …}"
            self.fault(file, mark, f"wrong type: '{prop.key}' takes text in a language", fix)
        else:
            wanted = " or ".join(_DATATYPE_WORDS.get(d, d) for d in datatypes)
            message = f"wrong type: '{text}' is not what '{prop.key}' takes"
            self.fault(file, mark, message, f"write {wanted}")
        return None

    def _details(self, file: str, mark: Scalar, details: Details) -> None:
        for text in (details.valid_from, details.valid_to, details.as_of):
            if text is not None:
                self.date(file, mark, text)
        if details.inferred_by is not None:
            self.entity(file, Scalar(details.inferred_by, mark.line, mark.column))


def is_datatype(iri: str) -> bool:
    """Whether a range is a datatype of literals rather than a class of things."""
    return iri.startswith(XSD) or iri in (EDTF, LANG_STRING)


def _is_lexical(text: str, datatype: str) -> bool:
    if datatype == XSD + "string":
        return True
    if datatype == XSD + "anyURI":
        return is_web_iri(text)
    form = _LEXICAL.get(datatype)
    return form is not None and form.fullmatch(text) is not None


_HEADER_FORMS: tuple[tuple[str, Callable[[str], object], str, str], ...] = (
    ("url", is_web_iri, "absolute http(s) address", "it whole, such as https://site.example/page"),
    ("lang", is_language_tag, "language tag", "one such as en, ru, kk-cyrl"),
    ("snapshot", is_file_name, "plain file name", "the name of a file of the texts folder"),
    ("sha256", _SHA256.fullmatch, "SHA-256 digest", "none; `kg format --texts DIR` does"),
)


@lru_cache(maxsize=65536)
def literal(text: str, language: str | None = None, datatype: str | None = None) -> str:
    """A literal as an N-Triples term, its language tag in lower case, a number as XSD writes it.

    Stores keep numbers in their canonical form (XSD 1.1 Datatypes, sections 3.3.3 and 3.4.13), so
    that 2.0 comes back as 2: it is written so from the beginning.
    """
    if language is not None:
        return str(ox.Literal(text, language=language.lower()))
    if datatype in _NUMBERS:
        text = _canonical_number(text)
    return str(ox.Literal(text, datatype=ox.NamedNode(datatype or XSD + "string")))


def _canonical_number(text: str) -> str:
    """A decimal numeral without plus, leading and trailing zeros, and without a negative zero."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if text.startswith("-") and number != "0" else number
