"""What an organ may have received if a dose lies a little elsewhere: least and most within a radius of each point.

Only points of the same organ are asked. A search that leaves the organ imports the dose of whatever lies beside it, of
the target above all: in the example of Mechalakos 2025 (Pract Radiat Oncol 15:187-195) a spinal cord went from 72.4 to
126.9 Gy that way, and stayed at 65.2 Gy when only cord was asked.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

Single = NDArray[np.float32]
IntArray = NDArray[np.intp]
PER_TILE = 160
"""About so many points are asked together."""
_PRODUCTS = 50_000
"""So many distances at once: larger products would be shared out among threads that other work needs."""
_SLACK_MM2 = 1e-4
"""Squares of distances are reckoned in single precision: a point this much further than the radius may count."""


def envelope(
    points_mm: FloatArray, doses_gy: Sequence[FloatArray], radius_mm: float
) -> list[tuple[FloatArray, FloatArray]]:
    """Lowest and highest value of each dose at any of the points within a radius of every point.

    Parameters
    ----------
    points_mm : (n, 3) mm
        The organ's points, those on its surface among them.
    doses_gy : arrays (n,), Gy, finite
        One or more doses at these points.
    radius_mm : float, mm, not below zero

    Returns
    -------
    list of (lowest, highest), arrays (n,), Gy, one pair per dose
        Exact over the given points (distances to 0.0001 mm); the point itself always counts.

    Raises
    ------
    ValueError
        A radius below zero, shapes that do not fit, or an unknown dose (fill it with its bounds first).

    Notes
    -----
    Points are sorted into cubic tiles not smaller than the radius. The points around a tile are walked from the hottest
    (coldest) on, and each point of the tile takes the first that is near enough: few have to be looked at.

    Examples
    --------
    >>> line = np.array([[float(x), 0.0, 0.0] for x in range(6)])
    >>> lowest, highest = envelope(line, [np.array([0.0, 10, 20, 30, 40, 50])], radius_mm=2.0)[0]
    >>> lowest.tolist(), highest.tolist()
    ([0.0, 0.0, 0.0, 10.0, 20.0, 30.0], [20.0, 30.0, 40.0, 50.0, 50.0, 50.0])
    """
    points = np.asarray(points_mm, dtype=np.float64)
    doses = [np.asarray(dose, dtype=np.float64) for dose in doses_gy]
    if not 0 <= radius_mm < np.inf:
        raise ValueError(f"the radius must be finite and not below zero, not {radius_mm}")
    if any(dose.shape != (len(points),) for dose in doses):
        raise ValueError(f"doses of shapes {[d.shape for d in doses]} do not fit {len(points)} points")
    if not all(np.isfinite(dose).all() for dose in doses):
        raise ValueError("an envelope needs a known dose at every point")
    if radius_mm == 0 or not len(points) or not doses:
        return [(dose.copy(), dose.copy()) for dose in doses]
    signed = np.stack([side * dose for dose in doses for side in (-1.0, 1.0)])
    highest = _highest_within(points, signed, radius_mm)
    return [(-highest[2 * i], highest[2 * i + 1]) for i in range(len(doses))]


def _highest_within(points: FloatArray, values: FloatArray, radius_mm: float) -> FloatArray:
    """The largest of each row of values (rows, n) within the radius of every point."""
    tiles = _Tiles(points, radius_mm)
    downward, ranks = zip(*(np.unique(-row[tiles.order], return_inverse=True) for row in values), strict=True)
    found = [np.empty_like(row) for row in ranks]
    for tile in range(len(tiles.first)):
        tiles.search(tile, ranks, found)
    result = np.empty_like(values)
    result[:, tiles.order] = [-steps[row] for steps, row in zip(downward, found, strict=True)]
    return result


class _Tiles:
    """Points sorted into cubic tiles; `runs` (tiles, 9, 2) are where each tile's neighbours stand in that order."""

    def __init__(self, points: FloatArray, radius_mm: float) -> None:
        self.square_mm2 = np.float32(radius_mm**2 + _SLACK_MM2)
        self.side_mm = max(radius_mm, _side_mm(points, radius_mm))
        cell = np.floor((points - points.min(axis=0)) / self.side_mm).astype(np.intp) + 1
        self.extent = cell.max(axis=0) + 2
        key = (cell[:, 2] * self.extent[1] + cell[:, 1]) * self.extent[0] + cell[:, 0]
        self.order: IntArray = np.argsort(key, kind="stable")
        self.places = np.ascontiguousarray((points - points.mean(axis=0))[self.order].T, dtype=np.float32)
        self.numbers = np.arange(len(points))
        keys = key[self.order]
        self.first: IntArray = np.flatnonzero(np.diff(keys, prepend=-1))
        self.end = np.append(self.first[1:], keys.size)
        low: Single = np.minimum.reduceat(self.places, self.first, axis=1)
        high: Single = np.maximum.reduceat(self.places, self.first, axis=1)
        self.middle: Single = (low + high) * np.float32(0.5)
        self.half: Single = (high - low) * np.float32(0.5)
        rows = np.array([(dz * self.extent[1] + dy) * self.extent[0] for dz in (-1, 0, 1) for dy in (-1, 0, 1)])
        here = keys[self.first][:, None] + rows
        self.runs = np.stack(
            [np.searchsorted(keys, here - 1, side="left"), np.searchsorted(keys, here + 1, side="right")], axis=2
        )

    def search(self, tile: int, ranks: Sequence[IntArray], found: Sequence[IntArray]) -> None:
        """The lowest rank of each row (0: the largest value) within reach of the points of one tile, into `found`."""
        mine = slice(self.first[tile], self.end[tile])
        runs = [slice(a, b) for a, b in self.runs[tile].tolist() if b > a]
        middle = self.middle[:, tile, None]
        others = np.concatenate([self.places[:, run] for run in runs], axis=1)
        others -= middle
        beyond = np.abs(others)
        beyond -= self.half[:, tile, None]
        np.maximum(beyond, 0.0, out=beyond)
        near = (_squares(beyond) <= self.square_mm2).nonzero()[0]
        around = np.concatenate([self.numbers[run] for run in runs])[near]
        asked, answers = _asking(self.places[:, mine] - middle), _answering(others.take(near, axis=1))
        for row, into in zip(ranks, found, strict=True):
            into[mine] = _first_near(asked, answers, row[around], int(row[mine].max()), self.square_mm2)


def _side_mm(points: FloatArray, radius_mm: float) -> float:
    """Side of a tile that holds about `PER_TILE` points where they lie as densely as in the mean."""
    cell = np.floor((points - points.min(axis=0)) / radius_mm).astype(np.intp)
    extent = cell.max(axis=0) + 1
    taken = np.unique((cell[:, 2] * extent[1] + cell[:, 1]) * extent[0] + cell[:, 0]).size
    return float((PER_TILE * taken / len(points)) ** (1.0 / 3.0) * radius_mm)


def _squares(places: Single) -> Single:
    """Squares of the distances from the middle, (n,)."""
    squares = places * places
    return np.asarray(squares[0] + squares[1] + squares[2], dtype=np.float32)  # faster than a sum along an axis


def _asking(places: Single) -> Single:
    """(n, 5): its product with `_answering` of other places is the square of the distances."""
    asked = np.empty((places.shape[1], 5), np.float32)
    asked[:, :3] = -2.0 * places.T
    asked[:, 3] = _squares(places)
    asked[:, 4] = 1.0
    return asked


def _answering(places: Single) -> Single:
    answers = np.empty((5, places.shape[1]), np.float32)
    answers[:3] = places
    answers[3] = 1.0
    answers[4] = _squares(places)
    return answers


def _first_near(asked: Single, answers: Single, ranks: IntArray, last: int, square_mm2: np.float32) -> IntArray:
    """For each asked point the lowest rank of the answering points near enough; one always is: the point itself.

    `last` is the highest rank of the asked points: what ranks behind it cannot be an answer.
    """
    may = (ranks <= last).nonzero()[0]
    walk = ranks[may] << 32 | may  # sorted faster than numbers by what they stand for
    walk.sort()
    order, ranked = walk & 0xFFFFFFFF, walk >> 32
    if ranked[0] == last:
        return np.full(len(asked), last)
    found = np.empty(len(asked), dtype=np.intp)
    left = np.arange(len(asked))
    start = 0
    while left.size:
        stop = start + max(_PRODUCTS // left.size, 1)
        near = asked[left] @ answers.take(order[start:stop], axis=1) <= square_mm2
        first = near.argmax(axis=1)
        hit = near[np.arange(left.size), first]
        found[left[hit]] = ranked[start + first[hit]]
        left = left[~hit]
        start = stop
    return found
