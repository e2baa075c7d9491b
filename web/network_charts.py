"""Charts of a network: what each bar stands for, its value, and the things behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.networks import StoredNetwork, StoredNode
from web.bars import Bar

#: A chart of a distribution has at most so many bars.
_BARS = 12


@dataclass(frozen=True)
class Year(Bar):
    """A year: its dated links, its things, its density, and who comes first by a measure."""

    nodes: int = 0
    density: float = 0.0
    first: tuple[float, ...] = field(default=())


def ranking(nodes: Sequence[StoredNode], measure: str) -> list[StoredNode]:
    """Nodes by a measure, the highest first, those that have none of it last."""
    return sorted(nodes, key=lambda each: (-each.figures.get(measure, -1.0), each.iri))


def distribution(nodes: Sequence[StoredNode], measure: str) -> list[Bar]:
    """How many nodes have how much of a measure; many different figures are put together."""
    having = [node for node in ranking(nodes, measure) if measure in node.figures]
    figures = [node.figures[measure] for node in having]
    if not figures:
        return []
    least, width, number = _ranges(figures)
    inside: list[list[StoredNode]] = [[] for _ in range(number)]
    for node in having:
        place = int((node.figures[measure] - least) / width) if width else 0
        inside[min(place, number - 1)].append(node)
    return [
        Bar(
            len(part),
            ends=_ends([n.figures[measure] for n in part], least + place * width, width),
            things=tuple(n.iri for n in part),
        )
        for place, part in enumerate(inside)
    ]


def _ranges(figures: list[float]) -> tuple[float, float, int]:
    """Where the first range begins, how wide each is, and how many there are.

    Ranges of whole numbers are whole numbers wide.
    """
    least, most = min(figures), max(figures)
    if all(isinstance(figure, int) for figure in figures):
        width = -(-int(most - least + 1) // _BARS)
        return least, width, int(most - least) // width + 1
    return least, (most - least) / _BARS, _BARS if most > least else 1


def _ends(inside: list[float], begin: float, width: float) -> tuple[float, ...]:
    """The least and the most of the figures in a range; where there are none, its own ends."""
    if inside:
        return tuple(sorted({min(inside), max(inside)}))
    if isinstance(width, int):
        return tuple(sorted({begin, begin + width - 1}))
    return begin, begin + width


def communities(nodes: Sequence[StoredNode], most: int) -> list[Bar]:
    """The communities of two nodes and more, the largest first, the best linked member first."""
    counted = Counter(int(node.figures["community"]) for node in nodes)
    real = sorted(number for number, size in counted.items() if size > 1)[:most]
    ordered = ranking(nodes, "degree")
    return [
        Bar(
            counted[number],
            str(number),
            things=tuple(each.iri for each in ordered if each.figures["community"] == number),
        )
        for number in real
    ]


def years(found: StoredNetwork, measure: str, address: Callable[[int], str]) -> list[Bar]:
    """Each year from the first to the last; those without a link are empty."""
    if not found.years:
        return []
    return [
        _year(found, year, measure, address(year)) if year in found.years else Bar(0, str(year))
        for year in range(min(found.years), max(found.years) + 1)
    ]


def _year(found: StoredNetwork, year: int, measure: str, href: str) -> Year:
    figures = found.years[year]
    first = ranking(found.by_year[year], measure)[0]
    known = first.figures.get(measure, 0) > 0
    return Year(
        int(figures["linkCount"]),
        str(year),
        things=(first.iri,) if known else (),
        href=href,
        nodes=int(figures["nodeCount"]),
        density=float(figures["density"]),
        first=(first.figures[measure],) if known else (),
    )
