"""Which model turns a dose and its fractions into effect: plain LQ or LQ-L, one for a whole assessment.

The model holds for every course and every sum at once: doses of two models never meet in one sum.
"""

from dataclasses import dataclass
from typing import Final

from reirrad_gui.lq.arguments import alpha_beta
from reirrad_gui.lq.isoeffect import NO_QUADRATIC_PART_GY, bed_per_eqd2
from reirrad_gui.lq.linear_tail import LinearTail, usual_tail
from reirrad_gui.lq.validity import DOMAINS, ModelDomain


@dataclass(frozen=True, slots=True)
class DoseModel:
    """Plain LQ, or LQ-L with one tail for every tissue or the usual one of each.

    Parameters
    ----------
    key : str
        "lq" or "lq-l".
    tail : LinearTail or None
        The tail of every tissue under LQ-L; None: dT = 2 α/β of each tissue, without a kink.

    Raises
    ------
    ValueError
        Another key, or a tail under plain LQ.

    Examples
    --------
    >>> LINEAR_QUADRATIC_LINEAR.tail_at(2.0), PLAIN_LQ.tail_at(2.0)
    (LinearTail(threshold_gy=4.0, gamma_per_alpha=None), None)
    """

    key: str = "lq"
    tail: LinearTail | None = None

    def __post_init__(self) -> None:
        if self.key not in ("lq", "lq-l"):
            raise ValueError(f'key must be "lq" or "lq-l", not {self.key!r}')
        if self.tail is not None and self.key == "lq":
            raise ValueError("plain LQ has no tail")

    @property
    def plain(self) -> bool:
        """True for plain LQ."""
        return self.key == "lq"

    @property
    def name(self) -> str:
        """The short name that stands beside numbers: "LQ" or "LQ-L"."""
        return "LQ" if self.plain else "LQ-L"

    @property
    def domain(self) -> ModelDomain:
        """Where it may be believed."""
        return DOMAINS[self.key]

    def tail_at(self, alpha_beta_gy: float) -> LinearTail | None:
        """The tail in force at an α/β; None under plain LQ, and where no quadratic part is left to leave.

        Raises
        ------
        ValueError
            An α/β out of range.
        """
        ratio = alpha_beta(alpha_beta_gy)
        if self.plain or ratio >= NO_QUADRATIC_PART_GY:
            return None
        return usual_tail(ratio) if self.tail is None else self.tail

    def bed_per_eqd2(self, alpha_beta_gy: float) -> float:
        """BED of one gray of EQD2: that of one 2 Gy fraction by this model, halved.

        >>> LINEAR_QUADRATIC_LINEAR.bed_per_eqd2(3.0), LINEAR_QUADRATIC_LINEAR.bed_per_eqd2(0.5)
        (1.66..., 4.0)
        """
        tail = self.tail_at(alpha_beta_gy)
        return bed_per_eqd2(alpha_beta_gy) if tail is None else tail.bed_per_gray(alpha_beta_gy, 2.0)

    def text_at(self, alpha_beta_gy: float) -> str:
        """The model with its numbers at an α/β, for a derivation.

        >>> LINEAR_QUADRATIC_LINEAR.text_at(3.0)
        'LQ-L, dT 6 Gy per fraction, γ/α 5'
        """
        tail = self.tail_at(alpha_beta_gy)
        if tail is None:
            return "LQ"
        return f"LQ-L, dT {tail.threshold_gy:g} Gy per fraction, γ/α {tail.slope(alpha_beta_gy):.4g}"


PLAIN_LQ: Final = DoseModel()
"""The linear-quadratic model for every fraction size."""

LINEAR_QUADRATIC_LINEAR: Final = DoseModel("lq-l")
"""LQ-L with the usual tail of each tissue."""
