"""Every setting of ``kg serve``, in one table.

The command line, the environment and the documentation are made from it; the front processes
read theirs from the environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.commands.directory import Directory
from kg.commands.endpoints import Endpoints
from kg.service.limits import MEGABYTE, Limits
from kg.service.memory import machine_memory

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Environment variable that tells the fronts where the query service listens.
QUERY_SERVICE = "KG_QUERY_SERVICE"
#: Likewise for the owner of a live store.
WRITE_SERVICE = "KG_WRITE_SERVICE"


@dataclass(frozen=True)
class Setting:
    """One setting.

    Parameters
    ----------
    name: as on the command line, without the dashes in front.
    type: what click converts it with.
    default: the value where nothing is said; None where that is worked out.
    help: one sentence, with the unit.
    default_help: what the default is, where it is worked out.
    metavar: what stands for the value in the help.
    is_flag: whether it is said or not said, without a value.
    """

    name: str
    type: click.ParamType[Any]
    default: Any
    help: str
    default_help: str = ""
    metavar: str = ""
    is_flag: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "KG_" + self.name.upper().replace("-", "_")

    @property
    def field(self) -> str:
        """Its name in :class:`Settings`."""
        return self.name.replace("-", "_")

    def option(self) -> Callable[[_Command], _Command]:
        """The click option."""
        return click.option(
            f"--{self.name}",
            type=self.type,
            default=self.default,
            show_default=self.default_help or True,
            envvar=self.variable,
            show_envvar=True,
            metavar=self.metavar or None,
            is_flag=self.is_flag,
            help=self.help,
        )


_DIRECTORY = Directory()

SETTINGS = (
    Setting("host", click.STRING, "127.0.0.1", "Address to listen on."),
    Setting("port", click.IntRange(0, 65535), 8000, "Port to listen on; 0 takes any that is free."),
    Setting(
        "ontology",
        _DIRECTORY,
        None,
        "Ontology folder; it is built first where the dataset is missing or older.",
        "the shipped one, unless --dataset is given",
        "DIR",
    ),
    Setting(
        "dataset",
        _DIRECTORY,
        None,
        "Directory of the published dataset.",
        "dataset",
        "DIR",
    ),
    Setting(
        "store",
        click.STRING,
        None,
        "SPARQL 1.1 query service that holds the dataset, instead of a directory.",
        "none",
        "URL",
    ),
    Setting(
        "default-graph",
        click.STRING,
        None,
        "Named graph of --store that stands for the default graph, where the store has none "
        "of its own or gives the union of all graphs for it.",
        "the store's default graph",
        "IRI",
    ),
    Setting(
        "empty",
        click.BOOL,
        False,
        "Begin with an empty store: in --dataset where nothing is there yet, else in a temporary "
        "directory that goes at the end.",
        is_flag=True,
    ),
    Setting(
        "writable",
        click.BOOL,
        False,
        "Take updates at /update and /store from whoever has the token, which is in KG_TOKEN or "
        "in the file of --token-file.",
        is_flag=True,
    ),
    Setting(
        "token-file",
        click.Path(exists=True, dir_okay=False, path_type=Path),
        None,
        "File with the token of those who may write.",
        "KG_TOKEN",
        "FILE",
    ),
    Setting(
        "query-timeout",
        click.FloatRange(0.05, 3600),
        10.0,
        "Seconds after which a query is ended, its wait for a worker included.",
        metavar="S",
    ),
    Setting(
        "memory-limit",
        click.IntRange(16),
        1024,
        "Memory in MB that the dataset may fill, and that each query may take on top of it; a "
        "larger dataset is read from disk.",
        metavar="MB",
    ),
    Setting(
        "pool-memory",
        click.IntRange(16),
        None,
        "Memory in MB that all queries may take together; when they take more, the one that has "
        "taken most is ended.",
        "half of the machine's",
        "MB",
    ),
    Setting(
        "max-body",
        click.IntRange(1),
        10,
        "Largest request body in MB.",
        metavar="MB",
    ),
    Setting(
        "cache-size",
        click.IntRange(0),
        64,
        "Memory in MB for answers that each front process keeps, and half as much for responses; "
        "0 keeps none.",
        metavar="MB",
    ),
    Setting(
        "max-rows",
        click.IntRange(1),
        100_000,
        "Most rows of an answer; a longer one is cut and says so.",
        metavar="N",
    ),
    Setting(
        "max-bytes",
        click.IntRange(1),
        64,
        "Largest answer to a query in MB; a longer one is cut after a row and says so.",
        metavar="MB",
    ),
    Setting(
        "services",
        Endpoints(),
        "",
        "SPARQL endpoints that a query may call with SERVICE, with commas between them.",
        "none",
        "URL,…",
    ),
    Setting(
        "service-timeout",
        click.FloatRange(0.05, 3600),
        5.0,
        "Seconds after which a call to such an endpoint is given up.",
        metavar="S",
    ),
    Setting(
        "access-log",
        click.STRING,
        None,
        "File to write one line of JSON to for each request; - is standard error.",
        "none",
        "FILE",
    ),
    Setting(
        "workers",
        click.IntRange(1, 1024),
        64,
        "Most queries that run at once; further ones wait 2 s for their turn.",
        metavar="N",
    ),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one ``kg serve``; the fields are those of :data:`SETTINGS`."""

    host: str
    port: int
    ontology: Path | None
    dataset: Path | None
    store: str | None
    default_graph: str | None
    empty: bool
    writable: bool
    token_file: Path | None
    query_timeout: float
    memory_limit: int
    pool_memory: int | None
    max_body: int
    cache_size: int
    max_rows: int
    max_bytes: int
    services: str
    service_timeout: float
    access_log: str | None
    workers: int

    @property
    def limits(self) -> Limits:
        """The limits of the query service."""
        return Limits(
            timeout=self.query_timeout,
            memory=self.memory_limit * MEGABYTE,
            max_rows=self.max_rows,
            max_bytes=self.max_bytes * MEGABYTE,
            services=tuple(self.services.split()),
            service_timeout=self.service_timeout,
            workers=self.workers,
            pool_memory=(
                self.pool_memory * MEGABYTE if self.pool_memory else machine_memory() // 2
            ),
        )

    def environment(self) -> dict[str, str]:
        """The environment of a process that is to have the same settings."""
        values = {setting.variable: getattr(self, setting.field) for setting in SETTINGS}
        return {name: str(value) for name, value in values.items() if value is not None}


def settings_options(command: _Command) -> _Command:
    """Give a command an option for each setting."""
    return reduce(lambda made, setting: setting.option()(made), reversed(SETTINGS), command)


def front_processes() -> int:
    """How many front processes to run: they pass things on, and the workers need the cores."""
    return max(1, min(4, os.cpu_count() or 1))
