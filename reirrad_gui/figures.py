"""The one form in which a number reaches a screen, a report or the command line."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def rounded(value: float, decimals: int) -> str:
    """A number as people round it: halves away from zero, with a real minus sign.

    >>> rounded(77.25, 1), rounded(-0.04, 1), rounded(-10.25, 1)
    ('77.3', '0.0', '−10.3')
    """
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(exact)}" if exact >= 0 else f"−{abs(exact)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it is, in which unit, from where; or the reason why there is none.

    Parameters
    ----------
    value : float or None
        The unrounded number; None when it is unknown.
    unit : str
        "Gy", "cc", "%", "months", "mm".
    quantity : str
        What the number is, in full: "accumulated EQD2 (α/β 3 Gy), Bladder D0.5cc".
    source : str
        How it was obtained: inputs and method in one line.
    reason : str
        Why the value is unknown; required when it is.
    decimals : int
        Digits behind the point on screen. JSON carries the unrounded value.

    Raises
    ------
    ValueError
        A value that is not finite, or an unknown without its reason.

    Examples
    --------
    >>> Figure(63.2041, "Gy", "EQD2", "sum of two courses").text
    '63.2 Gy'
    >>> Figure.unknown("Gy", "EQD2", "course 1 has no number of fractions").text
    '–'
    """

    value: float | None
    unit: str
    quantity: str
    source: str = ""
    reason: str = ""
    decimals: int = 1

    def __post_init__(self) -> None:
        if self.value is None:
            if not self.reason:
                raise ValueError(f"an unknown figure needs its reason ({self.quantity})")
        elif not abs(self.value) < float("inf"):
            raise ValueError(f"a figure must be finite, not {self.value} ({self.quantity})")

    @classmethod
    def unknown(cls, unit: str, quantity: str, reason: str, source: str = "") -> "Figure":
        """A figure that is not known, with the reason."""
        return cls(None, unit, quantity, source, reason)

    @property
    def number(self) -> str:
        """The rounded number without its unit; a dash when unknown."""
        if self.value is None:
            return "–"
        return rounded(self.value, self.decimals)

    @property
    def text(self) -> str:
        """The number as every screen shows it, with its unit."""
        if self.value is None:
            return "–"
        return f"{self.number} {self.unit}".rstrip()

    def rounded_to(self, decimals: int) -> "Figure":
        """The same figure shown with other digits."""
        return replace(self, decimals=decimals)

    def as_json(self) -> dict[str, Any]:
        """Value, unit, quantity, source; the reason where the value is null."""
        said: dict[str, Any] = {
            "value": self.value,
            "unit": self.unit,
            "quantity": self.quantity,
            "source": self.source,
        }
        if self.value is None:
            said["reason"] = self.reason
        return said
