"""Dose metrics of one organ as figures: a number where the dose is fully known, the reason and bounds where it is not."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.metrics import DoseMetrics, dose_metrics, near_maximum_gy, why_undefined
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import MetricFigures
from reirrad_gui.session.biology import Interval

METRIC_NAMES = ("mean_gy", "max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy")
SHORT = {
    "mean_gy": "Dmean", "max_gy": "Dmax", "d0_03cc_gy": "D0.03cc", "d0_1cc_gy": "D0.1cc", "d0_5cc_gy": "D0.5cc",
    "d2cc_gy": "D2cc", "d5cc_gy": "D5cc",
}  # fmt: skip
FloatArray = NDArray[np.float64]


class Metered:
    """An interval of doses at weighted points with its metrics, each computed once and on demand."""

    def __init__(self, dose: Interval, weights_cc: FloatArray) -> None:
        self.dose = dose
        self.weights_cc = weights_cc
        self.volume_cc = float(weights_cc.sum())
        self._lower: DoseMetrics | None = None
        self._upper: DoseMetrics | None = None

    def lower(self, name: str) -> float | None:
        """A metric with unknown dose counted as nothing; None where the organ is too small for it."""
        if self._lower is None:
            self._lower = dose_metrics(self.dose.lower_gy, self.weights_cc)
        value: float | None = getattr(self._lower, name)
        return value

    def upper(self, name: str) -> float | None:
        """A metric with unknown dose counted as the worst plausible; None where no bound is known."""
        if self.dose.exact:
            return self.lower(name)
        if self.dose.upper_gy is None:
            return None
        if self._upper is None:
            self._upper = dose_metrics(self.dose.upper_gy, self.weights_cc)
        value: float | None = getattr(self._upper, name)
        return value

    def near_maximum(self, volume_cc: float) -> tuple[float | None, float | None]:
        """Lower and upper bound of D(volume); (None, None) where the organ is smaller."""
        lower = near_maximum_gy(self.dose.lower_gy, self.weights_cc, volume_cc)
        if self.dose.exact:
            return lower, lower
        if self.dose.upper_gy is None:
            return lower, None
        return lower, near_maximum_gy(self.dose.upper_gy, self.weights_cc, volume_cc)

    def defined(self, name: str) -> bool:
        """False where the organ is too small for the metric."""
        return not why_undefined(name, self.volume_cc)


def value_figures(metered: Metered, quantity: str, source: str) -> MetricFigures:
    """The metrics where the dose is fully known; elsewhere the reason with both bounds."""

    def one(name: str) -> Figure:
        what = f"{quantity}, {SHORT[name]}"
        if (small := why_undefined(name, metered.volume_cc)) != "":
            return Figure.unknown("Gy", what, small, source)
        lower = metered.lower(name)
        if metered.dose.exact:
            return Figure(lower, "Gy", what, source)
        return Figure.unknown("Gy", what, f"{metered.dose.reason}; {bounds_text(lower, metered.upper(name))}", source)

    return _figures(one)


def bound_figures(metered: Metered, quantity: str, source: str, upper: bool) -> MetricFigures:
    """The lower or the upper bound of every metric; equal to the value where the dose is fully known."""

    def one(name: str) -> Figure:
        side = "at most" if upper else "at least"
        what = f"{quantity}, {SHORT[name]}, {side}"
        if (small := why_undefined(name, metered.volume_cc)) != "":
            return Figure.unknown("Gy", what, small, source)
        value = metered.upper(name) if upper else metered.lower(name)
        if value is None:
            return Figure.unknown("Gy", what, f"no upper bound is known: {metered.dose.reason}", source)
        return Figure(value, "Gy", what, source)

    return _figures(one)


def unknown_figures(quantity: str, reason: str) -> MetricFigures:
    """All metrics unknown for one reason."""
    return _figures(lambda name: Figure.unknown("Gy", f"{quantity}, {SHORT[name]}", reason))


def _figures(one: Callable[[str], Figure]) -> MetricFigures:
    return MetricFigures(*(one(name) for name in METRIC_NAMES))


def bounds_text(lower: float | None, upper: float | None) -> str:
    """ "between 12.0 and 40.3 Gy", "at least 12.0 Gy"."""
    if lower is None:
        return "no bound is known"
    if upper is None:
        return f"at least {lower:.1f} Gy"
    return f"between {lower:.1f} and {upper:.1f} Gy"
