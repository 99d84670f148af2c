"""Ranges of dose and time as the cord's rules take them, and their words."""

from collections.abc import Sequence
from math import inf

from reirrad_gui.constraints.conditions import GapMonths
from reirrad_gui.constraints.standing import FLOAT_NOISE_GY, Bounded, dose_text


def gap_at_least(gap: GapMonths, needed: int) -> bool | None:
    """Whether the interval has this many complete months; None where the dates leave it open."""
    least, most = gap
    if least is not None and least >= needed:
        return True
    return False if most is not None and most < needed else None


def refuse_bad_inputs(courses: Sequence[Bounded], gap: GapMonths) -> None:
    """Raise ValueError for fewer than two courses or a range of months that is upside down."""
    if len(courses) < 2:
        raise ValueError(f"courses must be at least two, not {len(courses)}: these rules are about re-irradiation")
    if gap[0] is not None and gap[1] is not None and gap[0] > gap[1]:
        raise ValueError(f"gap_months must rise, not {gap}")


def above(value: float, limit: float) -> bool:
    """Above a threshold by more than 64-bit noise; never rounded."""
    return value > limit + FLOAT_NOISE_GY


def low_gy(course: Bounded) -> float:
    """What a dose cannot fall below, Gy."""
    return course.lower_gy or 0.0


def high_gy(course: Bounded) -> float:
    """What a dose cannot rise above, Gy; infinite where nothing bounds it."""
    return inf if course.upper_gy is None else course.upper_gy


def sum_gy(courses: Sequence[Bounded]) -> tuple[float, float]:
    """Bounds of the sum, Gy."""
    return sum(low_gy(course) for course in courses), sum(high_gy(course) for course in courses)


def range_text(least: float, most: float, limit: float, unit: str = "Gy") -> str:
    """A range beside a threshold, with as many decimals as it takes not to seem on its other side.

    >>> range_text(154.5, 154.5, 135.5), range_text(60.0, float("inf"), 120.0), range_text(0.0, float("inf"), 120.0)
    ('154.5 Gy', 'at least 60.0 Gy', 'unknown')
    """
    if most == inf:
        return f"at least {dose_text(least, limit)} {unit}" if least > 0.0 else "unknown"
    low, high = dose_text(least, limit), dose_text(most, limit)
    if most - least <= FLOAT_NOISE_GY:
        return f"{high} {unit}"
    return f"{low} to {high} {unit}"


def gap_text(gap: GapMonths) -> str:
    """An interval in complete months.

    >>> gap_text((59, 72)), gap_text((6, None)), gap_text((None, None))
    ('59 to 72 months', 'at least 6 months', 'unknown')
    """
    least, most = gap
    if least is None:
        return "unknown" if most is None else f"at most {most} months"
    if most is None:
        return f"at least {least} months"
    return f"{least} months" if least == most else f"{least} to {most} months"
