"""Fractions that take time to give: part of the damage is repaired before the last of it is done.

Only the quadratic part shrinks: BED = D (1 + G d/(α/β)), with G from 1 (at once) towards 0 (very slowly); the
low-dose-rate formula R T (1 + 2R/(μ α/β) (1 − (1 − e^−μT)/(μT))) is the same for one fraction of rate R and time T.
"""

import math
from typing import overload

from reirrad_gui.lq.arguments import FloatArray, Unknown, alpha_beta
from reirrad_gui.lq.isoeffect import Doses, bed
from reirrad_gui.lq.pointwise import not_below_zero
from reirrad_gui.lq.repair import RepairKinetics

_SERIES_BELOW = 1.0
_SERIES = tuple(2.0 * (-1.0) ** k / math.factorial(k + 2) for k in range(19))


def protraction(x: float) -> float:
    """G(x) = (2/x) (1 − (1 − e^−x)/x): the share of the quadratic part left when a fraction takes x = μT.

    Parameters
    ----------
    x : float
        Repair rate μ = ln 2 / half-time times duration T; finite, zero or more.

    Returns
    -------
    float, above 0 to 1; exactly 1 for x = 0

    Raises
    ------
    ValueError
        x out of range.

    Notes
    -----
    Below 1 by its series Σ 2 (−x)^k / (k + 2)!, above by expm1: 16 digits everywhere.

    Examples
    --------
    >>> protraction(0.0), round(protraction(2.0), 6)
    (1.0, 0.567668)
    """
    duration = not_below_zero(x, "x")
    if duration < _SERIES_BELOW:
        total = 0.0
        for term in reversed(_SERIES):
            total = total * duration + term
        return total
    return 2.0 / duration * (1.0 + math.expm1(-duration) / duration)


def protraction_factor(hours: float, repair: RepairKinetics) -> float:
    """G of a fraction that takes so many hours, weighted over the half-times of repair.

    Raises
    ------
    ValueError
        A duration out of range.

    Examples
    --------
    >>> protraction_factor(0.0, RepairKinetics((1.5,)))
    1.0
    """
    duration = not_below_zero(hours, "hours")
    parts = zip(repair.half_times_hours, repair.weights, strict=True)
    return math.fsum(weight * protraction(math.log(2.0) * duration / half_time) for half_time, weight in parts)


@overload
def bed_protracted(
    total_gy: float,
    fractions: int,
    alpha_beta_gy: float,
    hours_per_fraction: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> float: ...
@overload
def bed_protracted(
    total_gy: Doses,
    fractions: int,
    alpha_beta_gy: float,
    hours_per_fraction: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> FloatArray: ...
def bed_protracted(
    total_gy: float | Doses,
    fractions: int,
    alpha_beta_gy: float,
    hours_per_fraction: float,
    repair: RepairKinetics,
    *,
    unknown: Unknown = "raise",
) -> float | FloatArray:
    """BED of equal fractions given at a constant rate over a time: D (1 + G d/(α/β)); one fraction is low dose rate.

    Parameters
    ----------
    total_gy, fractions, alpha_beta_gy, unknown
        As for `lq.bed`.
    hours_per_fraction : float, hours
        From first to last beam of one fraction; finite, zero or more.
    repair : RepairKinetics

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> bed_protracted(21, 3, 3, hours_per_fraction=0.0, repair=RepairKinetics((1.5,)))
    70.0
    >>> round(bed_protracted(21, 3, 3, hours_per_fraction=0.5, repair=RepairKinetics((1.5,))), 2)
    66.43
    """
    factor = protraction_factor(hours_per_fraction, repair)
    return bed(total_gy, fractions, alpha_beta(alpha_beta_gy) / factor, unknown=unknown)
