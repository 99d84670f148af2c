"""Dose metrics of one organ as figures: a number where the dose is fully known, else the reason and bounds."""

from collections.abc import Callable

from reirrad_gui.dose.metrics import NEAR_MAXIMUM_CC, why_undefined
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.figures import Figure, rounded
from reirrad_gui.session.assessment import Curve, MetricFigures
from reirrad_gui.session.biology import Interval

METRIC_NAMES = ("mean_gy", "max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy")
SHORT = {
    "mean_gy": "Dmean", "max_gy": "Dmax", "d0_03cc_gy": "D0.03cc", "d0_1cc_gy": "D0.1cc", "d0_5cc_gy": "D0.5cc",
    "d2cc_gy": "D2cc", "d5cc_gy": "D5cc",
}  # fmt: skip


class Metered:
    """An interval of doses at weighted points with its metrics, each found when it is asked for.

    `curves` are those made of it: a course's stay the same ones under any recovery.
    """

    __slots__ = ("curves", "dose", "volume_cc")

    def __init__(self, dose: Interval) -> None:
        self.dose = dose
        self.curves: tuple[Curve, ...] | None = None
        self.volume_cc = dose.lower.samples.volume_cc

    def lower(self, name: str) -> float | None:
        """A metric with unknown dose counted as nothing; None where the organ is too small for it."""
        return None if why_undefined(name, self.volume_cc) else _metric(self.dose.lower, name)

    def upper(self, name: str) -> float | None:
        """A metric with unknown dose counted as the worst plausible; None where no bound is known."""
        if self.dose.upper is None or why_undefined(name, self.volume_cc):
            return None
        return _metric(self.dose.upper, name)

    def bounds(self, name: str) -> tuple[float | None, float | None]:
        """Lower and upper bound of a metric."""
        return self.lower(name), self.upper(name)

    def near_maximum(self, volume_cc: float) -> tuple[float | None, float | None]:
        """Lower and upper bound of D(volume); (None, None) where the organ is smaller."""
        if self.volume_cc < volume_cc * (1.0 - 1e-9):
            return None, None
        upper = self.dose.upper
        return self.dose.lower.hottest(volume_cc), None if upper is None else upper.hottest(volume_cc)


def _metric(dose: Mixed, name: str) -> float:
    if name == "mean_gy":
        return dose.mean_gy
    if name == "max_gy":
        return dose.max_gy
    return dose.hottest(NEAR_MAXIMUM_CC[name])


class FiguresOnDemand(MetricFigures):
    """Metrics that become figures when somebody reads them, from numbers that never change.

    A change of α/β makes some hundred of them, of which a screen shows a few.
    """

    __slots__ = ("_made", "_one")
    _made: dict[str, Figure]
    _one: Callable[[str], Figure]

    def __init__(self, one: Callable[[str], Figure]) -> None:
        object.__setattr__(self, "_one", one)
        object.__setattr__(self, "_made", {})

    def _figure(self, name: str) -> Figure:
        if name not in self._made:
            self._made[name] = self._one(name)
        return self._made[name]

    @property
    def mean_gy(self) -> Figure:
        return self._figure("mean_gy")

    @property
    def max_gy(self) -> Figure:
        return self._figure("max_gy")

    @property
    def d0_03cc_gy(self) -> Figure:
        return self._figure("d0_03cc_gy")

    @property
    def d0_1cc_gy(self) -> Figure:
        return self._figure("d0_1cc_gy")

    @property
    def d0_5cc_gy(self) -> Figure:
        return self._figure("d0_5cc_gy")

    @property
    def d2cc_gy(self) -> Figure:
        return self._figure("d2cc_gy")

    @property
    def d5cc_gy(self) -> Figure:
        return self._figure("d5cc_gy")


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

    return FiguresOnDemand(one)


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

    return FiguresOnDemand(one)


def unknown_figures(quantity: str, reason: str) -> MetricFigures:
    """All metrics unknown for one reason."""
    return FiguresOnDemand(lambda name: Figure.unknown("Gy", f"{quantity}, {SHORT[name]}", reason))


def bounds_text(lower: float | None, upper: float | None) -> str:
    """ "between 12.0 and 40.3 Gy", "at least 12.0 Gy"."""
    if lower is None:
        return "no bound is known"
    if upper is None:
        return f"at least {rounded(lower, 1)} Gy"
    return f"between {rounded(lower, 1)} and {rounded(upper, 1)} Gy"
