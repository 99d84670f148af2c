"""EQD2 at an organ's points: each phase converted with its own dose per fraction, then added, then accumulated.

All α/β arithmetic is `reirrad_gui.lq`; this module only decides what goes in, and carries what is unknown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq import Equieffective, accumulate, discounted, eqd2
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples, PhaseDose, PhaseSamples

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """A dose at points between two bounds; `upper_gy` None: no bound is known. `reason` says why they differ."""

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


def physical_course(phases: Sequence[PhaseSamples], doses: Sequence[PhaseDose]) -> Interval:
    """Delivered physical dose of one course at the organ's points, its phases added (display; one course only)."""
    parts = [_delivered(p, d) for p, d in zip(phases, doses, strict=True)]
    return _sum(parts, "the course has no phase", _sum_physical)


def physical_sum(organ: OrganSamples, opened: Opened) -> Interval:
    """Delivered physical dose of all courses added at the organ's points: for display only, never for a verdict."""
    parts = [physical_course(p, d) for p, d in zip(organ.doses, opened.doses, strict=True)]
    return _sum(parts, "there is no course", _sum_physical)


def _delivered(samples: PhaseSamples, dose: PhaseDose) -> Interval:
    share = dose.phase.delivered_share
    known = samples.physical_gy * share
    unknown = np.isnan(known)
    if not unknown.any():
        return Interval(known, known)
    lower = np.where(unknown, 0.0, known)
    worst = dose.worst_gy(samples.located)
    if worst is None:
        return Interval(lower, None, samples.reason)
    return Interval(lower, np.where(unknown, worst * share, known), samples.reason)


def organ_eqd2(
    organ: OrganSamples,
    opened: Opened,
    alpha_beta_gy: float,
    discounts: Sequence[tuple[float, float]],
) -> OrganEqd2:
    """EQD2 of every course and their sum; `discounts[c]` is the least and the most recovery of course c, 0 to 1."""
    courses = tuple(
        _course_eqd2(organ.doses[c], opened.doses[c], alpha_beta_gy) for c in range(len(opened.case.courses))
    )
    reduced = tuple(_discounted(c, alpha_beta_gy, *r) for c, r in zip(courses, discounts, strict=True))
    return OrganEqd2(alpha_beta_gy, courses, reduced, _sum_eqd2(reduced, alpha_beta_gy, "there is no course"))


def _course_eqd2(phases: Sequence[PhaseSamples], doses: Sequence[PhaseDose], alpha_beta_gy: float) -> Interval:
    parts = [
        _phase_eqd2(_delivered(samples, dose), dose, dose.phase.fractions, alpha_beta_gy)
        for samples, dose in zip(phases, doses, strict=True)
    ]
    return _sum_eqd2(parts, alpha_beta_gy, "the course has no phase")


def _phase_eqd2(physical: Interval, dose: PhaseDose, fractions: int | None, alpha_beta_gy: float) -> Interval:
    if fractions == 0:
        nothing = np.zeros_like(physical.lower_gy)
        return Interval(nothing, nothing)
    if fractions is None:
        name = dose.phase.label or "a phase"
        return Interval(np.zeros_like(physical.lower_gy), None, f"the number of fractions of {name} is not known")
    lower = np.asarray(eqd2(physical.lower_gy, fractions, alpha_beta_gy))
    if physical.exact:
        return Interval(lower, lower)
    if physical.upper_gy is None:
        return Interval(lower, None, physical.reason)
    return Interval(lower, np.asarray(eqd2(physical.upper_gy, fractions, alpha_beta_gy)), physical.reason)


def _discounted(course: Interval, alpha_beta_gy: float, least: float, most: float) -> Interval:
    """A course after recovery: its lower bound with the most recovery, its upper with the least."""
    if most == 0.0:
        return course
    lower = _after(course.lower_gy, alpha_beta_gy, most)
    if course.exact and least == most:
        return Interval(lower, lower)
    reason = course.reason or "the interval between the courses is a range, and recovery with it"
    upper = None if course.upper_gy is None else _after(course.upper_gy, alpha_beta_gy, least)
    return Interval(lower, upper, reason)


def _after(eqd2_gy: FloatArray, alpha_beta_gy: float, recovery: float) -> FloatArray:
    return np.asarray(discounted(Equieffective(eqd2_gy, "EQD2", alpha_beta_gy), recovery).gy)


def _sum_eqd2(parts: Sequence[Interval], alpha_beta_gy: float, nothing: str) -> Interval:
    """Adds EQD2 of one α/β at the same points; unknown in one part is unknown in the sum."""

    def added(doses: Sequence[FloatArray]) -> FloatArray:
        return np.asarray(accumulate([Equieffective(d, "EQD2", alpha_beta_gy) for d in doses]).gy)

    return _sum(parts, nothing, added)


def _sum_physical(doses: Sequence[FloatArray]) -> FloatArray:
    return np.asarray(np.sum(doses, axis=0))


def _sum(parts: Sequence[Interval], nothing: str, added: Callable[[Sequence[FloatArray]], FloatArray]) -> Interval:
    if not parts:
        return Interval(np.zeros(0), None, nothing)
    if len(parts) == 1:
        return parts[0]
    lower = added([p.lower_gy for p in parts])
    if all(p.exact for p in parts):
        return Interval(lower, lower)
    reason = "; ".join(dict.fromkeys(p.reason for p in parts if p.reason))
    uppers = [p.upper_gy for p in parts if p.upper_gy is not None]
    return Interval(lower, added(uppers) if len(uppers) == len(parts) else None, reason)
