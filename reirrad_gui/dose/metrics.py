"""Dose metrics of a structure: exact weighted quantiles of its sample points, without histogram bins."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from reirrad_gui.dose.order import ascending
from reirrad_gui.dose.quantile import hottest_gy
from reirrad_gui.volume.grid import FloatArray

NEAR_MAXIMUM_CC = {
    "d0_03cc_gy": 0.03,
    "d0_1cc_gy": 0.1,
    "d0_5cc_gy": 0.5,
    "d1cc_gy": 1.0,
    "d2cc_gy": 2.0,
    "d5cc_gy": 5.0,
}
"""The volume of each near-maximum, cc."""

SHARE_PERCENT = {"d98_percent_gy": 98.0, "d95_percent_gy": 95.0, "d50_percent_gy": 50.0, "d2_percent_gy": 2.0}
"""The share of the structure of each relative-volume metric, %."""

FULLY_COVERED_PERCENT = 100.0 * (1.0 - 1e-9)
"""From here on a structure counts as fully covered: only rounding is forgiven."""


@dataclass(frozen=True, slots=True)
class DoseMetrics:
    """What one dose does to one structure, Gy; None where a metric is not defined or the dose not fully known.

    `covered_percent` is the part of the volume whose dose is known. `why_undefined` has the reason for a None.
    """

    volume_cc: float | None
    covered_percent: float | None
    mean_gy: float | None = None
    min_gy: float | None = None
    max_gy: float | None = None
    d98_percent_gy: float | None = None
    d95_percent_gy: float | None = None
    d50_percent_gy: float | None = None
    d2_percent_gy: float | None = None
    d0_03cc_gy: float | None = None
    d0_1cc_gy: float | None = None
    d0_5cc_gy: float | None = None
    d1cc_gy: float | None = None
    d2cc_gy: float | None = None
    d5cc_gy: float | None = None


METRICS = frozenset(field.name for field in fields(DoseMetrics))


class Ranked:
    """Sample doses from hot to cold, each at the middle of its own volume: the curve that all metrics are read from.

    D(v), the least dose in the hottest v cc, is linear between those middles; it begins at the largest and ends at the
    smallest dose of any sample, points of no volume (the organ's surface) included.
    """

    __slots__ = ("_weights_cc", "dose_gy", "hotter_cc", "volume_cc")

    def __init__(self, dose_gy: FloatArray, weights_cc: FloatArray) -> None:
        order = ascending(dose_gy)[::-1]
        self._weights_cc = weights_cc[order]
        total = np.cumsum(self._weights_cc)
        self.hotter_cc = total - self._weights_cc / 2.0
        self.volume_cc = float(total[-1])
        self.dose_gy = dose_gy[order]

    @property
    def mean_gy(self) -> float:
        """Mean over the volume, Gy."""
        return float((self.dose_gy * self._weights_cc).sum()) / self.volume_cc

    def hottest(self, volume_cc: float) -> float:
        """Least dose in the hottest `volume_cc`, Gy."""
        return float(np.interp(volume_cc, self.hotter_cc, self.dose_gy))


def dose_metrics(dose_gy: FloatArray, weights_cc: FloatArray) -> DoseMetrics:
    """All metrics of one dose over one structure's samples.

    Parameters
    ----------
    dose_gy : (n,) Gy
        Any one quantity (physical, EQD2 or BED of a course, or an accumulated EQD2); NaN is unknown.
    weights_cc : (n,) cc, not below zero
        Volume of each sample; samples of no volume count for minimum and maximum only.

    Returns
    -------
    DoseMetrics
        Doses are None while any volume is unknown (see `dose.coverage` for bounds), and where the structure is
        smaller than the metric's volume. Everything is None for a structure without samples.

    Raises
    ------
    ValueError
        Shapes differ.

    Examples
    --------
    >>> found = dose_metrics(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4))
    >>> found.mean_gy, found.d2cc_gy, found.d5cc_gy
    (25.0, 25.0, None)
    """
    dose, weights = _same_shape(dose_gy, weights_cc)
    covered = covered_percent(dose, weights)
    if covered is None:
        return DoseMetrics(None, None)
    volume = float(weights.sum())
    if covered < 100.0:
        return DoseMetrics(volume, covered)
    known = ~np.isnan(dose)
    ranked = Ranked(dose, weights) if known.all() else Ranked(dose[known], weights[known])
    shares = {name: ranked.hottest(percent / 100.0 * volume) for name, percent in SHARE_PERCENT.items()}
    near = {name: ranked.hottest(cc) for name, cc in NEAR_MAXIMUM_CC.items() if not why_undefined(name, volume)}
    return DoseMetrics(
        volume, 100.0, ranked.mean_gy, float(ranked.dose_gy[-1]), float(ranked.dose_gy[0]), **shares, **near
    )


def covered_percent(dose_gy: FloatArray, weights_cc: FloatArray) -> float | None:
    """Part of the volume whose dose is known, %; None for a structure without volume.

    >>> covered_percent(np.array([20.0, np.nan]), np.array([3.0, 1.0]))
    75.0
    """
    dose, weights = _same_shape(dose_gy, weights_cc)
    volume = float(weights.sum())
    if volume <= 0:
        return None
    covered = 100.0 * (1.0 - float(weights[np.isnan(dose)].sum()) / volume)
    return 100.0 if covered >= FULLY_COVERED_PERCENT else covered


def near_maximum_gy(dose_gy: FloatArray, weights_cc: FloatArray, volume_cc: float) -> float | None:
    """Least dose in the hottest `volume_cc` of a structure, for any volume.

    None where the structure is smaller than that, or any of its volume has unknown dose.

    >>> near_maximum_gy(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), 0.7)
    38.0
    """
    return near_maxima_gy(dose_gy, weights_cc, (volume_cc,))[0]


def near_maxima_gy(
    dose_gy: FloatArray, weights_cc: FloatArray, volumes_cc: Sequence[float]
) -> tuple[float | None, ...]:
    """`near_maximum_gy` for several volumes: only samples at least as hot as that of the largest are ranked.

    >>> near_maxima_gy(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), (0.7, 2.0, 5.0))
    (38.0, 25.0, None)
    """
    dose, weights = _same_shape(dose_gy, weights_cc)
    volume = float(weights.sum())
    defined = [cc for cc in volumes_cc if volume > 0 and not _too_small(volume, cc)]
    unknown = np.isnan(dose)
    if unknown.any():
        if float(weights[unknown].sum()) > volume * 1e-11:
            defined = []
        dose, weights = dose[~unknown], weights[~unknown]
    if not defined:
        return (None,) * len(volumes_cc)
    largest = max(defined)
    least_gy = hottest_gy(dose, weights, largest)
    hot = dose >= least_gy
    ranked = Ranked(dose[hot], weights[hot])
    below = ranked.hotter_cc < largest
    at_cc, gy = np.append(ranked.hotter_cc[below], largest), np.append(ranked.dose_gy[below], least_gy)
    return tuple(float(np.interp(cc, at_cc, gy)) if cc in defined else None for cc in volumes_cc)


def volume_receiving_cc(dose_gy: FloatArray, weights_cc: FloatArray, level_gy: float) -> float | None:
    """Volume with at least `level_gy`, read from the same curve as the metrics; None while any volume is unknown.

    >>> volume_receiving_cc(np.array([10.0, 20.0, 30.0, 40.0]), np.ones(4), 25.0)
    2.0
    """
    dose, weights = _same_shape(dose_gy, weights_cc)
    volume = float(weights.sum())
    if volume <= 0 or np.isnan(dose[weights > 0]).any():
        return None
    known = ~np.isnan(dose)
    ranked = Ranked(dose[known], weights[known])
    if level_gy <= ranked.dose_gy[-1]:
        return volume
    return float(np.interp(level_gy, ranked.dose_gy[::-1], ranked.hotter_cc[::-1], right=0.0))


def why_undefined(metric: str, volume_cc: float | None) -> str:
    """Why a metric of a structure of this volume has no value whatever the dose; empty when it has one.

    Parameters
    ----------
    metric : a field name of `DoseMetrics`

    Examples
    --------
    >>> why_undefined("d2cc_gy", 1.204)
    'the structure has 1.2 cc, less than 2 cc'
    >>> why_undefined("max_gy", 1.204)
    ''

    Raises
    ------
    ValueError
        No metric of this name.
    """
    if metric not in METRICS:
        raise ValueError(f"no dose metric is called {metric!r}")
    if volume_cc is None or volume_cc <= 0:
        return "the structure encloses no volume"
    needed = NEAR_MAXIMUM_CC.get(metric)
    if needed is None or not _too_small(volume_cc, needed):
        return ""
    return f"the structure has {volume_cc:.2g} cc, less than {needed:g} cc"


def _too_small(volume_cc: float, needed_cc: float) -> bool:
    return volume_cc < needed_cc * (1.0 - 1e-9)


def _same_shape(dose_gy: FloatArray, weights_cc: FloatArray) -> tuple[FloatArray, FloatArray]:
    dose, weights = np.asarray(dose_gy, dtype=np.float64), np.asarray(weights_cc, dtype=np.float64)
    if dose.ndim != 1 or dose.shape != weights.shape:
        raise ValueError(f"doses of shape {dose.shape} do not fit weights of shape {weights.shape}")
    return dose, weights
