"""The accumulated EQD2 of drawn assumptions at given doses: one row per draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq import Equieffective, left_after
from reirrad_gui.lq.term_draws import TermDraws, eqd2_draws, sum_of_draws
from reirrad_gui.session.discounts import Forgetting
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.uncertainty.recovering import DrawnRecovery
from reirrad_gui.volume.grid import FloatArray

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class _Phase:
    number: int
    course: int
    with_least: TermDraws
    with_most: TermDraws


class DrawnSums:
    """Sums of an organ's courses under drawn α/β (draws + 1,) and recovery, the first row as assessed."""

    def __init__(self, opened: Opened, alpha_beta_gy: FloatArray, recovery: DrawnRecovery) -> None:
        self._alpha_beta_gy = alpha_beta_gy
        self._recovery = recovery
        self._model = opened.model
        self.exact = bool((recovery.least == recovery.most).all())
        self._phases: list[_Phase] = []
        number = 0
        for course, doses in enumerate(opened.doses):
            for dose in doses:
                if dose.phase.fractions:  # of none, or an unknown number, nothing is counted here
                    self._phases.append(self._phase(number, course, dose.phase.fractions, dose.phase.delivered_share))
                number += 1

    @property
    def ends(self) -> FloatArray:
        """(draws + 1, n): what varies, as columns; their least and largest are its ends."""
        return np.concatenate([self._alpha_beta_gy[:, None], self._recovery.least], axis=1)

    def _phase(self, number: int, course: int, fractions: int, delivered: float) -> _Phase:
        least, most = self._recovery.least[:, course], self._recovery.most[:, course]
        whole = eqd2_draws(fractions, self._alpha_beta_gy, least, delivered, self._model)
        if self.exact:
            return _Phase(number, course, whole, whole)
        reduced = eqd2_draws(fractions, self._alpha_beta_gy, most, delivered, self._model)
        return _Phase(number, course, whole, reduced)

    def of(
        self, low_gy: Sequence[FloatArray], high_gy: Sequence[FloatArray], rows: Rows
    ) -> tuple[FloatArray, FloatArray]:
        """Least and most accumulated EQD2, (rows, n); one array where they are the same."""
        if self._recovery.depends_on_dose:
            known = low_gy is high_gy
            least = self._after_models(low_gy, rows, most=False, known=known)
            most = self._after_models(high_gy, rows, most=True, known=known)
            return (most, most) if np.array_equal(least, most) else (least, most)
        high = self._plain(high_gy, rows, most=True)
        if self.exact and low_gy is high_gy:
            return high, high
        return self._plain(low_gy, rows, most=False), high

    def _plain(self, doses_gy: Sequence[FloatArray], rows: Rows, *, most: bool) -> FloatArray:
        return _sum(self._phases, doses_gy, rows, most=most)

    def _after_models(self, doses_gy: Sequence[FloatArray], rows: Rows, *, most: bool, known: bool) -> FloatArray:
        """Course by course: what a model leaves of a course depends on the whole of its dose at each point.

        Of a dose known only between bounds, a model under which more dose can leave less says nothing.
        """
        total = np.zeros((rows.size, doses_gy[0].shape[-1]))
        for course in range(self._recovery.least.shape[1]):
            mine = [phase for phase in self._phases if phase.course == course]
            given = _sum(mine, doses_gy, rows, most=most)
            for group in np.unique(self._recovery.group[rows]):
                here = np.flatnonzero(self._recovery.group[rows] == group)
                models = self._recovery.forgetting[group]
                model = models[course] if models else None
                if model is None:
                    total[here] += given[here]
                elif known or model.model.grows_with_dose:
                    total[here] += self._left(model, given[here], most=most)
                elif most:
                    total[here] += given[here]
        return total

    def _left(self, one: Forgetting, given_gy: FloatArray, *, most: bool) -> FloatArray:
        alpha_beta_gy = float(self._alpha_beta_gy[0])
        tolerance_gy = one.model.tolerance_bed_gy / self._model.bed_per_eqd2(alpha_beta_gy)
        course = Equieffective(given_gy, "EQD2", alpha_beta_gy, self._model.tail_at(alpha_beta_gy))
        found = left_after(one.model, course, tolerance_gy, one.months_min, one.months_max)
        return np.maximum(found.most.gy if most else found.least.gy, 0.0)


def _sum(phases: Sequence[_Phase], doses_gy: Sequence[FloatArray], rows: Rows, *, most: bool) -> FloatArray:
    if not phases:
        return np.zeros((rows.size, doses_gy[0].shape[-1] if doses_gy else 0))
    terms = [phase.with_least if most else phase.with_most for phase in phases]
    chosen = [term.rows(rows) for term in terms]
    return sum_of_draws([doses_gy[phase.number] for phase in phases], chosen)
