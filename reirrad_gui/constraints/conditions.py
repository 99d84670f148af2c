"""What a limit presupposes beside the dose: time between courses, and what single courses gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.constraints.limit import Limit
from reirrad_gui.constraints.standing import FLOAT_NOISE_GY, Bounded, dose_text

GapMonths = tuple[int | None, int | None]
"""Fewest and most complete months between courses that the dates allow; None where they set no bound."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One presupposition of a limit, met or not; `met` None: the data cannot say. `sentence` tells why."""

    met: bool | None
    sentence: str


def gap_condition(limit: Limit, gap_months: GapMonths) -> Condition | None:
    """Whether enough time lay between courses for this limit to apply; None where it asks for none.

    Raises
    ------
    ValueError
        The range is upside down.
    """
    least, most = gap_months
    if least is not None and most is not None and least > most:
        raise ValueError(f"gap_months must rise, not {gap_months}")
    needed = limit.minimum_gap_months
    if needed is None:
        return None
    gap = _gap_text(least, most)
    if least is not None and least >= needed:
        return Condition(True, f"It asks for {needed} months or more between courses; here {gap}.")
    if most is not None and most < needed:
        return Condition(False, f"It holds only {needed} months or more after the earlier course; here {gap}.")
    return Condition(
        None, f"It holds only {needed} months or more after the earlier course; the dates leave that open ({gap})."
    )


def _gap_text(least: int | None, most: int | None) -> str:
    if least is None:
        return "the interval is unknown" if most is None else f"the interval is at most {_months(most)}"
    if most is None:
        return f"the interval is at least {_months(least)}"
    return f"the interval is {_months(most) if least == most else f'{least} to {_months(most)}'}"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def each_course_condition(limit: Limit, courses: Sequence[Bounded]) -> Condition | None:
    """Whether every course alone stayed where the source has experience; None where it sets no such bound."""
    at_most = limit.each_course_at_most_gy
    if at_most is None:
        return None
    answers = [_kept(course.lower_gy, course.upper_gy, at_most) for course in courses]
    asks = f"It was found in patients in whom no single course gave more than {at_most:g} Gy {limit.unit_text}"
    if False in answers:
        worst = max(course.lower_gy or 0.0 for course in courses)
        return Condition(False, f"{asks}; here one gave {dose_text(worst, at_most)} Gy.")
    if not answers or None in answers:
        return Condition(None, f"{asks}; what each course gave is not fully known.")
    return Condition(True, f"{asks}; so it is here.")


def newest_course_limits(limit: Limit, courses: Sequence[Bounded], cumulative: Bounded) -> tuple[Condition, ...]:
    """The source's further limits on the newest course: its own dose, and its share of the sum."""
    newest = courses[-1] if courses else Bounded.unknown()
    found: list[Condition] = []
    if (at_most := limit.last_course_at_most_gy) is not None:
        kept = _kept(newest.lower_gy, newest.upper_gy, at_most)
        asks = f"The same source limits the newest course alone to {at_most:g} Gy {limit.unit_text}"
        found.append(Condition(kept, f"{asks}; {_outcome(kept, newest.text_beside(at_most))}."))
    if (share := limit.last_course_share_at_most) is not None:
        kept = _share_kept(newest, cumulative, share)
        asks = f"The same source limits the newest course to {100 * share:.0f} % of the sum"
        gave = f"{newest.text} of {cumulative.text}"
        found.append(Condition(kept, f"{asks}; {_outcome(kept, gave)}."))
    return tuple(found)


def _outcome(kept: bool | None, gave: str) -> str:
    if kept is None:
        return "what it gave is not known well enough"
    return f"it gave {gave}, which {'keeps' if kept else 'exceeds'} that"


def _share_kept(part: Bounded, whole: Bounded, share: float) -> bool | None:
    """Whether part / whole stays at or below `share`, without dividing by a dose that may be 0."""
    if part.upper_gy is not None and part.upper_gy <= share * (whole.lower_gy or 0.0) + FLOAT_NOISE_GY:
        return True
    if whole.upper_gy is not None and (part.lower_gy or 0.0) > share * whole.upper_gy + FLOAT_NOISE_GY:
        return False
    return None


def _kept(lower_gy: float | None, upper_gy: float | None, at_most_gy: float) -> bool | None:
    """Whether a dose between two bounds stays at or below `at_most_gy`; None when the bounds disagree."""
    if upper_gy is not None and upper_gy <= at_most_gy + FLOAT_NOISE_GY:
        return True
    if (lower_gy or 0.0) > at_most_gy + FLOAT_NOISE_GY:
        return False
    return None
