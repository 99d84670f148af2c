"""Checks a dose, number or array, before a formula that must not see a bad one, and its result afterwards."""

from collections.abc import Callable

import numpy as np

from reirrad_gui.lq.arguments import FloatArray, Unknown, dose_array, is_number, refuse_bad_dose, unknown_policy
from reirrad_gui.lq.isoeffect import Doses


def at_each_point(
    given_gy: float | Doses, name: str, unknown: Unknown, formula: Callable[[FloatArray], FloatArray]
) -> float | FloatArray:
    """The formula of every dose: a float for a number, a new float64 array for an array.

    Parameters
    ----------
    given_gy : number or array of any shape, Gy
        Finite, not below zero.
    name : str
        The argument's name, for the sentence of an error.
    unknown : "raise" or "keep"
        What becomes of NaN (unknown) doses; the formula must hand NaN on.
    formula : callable
        Takes the doses as float64 array, returns as many.

    Raises
    ------
    ValueError
        A dose out of range, or a result that is infinite; says the argument.

    Examples
    --------
    >>> at_each_point(21, "total_gy", "raise", lambda dose: dose / 3)
    7.0
    """
    keep_unknown = unknown_policy(unknown)
    doses = dose_array(given_gy, name)
    refuse_bad_dose(doses, name, keep_unknown=keep_unknown, whole=doses)
    with np.errstate(over="ignore", invalid="ignore"):
        result = np.array(formula(doses), dtype=np.float64)
    if np.isinf(result).any():
        raise ValueError(f"{name} cannot be converted: the result is infinite with these parameters")
    return float(result) if is_number(given_gy) else result


def not_below_zero(value: object, name: str) -> float:
    """One finite number, zero or more (a time, a rate).

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value.
    """
    if not is_number(value) or not 0.0 <= float(value) < np.inf:  # type: ignore[arg-type]
        raise ValueError(f"{name} must be finite and not below zero, not {value!r}")
    return float(value)  # type: ignore[arg-type]


def above_zero(value: object, name: str) -> float:
    """One finite number above zero (a half-time, a slope).

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value.
    """
    if not_below_zero(value, name) == 0.0:
        raise ValueError(f"{name} must be above zero, not {value!r}")
    return float(value)  # type: ignore[arg-type]
