"""Recovery models in which what is forgotten depends on how close the earlier course came to tolerance.

Both work on x = E/T, the share of tolerance that the earlier course used (in BED or EQD2 alike), at α/β 2 Gy and for
the spinal cord only, and say which share is left of it after t years:

- power law (Jones and Grant 2014, doi 10.1016/j.clon.2014.04.027): 1 − (1 − x)^(1/(1 + r)), r = a + e^(b (t − 1));
- Woolley 2018: 1 − (1 − x) (1 + h ((1 − x)^(−r/(1 + r)) − 1)), h = (1 + tanh(s0 (100 x − B*/(1 + s1 r))))/2.

The power law forgives much even at t = 0, so nothing is forgiven before its first year; neither is carried on beyond
three years. A dose at or above tolerance is not forgiven at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from reirrad_gui.lq.arguments import FloatArray
from reirrad_gui.lq.pointwise import above_zero, not_below_zero
from reirrad_gui.lq.recovery_models import CORD

DAYS_A_YEAR: Final = 365.25


class DoseRecoveryModel(Protocol):
    """What `lq.recovery_left.left_after` needs of a model."""

    @property
    def name(self) -> str:
        """Name on screen."""

    @property
    def key(self) -> str:
        """Short name for files and the command line."""

    @property
    def citation(self) -> str:
        """Where it comes from."""

    @property
    def domain(self) -> str:
        """For which tissue and interval it holds."""

    @property
    def confidence(self) -> str:
        """ "V" read in the source, "S" quoted, "M" from memory, "C" computed here, "" entered by the user."""

    @property
    def years(self) -> tuple[float, float]:
        """First and last time, in years, for which the model holds."""

    @property
    def tissues(self) -> tuple[str, ...]:
        """Names of the structures it was proposed for."""

    @property
    def tolerance_bed_gy(self) -> float:
        """The tolerance it is used with: BED at α/β 2 Gy."""

    @property
    def grows_with_dose(self) -> bool:
        """True where more dose before never leaves less: then bounds of a dose may be taken through it."""

    def exponent(self, years: float) -> float:
        """r at a time within `years`."""

    def left(self, used_share: FloatArray, exponent: float) -> FloatArray:
        """Share of tolerance left of each used share from 0 to below 1."""


@dataclass(frozen=True, slots=True)
class PowerLawRecovery:
    """Jones and Grant's form with its r(t) = offset + exp(growth (t − 1)), from 1 to 3 years.

    `confidence` is "V" (read in the source), "S" (quoted) or "M" (from memory).

    Examples
    --------
    45 Gy in 25 (85.5 Gy BED at α/β 2 Gy) under a tolerance of 100, one year later: 100 (1 − 0.145^(1/3.5)).

    >>> round(100 * float(JONES_GRANT_CAUTIOUS.left(np.array(0.855), JONES_GRANT_CAUTIOUS.exponent(1.0))), 2)
    42.4
    """

    key: str
    name: str
    citation: str
    domain: str
    confidence: str
    offset: float
    growth_per_year: float
    years: tuple[float, float] = (1.0, 3.0)
    tissues: tuple[str, ...] = CORD
    tolerance_bed_gy: float = 100.0

    @property
    def grows_with_dose(self) -> bool:
        """More dose before never leaves less."""
        return True

    def exponent(self, years: float) -> float:
        """r at a time in years."""
        return self.offset + float(np.exp(self.growth_per_year * (years - 1.0)))

    def left(self, used_share: FloatArray, exponent: float) -> FloatArray:
        """1 − (1 − x)^(1/(1 + r)) for shares from 0 to below 1."""
        return np.asarray(-np.expm1(np.log1p(-used_share) / (1.0 + exponent)))


_JONES_GRANT: Final = (
    "Jones and Grant 2014, doi 10.1016/j.clon.2014.04.027, as coded in open software: check against the paper"
)
_FROM_ONE_YEAR: Final = (
    "Spinal cord, α/β 2 Gy, 1 to 3 years; nothing is forgiven before 12 complete months, beyond 36 counts as 36. "
    "Tolerance 100 Gy BED (50 Gy in 25 fractions)."
)

JONES_GRANT_CAUTIOUS: Final = PowerLawRecovery(
    "jones-grant-cautious", "Jones and Grant 2014, cautious", _JONES_GRANT, _FROM_ONE_YEAR, "S", 1.5, 1.2
)
JONES_GRANT: Final = PowerLawRecovery(
    "jones-grant", "Jones and Grant 2014", _JONES_GRANT, _FROM_ONE_YEAR, "S", 2.8, 1.67
)


WOOLLEY_TOLERANCE_BED_GY: Final = 109.6
"""Human 1 % tolerance in Woolley 2018: 54.8 Gy in 2 Gy fractions, as BED at α/β 2 Gy."""


@dataclass(frozen=True, slots=True)
class WoolleyRecovery:
    """Woolley's form; its fitted r at 1, 2 and 3 years must be given with their source.

    r(t) is the cubic through 0 at 70 days and those three, never below 0, and is not carried on beyond 3 years.

    Recovery sets in around B*/(1 + s1 r) percent of tolerance, and so steeply that a somewhat larger earlier dose can
    leave less than a smaller one: what is left of a range of doses does not lie between what is left of its ends.

    Parameters
    ----------
    fitted : (r1, r2, r3)
        r at 1, 2 and 3 years; zero or more and not falling.
    citation : str
        Where the fitted values come from; required.
    half_effect_percent, steepness, shift : float
        B*, s0, s1; defaults of the authors' release.

    Raises
    ------
    ValueError
        Values out of range, or no citation.

    Examples
    --------
    >>> model = WoolleyRecovery((1.0, 2.0, 3.0), citation="made up for this example")
    >>> model.exponent(2.0), model.exponent(70 / 365.25)
    (2.0, 0.0)
    """

    fitted: tuple[float, float, float]
    citation: str
    half_effect_percent: float = 35.0
    steepness: float = 0.15
    shift: float = 0.1
    years: tuple[float, float] = (70.0 / DAYS_A_YEAR, 3.0)
    tissues: tuple[str, ...] = CORD
    tolerance_bed_gy: float = WOOLLEY_TOLERANCE_BED_GY
    key: str = "woolley-2018"
    name: str = "Woolley 2018"
    confidence: str = ""

    def __post_init__(self) -> None:
        fitted = [not_below_zero(r, "fitted") for r in self.fitted]
        if sorted(fitted) != fitted or len(fitted) != 3:
            raise ValueError(f"fitted must be r at 1, 2 and 3 years, not falling, not {self.fitted}")
        if not self.citation.strip():
            raise ValueError("fitted values need their citation")
        for name in ("half_effect_percent", "steepness", "shift"):
            above_zero(getattr(self, name), name)

    @property
    def grows_with_dose(self) -> bool:
        """False: where recovery sets in, more dose before can leave less."""
        return False

    @property
    def domain(self) -> str:
        """For which tissue and interval it holds."""
        return (
            "Spinal cord, α/β 2 Gy, 70 days to 3 years; nothing is forgiven before, beyond 36 months counts as 36. "
            f"Tolerance {self.tolerance_bed_gy:g} Gy BED."
        )

    def exponent(self, years: float) -> float:
        """r at a time in years: Lagrange's cubic through the four points, never below 0."""
        nodes = (self.years[0], 1.0, 2.0, 3.0)
        total = 0.0
        for node, value in zip(nodes, (0.0, *self.fitted), strict=True):
            weights = [(years - other) / (node - other) for other in nodes if other != node]
            total += value * float(np.prod(weights))
        return max(total, 0.0)

    def left(self, used_share: FloatArray, exponent: float) -> FloatArray:
        """1 − BED2%/100 for shares from 0 to below 1."""
        lean = self.steepness * (100.0 * used_share - self.half_effect_percent / (1.0 + self.shift * exponent))
        engaged = (1.0 + np.tanh(lean)) / 2.0
        gain = np.expm1(np.log1p(-used_share) * (-exponent / (1.0 + exponent)))
        return np.asarray(1.0 - (1.0 - used_share) * (1.0 + engaged * gain))


WOOLLEY_DERIVED: Final = WoolleyRecovery(
    (3.935, 13.686, 40.264),
    citation="form and ED50s (64.38, 72.23, 74.99 Gy after 44 Gy; 76.56 Gy alone) of Woolley 2018, Int J Radiat Biol "
    "515-531: check against the paper",
    key="woolley-2018-derived",
    name="Woolley 2018, exponents derived here from its ED50s",
    confidence="C",
)
"""Woolley's form with the exponents that its refit of the monkey data implies; the fitted ones are not known.

Each r solves BED2%(x, r) = 100 · ED50(t)/76.56 for x = 44/76.56: after 44 Gy of a tolerance of 76.56 Gy the form then
gives the refit's own ED50 of 64.38, 72.23 and 74.99 Gy after 1, 2 and 3 years. A digit in the last place of the ED50s
moves r by 0.002, 0.02 and 0.13. After 94.5 of 109.6 Gy BED it allows 104.46 Gy at 3 years; with the authors' own
exponents it is 105.26 Gy: the derived ones forgive a little less there.

Examples
--------
>>> left = WOOLLEY_DERIVED.left(np.array(94.5 / 109.6), WOOLLEY_DERIVED.exponent(3.0))
>>> round(109.6 * (1.0 - float(left)), 2)
104.46
"""

DOSE_RECOVERY_CATALOGUE: Mapping[str, DoseRecoveryModel] = MappingProxyType(
    {model.key: model for model in (JONES_GRANT_CAUTIOUS, JONES_GRANT, WOOLLEY_DERIVED)}
)
"""The models that depend on the dose, by their key, the most cautious first."""
