"""LQ-L: the linear-quadratic model up to a fraction size, and a straight line beyond it.

Up to dT per fraction it is plain LQ; beyond, BED = n (dT (1 + dT/(α/β)) + γ/α (d − dT)). The line leaves without a kink
where γ/α = 1 + 2 dT/(α/β); dT is about 2 α/β. Astrahan 2008; form and cord example as printed in Voyant 2014,
doi 10.1016/j.rpor.2013.08.004, equation 3 and table 2.

In an EQDx the reference fraction is converted with the same model, also where it is larger than dT.
"""

from dataclasses import dataclass
from typing import overload

import numpy as np

from reirrad_gui.lq.arguments import FloatArray, Unknown, alpha_beta, fraction_number, fraction_size
from reirrad_gui.lq.isoeffect import Doses
from reirrad_gui.lq.pointwise import above_zero, at_each_point


@dataclass(frozen=True, slots=True)
class LinearTail:
    """Where the straight part begins and how steep it is.

    Parameters
    ----------
    threshold_gy : float, Gy per fraction
        dT; finite, above zero.
    gamma_per_alpha : float or None
        γ/α, BED gained per gray beyond dT; above zero. None: the slope with which the LQ curve arrives.

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> LinearTail(4.0).slope(alpha_beta_gy=2.0)
    5.0
    """

    threshold_gy: float
    gamma_per_alpha: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "threshold_gy", fraction_size(self.threshold_gy, "threshold_gy"))
        if self.gamma_per_alpha is not None:
            object.__setattr__(self, "gamma_per_alpha", above_zero(self.gamma_per_alpha, "gamma_per_alpha"))

    def slope(self, alpha_beta_gy: float) -> float:
        """γ/α in force at this α/β."""
        ratio = alpha_beta(alpha_beta_gy)
        return 1.0 + 2.0 * self.threshold_gy / ratio if self.gamma_per_alpha is None else self.gamma_per_alpha

    def bed_of_one(self, fraction_gy: FloatArray, alpha_beta_gy: float) -> FloatArray:
        """BED of one fraction of each size, Gy; NaN stays NaN."""
        curved = np.minimum(fraction_gy, self.threshold_gy)
        straight = self.slope(alpha_beta_gy) * (fraction_gy - curved)
        return np.asarray(curved * (1.0 + curved / alpha_beta_gy) + straight)

    def fraction_with_bed(self, bed_gy: FloatArray, alpha_beta_gy: float) -> FloatArray:
        """Size of the one fraction that has each BED, Gy: the inverse of `bed_of_one`."""
        at_threshold = self.threshold_gy * (1.0 + self.threshold_gy / alpha_beta_gy)
        curved = np.minimum(bed_gy, at_threshold)
        size = 2.0 * curved / (1.0 + np.sqrt(1.0 + 4.0 * curved / alpha_beta_gy))
        return np.asarray(size + (bed_gy - curved) / self.slope(alpha_beta_gy))

    def bed_per_gray(self, alpha_beta_gy: float, reference_gy: float) -> float:
        """BED of one fraction of the reference size, per gray of it; as plain LQ has it up to the threshold.

        >>> LinearTail(4.0).bed_per_gray(alpha_beta_gy=2.0, reference_gy=2.0)
        2.0
        """
        return _bed_per_gray(self, alpha_beta(alpha_beta_gy), reference_gy)


def usual_tail(alpha_beta_gy: float) -> LinearTail:
    """The tail from dT = 2 α/β on, without a kink.

    Raises
    ------
    ValueError
        An α/β that is not finite: then there is no curve to leave.

    Examples
    --------
    >>> usual_tail(2.0)
    LinearTail(threshold_gy=4.0, gamma_per_alpha=None)
    """
    return LinearTail(2.0 * fraction_size(alpha_beta_gy, "alpha_beta_gy"))


@overload
def bed_lql(
    total_gy: float, fractions: int, alpha_beta_gy: float, tail: LinearTail, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def bed_lql(
    total_gy: Doses, fractions: int, alpha_beta_gy: float, tail: LinearTail, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def bed_lql(
    total_gy: float | Doses, fractions: int, alpha_beta_gy: float, tail: LinearTail, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Biologically effective dose of equal fractions under LQ-L.

    Parameters
    ----------
    total_gy, fractions, alpha_beta_gy, unknown
        As for `lq.bed`.
    tail : LinearTail

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    One fraction of 8 Gy at α/β 2 Gy: 4 (1 + 4/2) + 5 (8 − 4).

    >>> bed_lql(8, fractions=1, alpha_beta_gy=2, tail=LinearTail(4.0))
    32.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    return at_each_point(total_gy, "total_gy", unknown, lambda dose: number * tail.bed_of_one(dose / number, ratio))


@overload
def eqdx_lql(
    total_gy: float,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> float: ...
@overload
def eqdx_lql(
    total_gy: Doses,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> FloatArray: ...
def eqdx_lql(
    total_gy: float | Doses,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> float | FloatArray:
    """Total dose in fractions of `reference_gy` with the same LQ-L effect; EQD2 unless another size is asked for.

    Parameters, result and errors are those of `bed_lql`; `reference_gy` is finite and above zero.

    Examples
    --------
    >>> eqdx_lql(8, fractions=1, alpha_beta_gy=2, tail=LinearTail(4.0))
    16.0
    >>> eqdx_lql(24, fractions=3, alpha_beta_gy=2, tail=LinearTail(4.0), reference_gy=8.0)
    24.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    per_gray = _bed_per_gray(tail, ratio, reference_gy)
    return at_each_point(
        total_gy, "total_gy", unknown, lambda dose: number * tail.bed_of_one(dose / number, ratio) / per_gray
    )


@overload
def total_from_eqdx_lql(
    eqdx_gy: float,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> float: ...
@overload
def total_from_eqdx_lql(
    eqdx_gy: Doses,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> FloatArray: ...
def total_from_eqdx_lql(
    eqdx_gy: float | Doses,
    fractions: int,
    alpha_beta_gy: float,
    tail: LinearTail,
    reference_gy: float = 2.0,
    *,
    unknown: Unknown = "raise",
) -> float | FloatArray:
    """Physical dose that, given in `fractions`, has this LQ-L EQDx: the inverse of `eqdx_lql`.

    Parameters
    ----------
    eqdx_gy : number or array of any shape, Gy
        Finite, not below zero.
    fractions, alpha_beta_gy, tail, reference_gy, unknown
        As for `eqdx_lql`.

    Returns
    -------
    float, or new float64 array shaped like `eqdx_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> total_from_eqdx_lql(16, fractions=1, alpha_beta_gy=2, tail=LinearTail(4.0))
    8.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    per_gray = _bed_per_gray(tail, ratio, reference_gy)
    return at_each_point(
        eqdx_gy, "eqdx_gy", unknown, lambda dose: number * tail.fraction_with_bed(dose * per_gray / number, ratio)
    )


def _bed_per_gray(tail: LinearTail, ratio: float, reference_gy: float) -> float:
    reference = fraction_size(reference_gy, "reference_gy")
    if reference <= tail.threshold_gy:
        return 1.0 + reference / ratio
    return float(tail.bed_of_one(np.asarray(reference), ratio)) / reference
