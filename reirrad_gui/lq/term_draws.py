"""One phase's part of a sum under many assumptions at once: α/β and recovery are drawn, the physical dose is given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq.arguments import FloatArray
from reirrad_gui.lq.dose_model import PLAIN_LQ, DoseModel
from reirrad_gui.lq.isoeffect import NO_QUADRATIC_PART_GY
from reirrad_gui.lq.terms import eqd2_term


@dataclass(frozen=True, slots=True, eq=False)
class TermDraws:
    """One phase's EQD2 in many draws: `linear` · D + `square` · D², D its planned physical dose; arrays (draws,).

    Under LQ-L it goes on from `bend_gy` as a straight line, `straight` per gray (both (draws,); None: plain LQ).
    """

    linear: FloatArray
    square: FloatArray
    bend_gy: FloatArray | None = None
    straight: FloatArray | None = None

    @property
    def nothing(self) -> bool:
        """True where no draw gets anything from it, whatever the physical dose."""
        return not (self.linear.any() or self.square.any())

    def of(self, planned_gy: FloatArray) -> FloatArray:
        """The part of every draw, (draws, n), at points with these doses: (n,), or (draws, n) where each has its own.

        >>> eqd2_draws(3, np.array([3.0, 2.0]), np.zeros(2)).of(np.array([21.0]))
        array([[42.  ],
               [47.25]])
        """
        curved = planned_gy if self.bend_gy is None else np.minimum(planned_gy, self.bend_gy[:, None])
        part = self.square[:, None] * curved
        part += self.linear[:, None]
        part *= curved
        if self.straight is not None:
            part += self.straight[:, None] * (planned_gy - curved)
        return part

    def rows(self, chosen: NDArray[np.intp]) -> "TermDraws":
        """Some of the draws."""
        bend = None if self.bend_gy is None else self.bend_gy[chosen]
        straight = None if self.straight is None else self.straight[chosen]
        return TermDraws(self.linear[chosen], self.square[chosen], bend, straight)


def eqd2_draws(
    fractions: int,
    alpha_beta_gy: FloatArray,
    recovery_fraction: FloatArray,
    delivered: float = 1.0,
    model: DoseModel = PLAIN_LQ,
) -> TermDraws:
    """The EQD2 of a dose in so many equal fractions, for each drawn α/β (Gy) and recovery (0 to 1); arrays (draws,).

    Under LQ-L every draw has the tail of its own α/β.

    Raises
    ------
    ValueError
        As `eqd2_term`, or a recovery outside 0 to 1.

    Examples
    --------
    >>> terms = eqd2_draws(5, np.array([3.0, 3.0]), np.array([0.0, 0.5]))
    >>> terms.of(np.array([20.0])).ravel()
    array([28., 14.])
    """
    for end in {float(alpha_beta_gy.min()), float(alpha_beta_gy.max())}:
        eqd2_term(fractions, end, delivered)  # refuses what is out of range
    if not ((recovery_fraction >= 0.0).all() and (recovery_fraction <= 1.0).all()):
        raise ValueError("recovery_fraction must lie between 0 and 1")
    whole = alpha_beta_gy >= NO_QUADRATIC_PART_GY
    ratio = np.where(whole, 1.0, alpha_beta_gy)
    divisor_gy = fractions * (2.0 + ratio)
    linear = np.where(whole, delivered, delivered * (fractions * ratio / divisor_gy))
    square = np.where(whole, 0.0, delivered**2 / divisor_gy)
    left = 1.0 - recovery_fraction
    if model.plain:
        return TermDraws(left * linear, left * square)
    terms = {one: eqd2_term(fractions, one, delivered, model.tail_at(one)) for one in set(alpha_beta_gy.tolist())}
    each = [terms[one] for one in alpha_beta_gy.tolist()]
    lines = np.array([(t.linear, t.square, t.bend_gy, t.straight) for t in each])
    with np.errstate(divide="ignore"):
        bend = lines[:, 2] / delivered
    return TermDraws(left * lines[:, 0], left * lines[:, 1], bend, left * lines[:, 3] * delivered)


def sum_of_draws(planned_gy: Sequence[FloatArray], terms: Sequence[TermDraws]) -> FloatArray:
    """Σ of the parts, (draws, n): doses (n,) or (draws, n), one per phase as the terms.

    >>> ratios, none = np.array([3.0]), np.zeros(1)
    >>> both = [eqd2_draws(3, ratios, none), eqd2_draws(5, ratios, none)]
    >>> sum_of_draws([np.array([21.0]), np.array([20.0])], both)
    array([[70.]])
    """
    total = np.zeros((terms[0].linear.size, planned_gy[0].shape[-1]))
    for dose, term in zip(planned_gy, terms, strict=True):
        if not term.nothing:
            total += term.of(dose)
    return total
