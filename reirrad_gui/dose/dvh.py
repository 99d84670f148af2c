"""Cumulative dose-volume curves."""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.metrics import Ranked
from reirrad_gui.volume.grid import FloatArray, frozen


@dataclass(frozen=True, slots=True, eq=False)
class DvhCurve:
    """Volume receiving at least each dose: doses ascend from 0, volumes fall from the whole structure to 0."""

    dose_gy: FloatArray
    volume_cc: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "dose_gy", frozen(self.dose_gy))
        object.__setattr__(self, "volume_cc", frozen(self.volume_cc))


def cumulative_dvh(dose_gy: FloatArray, weights_cc: FloatArray, points: int | None = 400) -> DvhCurve:
    """The cumulative DVH of a fully known dose.

    Parameters
    ----------
    dose_gy : (n,) Gy, finite
    weights_cc : (n,) cc, with a sum above zero
    points : int or None
        Number of points, evenly spaced in dose from 0 to the maximum: the volume of the samples with at least that
        dose. None: the line through every sample that the metrics are read from, which has half of a sample's own
        volume above it.

    Raises
    ------
    ValueError
        An unknown dose (fill it with its bounds and draw both curves), or no volume.

    Examples
    --------
    >>> curve = cumulative_dvh(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), points=5)
    >>> curve.dose_gy.tolist(), curve.volume_cc.tolist()
    ([0.0, 10.0, 20.0, 30.0, 40.0], [4.0, 4.0, 3.0, 2.0, 0.0])
    """
    dose, weights = np.asarray(dose_gy, dtype=np.float64), np.asarray(weights_cc, dtype=np.float64)
    if not np.isfinite(dose).all():
        raise ValueError("a curve needs a known dose at every sample")
    if not weights.sum() > 0:
        raise ValueError("a curve needs a structure with volume")
    if points is None:
        return _through_all(Ranked(dose, weights))
    axis = np.linspace(0.0, float(dose.max()), points)
    volume = volumes_at_least(volume_between(dose, weights, axis), float(weights.sum()))
    volume[-1] = 0.0
    return DvhCurve(axis, volume)


def volume_between(dose_gy: FloatArray, weights_cc: FloatArray, axis_gy: FloatArray) -> FloatArray:
    """Volume with at least each dose of an ascending axis from 0 Gy, and less than the next; cc.

    >>> volume_between(np.array([10.0, 20.0, 30.0]), np.ones(3), np.array([0.0, 20.0])).tolist()
    [1.0, 2.0]
    """
    level = np.searchsorted(axis_gy, dose_gy, side="right") - 1
    return np.bincount(level, weights_cc, axis_gy.size).astype(np.float64)


def volumes_at_least(between_cc: FloatArray, whole_cc: float) -> FloatArray:
    """Volumes above each dose from those between the doses; the whole volume where only rounding is missing."""
    volume = np.cumsum(between_cc[::-1])[::-1]
    np.maximum(volume, 0.0, out=volume)
    volume[volume >= whole_cc * (1.0 - 1e-12)] = whole_cc
    return np.minimum.accumulate(volume)


def per_gy(dose_gy: FloatArray, volume: FloatArray, together: int = 1) -> tuple[FloatArray, FloatArray]:
    """The differential of a cumulative curve: edges (k + 1,) of its bins and the volume per Gy (k,) in each.

    Parameters
    ----------
    dose_gy, volume : (n,) of a cumulative curve, doses ascending
        Volume in any unit, dose too ("Gy" is then that unit).
    together : int
        Steps of the curve that make one bin; the last bin takes what is left over.

    Returns
    -------
    Two new arrays; Σ density · width is the whole volume. A curve without extent in dose (all at 0 Gy) gives one bin
    of no width and density 0: no finite height could be its volume.

    Examples
    --------
    >>> edges, density = per_gy(np.array([0.0, 10.0, 20.0]), np.array([4.0, 3.0, 0.0]))
    >>> edges.tolist(), density.tolist()
    ([0.0, 10.0, 20.0], [0.1, 0.3])
    """
    dose, left = np.asarray(dose_gy, dtype=np.float64), np.asarray(volume, dtype=np.float64)
    if not dose[-1] > dose[0]:
        return np.array([dose[0], dose[0]]), np.zeros(1)
    at = np.unique(np.append(np.arange(0, dose.size - 1, together), dose.size - 1))
    edges = dose[at]
    return edges, -np.diff(left[at]) / np.diff(edges)


def _through_all(ranked: Ranked) -> DvhCurve:
    cold, hotter = ranked.dose_gy[::-1], ranked.hotter_cc[::-1]
    volume = np.where(cold <= cold[0], ranked.volume_cc, hotter)
    volume = np.minimum.accumulate(np.concatenate([[ranked.volume_cc], volume]))
    volume[-1] = 0.0
    return DvhCurve(np.concatenate([[0.0], cold]), volume)
