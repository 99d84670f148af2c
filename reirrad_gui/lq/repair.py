"""Several fractions a day: what is not yet repaired adds to the next fraction.

Sublethal damage decays with one or more half-times; overnight repair is taken as complete. It changes only the
quadratic part: BED = D (1 + (1 + Hm) d/(α/β)). Thames 1985; printed in Voyant 2014, doi 10.1016/j.rpor.2013.08.004,
equation 5.
"""

import math
from dataclasses import dataclass
from typing import Final, overload

from reirrad_gui.lq.arguments import FloatArray, Unknown, alpha_beta, fraction_number, share
from reirrad_gui.lq.isoeffect import Doses, bed
from reirrad_gui.lq.pointwise import above_zero, not_below_zero

MOST_FRACTIONS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class RepairKinetics:
    """Half-times of repair with the share of damage that follows each.

    Parameters
    ----------
    half_times_hours : tuple of float, hours
        One or more, finite and above zero.
    weights : tuple of float
        One per half-time, each 0 to 1, together 1.
    citation : str
    confidence : str
        "V" read in the source, "S" quoted, "M" from memory, "" entered by the user.

    Raises
    ------
    ValueError
        A half-time or weight out of range, or weights that are not one per half-time or do not add up to 1.

    Examples
    --------
    >>> RepairKinetics((1.5,))
    RepairKinetics(half_times_hours=(1.5,), weights=(1.0,), citation='', confidence='')
    """

    half_times_hours: tuple[float, ...]
    weights: tuple[float, ...] = (1.0,)
    citation: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        times = tuple(above_zero(time, "half_times_hours") for time in self.half_times_hours)
        weights = tuple(share(weight, "weights") for weight in self.weights)
        if not times or len(times) != len(weights) or not math.isclose(sum(weights), 1.0, abs_tol=1e-12):
            raise ValueError(f"weights must be one per half-time and add up to 1, not {self.weights}")
        object.__setattr__(self, "half_times_hours", times)
        object.__setattr__(self, "weights", weights)

    @classmethod
    def partition(
        cls, fast_hours: float, slow_hours: float, coefficient: float, citation: str = "", confidence: str = ""
    ) -> "RepairKinetics":
        """Fast and slow repair with a partition coefficient c: weights 1/(1 + c) and c/(1 + c) (Millar and Canney).

        Examples
        --------
        >>> RepairKinetics.partition(0.5, 4.0, 1.0).weights
        (0.5, 0.5)
        """
        slow = not_below_zero(coefficient, "coefficient")
        weights = (1.0 / (1.0 + slow), slow / (1.0 + slow))
        return cls((fast_hours, slow_hours), weights, citation, confidence)


MILLAR: Final = RepairKinetics.partition(
    0.19,
    2.16,
    0.98,
    citation="after Millar 1993/2015 as found in open code, which pairs it with α/β 2.47 Gy; check against the papers",
    confidence="V",
)


def incomplete_repair_factor(fractions_a_day: int, gap_hours: float, repair: RepairKinetics) -> float:
    """Hm: how much the quadratic part grows because a day's fractions are not repaired before the next.

    (2/m) Σ (m − k) φ^k over k = 1 to m − 1, φ = 2^(−gap / half-time): the sum behind the printed quotient
    (2/m) (φ/(1 − φ)) (m − (1 − φ^m)/(1 − φ)), which loses its digits where φ comes near 1. Weighted over half-times.

    Parameters
    ----------
    fractions_a_day : int
        m; 1 to 24.
    gap_hours : float, hours
        Between the fractions of one day; zero or more, and all of them within 24 hours.
    repair : RepairKinetics

    Returns
    -------
    float, 0 (one a day, or fully repaired) to m − 1 (all at once)

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    Two a day, six hours apart, half-time 1.5 hours: φ = 2⁻⁴.

    >>> incomplete_repair_factor(2, 6.0, RepairKinetics((1.5,)))
    0.0625
    """
    m, gap = fraction_number(fractions_a_day, "fractions_a_day"), not_below_zero(gap_hours, "gap_hours")
    if m > MOST_FRACTIONS_A_DAY:
        raise ValueError(f"fractions_a_day must be {MOST_FRACTIONS_A_DAY} or fewer, not {m}")
    if (m - 1) * gap >= 24.0:
        raise ValueError(f"{m} fractions {gap:g} hours apart do not fit into one day; gap_hours must be smaller")
    parts = zip(repair.half_times_hours, repair.weights, strict=True)
    return math.fsum(weight * _h(m, 2.0 ** (-gap / half_time)) for half_time, weight in parts)


def _h(m: int, left: float) -> float:
    return 2.0 / m * math.fsum((m - k) * left**k for k in range(1, m))


@overload
def bed_several_a_day(
    total_gy: float,
    fractions: int,
    alpha_beta_gy: float,
    fractions_a_day: int,
    gap_hours: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> float: ...
@overload
def bed_several_a_day(
    total_gy: Doses,
    fractions: int,
    alpha_beta_gy: float,
    fractions_a_day: int,
    gap_hours: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> FloatArray: ...
def bed_several_a_day(
    total_gy: float | Doses,
    fractions: int,
    alpha_beta_gy: float,
    fractions_a_day: int,
    gap_hours: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> float | FloatArray:
    """BED of several fractions a day with incomplete repair between them: D (1 + (1 + Hm) d/(α/β)).

    A last day with fewer fractions is counted like the others, which errs towards more effect.

    Parameters
    ----------
    total_gy, fractions, alpha_beta_gy, unknown
        As for `lq.bed`; `fractions` is the number of all fractions.
    fractions_a_day, gap_hours, repair
        As for `incomplete_repair_factor`; no more a day than there are in all.

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    30 Gy in 20, two a day: 30 (1 + 1.0625 · 1.5/3).

    >>> round(bed_several_a_day(30, 20, 3, fractions_a_day=2, gap_hours=6, repair=RepairKinetics((1.5,))), 4)
    45.9375
    """
    factor, number = incomplete_repair_factor(fractions_a_day, gap_hours, repair), fraction_number(fractions)
    if fractions_a_day > number:
        raise ValueError(f"fractions_a_day must not be more than all fractions ({number}), not {fractions_a_day}")
    return bed(total_gy, number, alpha_beta(alpha_beta_gy) / (1.0 + factor), unknown=unknown)
