"""One sum of doses over an organ: its mean, maximum, near-maxima and curve, none of them from sorting all points."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.dvh import DvhCurve
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.levels import volumes_reaching
from reirrad_gui.dose.metrics import Ranked
from reirrad_gui.dose.order import Order
from reirrad_gui.dose.quantile import hottest_of_sum
from reirrad_gui.lq.terms import Term, mean_of_terms, sum_of_terms
from reirrad_gui.volume.grid import FloatArray

TOLERANCE = 1e-12
"""Doses as close to a level as that are converted and compared, never decided by the inverse."""


class Mixed:
    """A sum of phases at an organ's points: what one course gave (EQD2 or physical), or what has accumulated.

    Its figures are computed when they are asked for, and kept. They are those of `metrics.Ranked` of the same doses;
    only a curve over very many points may come from fewer that stand for them.

    Parameters
    ----------
    samples : JointSamples
    terms : one Term per phase of the samples
        `Term(factor=0.0)` for a phase that takes no part.

    Examples
    --------
    >>> from reirrad_gui.lq.terms import eqd2_term
    >>> points = JointSamples([np.array([21.0, 10.5]), np.array([0.0, 20.0])], np.ones(2))
    >>> total = Mixed(points, [eqd2_term(3, 3.0), eqd2_term(5, 3.0)])
    >>> total.max_gy, round(total.mean_gy, 9), total.hottest(0.5)
    (42.0, 41.825, 42.0)
    """

    def __init__(self, samples: JointSamples, terms: Sequence[Term]) -> None:
        self.samples = samples
        self.terms = tuple(terms)
        self._acting = [phase for phase, term in enumerate(self.terms) if not term.nothing]
        self._hottest: dict[float, float] = {}
        self._hot: dict[float, FloatArray] = {}
        self._mean: float | None = None
        self._highest: float | None = None
        self._top: tuple[float, int] | None = None
        self._curves: dict[int, DvhCurve] = {}
        self._at_once = False
        self._ranked: Ranked | None = None

    def rank_at_once(self) -> None:
        """Puts all points in order: quicker where many volumes, large ones among them, are asked for only once.

        Of a sum of one phase the order serves every other such sum, too. The figures stay the same.
        """
        self._at_once = True
        if self._ranked is None and len(self._acting) > 1:
            self._ranked = Ranked(self.values(), self.samples.weights_cc)

    @property
    def alone(self) -> int | None:
        """The one phase of which the sum consists; None for several, or none."""
        return self._acting[0] if len(self._acting) == 1 else None

    def values(self) -> FloatArray:
        """The dose at every point, Gy; a new array."""
        if not self._acting:
            return np.zeros(self.samples.count)
        return sum_of_terms(self.samples.doses_gy, self.terms)

    def at(self, point: int) -> float:
        """The dose at one of the points, by its number."""
        parts = (self.terms[phase].of(self.samples.doses_gy[phase][point : point + 1]) for phase in self._acting)
        return float(sum(part[0] for part in parts))

    @property
    def mean_gy(self) -> float:
        """Mean over the volume."""
        if self._mean is None:
            self._mean = self._mean_gy() if self.bent else mean_of_terms(self.samples.means_gy, self.terms)
        return self._mean

    @property
    def bent(self) -> bool:
        """True where a point lies on the straight line of LQ-L: there the dose is not that of plain LQ."""
        acting = [phase for phase in self._acting if self.terms[phase].bend_gy < math.inf]
        return any(self.terms[phase].bends_below(float(self.samples.highest_gy[phase])) for phase in acting)

    def _mean_gy(self) -> float:
        """The mean of what every point gets: means and mean squares of the phases do not tell it under LQ-L."""
        return float((self.values() * self.samples.weights_cc).sum()) / self.samples.volume_cc

    @property
    def max_gy(self) -> float:
        """Largest dose at any point; of one phase that of its largest planned dose."""
        if self._highest is None:
            self._highest = self._highest_gy()
        return self._highest

    def _highest_gy(self) -> float:
        if self.alone is not None:
            return self._of_highest(self.alone)
        return self.hottest_point[0] if self._ranked is None else float(self._ranked.dose_gy[0])

    def _of_highest(self, phase: int) -> float:
        planned = self.samples.highest_gy[phase : phase + 1]
        return float(self.terms[phase].of(planned)[0])

    @property
    def hottest_point(self) -> tuple[float, int]:
        """The largest dose, and the number of the first point that has it."""
        if self._top is None:
            dose = self.hot_gy(0.0)
            at = int(np.argmax(dose))
            self._top = (float(dose[at]), int(self.samples.hot(0.0).points[at]) if dose[at] > 0 else 0)
        return self._top

    def hottest(self, volume_cc: float) -> float:
        """Least dose in the hottest `volume_cc`, Gy."""
        if volume_cc not in self._hottest:
            self._hottest[volume_cc] = self._hottest_gy(volume_cc)
        return self._hottest[volume_cc]

    def _hottest_gy(self, volume_cc: float) -> float:
        if not self._acting:
            return 0.0
        if self._ranked is not None:
            return self._ranked.hottest(volume_cc)
        hot = self.samples.hot(math.inf if self._at_once else volume_cc)
        if self.alone is None:
            return hottest_of_sum(hot, self.terms, volume_cc)
        return hot.falling(self.alone).at(volume_cc, self.alone, self.terms[self.alone])

    def hot_gy(self, volume_cc: float) -> FloatArray:
        """The dose at `samples.hot(volume_cc)`, Gy: all that its hottest `volume_cc` can be told from."""
        hot = self.samples.hot(volume_cc)
        if hot.tier_cc not in self._hot:
            doses = sum_of_terms(hot.doses_gy, self.terms) if self._acting else np.zeros(hot.points.size)
            self._hot[hot.tier_cc] = doses
        return self._hot[hot.tier_cc]

    def axis_gy(self, points: int) -> FloatArray:
        """So many doses, evenly spaced from 0 to the maximum."""
        axis: FloatArray = np.arange(points, dtype=np.float64) * (self.max_gy / (points - 1))
        axis[-1] = self.max_gy
        axis.flags.writeable = False
        return axis

    def curve(self, points: int) -> DvhCurve:
        """The cumulative curve at so many doses, evenly spaced from 0 to the maximum: the volume with at least each.

        Counted over all points; of a sum of several phases over `JointSamples.for_curves`.
        """
        if points not in self._curves:
            axis = self.axis_gy(points)
            volume = self._volumes(axis)
            volume[-1] = 0.0
            self._curves[points] = DvhCurve(axis, volume)
        return self._curves[points]

    def _volumes(self, axis_gy: FloatArray) -> FloatArray:
        """Volume with at least each dose of an ascending axis from 0 to the maximum, cc; the last is left open."""
        if not self._acting:
            return np.where(axis_gy <= 0.0, self.samples.volume_cc, 0.0)
        phase = self.alone
        if phase is None:
            return volumes_reaching(self.samples.for_curves, self.terms, axis_gy)
        order = self.samples.order_if_worth(phase)
        if order is None:
            return volumes_reaching(self.samples, self.terms, axis_gy)
        volume = np.zeros(axis_gy.size)
        volume[0] = self.samples.volume_cc
        volume[1:-1] = order.hotter_cc[_colder(order, self.terms[phase], axis_gy[1:-1])]
        return volume


def _colder(order: Order, term: Term, axis_gy: FloatArray) -> NDArray[np.intp]:
    """How many points of a phase's order get less than each dose of the axis.

    The planned dose of a level says where to look. Where a point lies within rounding of it, all such points are
    converted and compared.
    """
    planned = term.planned_gy(axis_gy)
    found, close = order.colder(planned * (1.0 - TOLERANCE), planned * (1.0 + TOLERANCE))
    for level in np.flatnonzero(close * (planned > 0.0)):  # every dose reaches 0 Gy
        cold, gy = order.cold_gy, planned[level]
        start = int(found[level])
        stop = int(np.searchsorted(cold, gy * (1.0 + TOLERANCE), side="right"))
        found[level] = start + int(np.searchsorted(term.of(cold[start:stop]), axis_gy[level]))
    return found
