"""The ``kg`` command: exit status 0 good, 1 problems found, 2 wrong usage."""

from __future__ import annotations

import sys
from importlib import import_module

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
@click.version_option(package_name="shanyrak", prog_name="kg")
def kg() -> None:
    """Build, check, analyse, query and publish a knowledge graph with its evidence."""


def main() -> None:
    """Run the command line; errors of the engine end in one message and exit status 1."""
    try:
        kg(prog_name="kg")
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
