"""EQD2 at an organ's points: each phase converted with its own dose per fraction, then added, then accumulated.

All α/β arithmetic is `reirrad_gui.lq`; this module only decides what goes in, and carries what is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq import discounted, eqd2
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples, PhaseDose, PhaseSamples
from reirrad_gui.session.settings import Settings

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """A dose at points between two bounds; `upper` None: no bound is known. `reason` says why they differ, if they do."""

    lower_gy: FloatArray
    upper_gy: FloatArray | None
    reason: str = ""

    @property
    def exact(self) -> bool:
        """True when every point's dose is known."""
        return self.upper_gy is self.lower_gy


@dataclass(frozen=True, slots=True, eq=False)
class OrganEqd2:
    """One organ at one α/β: each course as it was given, and the sum with the recovery in force."""

    alpha_beta_gy: float
    courses: tuple[Interval, ...]
    discounted_courses: tuple[Interval, ...]
    total: Interval


def fractions_of(dose: PhaseDose, settings: Settings) -> int | None:
    """Fractions this phase was given in: from the files, else what the user supplied, else None."""
    known = dose.phase.fractions
    return known if known is not None else settings.fractions.get(dose.phase.uid)


def physical_course(phases: Sequence[PhaseSamples], doses: Sequence[PhaseDose]) -> Interval:
    """Delivered physical dose of one course at the organ's points, its phases added (display; one course only)."""
    return _sum([_delivered(p, d) for p, d in zip(phases, doses, strict=True)], "the course has no phase")


def _delivered(samples: PhaseSamples, dose: PhaseDose) -> Interval:
    share = dose.phase.delivered_share
    known = samples.physical_gy * share
    unknown = np.isnan(known)
    if not unknown.any():
        return Interval(known, known)
    lower = np.where(unknown, 0.0, known)
    if samples.worst_gy is None:
        return Interval(lower, None, samples.reason)
    return Interval(lower, np.where(unknown, samples.worst_gy * share, known), samples.reason)


def organ_eqd2(
    organ: OrganSamples,
    opened: Opened,
    settings: Settings,
    alpha_beta_gy: float,
    discounts: Sequence[tuple[float, float]],
) -> OrganEqd2:
    """EQD2 of every course and their sum; `discounts[c]` is the least and the most recovery of course c, 0 to 1."""
    courses = tuple(
        _course_eqd2(organ.doses[c], opened.doses[c], settings, alpha_beta_gy) for c in range(len(opened.case.courses))
    )
    reduced = tuple(_discounted(course, *range_) for course, range_ in zip(courses, discounts, strict=True))
    return OrganEqd2(alpha_beta_gy, courses, reduced, _sum(reduced, "there is no course"))


def _course_eqd2(
    phases: Sequence[PhaseSamples], doses: Sequence[PhaseDose], settings: Settings, alpha_beta_gy: float
) -> Interval:
    parts = [
        _phase_eqd2(_delivered(samples, dose), dose, fractions_of(dose, settings), alpha_beta_gy)
        for samples, dose in zip(phases, doses, strict=True)
    ]
    return _sum(parts, "the course has no phase")


def _phase_eqd2(physical: Interval, dose: PhaseDose, fractions: int | None, alpha_beta_gy: float) -> Interval:
    if not fractions:
        name = dose.phase.label or "a phase"
        return Interval(np.zeros_like(physical.lower_gy), None, f"the number of fractions of {name} is not known")
    lower = np.asarray(eqd2(physical.lower_gy, fractions, alpha_beta_gy))
    if physical.exact:
        return Interval(lower, lower)
    if physical.upper_gy is None:
        return Interval(lower, None, physical.reason)
    return Interval(lower, np.asarray(eqd2(physical.upper_gy, fractions, alpha_beta_gy)), physical.reason)


def _discounted(course: Interval, least: float, most: float) -> Interval:
    """A course after recovery: at most recovery its lower bound, at least recovery its upper."""
    if most == 0.0:
        return course
    lower = np.asarray(discounted(course.lower_gy, most))
    if course.exact and least == most:
        return Interval(lower, lower)
    reason = course.reason or "the interval between the courses is a range, and recovery with it"
    upper = None if course.upper_gy is None else np.asarray(discounted(course.upper_gy, least))
    return Interval(lower, upper, reason)


def _sum(parts: Sequence[Interval], nothing: str) -> Interval:
    """Adds doses at the same points; unknown in one part is unknown in the sum."""
    if not parts:
        return Interval(np.zeros(0), None, nothing)
    if len(parts) == 1:
        return parts[0]
    lower = np.sum([p.lower_gy for p in parts], axis=0)
    if all(p.exact for p in parts):
        return Interval(lower, lower)
    reason = "; ".join(dict.fromkeys(p.reason for p in parts if p.reason))
    if any(p.upper_gy is None for p in parts):
        return Interval(lower, None, reason)
    return Interval(lower, np.sum([p.upper_gy for p in parts], axis=0), reason)
