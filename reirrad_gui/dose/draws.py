"""Near-maxima, means and curves of many drawn doses at the same weighted points: one row per draw."""

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.volume.grid import FloatArray


def near_maxima_of_draws(dose_gy: FloatArray, weights_cc: FloatArray, volume_cc: float) -> FloatArray:
    """Least dose in the hottest `volume_cc` of every draw, (draws,) Gy; the largest dose for a volume of 0.

    Parameters
    ----------
    dose_gy : (draws, n) Gy, known everywhere, n at least 1
    weights_cc : (n,) cc, not below zero

    Notes
    -----
    As `metrics.Ranked`: each point stands in the middle of its own volume, linear between. Points are ranked by their
    doses in 32-bit numbers: of two that differ by less than a ten-millionth of themselves either may come first.

    Examples
    --------
    >>> rows = np.array([[10.0, 20.0, 30.0, 40.0], [4.0, 3.0, 2.0, 1.0]])
    >>> near_maxima_of_draws(rows, np.ones(4), 0.7), near_maxima_of_draws(rows, np.ones(4), 0.0)
    (array([38. ,  3.8]), array([40.,  4.]))
    """
    if volume_cc == 0.0:
        return np.asarray(dose_gy.max(axis=1))
    order = _hottest_first(dose_gy)
    weights = weights_cc[order]
    middles = np.cumsum(weights, axis=1)
    middles -= weights / 2.0
    at = (middles < volume_cc).sum(axis=1)
    last = dose_gy.shape[1] - 1
    before, after = np.clip(at - 1, 0, last), np.minimum(at, last)
    rows = np.arange(len(dose_gy))
    low, high = middles[rows, before], middles[rows, after]
    hot, cold = dose_gy[rows, order[rows, before]], dose_gy[rows, order[rows, after]]
    span = high - low
    part = np.divide(volume_cc - low, span, out=np.zeros_like(span), where=span > 0.0)
    return np.asarray(hot + np.clip(part, 0.0, 1.0) * (cold - hot))


def means_of_draws(dose_gy: FloatArray, weights_cc: FloatArray) -> FloatArray:
    """Mean over the volume of every draw, (draws,) Gy.

    >>> means_of_draws(np.array([[10.0, 20.0], [0.0, 40.0]]), np.array([3.0, 1.0]))
    array([12.5, 10. ])
    """
    return np.asarray((dose_gy * weights_cc).sum(axis=1) / weights_cc.sum())


def volumes_of_draws(dose_gy: FloatArray, weights_cc: FloatArray, step_gy: float, steps: int) -> FloatArray:
    """Volume with at least 0, 1, 2, … times `step_gy` in every draw, (draws, steps) cc.

    >>> volumes_of_draws(np.array([[10.0, 25.0]]), np.array([3.0, 1.0]), step_gy=10.0, steps=4)
    array([[4., 4., 1., 0.]])
    """
    draws = len(dose_gy)
    level = np.minimum(dose_gy / step_gy, steps - 1).astype(np.intp)
    level += (np.arange(draws) * steps)[:, None]
    weights = np.broadcast_to(weights_cc, dose_gy.shape)
    held = np.bincount(level.ravel(), weights.ravel(), draws * steps).reshape(draws, steps)
    return np.asarray(held[:, ::-1].cumsum(axis=1)[:, ::-1])


def _hottest_first(dose_gy: FloatArray) -> NDArray[np.intp]:
    """The points' numbers, (draws, n), by falling dose: sorting whole numbers is several times faster than ranking."""
    keys = dose_gy.astype(np.float32).view(np.uint32).astype(np.uint64) << np.uint64(32)
    keys |= np.arange(dose_gy.shape[1], dtype=np.uint64)
    keys.sort(axis=1)
    return (keys[:, ::-1] & np.uint64(0xFFFFFFFF)).astype(np.intp)
