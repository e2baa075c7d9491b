"""``kg serve``."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from kg.build import ensure_built
from kg.commands.options import DEFAULT_DATASET, shipped_ontology, stages
from kg.config import load_config
from kg.dataset import PublishedDataset, current_version
from kg.load import load_files
from kg.remote import RemoteAddress
from kg.remote.address import checked_graph, checked_url
from kg.remote.binding import bind
from kg.serve import serve as run_service
from kg.service.pool import TOKEN
from kg.settings import Settings, settings_options


@click.command()
@settings_options
def serve(**values: Any) -> None:
    """Serve a dataset: pages, data and a SPARQL endpoint, until stopped.

    Without --dataset, the shipped ontology is built first where there is no dataset yet or its
    folder has changed.

    With --store, the statements are read from a SPARQL service, the settings and example
    queries from the ontology folder.

    Example: kg serve --port 8080 --query-timeout 5
    """
    settings = Settings(**values)
    token = _token(settings)
    with ExitStack() as stack:
        if settings.store is not None:
            dataset = Path(stack.enter_context(TemporaryDirectory(prefix="kg-remote-")))
            _bind(settings, settings.store, dataset)
        elif settings.empty:
            dataset = settings.dataset or Path(
                stack.enter_context(TemporaryDirectory(prefix="kg-empty-"))
            )
            _begin(settings, dataset)
        else:
            dataset = _dataset(settings)
        run_service(settings, dataset, lambda address: click.echo(f"serving at {address}"), token)


def _token(settings: Settings) -> str | None:
    """The secret of those who may write, where anybody may."""
    if not settings.writable:
        return None
    if settings.store is not None:
        raise click.UsageError("--store is read-only: write to that store itself")
    if settings.token_file is not None:
        token = settings.token_file.read_text(encoding="utf-8").strip()
    else:
        token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise click.UsageError(
            f"--writable needs a token: put one into {TOKEN}, or name a file with --token-file"
        )
    return token


def _begin(settings: Settings, directory: Path) -> None:
    """Publish a dataset without a statement, for a live store to begin with."""
    if current_version(directory) is not None:
        raise click.UsageError(
            f"{directory} holds a dataset already — leave --empty out to go on with it, or name "
            f"another directory with --dataset"
        )
    config = load_config(settings.ontology or shipped_ontology())
    load_files([], directory, config)


def _bind(settings: Settings, url: str, directory: Path) -> None:
    """Publish what a remote store holds."""
    if settings.dataset is not None:
        raise click.UsageError("--store and --dataset are two places of one dataset: name one")
    if settings.empty:
        raise click.UsageError("--empty begins a dataset here: leave it out with --store")
    address = RemoteAddress(
        checked_url(url),
        checked_graph(settings.default_graph),
        timeout=settings.query_timeout,
        max_bytes=settings.limits.memory // 4,
    )
    bind(address, settings.ontology or shipped_ontology(), directory, settings.max_rows)


def _dataset(settings: Settings) -> Path:
    """The directory to serve, built or rebuilt where that is wanted."""
    directory = settings.dataset or DEFAULT_DATASET
    if settings.ontology is None and (settings.dataset is not None or _is_loaded(directory)):
        return directory
    with stages() as progress:
        ensure_built(settings.ontology or shipped_ontology(), directory, progress)
    return directory


def _is_loaded(directory: Path) -> bool:
    """Whether the dataset was loaded from RDF files, so that no folder could replace it."""
    if current_version(directory) is None:
        return False
    return not PublishedDataset.open(directory).inputs
