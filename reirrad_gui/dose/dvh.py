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
    """The cumulative DVH of a fully known dose; it agrees with `dose_metrics` at every point.

    Parameters
    ----------
    dose_gy : (n,) Gy, finite
    weights_cc : (n,) cc, with a sum above zero
    points : int or None
        Number of points, evenly spaced in dose from 0 to the maximum; None for every sample.

    Raises
    ------
    ValueError
        An unknown dose (fill it with its bounds and draw both curves), or no volume.

    Examples
    --------
    >>> curve = cumulative_dvh(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), points=5)
    >>> curve.dose_gy.tolist(), curve.volume_cc.tolist()
    ([0.0, 10.0, 20.0, 30.0, 40.0], [4.0, 4.0, 2.5, 1.5, 0.0])
    """
    dose = np.asarray(dose_gy, dtype=np.float64)
    if not np.isfinite(dose).all():
        raise ValueError("a curve needs a known dose at every sample")
    if not np.sum(weights_cc) > 0:
        raise ValueError("a curve needs a structure with volume")
    return curve_of(Ranked(dose, np.asarray(weights_cc, dtype=np.float64)), points)


def curve_of(ranked: Ranked, points: int | None = 400) -> DvhCurve:
    """The cumulative DVH of samples that are already ranked; see `cumulative_dvh`."""
    cold, hotter = ranked.dose_gy[::-1], ranked.hotter_cc[::-1]
    axis = cold if points is None else np.linspace(0.0, cold[-1], points)
    volume = np.interp(axis, cold, hotter)
    volume[axis <= cold[0]] = ranked.volume_cc
    if points is None:
        axis, volume = np.concatenate([[0.0], axis]), np.concatenate([[ranked.volume_cc], volume])
    axis, volume = axis.copy(), np.minimum.accumulate(volume)
    volume[-1] = 0.0
    return DvhCurve(axis, volume)
