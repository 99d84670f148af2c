"""Which dose a number is: physical, EQD2 and BED are different quantities and never mix."""

from enum import Enum


class Quantity(Enum):
    """The quantity of a dose value, with the text that stands beside it."""

    PHYSICAL = "physical dose"
    EQD2 = "EQD2"
    BED = "BED"

    def label(self, alpha_beta_gy: float | None = None, model: str = "LQ") -> str:
        """The quantity in words; EQD2 and BED say their α/β, and their model where it is not LQ.

        >>> Quantity.PHYSICAL.label()
        'physical dose'
        >>> Quantity.EQD2.label(3.0)
        'EQD2 (α/β 3 Gy)'
        >>> Quantity.EQD2.label(3.0, "LQ-L")
        'EQD2 LQ-L (α/β 3 Gy)'

        Raises
        ------
        ValueError
            EQD2 or BED without an α/β, or physical dose with one.
        """
        if (alpha_beta_gy is None) != (self is Quantity.PHYSICAL):
            raise ValueError(f"α/β {alpha_beta_gy} does not belong to {self.value}")
        if alpha_beta_gy is None:
            return self.value
        return f"{self.named(model)} (α/β {alpha_beta_gy:g} Gy)"

    def named(self, model: str = "LQ") -> str:
        """The quantity without its α/β: "EQD2", "EQD2 LQ-L", "physical dose"."""
        return self.value if model == "LQ" or self is Quantity.PHYSICAL else f"{self.value} {model}"
