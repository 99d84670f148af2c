"""USC, the universal survival curve: LQ up to a fraction size, the straight part of a multitarget curve beyond it.

Park 2008, doi 10.1016/j.ijrobp.2007.10.059. From DT = 2 Dq/(1 − α D0) on, BED = (D − n Dq)/(α D0), with
α/β = 4 α D0 Dq/(1 − α D0)²; the two parts meet there in value and slope. It is therefore LQ-L with dT = DT and
γ/α = 1/(α D0), and is computed as that.
"""

from dataclasses import dataclass
from typing import Final

from reirrad_gui.lq.arguments import fraction_number
from reirrad_gui.lq.linear_tail import LinearTail
from reirrad_gui.lq.pointwise import above_zero


@dataclass(frozen=True, slots=True)
class UniversalCurve:
    """The parameters of one survival curve, with their source.

    Use it through `alpha_beta_gy` and `tail`, which every LQ-L function takes.

    Parameters
    ----------
    alpha_per_gy : float, 1/Gy
        Initial slope; above zero.
    d0_gy : float, Gy
        Final slope's D0; above zero, and α D0 below 1.
    dq_gy : float, Gy
        Quasi-threshold dose; above zero.
    citation : str
        Where the parameters come from.
    confidence : str
        "V" read in the paper, "S" read where it is quoted, "M" from memory, "" entered by the user.

    Raises
    ------
    ValueError
        A parameter out of range, or α D0 of 1 or more (then there is no shoulder).

    Examples
    --------
    >>> from reirrad_gui.lq.linear_tail import bed_lql
    >>> curve = UniversalCurve(alpha_per_gy=0.25, d0_gy=2.0, dq_gy=2.0)
    >>> curve.transition_gy, curve.alpha_beta_gy
    (8.0, 16.0)
    >>> bed_lql(36, 3, curve.alpha_beta_gy, curve.tail) == (36 - 3 * 2.0) / (0.25 * 2.0)
    True
    """

    alpha_per_gy: float
    d0_gy: float
    dq_gy: float
    citation: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        for name in ("alpha_per_gy", "d0_gy", "dq_gy"):
            object.__setattr__(self, name, above_zero(getattr(self, name), name))
        if self._product >= 1.0:
            raise ValueError(f"alpha_per_gy times d0_gy must be below 1, not {self._product}")

    @property
    def _product(self) -> float:
        return self.alpha_per_gy * self.d0_gy

    @property
    def transition_gy(self) -> float:
        """DT, the fraction size from which the straight part holds, Gy."""
        return 2.0 * self.dq_gy / (1.0 - self._product)

    @property
    def alpha_beta_gy(self) -> float:
        """The α/β that joins the two parts without a kink, Gy."""
        return 4.0 * self._product * self.dq_gy / (1.0 - self._product) ** 2

    @property
    def tail(self) -> LinearTail:
        """The same curve as LQ-L."""
        return LinearTail(self.transition_gy, 1.0 / self._product)

    def single_fraction_equivalent_gy(self, total_gy: float, fractions: int) -> float:
        """SED, the single fraction with the same effect: D − (n − 1) Dq, Gy; for fractions of DT or more.

        Raises
        ------
        ValueError
            Fractions smaller than DT, where that formula does not hold, or a number of fractions below 1.

        Examples
        --------
        >>> round(PARK_2008.single_fraction_equivalent_gy(54, 3), 3)
        50.4
        """
        number, total = fraction_number(fractions), above_zero(total_gy, "total_gy")
        if total / number < self.transition_gy:
            raise ValueError(
                f"the single-fraction equivalent holds for fractions of {self.transition_gy:g} Gy or more, "
                f"not for {total / number:g} Gy"
            )
        return total - (number - 1) * self.dq_gy


PARK_2008: Final = UniversalCurve(
    alpha_per_gy=0.33,
    d0_gy=1.25,
    dq_gy=1.8,
    citation="Park 2008, doi 10.1016/j.ijrobp.2007.10.059; parameters from memory, check against the paper",
    confidence="M",
)
"""Which tissue they were fitted to was not on record when they were entered: no basis for an organ at risk."""
