"""How much of a structure a dose states, and what a metric may be where the dose is partly unknown."""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.metrics import DoseMetrics, dose_metrics
from reirrad_gui.volume.grid import FloatArray


@dataclass(frozen=True, slots=True)
class Bounds:
    """Metrics with unknown dose counted as nothing (`lower`) and as the worst plausible dose (`upper`).

    `value` is the metrics themselves when the whole structure is covered, and None otherwise: nothing is forgiven, a
    uncovered 0.03 cc can hold the near-maximum.
    """

    lower: DoseMetrics
    upper: DoseMetrics
    value: DoseMetrics | None


def filled(dose_gy: FloatArray, fill_gy: float) -> FloatArray:
    """The doses with `fill_gy` where they are unknown.

    >>> filled(np.array([20.0, np.nan]), 5.0)
    array([20.,  5.])
    """
    return np.where(np.isnan(dose_gy), fill_gy, dose_gy)


def bounded_metrics(dose_gy: FloatArray, weights_cc: FloatArray, upper_fill_gy: float) -> Bounds:
    """Metrics of a partly covered structure as bounds.

    Parameters
    ----------
    dose_gy : (n,) Gy, NaN where unknown
    weights_cc : (n,) cc
    upper_fill_gy : float, Gy
        Worst plausible dose where it is unknown: the larger of the dose at the grid's edge and the prescription.

    Raises
    ------
    ValueError
        A negative or non-finite `upper_fill_gy`.

    Notes
    -----
    The bounds hold to within the volume of one sample (some 0.001 cc), between which the curve is interpolated.

    Examples
    --------
    >>> found = bounded_metrics(np.array([20.0, np.nan]), np.array([3.0, 1.0]), upper_fill_gy=24.0)
    >>> found.lower.mean_gy, found.upper.mean_gy, found.value
    (15.0, 21.0, None)
    """
    if not 0 <= upper_fill_gy < np.inf:
        raise ValueError(f"the worst plausible dose must be finite and not below zero, not {upper_fill_gy}")
    known = dose_metrics(dose_gy, weights_cc)
    if known.covered_percent == 100.0:
        return Bounds(known, known, known)
    lower = dose_metrics(filled(dose_gy, 0.0), weights_cc)
    upper = dose_metrics(filled(dose_gy, upper_fill_gy), weights_cc)
    return Bounds(lower, upper, None)
