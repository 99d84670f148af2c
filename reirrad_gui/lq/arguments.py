"""What the linear-quadratic functions accept; everything else is refused by name and value."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

Unknown = Literal["raise", "keep"]
"""What to do with an unknown dose (NaN): refuse it, or hand it on as unknown."""

MOST_FRACTIONS = 10**12
LARGEST_GY = 1e100
"""Far beyond any treatment, and small enough that no product of them leaves the range of 64-bit numbers."""


def is_number(value: object) -> bool:
    """True for one real number, False for arrays, sequences, text and truth values."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def fraction_number(value: Any, name: str = "fractions") -> int:
    """A number of fractions, 1 or more; 5.0 is 5, 2.5 and True are refused.

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value.
    """
    if not is_number(value) or not 1 <= value <= MOST_FRACTIONS or value != int(value):
        raise ValueError(f"{name} must be a whole number of fractions, 1 or more, not {value!r}")
    return int(value)


def alpha_beta(value: Any, name: str = "alpha_beta_gy") -> float:
    """An α/β in Gy: above zero, possibly infinite.

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value.
    """
    if not is_number(value) or not float(value) > 0.0:
        raise ValueError(f"{name} must be above zero (it may be infinite), not {value!r}")
    return float(value)


def fraction_size(value: Any, name: str) -> float:
    """A dose per fraction in Gy: above zero, finite.

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value.
    """
    if not is_number(value) or not 0.0 < float(value) <= LARGEST_GY:
        raise ValueError(f"{name} must be above zero and finite, not {value!r}")
    return float(value)


def share(value: Any, name: str) -> float:
    """A fraction between 0 and 1, both included.

    Raises
    ------
    ValueError
        Anything else, naming the argument and the value (50 % is 0.5, not 50).
    """
    if not is_number(value) or not 0.0 <= float(value) <= 1.0:
        raise ValueError(f"{name} must lie between 0 and 1 (50 % is 0.5), not {value!r}")
    return float(value)


def dose_array(value: Any, name: str) -> FloatArray:
    """Numbers of any shape as float64; a masked element is an unknown dose (NaN).

    Raises
    ------
    ValueError
        Text, truth values or anything else that is not real numbers, naming the argument.
    """
    try:
        array = np.asanyarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of one shape, not {value!r}") from error
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be real numbers in Gy, not {value!r}")
    masked = np.ma.getmask(array)
    doses = np.asarray(array, dtype=np.float64)
    return doses if masked is np.ma.nomask else np.where(masked, np.nan, doses)


def unknown_policy(value: str) -> bool:
    """True when unknown dose is to be kept, False when it is to be refused.

    Raises
    ------
    ValueError
        Neither "raise" nor "keep".
    """
    if value not in ("raise", "keep"):
        raise ValueError(f'unknown must be "raise" or "keep", not {value!r}')
    return value == "keep"


def refuse_bad_dose(block: FloatArray, name: str, *, keep_unknown: bool, whole: FloatArray) -> None:
    """Raise for a dose that is negative or infinite (or absurdly large), and for an unknown one unless it may be kept.

    Parameters
    ----------
    block : array, Gy
        The doses to judge, not empty.
    whole : array, Gy
        The array they come from, in which the sentence says where the first bad dose stands.

    Raises
    ------
    ValueError
        Says the argument, the first such value and, in an array, where it stands.
    """
    if not keep_unknown and np.isnan(block).any():
        raise ValueError(f"unknown dose: {name} is NaN{_where(np.isnan(whole))}; it must be asked for, not assumed")
    if (block < 0.0).any():
        raise ValueError(f"{name} must not be below zero, not {block[block < 0.0][0]} Gy{_where(whole < 0.0)}")
    if (block > LARGEST_GY).any():
        raise ValueError(f"{name} must be finite, not {block[block > LARGEST_GY][0]} Gy{_where(whole > LARGEST_GY)}")


def _where(bad: NDArray[np.bool_]) -> str:
    if bad.ndim == 0:
        return ""
    first = tuple(int(i) for i in np.unravel_index(int(bad.argmax()), bad.shape))
    return f" at index {first} ({int(bad.sum())} of {bad.size} values)"
