"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

#: Where ``kg build`` publishes and the others read, when nothing else is said.
DEFAULT_DATASET = Path("dataset")

dataset_option = click.option(
    "--dataset",
    envvar="KG_DATASET",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_DATASET,
    show_default=True,
    help="Directory of the published dataset.",
)


def shipped_ontology() -> Path:
    """The ontology folder that is installed beside the engine."""
    return Path(__file__).resolve().parents[2] / "ontology"


ontology_option = click.option(
    "--ontology",
    envvar="KG_ONTOLOGY",
    type=click.Path(file_okay=False, path_type=Path),
    default=shipped_ontology,
    show_default="the shipped one",
    help="Ontology folder to read.",
)
