"""``kg serve``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from kg.build import ensure_built
from kg.commands.options import DEFAULT_DATASET, shipped_ontology, stages
from kg.dataset import PublishedDataset, current_version
from kg.remote import RemoteAddress
from kg.remote.address import checked_graph, checked_url
from kg.remote.binding import bind
from kg.serve import serve as run_service
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
    with ExitStack() as stack:
        if settings.store is None:
            dataset = _dataset(settings)
        else:
            dataset = Path(stack.enter_context(TemporaryDirectory(prefix="kg-remote-")))
            _bind(settings, settings.store, dataset)
        run_service(settings, dataset, lambda address: click.echo(f"serving at {address}"))


def _bind(settings: Settings, url: str, directory: Path) -> None:
    """Publish what a remote store holds."""
    if settings.dataset is not None:
        raise click.UsageError("--store and --dataset are two places of one dataset: name one")
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
