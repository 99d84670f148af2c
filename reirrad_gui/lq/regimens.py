"""Regimens of equal effect, and the largest dose that a limit still allows in each number of fractions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.lq.arguments import fraction_number, is_number
from reirrad_gui.lq.isoeffect import bed, eqdx, total_from_eqdx
from reirrad_gui.lq.linear_tail import LinearTail, bed_lql, eqdx_lql, total_from_eqdx_lql

_NOISE = 1e-6
"""Of a hundredth of a gray: what 64-bit arithmetic may leave below a round number."""


@dataclass(frozen=True, slots=True)
class Regimen:
    """A total dose in equal fractions.

    Examples
    --------
    >>> Regimen(5, 20.0).text
    '20 Gy in 5 × 4 Gy'
    """

    fractions: int
    total_gy: float

    @property
    def fraction_gy(self) -> float:
        """Dose per fraction, Gy."""
        return self.total_gy / self.fractions

    @property
    def text(self) -> str:
        """Total, number and size in one line; cut after two decimals, so that a largest dose never looks larger."""
        return f"{_plain(self.total_gy)} Gy in {self.fractions} × {_plain(self.fraction_gy)} Gy"

    def bed_gy(self, alpha_beta_gy: float, tail: LinearTail | None = None) -> float:
        """Its BED at this α/β, under LQ or, with a tail, LQ-L, Gy."""
        if tail is None:
            return bed(self.total_gy, self.fractions, alpha_beta_gy)
        return bed_lql(self.total_gy, self.fractions, alpha_beta_gy, tail)

    def eqd2_gy(self, alpha_beta_gy: float, tail: LinearTail | None = None) -> float:
        """Its EQD2 at this α/β, under LQ or, with a tail, LQ-L, Gy."""
        if tail is None:
            return eqdx(self.total_gy, self.fractions, alpha_beta_gy, 2.0)
        return eqdx_lql(self.total_gy, self.fractions, alpha_beta_gy, tail)


def isoeffective(
    regimen: Regimen, fraction_numbers: Sequence[int], alpha_beta_gy: float, tail: LinearTail | None = None
) -> tuple[Regimen, ...]:
    """Regimens with the same effect in other numbers of fractions.

    Parameters
    ----------
    regimen : Regimen
    fraction_numbers : sequence of int
        Numbers of fractions wanted, 1 or more each.
    alpha_beta_gy : float, Gy
        Above zero, may be infinite.
    tail : LinearTail or None
        None: plain LQ.

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> for same in isoeffective(Regimen(5, 20.0), [1, 5, 10], alpha_beta_gy=10):
    ...     print(same.text)
    12.46 Gy in 1 × 12.46 Gy
    20 Gy in 5 × 4 Gy
    22.8 Gy in 10 × 2.28 Gy
    """
    return largest(regimen.eqd2_gy(alpha_beta_gy, tail), fraction_numbers, alpha_beta_gy, tail)


def largest(
    remaining_eqd2_gy: float, fraction_numbers: Sequence[int], alpha_beta_gy: float, tail: LinearTail | None = None
) -> tuple[Regimen, ...]:
    """The largest total that an EQD2 still allows, for each number of fractions.

    Parameters
    ----------
    remaining_eqd2_gy : float, Gy
        From `lq.remaining_eqd2`; finite. Zero or less leaves 0 Gy, as a statement.
    fraction_numbers : sequence of int
        1 or more each.
    alpha_beta_gy : float, Gy
        The one at which `remaining_eqd2_gy` was found; above zero, may be infinite.
    tail : LinearTail or None
        None: plain LQ. Otherwise limit and earlier courses must have been converted with the same tail.

    Raises
    ------
    ValueError
        An argument is out of range or unknown (NaN); says which and its value.

    Examples
    --------
    Bladder after 21 Gy in 3 to its near-maximum, limit 80 Gy without recovery:

    >>> for regimen in largest(80 - 42, [1, 5, 10], alpha_beta_gy=3):
    ...     print(regimen.text)
    12.36 Gy in 1 × 12.36 Gy
    24.22 Gy in 5 × 4.84 Gy
    31.09 Gy in 10 × 3.1 Gy
    """
    if not is_number(remaining_eqd2_gy) or not np.isfinite(remaining_eqd2_gy):
        raise ValueError(f"remaining_eqd2_gy must be finite, not {remaining_eqd2_gy!r}")
    left = max(float(remaining_eqd2_gy), 0.0)
    numbers = [fraction_number(number, "fraction_numbers") for number in fraction_numbers]
    return tuple(Regimen(number, _total(left, number, alpha_beta_gy, tail)) for number in numbers)


def _total(eqd2_gy: float, number: int, alpha_beta_gy: float, tail: LinearTail | None) -> float:
    if tail is None:
        return total_from_eqdx(eqd2_gy, number, alpha_beta_gy, 2.0)
    return total_from_eqdx_lql(eqd2_gy, number, alpha_beta_gy, tail)


def _plain(gray: float) -> str:
    return f"{math.floor(100.0 * gray + _NOISE) / 100.0:.2f}".rstrip("0").rstrip(".")
