"""Facts and their evidence as text to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.explain import Evidence, Fact, Inference, Thing, Value


def told_thing(thing: Thing) -> Iterator[str]:
    """A thing with its names, facts and what points at it."""
    yield f"{thing.label} ({thing.local or thing.iri})"
    if thing.types:
        yield f"  is: {', '.join(kind.text for kind in thing.types)}"
    if thing.note:
        yield f"  note: {thing.note}"
    for name in thing.names:
        status = "" if name.status == "accepted" else f", {name.status}"
        yield f"  name: {name.text} [{name.language or 'no language'}, {name.basis}{status}]"
    for group in thing.facts:
        yield ""
        yield from told_facts(group.facts)
        for evidence in group.open:
            yield f"  {group.property.text}: the list is open, says"
            yield from _told_evidence(evidence, "    ")
        for evidence in group.not_stated:
            yield f"  {group.property.text}: not stated in {_source(evidence)}"
    if thing.incoming:
        yield ""
        yield "What points here:"
        for group in thing.incoming:
            yield from told_facts(group.facts)


def told_facts(facts: Iterable[Fact]) -> Iterator[str]:
    """Facts, each with who says so or what it follows from."""
    for fact in facts:
        status = "" if fact.status == "accepted" else f" [{fact.status}]"
        yield f"{_sentence(fact.subject, fact.property, fact.value)}{status}"
        for evidence in fact.evidence:
            yield from _told_evidence(evidence, "  ")
        for inference in fact.inferences:
            yield from _told_inference(inference)


def _told_inference(inference: Inference) -> Iterator[str]:
    yield f"  follows by the rule “{inference.title}” from"
    for premise in inference.premises:
        said = _sentence(premise.subject, premise.property, premise.value)
        steps = ", step by step" if premise.steps else ""
        origin = " (vocabulary)" if premise.from_vocabulary else ""
        rule = f" (by the rule “{premise.inferred_by}”)" if premise.inferred_by else ""
        yield f"    {said}{steps}{origin}{rule}"
        for evidence in premise.evidence:
            yield from _told_evidence(evidence, "      ")


def _told_evidence(evidence: Evidence, indent: str) -> Iterator[str]:
    place = f" ({evidence.start}-{evidence.end})" if evidence.start is not None else ""
    phrase = f"“{evidence.exact}”{place}: " if evidence.exact else ""
    yield f"{indent}{phrase}{_source(evidence)}"
    reader = evidence.curator.text if evidence.curator else None
    by = evidence.inferred_by.text if evidence.inferred_by else None
    said = (
        (reader and f"recorded by {reader}"),
        (evidence.recorded and f"on {evidence.recorded}"),
        (evidence.status != "accepted" and evidence.status),
        (evidence.confidence and f"confidence {evidence.confidence}"),
        (evidence.basis and f"{evidence.basis} of the dataset's own"),
        (evidence.valid_from and f"from {evidence.valid_from}"),
        (evidence.valid_to and f"to {evidence.valid_to}"),
        (evidence.as_of and f"as of {evidence.as_of}"),
        (by and f"drawn from the phrase by {by}"),
        (evidence.why and f"because: {evidence.why}"),
    )
    details = ", ".join(part for part in said if part)
    if details:
        yield f"{indent}  {details}"


def _source(evidence: Evidence) -> str:
    publisher = evidence.publisher.text if evidence.publisher else None
    parts = (evidence.source_title or evidence.source, publisher, evidence.url)
    return ", ".join(part for part in parts if part) or evidence.claim


def _sentence(subject: Value, said: Value, value: Value) -> str:
    tag = f" [{value.language}]" if value.iri is None and value.language else ""
    return f"{subject.text} — {said.text}: {value.text}{tag}"
