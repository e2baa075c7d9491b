"""A dataset of any number of things and links, for benchmarks of the explorer and of layouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.config import Config
from kg.load import load_files
from kg.terms import ENGINE_PREFIXES, KG, RDFS, SCHEMA, TYPE, XSD

Numbers = npt.NDArray[np.int64]

_BASE = "https://large.example/kg"
_TERMS = "https://large.example/terms#"
_KINDS = ("Club", "Meeting", "Person", "Place", "Book")
_LINKS = ("attended", "leads", "near", "tells")
#: The share of links that stay within a community, and of those that lead to one beside it.
_INSIDE, _BESIDE = 0.8, 0.17


def links(things: int, count: int, seed: int = 1) -> tuple[Numbers, Numbers]:
    """The ends of links among communities of unequal size that lie on a ring.

    Most links stay within one or go to the next; in each some things are linked far better.
    """
    chance = np.random.default_rng(seed)
    sizes: list[int] = []
    while sum(sizes) < things:
        sizes.append(min(things - sum(sizes), 20 + int(60 * chance.pareto(1.5))))
    begin = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    community = np.repeat(np.arange(len(sizes)), sizes)
    source = np.concatenate((np.arange(things), chance.integers(0, things, count - things)))
    toss = chance.random(count)
    of = community[source] + np.where(toss > _INSIDE, chance.choice((-1, 1), count), 0)
    far = chance.integers(0, len(sizes), count)
    of = np.where(toss > _INSIDE + _BESIDE, far, of) % len(sizes)
    target = begin[of] + (np.array(sizes)[of] * chance.random(count) ** 2.5).astype(np.int64)
    return source, target


def write_dataset(directory: Path, things: int, count: int) -> None:
    """Publish a dataset of so many things and, loops and repetitions apart, so many links."""
    directory.mkdir(parents=True)
    source = directory / "large.nq"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(_lines(things, count))
    load_files([source], directory, _config())
    source.unlink()


def _lines(things: int, count: int) -> Iterator[str]:
    ontology = f"<{_BASE}/graph/ontology>"
    for term in (*_KINDS, *_LINKS):
        yield f'<{_TERMS}{term}> <{KG}key> "{term}" {ontology} .\n'
        yield f'<{_TERMS}{term}> <{RDFS}label> "{term}"@en {ontology} .\n'
    for n in range(things):
        kind = _KINDS[n * 7 % 11 % len(_KINDS)]
        yield f"<{_BASE}/thing/t-{n}> <{TYPE}> <{_TERMS}{kind}> .\n"
        yield f'<{_BASE}/thing/t-{n}> <{SCHEMA}name> "{kind} number {n}"@en .\n'
        if n % 3 == 0:
            year = 1990 + n % 35
            yield f'<{_BASE}/thing/t-{n}> <{_TERMS}held> "{year}"^^<{XSD}gYear> .\n'
    seen: set[tuple[int, int]] = set()
    for seed in range(1, 10):
        for one, other in zip(*(end.tolist() for end in links(things, count, seed)), strict=True):
            pair = (min(one, other), max(one, other))
            if one == other or pair in seen or len(seen) == count:
                continue
            seen.add(pair)
            said = _LINKS[len(seen) % len(_LINKS)]
            yield f"<{_BASE}/thing/t-{one}> <{_TERMS}{said}> <{_BASE}/thing/t-{other}> .\n"
        if len(seen) == count:
            return


def _config() -> Config:
    return Config(
        base=_BASE,
        terms=_TERMS,
        licence="",
        languages=("en",),
        default_language="en",
        title={"en": "Made-up clubs"},
        description={"en": "Many things and links."},
        preferred_name=SCHEMA + "name",
        alternative_names=(),
        prefixes={**ENGINE_PREFIXES, "graph": f"{_BASE}/graph/", "l": _TERMS},
    )
