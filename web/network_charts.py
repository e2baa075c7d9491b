"""Charts of a network: what each bar stands for, its value, and the things behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.networks import StoredNetwork, StoredNode

#: A chart of a distribution has at most so many bars.
_BARS = 12


@dataclass(frozen=True)
class Bar:
    """One bar of a chart.

    Parameters
    ----------
    label: what it stands for; ``ends``, for a range of figures, where it begins and ends.
    things: IRIs of the things behind it, the foremost first.
    href: where it leads; empty for nowhere.
    """

    value: float
    label: str = ""
    ends: tuple[float, ...] = ()
    things: tuple[str, ...] = ()
    href: str = ""


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
    if all(isinstance(figure, int) for figure in figures):
        bars = _counted(figures)
    else:
        bars = _spread(figures)
    return [
        Bar(
            len(inside := tuple(n.iri for n in having if low <= n.figures[measure] <= high)),
            ends=(low,) if low == high else (low, high),
            things=inside,
        )
        for low, high in bars
    ]


def _counted(figures: list[float]) -> list[tuple[float, float]]:
    """Ranges of whole numbers, from the least to the most."""
    least, most = int(min(figures)), int(max(figures))
    width = -(-(most - least + 1) // _BARS)
    return [(low, min(low + width - 1, most)) for low in range(least, most + 1, width)]


def _spread(figures: list[float]) -> list[tuple[float, float]]:
    """Ranges of equal width; each begins and ends with a figure that some node has, or is left out.

    So a figure at the border of two ranges is in one of them alone.
    """
    least, most = min(figures), max(figures)
    width = (most - least) / _BARS
    if not width:
        return [(least, most)]
    inside: dict[int, list[float]] = {}
    for figure in figures:
        inside.setdefault(min(int((figure - least) / width), _BARS - 1), []).append(figure)
    return [(min(part), max(part)) for _, part in sorted(inside.items())]


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
    known = measure in first.figures
    return Year(
        int(figures["linkCount"]),
        str(year),
        things=(first.iri,) if known else (),
        href=href,
        nodes=int(figures["nodeCount"]),
        density=float(figures["density"]),
        first=(first.figures[measure],) if known else (),
    )
