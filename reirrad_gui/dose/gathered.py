"""Points of a very large organ gathered into fewer that stand for them, where only the volumes of a curve are counted.

Half a million points lie so close in the doses of two phases that four neighbours get nearly the same sum at every α/β,
recovery and number of fractions. Counted as one they take a quarter of the time. No figure comes from gathered points:
near-maxima, means and maxima are those of all points. How close such a curve is: docs/decisions/0005.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray

Single = NDArray[np.float32]

FEWEST_GATHERED = 300_000
"""Fewer points are counted one by one: those of every organ that this program samples itself, and of most bodies.

The fewer the points, the further apart are neighbours, and the less time there is to win.
"""

PHASES_GATHERED = 2
"""In the doses of more phases even neighbours lie far apart, and all points are counted."""

TOGETHER = 4
"""So many points become one."""

FARTHEST = 1.0 / 128.0
"""Neighbours further apart than this share of the phases' widest range of dose stay single.

So no point is counted with a dose of a phase that is further from its own.
"""

STEPS = (np.float32(65535.0), np.float32(53017.0))
"""Even steps of that range by which neighbours are found, one number per phase.

Were they alike, the squares of dose in which neighbours lie would line up with the doses of equal physical sum, and all
squares along a level would err to the same side.
"""

DIGITS = 16
"""Binary digits of a step."""


def gathered(
    doses_gy: Sequence[FloatArray], singles: Sequence[Single], weights_cc: FloatArray
) -> tuple[tuple[FloatArray, ...], FloatArray]:
    """Fewer points with nearly the same doses in every phase.

    Points that all have the same doses give a point with these doses, to the last bit: where many points have exactly
    the dose of a level, none of them falls below it.

    Parameters
    ----------
    doses_gy : arrays (n,) Gy, one or two phases
    singles : the same in 32-bit numbers, finite
    weights_cc : (n,) cc, not below zero

    Returns
    -------
    doses_gy : arrays (k,) Gy, one per phase
        Means by volume; k is about n / 4.
    weights_cc : (k,) cc
        Their sum is that of all points.

    Examples
    --------
    >>> dose = np.array([10.0, 30.0, 10.0, 30.0, 10.1, 30.0, 10.1, 30.0])
    >>> doses, volumes = gathered([dose], [dose.astype(np.float32)], np.ones(8))
    >>> doses[0].round(3).tolist(), volumes.tolist()
    ([10.05, 30.0], [4.0, 4.0])
    """
    widest = max(float(single.max() - single.min()) for single in singles)
    fours, missing = _in_fours(_neighbours(singles, widest))
    weights = weights_cc[fours]
    weights[TOGETHER - missing :, -1] = 0.0
    volumes = weights.sum(axis=0)
    doses = [dose[fours] for dose in doses_gy]
    apart = np.logical_or.reduce([np.ptp(four, axis=0) > widest * FARTHEST for four in doses])
    near = ~apart
    means = [_means(four, weights, volumes)[near] for four in doses]
    found = tuple(np.append(mean, four[:, apart]) for mean, four in zip(means, doses, strict=True))
    return found, np.append(volumes[near], weights[:, apart])


def _neighbours(singles: Sequence[Single], widest_gy: float) -> NDArray[np.intp]:
    """The points in an order in which those that follow each other have nearly the same doses in every phase.

    Z-order: the binary digits of both phases' steps in turns, so that it goes through squares within squares of dose.
    """
    code = np.zeros(singles[0].size, dtype=np.uint32)
    for place, single in enumerate(singles):
        steps = ((single - single.min()) / np.float32(widest_gy or 1.0) * STEPS[place]).astype(np.uint16)
        code |= _spread()[steps] << np.uint32(place)
    order = np.argsort(code.astype(np.uint16), kind="stable")  # 16 bits at a time, the lower first: far quicker than 32
    return order[np.argsort((code >> DIGITS).astype(np.uint16)[order], kind="stable")]


@cache
def _spread() -> NDArray[np.uint32]:
    """Every 16-bit number with a zero before each of its binary digits."""
    number = np.arange(1 << DIGITS, dtype=np.uint32)
    found = np.zeros_like(number)
    for digit in range(DIGITS):
        found |= ((number >> digit) & 1) << (2 * digit)
    return found


def _in_fours(order: NDArray[np.intp]) -> tuple[NDArray[np.intp], int]:
    """Points that follow each other below each other, (4, k); the last one again for so many that are missing."""
    missing = -order.size % TOGETHER
    every = np.append(order, np.repeat(order[-1], missing))
    return np.ascontiguousarray(every.reshape(-1, TOGETHER).T), missing


def _means(four: FloatArray, weights: FloatArray, volumes: FloatArray) -> FloatArray:
    """Means by volume of each column; the first dose itself where all are the same, or have no volume."""
    first = four[0]
    more = ((four[1:] - first) * weights[1:]).sum(axis=0)
    mean = first + np.divide(more, volumes, out=np.zeros_like(more), where=volumes > 0.0)
    found: FloatArray = np.clip(mean, four.min(axis=0), four.max(axis=0))  # rounding may lead below 0 Gy
    return found
