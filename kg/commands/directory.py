"""A directory as the value of an option."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click


class Directory(click.Path):
    """A directory that has a name: an empty one would mean the current directory."""

    def __init__(self, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        context: click.Context | None,
    ) -> Any:
        """The path, unless it is empty."""
        if not os.fspath(value):
            self.fail("the name of a directory is empty; write . for this one", param, context)
        return super().convert(value, param, context)
