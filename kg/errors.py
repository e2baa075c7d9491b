"""What can go wrong, by name.

Checks *return* :class:`Problem` objects; everything else raises a subclass of
:class:`KgError` that carries the data that offended. Only the command line and the front
turn either into an exit status or an HTTP answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place, and how to mend it.

    Parameters
    ----------
    path: the file, as the caller named it.
    line, column: counted from 1.
    message: what is wrong.
    fix: what to do about it.
    """

    path: str
    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} — {self.fix}"


class KgError(Exception):
    """Root of every error that the engine raises on purpose."""


class OntologyError(KgError):
    """An ontology folder has problems; ``problems`` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class OntologyMissing(KgError):
    """The folder named is not an ontology folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"{directory}: no kg.toml here — name an ontology folder with --ontology, "
            f"or start one with `kg init {directory}`"
        )


class DatasetMissing(KgError):
    """Nothing has been published in the dataset directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"{directory}: no published dataset here — build one with "
            f"`kg build --dataset {directory}`"
        )


class DatasetDamaged(DatasetMissing):
    """What was published in the dataset directory cannot be read any more."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.args = (
            f"{directory}: the published dataset is damaged — build it again with "
            f"`kg build --dataset {directory}`, or load its files again with `kg load`",
        )


class DatasetBusy(KgError):
    """Another build is writing to the same dataset directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"{directory}: another build is under way — wait for it to end, "
            f"or build into another directory with --dataset"
        )


class PublishFailed(KgError):
    """The new dataset could not be written; the last one goes on serving."""

    def __init__(self, directory: Path, reason: str) -> None:
        self.directory = directory
        self.reason = reason
        super().__init__(
            f"{directory}: the new dataset could not be written ({reason}); "
            f"the last one is untouched — make room or mend the permissions, then build again"
        )


class InvalidData(KgError):
    """The data breaks its shapes; ``violations`` holds one message each."""

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = list(violations)
        super().__init__("\n".join(self.violations))


class UnknownThing(KgError):
    """No thing of that identifier is in the dataset."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(
            f"{identifier}: nothing of that name in the dataset — "
            f"find it with `kg search {identifier.rsplit('/', 1)[-1]}`"
        )
