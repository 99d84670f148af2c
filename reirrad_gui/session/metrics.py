"""Dose metrics of one organ as figures: a number where the dose is fully known, else the reason and bounds."""

from collections.abc import Callable
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.metrics import (
    LARGEST_NEAR_MAXIMUM_CC,
    NEAR_MAXIMUM_CC,
    Ranked,
    hottest_ranked,
    why_undefined,
)
from reirrad_gui.figures import Figure, rounded
from reirrad_gui.session.assessment import MetricFigures
from reirrad_gui.session.biology import Interval

METRIC_NAMES = ("mean_gy", "max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy")
SHORT = {
    "mean_gy": "Dmean", "max_gy": "Dmax", "d0_03cc_gy": "D0.03cc", "d0_1cc_gy": "D0.1cc", "d0_5cc_gy": "D0.5cc",
    "d2cc_gy": "D2cc", "d5cc_gy": "D5cc",
}  # fmt: skip
FloatArray = NDArray[np.float64]


class Metered:
    """An interval of doses at weighted points with its metrics, each ranking made once and on demand.

    All points are ranked for a curve only: a metric needs none of them, or the hottest.
    """

    def __init__(self, dose: Interval, weights_cc: FloatArray, along: "Metered | None" = None) -> None:
        """`along` is a dose at the same points that rises wherever this one does; its ranking is used again."""
        self.dose = dose
        self.weights_cc = weights_cc
        self.volume_cc = float(weights_cc.sum())
        self._along = along
        self._ranked: dict[str, Ranked] = {}
        self._hottest: dict[str, Ranked] = {}
        self._found: dict[tuple[str, str], float] = {}

    def lower(self, name: str) -> float | None:
        """A metric with unknown dose counted as nothing; None where the organ is too small for it."""
        return None if why_undefined(name, self.volume_cc) else self._metric("lower", self.dose.lower_gy, name)

    def upper(self, name: str) -> float | None:
        """A metric with unknown dose counted as the worst plausible; None where no bound is known."""
        if self.dose.exact:
            return self.lower(name)
        if self.dose.upper_gy is None or why_undefined(name, self.volume_cc):
            return None
        return self._metric("upper", self.dose.upper_gy, name)

    def bounds(self, name: str) -> tuple[float | None, float | None]:
        """Lower and upper bound of a metric."""
        return self.lower(name), self.upper(name)

    def near_maximum(self, volume_cc: float) -> tuple[float | None, float | None]:
        """Lower and upper bound of D(volume); (None, None) where the organ is smaller."""
        if self.volume_cc < volume_cc * (1.0 - 1e-9):
            return None, None
        lower = self._near_maximum("lower", self.dose.lower_gy, volume_cc)
        if self.dose.exact:
            return lower, lower
        if self.dose.upper_gy is None:
            return lower, None
        return lower, self._near_maximum("upper", self.dose.upper_gy, volume_cc)

    def _metric(self, side: str, dose_gy: FloatArray, name: str) -> float:
        if (side, name) not in self._found:
            self._found[side, name] = self._metric_of(side, dose_gy, name)
        return self._found[side, name]

    def _metric_of(self, side: str, dose_gy: FloatArray, name: str) -> float:
        if name == "mean_gy":
            return float((dose_gy * self.weights_cc).sum()) / self.volume_cc
        if name == "max_gy":
            return float(dose_gy.max())
        return self._near_maximum(side, dose_gy, NEAR_MAXIMUM_CC[name])

    def _near_maximum(self, side: str, dose_gy: FloatArray, volume_cc: float) -> float:
        """From the order of all points where there is one already, else from the hottest points alone."""
        if side in self._ranked or self._along is not None or volume_cc > LARGEST_NEAR_MAXIMUM_CC:
            return self._rank(side, dose_gy).hottest(volume_cc)
        if side not in self._hottest:
            self._hottest[side] = hottest_ranked(dose_gy, self.weights_cc, LARGEST_NEAR_MAXIMUM_CC)
        return self._hottest[side].hottest(volume_cc)

    def _rank(self, side: str, dose_gy: FloatArray) -> Ranked:
        if side not in self._ranked:
            like = None if self._along is None else self._along.ranking(side)
            self._ranked[side] = Ranked(dose_gy, self.weights_cc) if like is None else like.along(dose_gy)
        return self._ranked[side]

    @overload
    def ranking(self, side: Literal["lower"]) -> Ranked: ...
    @overload
    def ranking(self, side: str) -> Ranked | None: ...
    def ranking(self, side: str) -> Ranked | None:
        """The order of the points by the lower or the upper bound of this dose; None without an upper bound."""
        if side == "lower" or self.dose.exact:
            return self._rank("lower", self.dose.lower_gy)
        return None if self.dose.upper_gy is None else self._rank("upper", self.dose.upper_gy)


def value_figures(metered: Metered, quantity: str, source: str) -> MetricFigures:
    """The metrics where the dose is known well enough for one number; elsewhere the reason with both bounds."""

    def one(name: str) -> Figure:
        what = f"{quantity}, {SHORT[name]}"
        if (small := why_undefined(name, metered.volume_cc)) != "":
            return Figure.unknown("Gy", what, small, source)
        lower, upper = metered.lower(name), metered.upper(name)
        if lower == upper:
            return Figure(lower, "Gy", what, source if metered.dose.exact else f"{source}; both bounds agree")
        return Figure.unknown("Gy", what, f"{metered.dose.reason}; {bounds_text(lower, upper)}", source)

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
        return f"at least {rounded(lower, 1)} Gy"
    return f"between {rounded(lower, 1)} and {rounded(upper, 1)} Gy"
