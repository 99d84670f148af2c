"""Fewer points that stand for an organ's many: all of those that decide near-maxima, few of the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

IndexArray = NDArray[np.intp]
_CELLS = 1024
"""Steps along each axis in which neighbourhood is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Thinned:
    """Points (their numbers among all) that stand for a structure; `weights_cc` add up to its volume."""

    points: IndexArray
    weights_cc: FloatArray


def neighbours_in_line(points_mm: FloatArray) -> IndexArray:
    """The points' numbers in an order in which neighbours in space follow each other (Morton 1966).

    >>> neighbours_in_line(np.array([[0.0, 0, 0], [9, 9, 9], [1, 0, 0], [9, 8, 9]])).tolist()
    [0, 2, 3, 1]
    """
    low = points_mm.min(axis=0)
    span = max(float((points_mm.max(axis=0) - low).max()), 1e-9)
    cells = ((points_mm - low) * ((_CELLS - 1) / span)).astype(np.int64)
    return np.argsort(_spread(cells[:, 0]) | _spread(cells[:, 1]) << 1 | _spread(cells[:, 2]) << 2, kind="stable")


def _spread(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ten bits with two empty ones between each."""
    bits = (bits | bits << 16) & 0x030000FF
    bits = (bits | bits << 8) & 0x0300F00F
    bits = (bits | bits << 4) & 0x030C30C3
    return (bits | bits << 2) & 0x09249249


def thinned(points: IndexArray, weights_cc: FloatArray, at_most: int) -> Thinned:
    """At most so many of some points: runs of neighbours are stood for by their middle one, which gets their volume.

    Parameters
    ----------
    points : numbers of the points, neighbours beside each other (`neighbours_in_line`)
    weights_cc : (n,) cc
        Volumes of all points of the structure.

    Examples
    --------
    >>> found = thinned(np.array([0, 1, 2, 3, 4, 5]), np.ones(6), at_most=2)
    >>> found.points.tolist(), found.weights_cc.tolist()
    ([1, 4], [3.0, 3.0])
    """
    if points.size <= at_most:
        return Thinned(points, weights_cc[points])
    starts = np.linspace(0, points.size, at_most + 1).astype(np.intp)
    middles = (starts[:-1] + starts[1:] - 1) // 2
    return Thinned(points[middles], np.add.reduceat(weights_cc[points], starts[:-1]))
