"""Places for the things of a large graph, so that what is linked lies together.

The forces are those of ForceAtlas2: links draw in proportion to their length, things repel each
other by the product of their numbers of links over their distance. The repulsion is taken from a
mesh by fast Fourier transform (Hockney and Eastwood, *Computer Simulation Using Particles*), so
that a step costs what the mesh and the links cost and never all pairs; each thing moves by its
force over its number of links, which keeps hubs from swinging. It begins from smoothed noise, an
approximation of the lowest eigenvectors of the random walk (Koren, *Drawing graphs by
eigenvectors*). The same graph gives the same places.

Jacomy, Venturini, Heymann and Bastian, *ForceAtlas2, a continuous graph layout algorithm*,
PLoS ONE 9 (2014).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import fft
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.integer]

_SEED = 1
_SMOOTHINGS = 60
_STEPS = 60
#: How strongly things repel each other, and how strongly the middle draws them.
_REPULSION = 1.0
_GRAVITY = 0.02
#: The part of the way that a thing goes, at first and at last.
_FAST, _SLOW = 0.9, 0.15
#: The part of things on each side that may lie far out.
_FAR = 0.002
#: Things a cell of the mesh, about, and the fewest and the most cells a side.
_PER_CELL = 1.6
_SIDES = (64, 512)


def lay_out(count: int, sources: Integers, targets: Integers, steps: int = _STEPS) -> Floats:
    """The places of things, x and y, in the unit square.

    Parameters
    ----------
    count: how many things there are; they are numbered from 0.
    sources, targets: the ends of each link; direction, loops and repetitions say nothing.
    steps: how often they are moved.
    """
    if count < 2:
        return np.full((count, 2), 0.5, np.float32)
    joined = _joined(count, sources, targets)
    weight = np.maximum(np.diff(joined.indptr), 1).astype(np.float32)
    places = _smoothed(joined, weight)
    side = _side(count)
    for step in range(steps):
        speed = np.float32(_FAST + (_SLOW - _FAST) * step / max(1, steps - 1))
        places += speed * _moves(places, joined, weight, side)
    return _framed(places)


def _joined(count: int, sources: Integers, targets: Integers) -> csr_array[np.float32]:
    """Who is linked with whom, both ways, each once."""
    apart = sources != targets
    one, other = sources[apart], targets[apart]
    ends = np.concatenate((one, other)), np.concatenate((other, one))
    joined = csr_array((np.ones(len(ends[0]), np.float32), ends), shape=(count, count))
    joined.sum_duplicates()
    joined.data[:] = 1
    return joined


def _smoothed(joined: csr_array[np.float32], weight: Floats) -> Floats:
    """Noise of which each thing has taken the mean with its neighbours, many times."""
    count = len(weight)
    places: Floats = np.random.default_rng(_SEED).standard_normal((count, 2), np.float32)
    share = (weight / weight.sum())[:, None]
    for _ in range(_SMOOTHINGS):
        places = np.asarray((places + (joined @ places) / weight[:, None]) / 2, np.float32)
        places -= (places * share).sum(axis=0)
        places[:, 1] -= places[:, 0] * (
            (share[:, 0] * places[:, 0] * places[:, 1]).sum()
            / max((share[:, 0] * places[:, 0] ** 2).sum(), 1e-30)
        )
        places /= np.maximum(np.sqrt((share * places**2).sum(axis=0)), 1e-30)
    return np.asarray(places * np.sqrt(count), np.float32)


def _moves(
    places: Floats, joined: csr_array[np.float32], weight: Floats, side: int
) -> npt.NDArray[np.float32]:
    drawn = joined @ places - weight[:, None] * places
    pushed = _repulsion(places, weight, side) * (_REPULSION * weight[:, None])
    middle = places.mean(axis=0)
    held = _GRAVITY * weight[:, None] * (middle - places)
    return np.asarray((drawn + pushed + held) / (weight[:, None] * (1 + _GRAVITY)), np.float32)


def _repulsion(places: Floats, weight: Floats, side: int) -> Floats:
    """What pushes each thing: the field of all others, from a mesh laid over them."""
    low = places.min(axis=0)
    cell = max(float((places.max(axis=0) - low).max()) / (side - 2), 1e-30)
    at = (places - low) / np.float32(cell)
    corner = at.astype(np.int64)
    part = (at - corner).astype(np.float32)
    corners = [
        (
            (corner[:, 0] + right) * side + corner[:, 1] + up,
            np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1]),
        )
        for right in (0, 1)
        for up in (0, 1)
    ]
    mesh = np.zeros(side * side, np.float32)
    for cells, share in corners:
        mesh += np.bincount(cells, share * weight, side * side).astype(np.float32)
    spectrum = fft.rfft2(mesh.reshape(side, side), (2 * side, 2 * side))
    pushed = np.empty_like(places)
    for axis, kernel in enumerate(_kernels(side)):
        field = fft.irfft2(spectrum * kernel)[:side, :side].ravel() / np.float32(cell)
        pushed[:, axis] = sum(share * field[cells] for cells, share in corners)
    return pushed


@lru_cache(maxsize=4)
def _kernels(side: int) -> tuple[npt.NDArray[np.complexfloating], ...]:
    """Spectra of the push along x and along y of one unit of weight, by distance in cells."""
    away = np.arange(2 * side, dtype=np.float32)
    away[away >= side] -= 2 * side
    x, y = np.meshgrid(away, away, indexing="ij")
    square = x * x + y * y
    square[0, 0] = 1
    return fft.rfft2(x / square), fft.rfft2(y / square)


def _side(count: int) -> int:
    """Cells a side of the mesh, a power of two."""
    wanted = 2 ** int(np.ceil(np.log2(np.sqrt(count / _PER_CELL))))
    return int(np.clip(wanted, *_SIDES))


def _framed(places: Floats) -> Floats:
    """The same within the unit square, as large as it gets.

    The few that lie far out are drawn near, or all the others would be small for their sake.
    """
    low, high = np.quantile(places, [_FAR, 1 - _FAR], axis=0)
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2, 1e-30)
    away = (places - middle) / half
    length = np.maximum(np.abs(away).max(axis=1), 1e-30)
    near = np.where(length > 1, 1 + np.log(length), length) / length
    away *= near[:, None]
    span = max(float(np.ptp(away, axis=0).max()), 1e-30)
    return np.asarray((away - (away.min(axis=0) + away.max(axis=0)) / 2) / span + 0.5, np.float32)
