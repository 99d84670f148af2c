"""Where each model of fraction size may be believed, as data, and the sentence to show where it may not.

The linear-quadratic model is accepted to about 10 Gy per fraction and has been called reasonable to 18 (Brenner, Semin
Radiat Oncol 18 (2008) 234-239). It has no sharp end: from about 8 Gy on it should be looked at beside LQ-L or USC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from reirrad_gui.lq.pointwise import not_below_zero


@dataclass(frozen=True, slots=True)
class Caution:
    """A fraction size above which one sentence must stand beside the number.

    Parameters
    ----------
    above_gy : float, Gy per fraction
        Not included: at exactly this size the sentence is not due.
    grade : str
        "notice", "warning" or "outside".
    sentence : str
        What it means, for the person at the screen.
    """

    above_gy: float
    grade: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ModelDomain:
    """One model with its cautions, gentlest first, and their source.

    `confidence` is "V" (read in the source), "S" (quoted) or "M" (from memory).
    """

    key: str
    name: str
    domain: str
    citation: str
    confidence: str
    cautions: tuple[Caution, ...] = ()

    def caution(self, fraction_gy: float) -> Caution | None:
        """The gravest caution due at this dose per fraction (Gy), or None.

        Raises
        ------
        ValueError
            A dose per fraction that is negative or not finite.

        Examples
        --------
        >>> DOMAINS["lq"].caution(8.0) is None, DOMAINS["lq"].caution(9.0).grade, DOMAINS["lq"].caution(24.0).grade
        (True, 'notice', 'outside')
        """
        size = not_below_zero(fraction_gy, "fraction_gy")
        due = [caution for caution in self.cautions if size > caution.above_gy]
        return due[-1] if due else None


_BRENNER: Final = "Brenner, Semin Radiat Oncol 18 (2008) 234-239"

LQ: Final = ModelDomain(
    key="lq",
    name="Linear-quadratic",
    domain="Accepted to about 10 Gy per fraction, called reasonable to 18 Gy.",
    citation=_BRENNER,
    confidence="V",
    cautions=(
        Caution(
            8.0,
            "notice",
            "Fractions above 8 Gy: the linear-quadratic model nears the end of its accepted range. "
            "Look at LQ-L or USC beside it.",
        ),
        Caution(
            10.0,
            "warning",
            "Fractions above 10 Gy lie beyond the accepted range of the linear-quadratic model: this equieffective "
            "dose may be off. Compare with LQ-L or USC, and with experience at this fraction size.",
        ),
        Caution(
            18.0,
            "outside",
            "Fractions above 18 Gy lie beyond everything the linear-quadratic model has been called reasonable for: do "
            "not rest a decision on this equieffective dose.",
        ),
    ),
)

LQ_L: Final = ModelDomain(
    key="lq-l",
    name="LQ-L",
    domain="Plain LQ up to its threshold dT of about 2 α/β per fraction, a straight line beyond; dT and slope are part "
    "of the answer and are shown with it.",
    citation="Astrahan 2008, as printed in Voyant 2014, doi 10.1016/j.rpor.2013.08.004",
    confidence="V",
)

USC: Final = ModelDomain(
    key="usc",
    name="Universal survival curve",
    domain="Only for the tissue whose survival curve gave its parameters; its α/β follows from them.",
    citation="Park 2008, doi 10.1016/j.ijrobp.2007.10.059 (formula and parameters from memory)",
    confidence="M",
)

DOMAINS: Final[Mapping[str, ModelDomain]] = MappingProxyType({domain.key: domain for domain in (LQ, LQ_L, USC)})
"""The models of fraction size by their key; plain LQ first."""
