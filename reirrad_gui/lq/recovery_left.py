"""What a recovery model that depends on the dose leaves of an earlier course, over an interval known as a range."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq.arguments import dose_array, fraction_size, is_number
from reirrad_gui.lq.dose_recovery import DoseRecoveryModel
from reirrad_gui.lq.equieffective import Equieffective, locked

MODEL_ALPHA_BETA_GY: Final = 2.0
"""The α/β of every model in `lq.dose_recovery`."""


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What is left of an earlier course: the least and the most over the interval, and what must be said with it."""

    least: Equieffective
    most: Equieffective
    notices: tuple[str, ...] = ()


def left_after(
    model: DoseRecoveryModel,
    course: Equieffective,
    tolerance_gy: float,
    months_min: int | None,
    months_max: int | None,
) -> Left:
    """What is left of a course's equieffective dose in the spinal cord after an interval known as a range.

    Parameters
    ----------
    model : PowerLawRecovery or WoolleyRecovery
    course : Equieffective
        BED or EQD2 at α/β 2 Gy, at one point or many; NaN stays NaN.
    tolerance_gy : float, Gy
        Single-course tolerance as the same quantity at the same α/β; finite, above zero.
    months_min, months_max : int or None, complete months
        As for `RecoveryModel.fraction`.

    Raises
    ------
    NotAssessableError
        Another α/β than the model's, or nothing is known of the interval.
    ValueError
        A tolerance out of range, or a range of months turned round.

    Examples
    --------
    >>> from reirrad_gui.lq.dose_recovery import JONES_GRANT_CAUTIOUS
    >>> course = Equieffective(75.0, "BED", 2.0)
    >>> left = left_after(JONES_GRANT_CAUTIOUS, course, tolerance_gy=100.0, months_min=12, months_max=24)
    >>> round(left.least.gy, 2), round(left.most.gy, 2)
    (21.19, 32.7)
    """
    if course.alpha_beta_gy != MODEL_ALPHA_BETA_GY:
        raise NotAssessableError(
            f"“{model.name}” was made at α/β {MODEL_ALPHA_BETA_GY:g} Gy and cannot be used on a dose at "
            f"{course.alpha_beta_gy:g} Gy. Convert it at {MODEL_ALPHA_BETA_GY:g} Gy, or assess without recovery."
        )
    tolerance = fraction_size(tolerance_gy, "tolerance_gy")
    smallest, largest = _exponents(model, months_min, months_max)
    return Left(
        _remainder(model, course, tolerance, largest),
        _remainder(model, course, tolerance, smallest),
        _notices(model, course, tolerance, months_min, months_max),
    )


def _exponents(model: DoseRecoveryModel, months_min: int | None, months_max: int | None) -> tuple[float, float]:
    """Smallest and largest r over the whole months of the range; 0, nothing forgiven, before the model's first year."""
    if months_min is None and months_max is None:
        raise NotAssessableError(
            f"The recovery model “{model.name}” needs the time between the courses, which is not known. "
            "Enter the dates as far as they are known, or assess without recovery."
        )
    if months_min is not None and months_max is not None and months_min > months_max:
        raise ValueError(f"months_min {months_min} is more than months_max {months_max}")
    last = round(12 * model.years[1])
    shortest = min(0 if months_min is None else max(months_min, 0), last)
    longest = last if months_max is None else min(max(months_max, 0), last)
    found = [_exponent_at(model, months / 12.0) for months in range(shortest, longest + 1)]
    return min(found), max(found)


def _exponent_at(model: DoseRecoveryModel, years: float) -> float:
    return model.exponent(years) if years >= model.years[0] else 0.0


def _remainder(model: DoseRecoveryModel, course: Equieffective, tolerance: float, exponent: float) -> Equieffective:
    if exponent == 0.0:
        return course
    share = dose_array(course.gy, "gy") / tolerance
    below = ~(share >= 1.0)
    left = np.where(below, tolerance * model.left(np.where(below, share, 0.0), exponent), course.gy)
    return replace(course, gy=float(left) if is_number(course.gy) else locked(left))


def _notices(
    model: DoseRecoveryModel, course: Equieffective, tolerance: float, months_min: int | None, months_max: int | None
) -> tuple[str, ...]:
    said = interval_notices(model, months_min, months_max)
    if (dose_array(course.gy, "gy") >= tolerance).any():
        said += (
            f"The earlier course reached or exceeded the tolerance of {tolerance:g} Gy {course.quantity}; "
            "nothing of that dose is forgiven.",
        )
    return said


def interval_notices(model: DoseRecoveryModel, months_min: int | None, months_max: int | None) -> tuple[str, ...]:
    """What to say where the interval may lie outside the years for which a model holds.

    Examples
    --------
    >>> from reirrad_gui.lq.dose_recovery import JONES_GRANT
    >>> interval_notices(JONES_GRANT, 59, 72)
    ('The interval may be longer than the 36 months “Jones and Grant 2014” rests on; it counts as 36 months.',)
    """
    first, last = (round(12 * years, 1) for years in model.years)
    said = []
    if months_min is None or months_min / 12.0 < model.years[0]:
        said.append(
            f"The interval may be shorter than the {first:g} months “{model.name}” needs; "
            "until then it forgives nothing."
        )
    if months_max is None or months_max > last:
        said.append(
            f"The interval may be longer than the {last:g} months “{model.name}” rests on; "
            f"it counts as {last:g} months."
        )
    return tuple(said)
