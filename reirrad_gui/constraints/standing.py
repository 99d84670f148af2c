"""The four answers a verdict can give, and the dose it is given about."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import isfinite
from typing import Final

from reirrad_gui.figures import rounded

NEAR_FROM: Final = 0.9
"""A dose above this share of a limit, and not above the limit, is near it: the last 10 %."""

FLOAT_NOISE_GY: Final = 1e-9
"""Doses closer than this are the same dose: far below any dose that means something, far above rounding in 64 bits."""


class Standing(Enum):
    """A dose against a limit. Symbol and word always go together; colour only repeats them."""

    EXCEEDED = ("✖", "exceeds")
    NEAR = ("▲", "near")
    WITHIN = ("✔", "within")
    NOT_ASSESSABLE = ("?", "not assessable")

    @property
    def symbol(self) -> str:
        """One character, told apart without colour."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The word that stands beside the symbol, and in JSON."""
        return self.value[1]

    @property
    def text(self) -> str:
        """Symbol and word."""
        return f"{self.symbol} {self.word}"


WORST_FIRST: Final = (Standing.EXCEEDED, Standing.NOT_ASSESSABLE, Standing.NEAR, Standing.WITHIN)
"""Order of urgency. An unknown dose may be an excess, so it comes before every dose known to keep its limit."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A dose with what it cannot fall below and what it cannot rise above; None where that is not known.

    Parameters
    ----------
    lower_gy : float or None, Gy
        Unknown dose counted as nothing. None says no more than "not below 0".
    value_gy : float or None, Gy
        The best single value; None when the dose is too incomplete to state one.
    upper_gy : float or None, Gy
        Unknown dose counted as the worst plausible. None says "no bound".

    Raises
    ------
    ValueError
        A dose that is negative or not finite, or bounds that do not enclose the value.

    Examples
    --------
    >>> Bounded.exactly(70.0).upper_gy
    70.0
    >>> Bounded(41.0, None, None).text
    'at least 41.0 Gy, with no upper bound'
    """

    lower_gy: float | None
    value_gy: float | None
    upper_gy: float | None

    def __post_init__(self) -> None:
        known = [dose for dose in (self.lower_gy, self.value_gy, self.upper_gy) if dose is not None]
        if not all(isfinite(dose) and dose >= 0 for dose in known):
            raise ValueError(f"doses must be finite and not below zero, not {known}")
        if any(after < before - FLOAT_NOISE_GY for before, after in pairwise(known)):
            raise ValueError(f"lower bound, value and upper bound must rise, not {known}")

    @classmethod
    def exactly(cls, value_gy: float) -> "Bounded":
        """A dose that is fully known."""
        return cls(value_gy, value_gy, value_gy)

    @classmethod
    def unknown(cls) -> "Bounded":
        """A dose of which nothing is known."""
        return cls(None, None, None)

    @property
    def text(self) -> str:
        """The dose in words with one decimal, bounds first where they differ."""
        return self._told(lambda dose_gy: rounded(dose_gy, 1))

    def text_beside(self, limit_gy: float) -> str:
        """The dose in words, with as many decimals as it takes not to seem on the other side of a limit."""
        return self._told(lambda dose_gy: dose_text(dose_gy, limit_gy))

    def _told(self, number: Callable[[float], str]) -> str:
        if self.lower_gy is None and self.upper_gy is None:
            return "unknown" if self.value_gy is None else f"about {number(self.value_gy)} Gy, with no bounds"
        if self.upper_gy is None:
            return f"at least {number(self.lower_gy or 0.0)} Gy, with no upper bound"
        if self.lower_gy is None:
            return f"at most {number(self.upper_gy)} Gy, with no lower bound"
        if self.upper_gy - self.lower_gy <= FLOAT_NOISE_GY:
            return f"{number(self.upper_gy)} Gy"
        return f"between {number(self.lower_gy)} and {number(self.upper_gy)} Gy"


def standing_of(dose_gy: float, limit_gy: float) -> Standing:
    """Where one fully known dose stands: exceeding only above the limit, near in the last 10 % up to and on it.

    Compares unrounded numbers; only a difference below `FLOAT_NOISE_GY` counts as none.

    Examples
    --------
    >>> [standing_of(dose, 70.0).word for dose in (63.0, 63.01, 70.0, 70.01)]
    ['within', 'near', 'near', 'exceeds']
    """
    if dose_gy > limit_gy + FLOAT_NOISE_GY:
        return Standing.EXCEEDED
    if dose_gy > NEAR_FROM * limit_gy + FLOAT_NOISE_GY:
        return Standing.NEAR
    return Standing.WITHIN


def on_the_limit(dose_gy: float, limit_gy: float) -> bool:
    """True when a dose equals the limit as far as 64-bit arithmetic can say."""
    return abs(dose_gy - limit_gy) <= FLOAT_NOISE_GY


def dose_text(dose_gy: float, limit_gy: float) -> str:
    """A dose with one decimal, or as many as it takes not to be rounded to the other side of the limit.

    Examples
    --------
    >>> dose_text(56.04, 70.0), dose_text(70.004, 70.0)
    ('56.0', '70.004')
    """
    if on_the_limit(dose_gy, limit_gy):
        return f"{limit_gy:.3f}"
    standing = standing_of(dose_gy, limit_gy)
    for decimals in range(1, 9):
        text = rounded(dose_gy, decimals)
        shown = float(text)
        if standing_of(shown, limit_gy) is standing and not on_the_limit(shown, limit_gy):
            return text
    return f"{dose_gy:.9f}"
