"""What cells that divide during a treatment take away from it; never a credit for days before the kick-off.

BED − ln 2 (T − Tk)/(α Tp) where the overall time T exceeds the kick-off time Tk (Fowler, Br J Radiol 62 (1989)
679-694); and the same as gray per day, EQD2,t = EQD2,T − (T − t) Dprolif. For tumours and acute reactions: late
reactions do not repopulate within a course. No parameters are shipped: they belong to a tumour and its source.
"""

import math
from dataclasses import dataclass
from typing import overload

import numpy as np

from reirrad_gui.lq.arguments import FloatArray, Unknown
from reirrad_gui.lq.isoeffect import Doses
from reirrad_gui.lq.pointwise import above_zero, at_each_point, not_below_zero


@dataclass(frozen=True, slots=True)
class Repopulation:
    """How fast clonogens divide, and since when.

    Parameters
    ----------
    alpha_per_gy : float, 1/Gy
        Above zero.
    doubling_days : float, days
        Effective doubling time Tp; above zero.
    kickoff_days : float, days
        Tk, days from the first fraction until it starts; zero or more.

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> round(Repopulation(alpha_per_gy=0.3, doubling_days=3.0, kickoff_days=28.0).lost_bed_gy(38.0), 3)
    7.702
    """

    alpha_per_gy: float
    doubling_days: float
    kickoff_days: float

    def __post_init__(self) -> None:
        above_zero(self.alpha_per_gy, "alpha_per_gy")
        above_zero(self.doubling_days, "doubling_days")
        not_below_zero(self.kickoff_days, "kickoff_days")

    def lost_bed_gy(self, overall_days: float) -> float:
        """BED that repopulation takes away in an overall time, Gy; 0 up to and at the kick-off.

        Raises
        ------
        ValueError
            A time out of range.
        """
        beyond = max(not_below_zero(overall_days, "overall_days") - self.kickoff_days, 0.0)
        return math.log(2.0) * beyond / (self.alpha_per_gy * self.doubling_days)


@overload
def bed_after_repopulation(
    bed_gy: float, overall_days: float, repopulation: Repopulation, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def bed_after_repopulation(
    bed_gy: Doses, overall_days: float, repopulation: Repopulation, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def bed_after_repopulation(
    bed_gy: float | Doses, overall_days: float, repopulation: Repopulation, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """BED less what repopulation took away; 0 where it took more than there was.

    Parameters
    ----------
    bed_gy : number or array of any shape, Gy
        BED of the whole course (any model); finite, not below zero.
    overall_days : float, days
        T from first to last fraction; finite, zero or more.
    repopulation : Repopulation
    unknown : "raise" or "keep"
        What becomes of NaN (unknown) doses.

    Returns
    -------
    float, or new float64 array shaped like `bed_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> tumour = Repopulation(alpha_per_gy=0.3, doubling_days=3.0, kickoff_days=28.0)
    >>> bed_after_repopulation(84.0, 28.0, tumour), round(bed_after_repopulation(84.0, 46.0, tumour), 2)
    (84.0, 70.14)
    """
    lost = repopulation.lost_bed_gy(overall_days)
    return at_each_point(bed_gy, "bed_gy", unknown, lambda dose: np.maximum(dose - lost, 0.0))


@overload
def eqd2_in_time(
    eqd2_gy: float,
    overall_days: float,
    reference_days: float,
    *,
    dprolif_gy_per_day: float,
    kickoff_days: float,
    unknown: Unknown = "raise",
) -> float: ...
@overload
def eqd2_in_time(
    eqd2_gy: Doses,
    overall_days: float,
    reference_days: float,
    *,
    dprolif_gy_per_day: float,
    kickoff_days: float,
    unknown: Unknown = "raise",
) -> FloatArray: ...
def eqd2_in_time(
    eqd2_gy: float | Doses,
    overall_days: float,
    reference_days: float,
    *,
    dprolif_gy_per_day: float,
    kickoff_days: float,
    unknown: Unknown = "raise",
) -> float | FloatArray:
    """EQD2 that would do in `reference_days` what this one did in `overall_days`: EQD2 − (T − t) Dprolif.

    Only days after the kick-off count, on either side; a treatment wholly before it is worth what it is. Longer than
    the reference takes away, shorter adds what those days would have cost. 0 where more is taken than there is.

    Parameters
    ----------
    eqd2_gy : number or array of any shape, Gy
        EQD2 given in `overall_days`; finite, not below zero.
    overall_days, reference_days : float, days
        T and t; finite, zero or more.
    dprolif_gy_per_day : float, Gy/day
        Dose that a day of proliferation costs; zero or more.
    kickoff_days : float, days
        Day from which it does; zero or more.
    unknown : "raise" or "keep"

    Returns
    -------
    float, or new float64 array shaped like `eqd2_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    Seven days longer at 0.7 Gy per day; then one that ended before the kick-off:

    >>> round(eqd2_in_time(70.0, 53.0, 46.0, dprolif_gy_per_day=0.7, kickoff_days=21.0), 2)
    65.1
    >>> eqd2_in_time(28.0, 5.0, 7.0, dprolif_gy_per_day=0.7, kickoff_days=21.0)
    28.0
    """
    kickoff = not_below_zero(kickoff_days, "kickoff_days")
    given = max(not_below_zero(overall_days, "overall_days"), kickoff)
    reference = max(not_below_zero(reference_days, "reference_days"), kickoff)
    change = (given - reference) * not_below_zero(dprolif_gy_per_day, "dprolif_gy_per_day")
    return at_each_point(eqd2_gy, "eqd2_gy", unknown, lambda dose: np.maximum(dose - change, 0.0))
