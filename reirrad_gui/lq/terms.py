"""What one course or phase adds to a sum of doses, as a formula of its physical dose alone.

A sum over courses is evaluated at millions of points again and again while α/β, fractions and recovery change. Each of
these only changes the few numbers of a `Term`; the physical doses stay where they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq.arguments import FloatArray, alpha_beta, fraction_number, share
from reirrad_gui.lq.isoeffect import NO_QUADRATIC_PART_GY
from reirrad_gui.lq.linear_tail import LinearTail

Single = NDArray[np.float32]
ROUGH_RANGE_GY = (1e-20, 1e20)
"""Largest doses for which `rough_sum` serves."""


@dataclass(frozen=True, slots=True)
class Term:
    """One phase's part of a sum: `factor` · E(`delivered` · D), where D is its planned physical dose.

    E is the EQD2, D (D + `shift_gy`) / `divisor_gy`; without a shift it is the physical dose itself. Under LQ-L E goes
    on from a delivered dose of `bend_gy` as a straight line, `straight` per gray. Never falls where D rises. Make it
    with `physical_term` or `eqd2_term`.

    Examples
    --------
    >>> term = eqd2_term(3, alpha_beta_gy=3.0)
    >>> term.of(np.array([0.0, 21.0])), term.after_recovery(0.5).of(np.array([21.0]))
    (array([ 0., 42.]), array([21.]))
    """

    delivered: float = 1.0
    shift_gy: float | None = None
    divisor_gy: float = 1.0
    factor: float = 1.0
    bend_gy: float = math.inf
    straight: float = 1.0

    @property
    def nothing(self) -> bool:
        """True where the sum gets nothing from it, whatever the physical dose."""
        return self.factor == 0.0 or self.delivered == 0.0

    def bends_below(self, planned_gy: float) -> bool:
        """True where so large a planned dose lies on the straight line of LQ-L; there it is not the plain LQ term."""
        return planned_gy * self.delivered > self.bend_gy and not self.nothing

    @property
    def linear(self) -> float:
        """The part that grows with the planned dose, per Gy, up to the bend."""
        slope = 1.0 if self.shift_gy is None else self.shift_gy / self.divisor_gy
        return self.factor * self.delivered * slope

    @property
    def square(self) -> float:
        """The part that grows with the square of the planned dose, per Gy², up to the bend."""
        return 0.0 if self.shift_gy is None else self.factor * self.delivered**2 / self.divisor_gy

    def after_recovery(self, recovery_fraction: float) -> "Term":
        """The part that is left after recovery (0 to 1).

        Raises
        ------
        ValueError
            No fraction between 0 and 1.
        """
        return replace(self, factor=self.factor * (1.0 - share(recovery_fraction, "recovery_fraction")))

    def of(self, planned_gy: FloatArray) -> FloatArray:
        """The part at points with these planned physical doses, Gy; products before quotients, as `lq.eqd2`."""
        dose = planned_gy if self.delivered == 1.0 else planned_gy * self.delivered
        if self.shift_gy is not None:
            curved = dose if self.bend_gy == math.inf else np.minimum(dose, self.bend_gy)
            part = curved + self.shift_gy
            part *= curved
            part /= self.divisor_gy
            if curved is not dose:
                part += (dose - curved) * self.straight
            dose = part
        return dose if self.factor == 1.0 else dose * self.factor

    def planned_gy(self, part_gy: FloatArray) -> FloatArray:
        """The planned physical dose that gives this part: the inverse of `of`, to rounding.

        >>> eqd2_term(3, alpha_beta_gy=3.0).planned_gy(np.array([42.0]))
        array([21.])
        """
        whole = part_gy / self.factor
        if self.shift_gy is not None:
            at_bend = math.inf
            if self.bend_gy < math.inf:
                at_bend = (self.bend_gy + self.shift_gy) * self.bend_gy / self.divisor_gy
            curved = np.minimum(whole, at_bend)
            half, product = self.shift_gy / 2.0, curved * self.divisor_gy
            root = np.sqrt(product + half * half) + half
            found = product / root
            whole = found if at_bend == math.inf else found + (whole - curved) / self.straight
        return whole / self.delivered


def physical_term(delivered: float = 1.0) -> Term:
    """Physical dose as it is, `delivered` being the delivered share of the planned dose."""
    return Term(delivered)


def eqd2_term(fractions: int, alpha_beta_gy: float, delivered: float = 1.0, tail: LinearTail | None = None) -> Term:
    """The EQD2 of a dose given in so many equal fractions, each of its own size at every point; with a tail by LQ-L.

    Raises
    ------
    ValueError
        A number of fractions or an α/β out of range.

    Examples
    --------
    >>> eqd2_term(5, alpha_beta_gy=3.0).of(np.array([20.0]))
    array([28.])
    >>> eqd2_term(4, alpha_beta_gy=3.0, delivered=0.8).of(np.array([20.0]))
    array([22.4])

    8 Gy in one fraction at α/β 2 Gy under LQ-L with dT 4 Gy:

    >>> eqd2_term(1, alpha_beta_gy=2.0, tail=LinearTail(4.0)).of(np.array([8.0]))
    array([16.])
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    if ratio >= NO_QUADRATIC_PART_GY:
        return Term(delivered)
    if tail is None:
        return Term(delivered, number * ratio, number * (2.0 + ratio))
    per_gray = tail.bed_per_gray(ratio, 2.0)
    divisor = number * (2.0 + ratio) if tail.threshold_gy >= 2.0 else number * ratio * per_gray
    bend, straight = number * tail.threshold_gy, tail.slope(ratio) / per_gray
    return Term(delivered, number * ratio, divisor, bend_gy=bend, straight=straight)


def sum_of_terms(planned_gy: Sequence[FloatArray], terms: Sequence[Term]) -> FloatArray:
    """Σ of the terms at points with these planned doses (one array per term), Gy, as a new array.

    >>> sum_of_terms([np.array([21.0]), np.array([20.0])], [eqd2_term(3, 3.0), eqd2_term(5, 3.0)])
    array([70.])
    """
    total: FloatArray | None = None
    for dose, term in zip(planned_gy, terms, strict=True):
        if not term.nothing:
            part = term.of(dose)
            total = part if total is None else total + part
    if total is None:
        return np.zeros_like(planned_gy[0])
    return total.copy() if any(total is dose for dose in planned_gy) else total


def rough_sum(planned_gy: Sequence[Single], terms: Sequence[Term], scale: float, out: Single, part: Single) -> None:
    """`scale` times Σ of the terms in 32-bit numbers, right to some 1e-6 of itself: for sorting points into bins.

    Parameters
    ----------
    planned_gy : arrays (n,), one per term
    out, part : arrays (n,) to write the result and the steps in between
    """
    first = True
    for dose, term in zip(planned_gy, terms, strict=True):
        if term.nothing:
            continue
        into = out if first else part
        _rough_part(dose, np.float32(scale * term.linear), np.float32(scale * term.square), into, _bend(term, scale))
        if not first:
            np.add(out, part, out=out)
        first = False
    if first:
        out[:] = 0.0


def _bend(term: Term, scale: float) -> tuple[Any, Any] | None:
    """The planned dose where the straight line begins, and how steep it is per planned gray; None without one."""
    if term.bend_gy == math.inf:
        return None
    steep = scale * term.factor * term.delivered * term.straight
    return np.float32(term.bend_gy / term.delivered), np.float32(steep)


def _rough_part(dose: Single, linear: Any, square: Any, into: Single, bend: tuple[Any, Any] | None) -> None:
    if square == 0.0:
        np.multiply(dose, linear, out=into)
        return
    curved = dose if bend is None else np.minimum(dose, bend[0])
    np.multiply(curved, square, out=into)
    np.add(into, linear, out=into)
    np.multiply(into, curved, out=into)
    if bend is not None:
        np.subtract(dose, curved, out=curved)
        np.multiply(curved, bend[1], out=curved)
        np.add(into, curved, out=into)


def mean_of_terms(means_gy: Sequence[tuple[float, float]], terms: Sequence[Term]) -> float:
    """Mean of the sum, from each planned dose's mean and mean square: no point has to be looked at again.

    Right for terms whose straight line (`Term.bend_gy`) no point reaches.

    >>> dose = np.array([10.0, 20.0])
    >>> term = eqd2_term(5, alpha_beta_gy=3.0)
    >>> round(mean_of_terms([(15.0, 250.0)], [term]), 9) == round(float(term.of(dose).mean()), 9)
    True
    """
    pairs = zip(means_gy, terms, strict=True)
    return sum(term.linear * mean + term.square * square for (mean, square), term in pairs)
