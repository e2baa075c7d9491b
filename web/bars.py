"""Bars of charts."""

from __future__ import annotations

from dataclasses import dataclass


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
