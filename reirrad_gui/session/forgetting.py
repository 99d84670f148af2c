"""EQD2 at an organ's points under recovery models in which what is left depends on the dose itself.

Such a model is no factor on a course's dose. So the course is converted at every point, `lq` says what is left of it
there, and that takes the place of the course's planned doses: sums, near-maxima and curves go on as with any dose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.lq import DoseModel, Equieffective, Left, Term, interval_notices, left_after, physical_term
from reirrad_gui.session.biology import (
    NOTHING,
    RECOVERY_IS_A_RANGE,
    Interval,
    OrganEqd2,
    PlannedDoses,
    merged,
    organ_eqd2,
)
from reirrad_gui.session.discounts import Discounts, Forgetting
from reirrad_gui.session.opening import Opened

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """What is left of one course at the points, in Gy EQD2; `most` None where no bound is known."""

    least: FloatArray
    most: FloatArray | None
    exact: bool
    notices: tuple[str, ...] = ()


def eqd2_after(
    planned: PlannedDoses,
    opened: Opened,
    alpha_beta_gy: float,
    recovery: Discounts,
    as_given: Sequence[Interval | None] | None = None,
) -> OrganEqd2:
    """EQD2 of every course and their sum with the recovery in force, whatever kind of model it is.

    `as_given` are those courses that were found before, as for `organ_eqd2`.

    Raises
    ------
    NotAssessableError
        A model that depends on the dose, at another α/β than its own (`recovery.at_alpha_beta` refuses that before).
    """
    found = organ_eqd2(planned, opened, alpha_beta_gy, recovery.ranges, as_given)
    if not recovery.depends_on_dose:
        return found
    left = {
        course: _left(found.courses[course], one, alpha_beta_gy, found.model)
        for course, one in enumerate(recovery.forgetting)
        if one is not None and any(phase.course == course for phase in planned.phases)
    }
    return _with(planned, found, left)


def _left(course: Interval, one: Forgetting, alpha_beta_gy: float, model: DoseModel) -> _Left:
    """Bounds of the dose are taken through a model only where more dose never leaves less."""
    if course.exact:
        found = _at_points(one, course.lower_gy, alpha_beta_gy, model)
        least, most = np.maximum(found.least.gy, 0.0), np.maximum(found.most.gy, 0.0)
        return _Left(least, most, bool(np.array_equal(least, most)), _of_dose(one, found))
    if not one.model.grows_with_dose:
        return _Left(np.zeros_like(course.lower_gy), course.upper_gy, False)
    least = np.maximum(_at_points(one, course.lower_gy, alpha_beta_gy, model).least.gy, 0.0)
    if course.upper_gy is None:
        return _Left(least, None, False)
    worst = _at_points(one, course.upper_gy, alpha_beta_gy, model)
    return _Left(least, np.maximum(worst.most.gy, 0.0), False, _of_dose(one, worst))


def _at_points(one: Forgetting, eqd2_gy: FloatArray, alpha_beta_gy: float, model: DoseModel) -> Left:
    tolerance_gy = one.model.tolerance_bed_gy / model.bed_per_eqd2(alpha_beta_gy)
    course = Equieffective(eqd2_gy, "EQD2", alpha_beta_gy, model.tail_at(alpha_beta_gy))
    return left_after(one.model, course, tolerance_gy, one.months_min, one.months_max)


def _of_dose(one: Forgetting, found: Left) -> tuple[str, ...]:
    """What is said of the doses; what is said of the interval is said with the recovery itself."""
    known = interval_notices(one.model, one.months_min, one.months_max)
    return tuple(notice for notice in found.notices if notice not in known)


def _with(planned: PlannedDoses, found: OrganEqd2, left: dict[int, _Left]) -> OrganEqd2:
    """The sum in which what is left of some courses stands in the place of their first phase."""
    lower, upper = list(planned.lower.doses_gy), list(planned.upper.doses_gy)
    first = {course: _first_phase(planned, course) for course in left}
    for course, one in left.items():
        lower[first[course]] = one.least
        upper[first[course]] = one.least if one.most is None else one.most
    weights = planned.lower.weights_cc
    samples = JointSamples(lower, weights)
    worst = JointSamples(upper, weights)
    none = (NOTHING,) * len(planned.phases)

    def terms(course: int) -> tuple[Term, ...]:
        return tuple(physical_term() if at == first[course] else NOTHING for at in range(len(planned.phases)))

    courses = tuple(
        _interval(samples, worst, before, terms(course), left[course])
        if course in left
        else _moved(samples, worst, before)
        for course, before in enumerate(found.discounted_courses)
    )
    notices = tuple(dict.fromkeys(said for one in left.values() for said in one.notices))
    total = _total(samples, worst, courses, none)
    return replace(found, discounted_courses=courses, total=total, notices=notices)


def _first_phase(planned: PlannedDoses, course: int) -> int:
    return next(at for at, phase in enumerate(planned.phases) if phase.course == course)


def _interval(
    samples: JointSamples, worst: JointSamples, before: Interval, terms: tuple[Term, ...], left: _Left
) -> Interval:
    lower = Mixed(samples, terms)
    if left.exact:
        return Interval(lower, lower)
    return Interval(lower, None if left.most is None else Mixed(worst, terms), before.reason or RECOVERY_IS_A_RANGE)


def _moved(samples: JointSamples, worst: JointSamples, before: Interval) -> Interval:
    """A course that no such model concerns, over the new samples."""
    lower = Mixed(samples, before.lower.terms)
    if before.exact:
        return Interval(lower, lower)
    return Interval(lower, None if before.upper is None else Mixed(worst, before.upper.terms), before.reason)


def _total(samples: JointSamples, worst: JointSamples, courses: Sequence[Interval], none: tuple[Term, ...]) -> Interval:
    lower = Mixed(samples, merged([course.lower.terms for course in courses], none))
    if all(course.exact for course in courses):
        return Interval(lower, lower)
    reason = "; ".join(dict.fromkeys(course.reason for course in courses if course.reason))
    uppers = [course.upper.terms for course in courses if course.upper is not None]
    return Interval(lower, Mixed(worst, merged(uppers, none)) if len(uppers) == len(courses) else None, reason)
