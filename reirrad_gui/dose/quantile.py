"""D(v) of many points without ranking them all: bins say where to look, and the few points there are ranked."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.joint import HotPoints
from reirrad_gui.dose.order import IntArray
from reirrad_gui.dose.scratch import SCRATCH
from reirrad_gui.lq.terms import ROUGH_RANGE_GY, Term, rough_sum, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

BINS = 4096
FEWEST_BINNED = 2048
"""Fewer points are simply ranked."""


def hottest_gy(dose_gy: FloatArray, weights_cc: FloatArray, volume_cc: float) -> float:
    """Least dose in the hottest `volume_cc`: the same as `Ranked(dose_gy, weights_cc).hottest(volume_cc)`.

    Parameters
    ----------
    dose_gy : (n,) Gy, known everywhere, n at least 1
    weights_cc : (n,) cc, not below zero

    Examples
    --------
    >>> hottest_gy(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), 0.7)
    38.0
    """
    low, high = float(dose_gy.min()), float(dose_gy.max())
    if dose_gy.size < FEWEST_BINNED or not high - low > 1e-100:
        return _ranked(dose_gy, weights_cc, 0.0, volume_cc)
    bins = ((dose_gy - low) * (BINS / (high - low))).astype(np.uint16)
    near, beyond_cc = _around(bins, weights_cc, volume_cc)
    return _ranked(dose_gy[near], weights_cc[near], beyond_cc, volume_cc)


def hottest_of_sum(hot: HotPoints, terms: Sequence[Term], volume_cc: float) -> float:
    """`hottest_gy` of a sum of doses at an organ's hot points: binned in 32-bit numbers, ranked in 64.

    Parameters
    ----------
    hot : HotPoints
        `JointSamples.hot(volume_cc)`, not empty.
    terms
        The sum, as for `Mixed`.
    """
    count = hot.weights_cc.size
    rough, part = (SCRATCH.room(name, count, np.float32) for name in ("rough", "part"))
    rough_sum(hot.singles, terms, 1.0, rough, part)
    highest = float(rough.max())
    if count < FEWEST_BINNED or not ROUGH_RANGE_GY[0] < highest < ROUGH_RANGE_GY[1]:
        return hottest_gy(sum_of_terms(hot.doses_gy, terms), hot.weights_cc, volume_cc)
    np.multiply(rough, np.float32((BINS - 1) / highest), out=rough)
    bins = SCRATCH.room("bins", count, np.uint16)
    np.copyto(bins, rough, casting="unsafe")
    near, beyond_cc = _around(bins, hot.weights_cc, volume_cc)
    dose = sum_of_terms([planned[near] for planned in hot.doses_gy], terms)
    return _ranked(dose, hot.weights_cc[near], beyond_cc, volume_cc)


def _around(bins: NDArray[np.uint16], weights_cc: FloatArray, volume_cc: float) -> tuple[IntArray, float]:
    """The points in the bin where the hottest `volume_cc` ends and in two bins with volume to either side.

    One more bin is taken on each side, so that a point that rounding put next door cannot matter; where two bins with
    volume do not follow, all that follow. Also returned: the volume beyond them, cc.
    """
    places = SCRATCH.room("bins as places", bins.size, np.intp)
    np.copyto(places, bins)
    in_bin_cc = np.bincount(places, weights_cc, BINS + 1)  # `add.at` is as quick, but keeps other threads waiting
    reached_cc = np.cumsum(in_bin_cc[::-1])[::-1]
    filled = np.flatnonzero(in_bin_cc)
    enough = np.flatnonzero(reached_cc[filled] > volume_cc)
    at = int(enough[-1]) if enough.size else 0
    first = max(int(filled[at - 2]) - 1, 0) if at > 1 else 0
    last = int(filled[at + 2]) + 1 if at + 2 < filled.size else BINS
    above = SCRATCH.room("bins above", bins.size, np.uint16)
    near = np.flatnonzero(np.subtract(bins, first, out=above) <= last - first)  # below the first: far above, mod 2^16
    return near, float(reached_cc[last + 1]) if last < BINS else 0.0


def _ranked(dose_gy: FloatArray, weights_cc: FloatArray, beyond_cc: float, volume_cc: float) -> float:
    order = np.argsort(dose_gy, kind="stable")[::-1]  # equal doses in the order in which `Ranked` has them
    weights = weights_cc[order]
    middles = beyond_cc + np.cumsum(weights) - weights / 2.0
    return float(np.interp(volume_cc, middles, dose_gy[order]))
