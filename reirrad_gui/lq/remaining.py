"""What a limit leaves for a further course."""

from typing import overload

import numpy as np

from reirrad_gui.lq.arguments import FloatArray, Unknown, dose_array, is_number, refuse_bad_dose, unknown_policy
from reirrad_gui.lq.isoeffect import Doses, total_from_eqd2


@overload
def remaining_eqd2(limit_eqd2_gy: float, used_eqd2_gy: float, *, unknown: Unknown = "raise") -> float: ...
@overload
def remaining_eqd2(limit_eqd2_gy: float, used_eqd2_gy: Doses, *, unknown: Unknown = "raise") -> FloatArray: ...
def remaining_eqd2(
    limit_eqd2_gy: float, used_eqd2_gy: float | Doses, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """EQD2 that a limit leaves: limit minus used, Gy; negative by as much as the limit is already exceeded.

    Both must be EQD2 at the same α/β, with recovery (if any) already taken from `used_eqd2_gy`.

    Parameters
    ----------
    limit_eqd2_gy : float, Gy
        Cumulative limit; finite, not below zero.
    used_eqd2_gy : number or array, Gy
        What has been given; finite, not below zero.
    unknown : "raise" or "keep"
        What becomes of NaN (unknown) in `used_eqd2_gy`.

    Returns
    -------
    float, or new float64 array shaped like `used_eqd2_gy`, Gy, signed

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> remaining_eqd2(80, 42), remaining_eqd2(67, 77.25)
    (38.0, -10.25)
    """
    limit, used = dose_array(limit_eqd2_gy, "limit_eqd2_gy"), dose_array(used_eqd2_gy, "used_eqd2_gy")
    refuse_bad_dose(limit, "limit_eqd2_gy", keep_unknown=False, whole=limit)
    refuse_bad_dose(used, "used_eqd2_gy", keep_unknown=unknown_policy(unknown), whole=used)
    left = limit - used
    return float(left) if is_number(used_eqd2_gy) else np.asarray(left)


@overload
def deliverable_gy(
    remaining_eqd2_gy: float, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def deliverable_gy(
    remaining_eqd2_gy: Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def deliverable_gy(
    remaining_eqd2_gy: float | Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Physical dose that can still be given in `fractions` within what a limit leaves.

    Parameters
    ----------
    remaining_eqd2_gy : number or array, Gy
        From `remaining_eqd2`; finite. Zero or less: nothing remains, and the answer is 0 Gy as a statement.
    fractions, alpha_beta_gy, unknown
        As for `total_from_eqd2`.

    Returns
    -------
    float, or new float64 array shaped like `remaining_eqd2_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value. Infinitely much, or little, is not an answer either.

    Examples
    --------
    >>> round(deliverable_gy(80 - 42, fractions=5, alpha_beta_gy=3), 1)
    24.2
    >>> deliverable_gy(-10.25, fractions=5, alpha_beta_gy=2)
    0.0
    """
    remaining = dose_array(remaining_eqd2_gy, "remaining_eqd2_gy")
    if np.isinf(remaining).any():
        raise ValueError(f"remaining_eqd2_gy must be finite, not {remaining_eqd2_gy!r}")
    left = np.asarray(np.maximum(remaining, 0.0))
    total = total_from_eqd2(left, fractions, alpha_beta_gy, unknown=unknown)
    return float(total) if is_number(remaining_eqd2_gy) else total
