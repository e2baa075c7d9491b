"""``kg explain``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.commands.options import dataset_option
from kg.commands.reading import as_json, format_option, identifier, language_of, language_option
from kg.commands.told import told_facts, told_thing
from kg.dataset import PublishedDataset
from kg.explain import describe
from kg.explain import explain as facts_of


@click.command()
@click.argument("subject")
@click.argument("property_name", metavar="[PROPERTY]", required=False)
@language_option
@format_option
@dataset_option
def explain(
    subject: str,
    property_name: str | None,
    language: str | None,
    format_name: str,
    dataset: Path,
) -> None:
    """Say who says so: the facts about a thing with phrase, place, source and curator.

    SUBJECT is an IRI, type/slug or a slug; PROPERTY an IRI, a CURIE, its local name or its
    label. Inferred facts come with their rule and with what they follow from.

    Example: kg explain museum/riverside founder
    """
    published = PublishedDataset.open(dataset)
    store, config = published.store, published.config
    chosen = language_of(config, language)
    name = identifier(published, subject)
    if property_name is None:
        thing = describe(store, config, name, chosen)
        click.echo(as_json(thing) if format_name == "json" else "\n".join(told_thing(thing)))
        return
    facts = facts_of(store, config, name, property_name, chosen)
    if format_name == "json":
        click.echo(as_json(facts))
    elif facts:
        click.echo("\n".join(told_facts(facts)))
    else:
        message = f"{subject}: nothing is said of '{property_name}' — see `kg explain {subject}`"
        click.echo(message, err=True)
    sys.exit(0 if facts else 1)
