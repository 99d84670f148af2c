"""BED, EQD2 and their inverses: equal fractions under the linear-quadratic model.

Total dose D in n fractions at α/β: BED = D (1 + D/(n α/β)), EQDx = D (D/n + α/β) / (x + α/β). No repopulation, no
incomplete repair, no recovery between courses. Barendsen, Int J Radiat Oncol Biol Phys 8 (1982) 1981-1997; Fowler,
Br J Radiol 62 (1989) 679-694. The model is accepted to about 10 Gy per fraction and has been called reasonable to 18
(Brenner, Semin Radiat Oncol 18 (2008) 234-239); warning about that is for whoever shows the number.

Every function takes one number and returns a float, or takes an array of any shape and returns a new float64 array of
that shape; the dose per fraction is each element's own. A NaN is an unknown dose: it raises, or stays NaN where
`unknown="keep"` is asked for. Nothing ever falls back to physical dose.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq.arguments import (
    LARGEST_GY,
    FloatArray,
    Unknown,
    alpha_beta,
    dose_array,
    fraction_number,
    fraction_size,
    is_number,
    refuse_bad_dose,
    unknown_policy,
)

Doses = NDArray[Any] | Sequence[Any]
Formula = Callable[[FloatArray, FloatArray], None]
"""Converts a block of doses (first) into a block of results (second)."""

BLOCK = 1 << 15
"""Doses converted at a time: small enough to stay in the processor's cache from the first step to the last."""

NO_QUADRATIC_PART_GY = 1e100
"""From here on α/β is infinite as far as 64-bit numbers can tell."""


@overload
def bed(total_gy: float, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise") -> float: ...
@overload
def bed(total_gy: Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise") -> FloatArray: ...
def bed(
    total_gy: float | Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Biologically effective dose of equal fractions.

    Parameters
    ----------
    total_gy : number or array of any shape, Gy
        Physical dose D of one phase or course; finite, not below zero.
    fractions : int
        Number n of equal fractions that delivered it; 1 or more.
    alpha_beta_gy : float, Gy
        α/β of the tissue; above zero, may be infinite (then BED is D).
    unknown : "raise" or "keep"
        What becomes of NaN (unknown) doses.

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> bed(21, fractions=3, alpha_beta_gy=3)
    70.0
    >>> bed(np.array([0.0, 21.0]), fractions=3, alpha_beta_gy=3.0)
    array([ 0., 70.])
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    formula = _quadratic(number * ratio, number * ratio) if ratio < NO_QUADRATIC_PART_GY else _unchanged
    return _converted(total_gy, "total_gy", unknown, formula)


@overload
def eqdx(
    total_gy: float, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def eqdx(
    total_gy: Doses, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def eqdx(
    total_gy: float | Doses, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Total dose in fractions of `reference_gy` with the same effect.

    Parameters
    ----------
    total_gy, fractions, alpha_beta_gy, unknown
        As for `bed`.
    reference_gy : float, Gy
        Dose per fraction x of the equivalent treatment; finite, above zero.

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    >>> eqdx(30, fractions=10, alpha_beta_gy=10, reference_gy=3)
    30.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    reference = fraction_size(reference_gy, "reference_gy")
    formula = _quadratic(number * ratio, number * (reference + ratio)) if ratio < NO_QUADRATIC_PART_GY else _unchanged
    return _converted(total_gy, "total_gy", unknown, formula)


@overload
def eqd2(total_gy: float, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise") -> float: ...
@overload
def eqd2(total_gy: Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise") -> FloatArray: ...
def eqd2(
    total_gy: float | Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Total dose in 2 Gy fractions with the same effect: `eqdx` at 2 Gy.

    Parameters, result and errors are those of `bed`.

    Examples
    --------
    >>> eqd2(21, fractions=3, alpha_beta_gy=3)
    42.0
    >>> eqd2(np.array([0.0, 20.0, np.nan]), fractions=5, alpha_beta_gy=3, unknown="keep")
    array([ 0., 28., nan])
    """
    return eqdx(total_gy, fractions, alpha_beta_gy, 2.0, unknown=unknown)


@overload
def total_from_eqdx(
    eqdx_gy: float, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def total_from_eqdx(
    eqdx_gy: Doses, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def total_from_eqdx(
    eqdx_gy: float | Doses, fractions: int, alpha_beta_gy: float, reference_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Physical dose that, given in `fractions`, equals an EQDx: the inverse of `eqdx`.

    Parameters
    ----------
    eqdx_gy : number or array of any shape, Gy
        Equivalent dose in fractions of `reference_gy`; finite, not below zero.
    fractions, alpha_beta_gy, reference_gy, unknown
        As for `eqdx`.

    Returns
    -------
    float, or new float64 array shaped like `eqdx_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Notes
    -----
    The root of D² + nα/β D = EQDx n (x + α/β), written as a quotient so that small doses lose no digits.

    Examples
    --------
    >>> total_from_eqdx(30, fractions=10, alpha_beta_gy=10, reference_gy=3)
    30.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    reference = fraction_size(reference_gy, "reference_gy")
    formula = _root(number * ratio, number * (reference + ratio)) if ratio < NO_QUADRATIC_PART_GY else _unchanged
    return _converted(eqdx_gy, "eqdx_gy", unknown, formula)


@overload
def total_from_eqd2(eqd2_gy: float, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise") -> float: ...
@overload
def total_from_eqd2(
    eqd2_gy: Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def total_from_eqd2(
    eqd2_gy: float | Doses, fractions: int, alpha_beta_gy: float, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Physical dose that, given in `fractions`, equals an EQD2: the inverse of `eqd2`.

    Parameters, result and errors are those of `total_from_eqdx`.

    Examples
    --------
    >>> total_from_eqd2(42, fractions=3, alpha_beta_gy=3)
    21.0
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    formula = _root(number * ratio, number * (2.0 + ratio)) if ratio < NO_QUADRATIC_PART_GY else _unchanged
    return _converted(eqd2_gy, "eqd2_gy", unknown, formula)


@overload
def equal_effect(
    total_gy: float, fractions: int, alpha_beta_gy: float, new_fractions: int, *, unknown: Unknown = "raise"
) -> float: ...
@overload
def equal_effect(
    total_gy: Doses, fractions: int, alpha_beta_gy: float, new_fractions: int, *, unknown: Unknown = "raise"
) -> FloatArray: ...
def equal_effect(
    total_gy: float | Doses, fractions: int, alpha_beta_gy: float, new_fractions: int, *, unknown: Unknown = "raise"
) -> float | FloatArray:
    """Physical dose in another number of fractions with the same effect.

    D2 with D2 (D2/m + α/β) = D (D/n + α/β), that is D2 = D (d + α/β) / (d2 + α/β).

    Parameters
    ----------
    total_gy, fractions, alpha_beta_gy, unknown
        As for `bed`.
    new_fractions : int
        Number m of equal fractions of the other treatment; 1 or more.

    Returns
    -------
    float, or new float64 array shaped like `total_gy`, Gy

    Raises
    ------
    ValueError
        An argument is out of range; says which and its value.

    Examples
    --------
    20 Gy in 5 fractions against one fraction, bone metastasis at α/β 10 Gy:

    >>> round(equal_effect(20, fractions=5, alpha_beta_gy=10, new_fractions=1), 2)
    12.46
    """
    number, ratio = fraction_number(fractions), alpha_beta(alpha_beta_gy)
    other = fraction_number(new_fractions, "new_fractions")
    if ratio >= NO_QUADRATIC_PART_GY:
        return _converted(total_gy, "total_gy", unknown, _unchanged)
    effect, root = _quadratic(number * ratio, number), _root(other * ratio, other)

    def formula(doses: FloatArray, into: FloatArray) -> None:
        effect(doses, into)
        root(into, into)

    return _converted(total_gy, "total_gy", unknown, formula)


def bed_per_eqd2(alpha_beta_gy: float) -> float:
    """BED of one gray of EQD2: 1 + 2/(α/β), whatever the fractions were; 1 where α/β is infinite.

    Raises
    ------
    ValueError
        An α/β out of range.

    Examples
    --------
    21 Gy in 3 fractions at α/β 3 Gy: 42 Gy of EQD2, 70 Gy of BED.

    >>> 42 * bed_per_eqd2(3)
    70.0
    """
    return 1.0 + 2.0 / alpha_beta(alpha_beta_gy)


def _converted(given_gy: Any, name: str, unknown: str, formula: Formula) -> float | FloatArray:
    """Check every dose and convert it, block by block."""
    keep_unknown = unknown_policy(unknown)
    doses = dose_array(given_gy, name)
    in_order = doses if doses.flags.c_contiguous else np.array(doses, order="C")
    converted = np.empty(doses.shape)
    flat, into = in_order.reshape(-1), converted.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, flat.size, BLOCK):
            block = slice(first, first + BLOCK)
            formula(flat[block], into[block])
            if not _plausible(flat[block], into[block]):
                refuse_bad_dose(flat[block], name, keep_unknown=keep_unknown, whole=doses)
                _refuse_overflow(into[block], name)
    return float(converted) if is_number(given_gy) else converted


def _plausible(doses: FloatArray, converted: FloatArray) -> bool:
    """False when a dose is unknown, negative or too large (NaN fails every comparison)."""
    return bool(doses.min() >= 0.0 and doses.max() <= LARGEST_GY and converted.max() < math.inf)


def _refuse_overflow(converted: FloatArray, name: str) -> None:
    if np.isinf(converted).any():
        raise ValueError(f"{name} cannot be converted: alpha_beta_gy is so small that the result is infinite")


def _unchanged(doses: FloatArray, into: FloatArray) -> None:
    np.copyto(into, doses)


def _quadratic(linear: float, divisor: float) -> Formula:
    """D (D + linear) / divisor; products before the quotient keep round doses round (21 Gy in 3 is 42.0)."""

    def formula(doses: FloatArray, into: FloatArray) -> None:
        np.add(doses, linear, out=into)
        np.multiply(into, doses, out=into)
        np.divide(into, divisor, out=into)

    return formula


def _root(linear: float, factor: float) -> Formula:
    """D with D (D + linear) = E factor, for E not below zero: E factor / (h + √(h² + E factor)), h = linear / 2."""
    half = linear / 2.0

    def formula(doses: FloatArray, into: FloatArray) -> None:
        product = doses * factor
        np.add(product, half * half, out=into)
        np.sqrt(into, out=into)
        np.add(into, half, out=into)
        np.divide(product, into, out=into)

    return formula
