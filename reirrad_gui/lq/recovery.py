"""How much of an earlier course's equieffective dose is taken as forgotten: named models, off unless chosen.

Guidance treats recovery as an explicit, documented decision of the clinician (RCR, Principles of reirradiation, 2024;
ESTRO focus group, Radiother Oncol 214 (2026) 111313), so the first model is none at all, a model applies only when it
has been chosen, and it never applies to a limit that already contains recovery (that is checked where limits are).
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq.arguments import share
from reirrad_gui.lq.equieffective import Equieffective, locked

Steps = tuple[tuple[float, float], ...]
"""(complete months, fraction): from these months on, this fraction."""


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
    return replace(equieffective, gy=locked(left * equieffective.gy))


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
    at_most : tuple of (months, fraction), or None
        Where the source leaves a range open, the most it may be, as steps; `steps` are then the least. None: no range.
    confidence : str
        "V" read in the source, "S" read where it is quoted, "M" from memory, "" entered by the user.
    tissues : tuple of str
        Names of the structures it was proposed for ("SpinalCord"); empty: none was named.
    studied_months : (first, last) or None
        Intervals it rests on; None: not stated.

    Raises
    ------
    ValueError
        Steps that do not grow, a fraction outside 0 to 1, or an `at_most` below `steps`.
    """

    key: str
    name: str
    citation: str
    domain: str
    steps: Steps = ()
    at_most: Steps | None = None
    confidence: str = ""
    tissues: tuple[str, ...] = ()
    studied_months: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        for steps in (self.steps, self._upper):
            _refuse_steps_that_do_not_grow(steps)
        for months, least in self.steps:
            if _reached(self._upper, months) < least:
                raise ValueError(f"at_most must not be below steps, not {self.at_most} below {self.steps}")

    @property
    def _upper(self) -> Steps:
        return self.steps if self.at_most is None else self.at_most

    @property
    def needs_interval(self) -> bool:
        """True when the fraction depends on the time between the courses."""
        return any(months > -math.inf for months, _ in (*self.steps, *self._upper))

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
        >>> from reirrad_gui.lq import RECOVERY_CATALOGUE
        >>> RECOVERY_CATALOGUE["step-25-50"].fraction(5, 11)
        (0.0, 0.25)
        >>> RECOVERY_CATALOGUE["step-25-50"].fraction(59, None)
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
        return _reached(self.steps, shortest), _reached(self._upper, longest)

    def notice(self, months_min: int | None, months_max: int | None) -> str | None:
        """What to say where the interval may lie outside what the model rests on; None where it does not.

        Examples
        --------
        >>> from reirrad_gui.lq import RECOVERY_CATALOGUE
        >>> RECOVERY_CATALOGUE["ang-2001"].notice(59, 72)
        'The interval may be longer than the 36 months “Ang 2001 (monkeys)” rests on; it counts as 36 months.'
        """
        if self.studied_months is None:
            return None
        first, last = self.studied_months
        if months_min is None or months_min < first:
            return (
                f"The interval may be shorter than the {first} months “{self.name}” rests on; "
                "until then it forgives nothing."
            )
        if months_max is None or months_max > last:
            return (
                f"The interval may be longer than the {last} months “{self.name}” rests on; it counts as {last} months."
            )
        return None


def _reached(steps: Steps, months: float) -> float:
    return max((fraction for since, fraction in steps if months >= since), default=0.0)


def _refuse_steps_that_do_not_grow(steps: Steps) -> None:
    for _, fraction in steps:
        share(fraction, "steps")
    for (before, less), (after, more) in pairwise(steps):
        if not (before < after and less < more):
            raise ValueError(f"steps must grow in months and in fraction, not {steps}")
