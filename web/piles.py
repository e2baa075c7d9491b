"""Marks piled up over their years: the geometry of a timeline's picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: The picture, in units of its own: its width, its greatest height, and that of one mark.
_WIDTH = 1000.0
_HEIGHT = 360.0
_STEP = 12.0
#: The part of its place that a mark fills.
_FILLED = 0.86
_FEWEST_YEARS = 10
_MOST_TICKS = 10


@dataclass(frozen=True)
class Piles:
    """A picture, ready to be written as SVG.

    Parameters
    ----------
    width, height: of the whole, without the years' names.
    mark_width, mark_height: of each mark.
    marks: left, top and colour of each.
    ticks: places of some years, and the years.
    """

    width: float
    height: float
    mark_width: float
    mark_height: float
    marks: tuple[tuple[float, float, int], ...]
    ticks: tuple[tuple[float, int], ...]


def piles(marks: Sequence[tuple[int, int]]) -> Piles | None:
    """Pile up marks, each a year and the number of a colour; None where there are none."""
    if not marks:
        return None
    first, count = _span([year for year, _ in marks])

    def at(year: int) -> float:
        return round(_WIDTH * (year - first) / count, 2)

    levels: dict[int, int] = {}
    placed = []
    for year, colour in marks:
        placed.append((year, levels.get(year, 0), colour))
        levels[year] = levels.get(year, 0) + 1
    step = min(_STEP, _HEIGHT / max(levels.values()))
    height = round(step * max(levels.values()), 2)
    return Piles(
        _WIDTH,
        height,
        round(min(_WIDTH / count, _STEP * 2) * _FILLED, 2),
        round(step * _FILLED, 2),
        tuple((at(year), round(height - step * (up + 1), 2), hue) for year, up, hue in placed),
        tuple((at(year), year) for year in _ticks(first, count)),
    )


def _span(years: Sequence[int]) -> tuple[int, int]:
    """The first year and the number of years, never so few that the marks grow fat."""
    first, last = min(years), max(years)
    missing = max(0, _FEWEST_YEARS - (last - first + 1))
    return first - missing // 2, last - first + 1 + missing


def _ticks(first: int, count: int) -> range:
    steps = (scale * digit for scale in (1, 10, 100, 1000) for digit in (1, 2, 5))
    step = next(step for step in steps if count / step <= _MOST_TICKS or step == 5000)
    return range(-(-first // step) * step, first + count, step)
