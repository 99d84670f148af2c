"""EQD2 at an organ's points: each phase converted with its own dose per fraction, then added, then accumulated.

All α/β arithmetic is `reirrad_gui.lq`; this module only decides what goes in, and carries what is unknown. Nothing is
computed at the points here: a dose is a sum of terms, one per phase, and says its figures when it is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.lq import PLAIN_LQ, DoseModel, Term, eqd2_term, physical_term
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples, PhaseSamples

FloatArray = NDArray[np.float64]
NOTHING = Term(factor=0.0)
SUMS_KEPT = 256
RECOVERY_IS_A_RANGE = "the interval between the courses is a range, and recovery with it"


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """A dose at points between two bounds; `upper` None: no bound is known. `reason` says why they differ."""

    lower: Mixed
    upper: Mixed | None
    reason: str = ""

    @property
    def exact(self) -> bool:
        """True when every point's dose is known."""
        return self.upper is self.lower

    @property
    def lower_gy(self) -> FloatArray:
        """The lower bound at every point, as a new array."""
        return self.lower.values()

    @property
    def upper_gy(self) -> FloatArray | None:
        """The upper bound at every point, as a new array."""
        return None if self.upper is None else self.upper.values()


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """What is known of one phase's planned dose in an organ; `bounded` where its unknown part has a worst value."""

    course: int
    known: bool
    bounded: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class PlannedDoses:
    """The planned physical dose of every phase at an organ's points, unknown counted as nothing and as the worst.

    The same at every α/β, recovery and number of fractions. Where a phase is not bounded, `upper` counts nothing.
    `covered` is the share of the volume (0 to 1) whose dose all phases of a course state, per course.
    """

    lower: JointSamples
    upper: JointSamples
    phases: tuple[PlannedPhase, ...]
    covered: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OrganEqd2:
    """One organ at one α/β: each course as it was given, and the sum with the recovery in force.

    `notices` are what a recovery model says of these doses; `model` is the one by which they were converted.
    """

    alpha_beta_gy: float
    courses: tuple[Interval, ...]
    discounted_courses: tuple[Interval, ...]
    total: Interval
    notices: tuple[str, ...] = ()
    model: DoseModel = PLAIN_LQ

    @property
    def label(self) -> str:
        """The quantity with its α/β, and with its model where that is not plain LQ."""
        return Quantity.EQD2.label(self.alpha_beta_gy, self.model.name)

    @property
    def bent(self) -> bool:
        """True where a fraction is so large that the model makes another dose of it than plain LQ does."""
        return any(side is not None and side.bent for one in self.courses for side in (one.lower, one.upper))


@dataclass(frozen=True, slots=True, eq=False)
class _Sum:
    """The terms of an interval, one per phase of the organ; `upper` None where no bound is known."""

    lower: tuple[Term, ...]
    upper: tuple[Term, ...] | None
    exact: bool
    reason: str


Known = tuple[tuple[bool, str, float | None], ...]
Given = tuple[tuple[tuple[str, int | None, float], ...], ...]
"""Label, number of fractions and delivered share of every phase of every course."""


def what_is_known(organ: OrganSamples, opened: Opened) -> Known:
    """Of every phase: whether its place is known, why not all of it is, and its worst plausible dose there.

    All that `planned_doses` of one organ depends on while a case is open.
    """
    pairs = zip(organ.doses, opened.doses, strict=True)
    phases = [pair for sampled, doses in pairs for pair in zip(sampled, doses, strict=True)]
    return tuple((samples.located, samples.reason, dose.worst_gy(samples.located)) for samples, dose in phases)


def planned_doses(organ: OrganSamples, opened: Opened) -> PlannedDoses:
    """An organ's planned doses, put side by side once."""
    weights = organ.points.weights_cc
    worst = iter([gy for _, _, gy in what_is_known(organ, opened)])
    lower: list[FloatArray] = []
    upper: list[FloatArray] = []
    phases: list[PlannedPhase] = []
    for course, sampled in enumerate(organ.doses):
        for samples in sampled:
            gy, unknown = next(worst), np.isnan(samples.physical_gy)
            known = not unknown.any()
            phases.append(PlannedPhase(course, known, gy is not None, "" if known else samples.reason))
            lower.append(samples.physical_gy if known else np.where(unknown, 0.0, samples.physical_gy))
            upper.append(lower[-1] if known else np.where(unknown, gy or 0.0, samples.physical_gy))
    least = JointSamples(lower, weights, many_sums=True)
    most = least if all(phase.known for phase in phases) else JointSamples(upper, weights, many_sums=True)
    return PlannedDoses(least, most, tuple(phases), tuple(_covered(sampled, weights) for sampled in organ.doses))


def _covered(phases: Sequence[PhaseSamples], weights_cc: FloatArray) -> float:
    volume = float(weights_cc.sum())
    if not phases or not volume > 0.0:
        return 0.0
    unknown = [np.isnan(phase.physical_gy) for phase in phases]
    known = ~np.logical_or.reduce(unknown)
    return float(weights_cc[known].sum() / volume)


def physical_course(planned: PlannedDoses, opened: Opened, course: int) -> Interval:
    """Delivered physical dose of one course at the organ's points, its phases added (display; one course only)."""
    parts = _physical(planned, opened, course)
    return _interval(planned, _added(parts, len(planned.phases), "the course has no phase"))


def physical_sum(planned: PlannedDoses, opened: Opened) -> Interval:
    """Delivered physical dose of all courses added at the organ's points: for display only, never for a verdict."""
    courses = [
        _added(_physical(planned, opened, course), len(planned.phases), "the course has no phase")
        for course in range(len(opened.doses))
    ]
    return _interval(planned, _added(courses, len(planned.phases), "there is no course"))


def organ_eqd2(
    planned: PlannedDoses,
    opened: Opened,
    alpha_beta_gy: float,
    discounts: Sequence[tuple[float, float]],
    as_given: Sequence[Interval | None] | None = None,
) -> OrganEqd2:
    """EQD2 of every course and their sum; `discounts[c]` is the least and the most recovery of course c, 0 to 1.

    `as_given` are those courses that were found before, under another recovery or other regimens of other courses:
    what was found of them is not found again.
    """
    told = _given(opened)
    untouched = tuple(
        fractions is None and phase.known and not gy.any()
        for (_, fractions, _), phase, gy in zip(chain(*told), planned.phases, planned.lower.doses_gy, strict=True)
    )
    given, reduced, whole = _sums(planned.phases, told, untouched, alpha_beta_gy, opened.model, tuple(discounts))
    before = as_given or (None,) * len(given)
    courses = tuple(
        _interval(planned, course) if known is None else known for course, known in zip(given, before, strict=True)
    )
    left = tuple(
        course if after is before else _interval(planned, after)
        for course, before, after in zip(courses, given, reduced, strict=True)
    )
    total = left[0] if len(left) == 1 else _interval(planned, whole)
    return OrganEqd2(alpha_beta_gy, courses, left, total, model=opened.model)


@lru_cache(maxsize=SUMS_KEPT)
def _sums(
    phases: tuple[PlannedPhase, ...],
    given: Given,
    untouched: tuple[bool, ...],
    alpha_beta_gy: float,
    model: DoseModel,
    discounts: tuple[tuple[float, float], ...],
) -> tuple[tuple[_Sum, ...], tuple[_Sum, ...], _Sum]:
    """The terms of every course, as given and after recovery, and of their sum: the same ones in many organs.

    `untouched` phases are known to give an organ no dose at any point.
    """
    number = count()
    parts = [
        [_phase_eqd2(at := next(number), phases, *phase, untouched[at], alpha_beta_gy, model) for phase in course]
        for course in given
    ]
    courses = tuple(_added(part, len(phases), "the course has no phase") for part in parts)
    reduced = tuple(_discounted(course, *share) for course, share in zip(courses, discounts, strict=True))
    return courses, reduced, _added(reduced, len(phases), "there is no course")


def _interval(planned: PlannedDoses, found: _Sum) -> Interval:
    lower = Mixed(planned.lower, found.lower)
    if found.exact:
        return Interval(lower, lower)
    return Interval(lower, None if found.upper is None else Mixed(planned.upper, found.upper), found.reason)


def _given(opened: Opened) -> Given:
    return tuple(
        tuple((d.phase.label, d.phase.fractions, d.phase.delivered_share) for d in doses) for doses in opened.doses
    )


def _physical(planned: PlannedDoses, opened: Opened, course: int) -> list[_Sum]:
    numbers = [number for number, phase in enumerate(planned.phases) if phase.course == course]
    return [
        _one(planned.phases, number, physical_term(dose.phase.delivered_share))
        for number, dose in zip(numbers, opened.doses[course], strict=True)
    ]


def _phase_eqd2(
    number: int,
    phases: Sequence[PlannedPhase],
    label: str,
    fractions: int | None,
    delivered_share: float,
    untouched: bool,
    alpha_beta_gy: float,
    model: DoseModel,
) -> _Sum:
    nothing = (NOTHING,) * len(phases)
    if fractions == 0 or untouched:  # no dose is no effect, in however many fractions
        return _Sum(nothing, nothing, True, "")
    if fractions is None:
        return _Sum(nothing, None, False, f"the number of fractions of {label or 'a phase'} is not known")
    term = eqd2_term(fractions, alpha_beta_gy, delivered_share, model.tail_at(alpha_beta_gy))
    return _one(phases, number, term)


def _one(phases: Sequence[PlannedPhase], number: int, term: Term) -> _Sum:
    """One phase alone."""
    phase = phases[number]
    terms = tuple(term if at == number else NOTHING for at in range(len(phases)))
    return _Sum(terms, terms if phase.known or phase.bounded else None, phase.known, phase.reason)


def _discounted(course: _Sum, least: float, most: float) -> _Sum:
    """A course after recovery: its lower bound with the most recovery, its upper with the least."""
    if most == 0.0:
        return course
    lower = _after(course.lower, most)
    if course.exact and least == most:
        return _Sum(lower, lower, True, "")
    upper = None if course.upper is None else _after(course.upper, least)
    return _Sum(lower, upper, False, course.reason or RECOVERY_IS_A_RANGE)


def _after(terms: Sequence[Term], recovery: float) -> tuple[Term, ...]:
    return tuple(term if term.nothing else term.after_recovery(recovery) for term in terms)


def _added(parts: Sequence[_Sum], phases: int, nothing: str) -> _Sum:
    """Adds parts of different phases; unknown in one part is unknown in the sum."""
    if len(parts) == 1:
        return parts[0]
    none = (NOTHING,) * phases
    if not parts:
        return _Sum(none, None, False, nothing)
    lower = merged([part.lower for part in parts], none)
    if all(part.exact for part in parts):
        return _Sum(lower, lower, True, "")
    reason = "; ".join(dict.fromkeys(part.reason for part in parts if part.reason))
    uppers = [part.upper for part in parts if part.upper is not None]
    return _Sum(lower, merged(uppers, none) if len(uppers) == len(parts) else None, False, reason)


def merged(parts: Sequence[tuple[Term, ...]], none: tuple[Term, ...]) -> tuple[Term, ...]:
    """One term per phase, from parts that never have the same phase."""
    found = list(none)
    for terms in parts:
        for number, term in enumerate(terms):
            if not term.nothing:
                found[number] = term
    return tuple(found)
