"""The ``kg`` command: exit status 0 good, 1 problems found, 2 wrong usage."""

from __future__ import annotations

import os
import sys
import tomllib
from contextlib import suppress
from importlib import import_module, metadata
from pathlib import Path
from typing import NoReturn

import click

from kg.errors import KgError

#: Command → module under :mod:`kg.commands`; each holds a command of the same name.
COMMANDS = (
    "analyse",
    "build",
    "check",
    "explain",
    "export",
    "format",
    "init",
    "load",
    "path",
    "query",
    "search",
    "serve",
)


class _Commands(click.Group):
    """Imports a command's module only when it is called, so that ``kg`` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"kg.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _option, asked: _show_version(context) if asked else None,
    help="Show the version and exit.",
)
def kg() -> None:
    """Build, check, analyse, query and publish a knowledge graph with its evidence."""


def _show_version(context: click.Context) -> None:
    """The version as installed, or of the working copy that this module stands in."""
    try:
        version = metadata.version("shanyrak")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        version = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    click.echo(f"kg, version {version}")
    context.exit()


def main() -> None:
    """Run the command line; errors of the engine and of files end in one message and status 1."""
    _fill_closed_streams()
    try:
        kg(prog_name="kg")
    except KgError as error:
        _fail(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error} — check the place, its permissions and its room")


def _fail(message: str) -> NoReturn:
    with suppress(OSError):
        click.echo(f"kg: {message}", err=True)
    # What is left in the buffers can go nowhere, and would be complained of at the very end.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(1)


def _fill_closed_streams() -> None:
    """Put nothing in the place of standard streams that were closed by the caller."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


if __name__ == "__main__":
    main()
