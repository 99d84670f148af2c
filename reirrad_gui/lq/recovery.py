"""How much of an earlier course's equieffective dose is taken as forgotten: named models, off unless chosen.

Guidance treats recovery as an explicit, documented decision of the clinician (RCR, Principles of reirradiation, 2024;
ESTRO focus group, Radiother Oncol 214 (2026) 111313), so the first model is none at all, a model applies only when it
has been chosen, and it never applies to a limit that already contains recovery (that is checked where limits are).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.lq.arguments import share
from reirrad_gui.lq.equieffective import Equieffective, locked


def discounted(equieffective: Equieffective, recovery_fraction: float) -> Equieffective:
    """What is left of a course's equieffective dose after tissue has recovered: (1 − r) times it.

    Recovery applies to equieffective dose, never to physical dose (converting afterwards would discount the quadratic
    part twice). An unknown dose stays unknown, even at full recovery.

    Parameters
    ----------
    equieffective : Equieffective
    recovery_fraction : float
        r, from 0 (nothing forgiven) to 1; 50 % is 0.5.

    Raises
    ------
    ValueError
        r is not between 0 and 1.

    Examples
    --------
    >>> discounted(Equieffective(42.0, "EQD2", 3.0), 0.25).gy
    31.5
    """
    left = 1.0 - share(recovery_fraction, "recovery_fraction")
    if left == 1.0:
        return equieffective
    return Equieffective(locked(left * equieffective.gy), equieffective.quantity, equieffective.alpha_beta_gy)


@dataclass(frozen=True, slots=True)
class RecoveryModel:
    """A recovery fraction that grows in steps with the complete months since the course ended.

    Parameters
    ----------
    key : str
        Short name for files and the command line.
    name : str
        Name on screen.
    citation : str
        Where it comes from.
    domain : str
        For which tissue and interval it was proposed.
    steps : tuple of (months, fraction)
        From this many complete months on (that month included) this fraction is forgiven; both must grow. Before the
        first step nothing is. A step at −∞ holds whatever the interval.

    Raises
    ------
    ValueError
        Steps that do not grow, or a fraction outside 0 to 1.
    """

    key: str
    name: str
    citation: str
    domain: str
    steps: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        for _, fraction in self.steps:
            share(fraction, "steps")
        for (before, less), (after, more) in zip(self.steps, self.steps[1:], strict=False):
            if not (before < after and less < more):
                raise ValueError(f"steps must grow in months and in fraction, not {self.steps}")

    @property
    def needs_interval(self) -> bool:
        """True when the fraction depends on the time between the courses."""
        return any(months > -math.inf for months, _ in self.steps)

    def fraction(self, months_min: int | None, months_max: int | None) -> tuple[float, float]:
        """Smallest and largest recovery fraction over an interval known as a range.

        Parameters
        ----------
        months_min, months_max : int or None, complete months
            From `lq.intervals.months_range`; None is open to that side. Negative: the courses may have overlapped.

        Returns
        -------
        (smallest, largest) : float, 0 to 1

        Raises
        ------
        NotAssessableError
            The model needs an interval and nothing is known of it.
        ValueError
            The range is turned round.

        Examples
        --------
        >>> RECOVERY_MODELS["step-25-50"].fraction(5, 11)
        (0.0, 0.25)
        >>> RECOVERY_MODELS["step-25-50"].fraction(59, None)
        (0.5, 0.5)
        """
        if self.needs_interval and months_min is None and months_max is None:
            raise NotAssessableError(
                f"The recovery model “{self.name}” needs the time between the courses, which is not known. "
                "Enter the dates as far as they are known, or assess without recovery."
            )
        shortest = -math.inf if months_min is None else months_min
        longest = math.inf if months_max is None else months_max
        if shortest > longest:
            raise ValueError(f"months_min {months_min} is more than months_max {months_max}")
        return self._at(shortest), self._at(longest)

    def _at(self, months: float) -> float:
        return max((fraction for since, fraction in self.steps if months >= since), default=0.0)


NO_RECOVERY = RecoveryModel(
    key="none",
    name="No recovery",
    citation="RCR, Principles of reirradiation, 2024; ESTRO focus group, Radiother Oncol 214 (2026) 111313",
    domain="Every tissue and interval; the default.",
)

STEP_25_50 = RecoveryModel(
    key="step-25-50",
    name="Step 25/50 %",
    citation="Doi 2021, doi 10.1007/s00066-021-01772-7, introduction (the simple method for the spinal cord)",
    domain="Spinal cord: nothing below 6 complete months, 25 % from 6, 50 % from 12. Not validated for other organs.",
    steps=((6, 0.25), (12, 0.50)),
)

RECOVERY_MODELS: Mapping[str, RecoveryModel] = MappingProxyType(
    {model.key: model for model in (NO_RECOVERY, STEP_25_50)}
)
"""The named models by their key; no recovery first."""


def recovery_model(key: str) -> RecoveryModel:
    """The named model of this key.

    Raises
    ------
    EntryError
        There is none; says which there are.

    Examples
    --------
    >>> recovery_model("none").fraction(None, None)
    (0.0, 0.0)
    """
    if key not in RECOVERY_MODELS:
        raise EntryError(f"There is no recovery model “{key}”. Choose one of: {', '.join(RECOVERY_MODELS)}.")
    return RECOVERY_MODELS[key]


def recovery_by_hand(recovery_fraction: float, reason: str) -> RecoveryModel:
    """A recovery fraction somebody decided on, which holds whatever the interval.

    Parameters
    ----------
    recovery_fraction : float
        From 0 to 1; 40 % is 0.4.
    reason : str
        Why; shown and reported with every number it changes.

    Raises
    ------
    EntryError
        No reason is given, or the fraction is not between 0 and 1.

    Examples
    --------
    >>> recovery_by_hand(0.4, "agreed at the tumour board of 3 May").fraction(None, None)
    (0.4, 0.4)
    """
    if not reason.strip():
        raise EntryError("Recovery typed by hand needs a reason, which is reported with every number it changes.")
    try:
        fraction = share(recovery_fraction, "recovery_fraction")
    except ValueError as error:
        raise EntryError(f"Recovery must lie between 0 and 100 %, not {recovery_fraction!r}.") from error
    return RecoveryModel(
        key="by-hand",
        name=f"{100 * fraction:g} % by hand",
        citation=f"Entered by hand: {reason.strip()}",
        domain="As decided for this patient.",
        steps=((-math.inf, fraction),),
    )
