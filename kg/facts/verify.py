"""Whether each phrase stands in its source's text, where it is said to stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import Problem
from kg.facts.marks import Scalar
from kg.facts.model import Evidence, SourceFile
from kg.facts.phrases import SourceText, is_file_name

_LOCATE = "run `kg format --texts DIR` to write it"


@dataclass
class Verification:
    """What came of looking every phrase up.

    Parameters
    ----------
    verified, unverified: how many phrases were found in their text, and how many had no text.
    problems: phrases, places and digests that do not agree with the texts.
    without_text: files of facts whose text was looked for and is not there.
    """

    verified: int = 0
    unverified: int = 0
    problems: list[Problem] = field(default_factory=list)
    without_text: list[str] = field(default_factory=list)


def verify_phrases(sources: Iterable[SourceFile], texts: Path | None) -> Verification:
    """Look the phrases of facts files up in the texts of their sources.

    Parameters
    ----------
    texts: directory of the texts, by the name that ``snapshot`` gives; None where there is
        none, and then every phrase counts as unverified.
    """
    result = Verification()
    for source in sources:
        text = source_text(source, texts, result.problems)
        if text is None:
            result.unverified += len(source.evidence)
            if texts is not None:
                result.without_text.append(source.name)
            continue
        digest = source.header.get("sha256")
        if digest is None:
            _fault(result, source.name, source.header["snapshot"], "no sha256 of the text", _LOCATE)
        elif digest.value != text.sha256:
            message = "the text is not the one that was read (its sha256 differs)"
            fix = "read it again, mend the phrases, then run `kg format --texts DIR`"
            _fault(result, source.name, digest, message, fix)
        for evidence in source.evidence:
            before = len(result.problems)
            _phrase(result, source.name, evidence, text)
            result.verified += len(result.problems) == before
    return result


def source_text(
    source: SourceFile, texts: Path | None, problems: list[Problem]
) -> SourceText | None:
    """The text of a source, or None where the directory does not hold it."""
    snapshot = source.header.get("snapshot")
    if texts is None or snapshot is None or not is_file_name(snapshot.value):
        return None
    path = texts / snapshot.value
    if not path.is_file():
        return None
    try:
        return SourceText.read(path)
    except (OSError, UnicodeDecodeError) as error:
        message = f"the text {path} cannot be read: {error}"
        problem = Problem(source.name, snapshot.line, snapshot.column, message, "save it as UTF-8")
        problems.append(problem)
        return None


def _phrase(result: Verification, file: str, evidence: Evidence, text: SourceText) -> None:
    places = text.find(evidence.quote.value)
    if not places:
        fix = "quote the text to the letter (spaces and quotation marks fold)"
        _fault(result, file, evidence.quote, "phrase not found in the text", fix)
    elif evidence.place is None:
        _fault(result, file, evidence.quote, "the phrase's place is not recorded", _LOCATE)
    elif evidence.place not in places:
        mark = evidence.place_mark or evidence.quote
        found = ", ".join(f"{start}-{end}" for start, end in places)
        message = f"the phrase stands at {found}, not at {mark.value}"
        _fault(result, file, mark, message, "remove `at` and run `kg format --texts DIR`")


def _fault(result: Verification, file: str, mark: Scalar, message: str, fix: str) -> None:
    result.problems.append(Problem(file, mark.line, mark.column, message, fix))
