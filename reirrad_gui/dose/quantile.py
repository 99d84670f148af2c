"""D(v) of many points without ranking them all: bins say where to look, and the few points there are ranked."""

import numpy as np

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
    bins = ((dose_gy - low) * (BINS / (high - low))).astype(np.intp)
    points = np.bincount(bins, minlength=BINS + 1)
    reached_cc = np.cumsum(np.bincount(bins, weights_cc, BINS + 1)[::-1])[::-1]
    filled = np.flatnonzero(points)
    enough = np.flatnonzero(reached_cc[filled] > volume_cc)
    at = int(enough[-1]) if enough.size else 0
    first, last = filled[max(at - 1, 0)], filled[min(at + 1, filled.size - 1)]
    near = np.flatnonzero((bins >= first) & (bins <= last))
    beyond = float(reached_cc[last + 1]) if last < BINS else 0.0
    return _ranked(dose_gy[near], weights_cc[near], beyond, volume_cc)


def _ranked(dose_gy: FloatArray, weights_cc: FloatArray, beyond_cc: float, volume_cc: float) -> float:
    order = np.argsort(dose_gy)[::-1]
    weights = weights_cc[order]
    middles = beyond_cc + np.cumsum(weights) - weights / 2.0
    return float(np.interp(volume_cc, middles, dose_gy[order]))
