"""Courses and structures as the image views need them, and how physical doses at the same points are put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from reirrad_gui.case import ImageSeries, Phase
from reirrad_gui.dose.field import Field
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel, Equieffective, Fractionation, accumulate
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Way

if TYPE_CHECKING:
    from reirrad_gui.session.opening import Opened
    from reirrad_gui.session.recovery import Discounts


@dataclass(frozen=True, slots=True, eq=False)
class ShownPhase:
    """One phase: its planned physical dose in the course's own frame (None: no usable dose) and its fractions.

    What is shown is `delivered_share` of the planned dose; `what_if` says in words that it is only tried. `competing`
    tells that there are doses between which the files do not decide, `in_doubt` that records stop short of the plan and
    nobody confirmed the number of fractions given.
    """

    label: str
    field: Field | None
    fractions: int | None
    prescribed_gy: float | None = None
    planned_fractions: int | None = None
    delivered_share: float = 1.0
    what_if: str = ""
    competing: bool = False
    in_doubt: bool = False

    def delivered(self, planned_gy: FloatArray) -> FloatArray:
        """The delivered part of planned doses."""
        return planned_gy if self.delivered_share == 1.0 else planned_gy * self.delivered_share

    @property
    def given(self) -> bool:
        """False when it is known that no fraction was delivered: then the dose is 0 everywhere, also off the grid."""
        return self.fractions != 0


Look = Callable[[ShownPhase, Way], FloatArray]
"""A phase's delivered physical dose where it is wanted, by the way to its frame."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownCourse:
    """One course as the image views need it. `recovery` is the least and the most share that has recovered, 0 to 1.

    `not_recovered` says which recovery that was chosen is not part of doses drawn point by point, and why. `reached`
    are the organs that a course known from a letter may have reached; None: every organ. `from_letter` is the kind of
    document (“letter”) that alone tells of it; empty for a course from files.
    """

    name: str
    frame_uid: str | None
    phases: tuple[ShownPhase, ...]
    recovery: tuple[float, float] = (0.0, 0.0)
    not_recovered: str = ""
    from_letter: str = ""
    reached: tuple[str, ...] | None = None

    @property
    def nothing_given(self) -> bool:
        """True when it is known that no fraction of the course was delivered."""
        return bool(self.phases) and not any(phase.given for phase in self.phases)

    @property
    def in_doubt(self) -> bool:
        """True while nobody confirmed how many of its fractions were given."""
        return any(phase.in_doubt for phase in self.phases)

    @property
    def wholly_drawn(self) -> bool:
        """True when every phase has a dose, or is known to have given none."""
        return bool(self.phases) and all(phase.field is not None or not phase.given for phase in self.phases)

    @property
    def never_drawn(self) -> str:
        """Why no file can give a dose of it to draw; empty where one can."""
        if not self.from_letter:
            return ""
        return (
            f"{self.name} is known only from a {self.from_letter}, so there is no dose of it to draw. It takes part in "
            "the limits as an upper bound."
        )

    @property
    def what_if(self) -> str:
        """What is tried instead of what was given, in words; empty for a course as it was given."""
        return "; ".join(phase.what_if for phase in self.phases if phase.what_if)


@dataclass(frozen=True, slots=True, eq=False)
class ShownStructure:
    """One drawn structure with its key in the assessment."""

    key: str
    structure: Structure
    frame_uid: str
    spacing_mm: float | None = None


def why_not_drawn(course: ShownCourse, quantity: Quantity, *, linked: bool) -> str:
    """Why a course's dose cannot be drawn, with what to do; empty when it can.

    `linked` tells whether points can be brought from the image to the course's frame.
    """
    if course.nothing_given:
        return ""
    if course.never_drawn:
        return course.never_drawn
    without = [p for p in course.phases if p.given and p.field is None]
    if without or not course.phases:
        what = f" ({without[0].label})" if without and len(course.phases) > 1 else ""
        return (
            f"{course.name}{what} has no usable dose file, so its dose cannot be drawn. Add its RTDOSE; where "
            "several compete, choose one in the menu “Course”."
        )
    if not linked:
        return (
            f"{course.name} lies in another frame of reference than this image and no registration links the two, "
            "so its dose is not drawn here. Load the registration object (REG), or choose that course's own image."
        )
    unsaid = [p.label or course.name for p in course.phases if p.fractions is None]
    if quantity is not Quantity.PHYSICAL and unsaid:
        return (
            f"The number of fractions of {course.name} ({unsaid[0]}) is not known, so its {quantity.value} cannot "
            "be computed. Enter it, or look at the physical dose."
        )
    return ""


def combined(
    courses: Sequence[ShownCourse],
    physical_gy: Sequence[Sequence[FloatArray]],
    shown: int | None,
    quantity: Quantity,
    alpha_beta_gy: float,
    model: DoseModel = PLAIN_LQ,
) -> FloatArray:
    """Physical dose of each course's phases at the same points, put together in the quantity asked for, by a model."""
    if quantity is Quantity.PHYSICAL:
        return np.asarray(sum(dose for phases in physical_gy for dose in phases))
    parts = [
        equieffective(course, doses, quantity, alpha_beta_gy, model)
        for course, doses in zip(courses, physical_gy, strict=True)
    ]
    if shown is not None:
        return np.asarray(parts[0].gy)
    return added(courses, parts)


def added(courses: Sequence[ShownCourse], parts: Sequence[Equieffective]) -> FloatArray:
    """Each course's equieffective dose, reduced by the least of its recovery, added; Gy."""
    return np.asarray(accumulate(parts, [course.recovery[0] for course in courses]).gy)


def equieffective(
    course: ShownCourse, physical_gy: Sequence[FloatArray], quantity: Quantity, alpha_beta_gy: float, model: DoseModel
) -> Equieffective:
    """A course's EQD2 or BED, from the delivered physical dose of each of its phases."""
    doses = zip(course.phases, physical_gy, strict=True)
    phases = [Fractionation(dose, phase.fractions or 0) for phase, dose in doses if phase.given]
    kind: Literal["EQD2", "BED"] = "EQD2" if quantity is Quantity.EQD2 else "BED"
    if course.nothing_given:
        return Equieffective(np.zeros_like(physical_gy[0]), kind, alpha_beta_gy, model.tail_at(alpha_beta_gy))
    return Equieffective.of(phases, kind, alpha_beta_gy, model.tail_at(alpha_beta_gy))


def at_points(points_mm: FloatArray) -> Look:
    """How the physical dose of a phase is looked up at points."""

    def look(phase: ShownPhase, way: Way) -> FloatArray:
        assert phase.field is not None
        return phase.delivered(phase.field.dose_at(points_mm, way))

    return look


class PlannedAt:
    """The planned dose of every phase at one point, looked up once for all the figures that are made of it.

    What is delivered of it follows the phase asked about, so it serves every state of the settings.
    """

    def __init__(self, point_mm: FloatArray) -> None:
        self._point_mm = point_mm
        self._planned: dict[tuple[int, bytes], FloatArray] = {}

    def look(self, phase: ShownPhase, way: Way) -> FloatArray:
        """The phase's delivered physical dose, by the way to its frame; NaN where it is unknown."""
        assert phase.field is not None
        key = (id(phase.field), way.tobytes())
        if key not in self._planned:
            self._planned[key] = phase.field.dose_at(self._point_mm, way)
        return phase.delivered(self._planned[key])


def prescribed(
    course: ShownCourse, quantity: Quantity, alpha_beta_gy: float, model: DoseModel = PLAIN_LQ
) -> float | None:
    """The course's prescription in a quantity; None when a part of it is not known."""
    totals = [(p.prescribed_gy, p.planned_fractions) for p in course.phases]
    return prescription(totals, quantity, alpha_beta_gy, model)


def prescription(
    totals: Sequence[tuple[float | None, int | None]],
    quantity: Quantity,
    alpha_beta_gy: float,
    model: DoseModel = PLAIN_LQ,
) -> float | None:
    """Phases' (prescribed Gy, fractions) added in a quantity; None when a part of it is not known."""
    if quantity is Quantity.PHYSICAL:
        known = [gy for gy, _ in totals if gy]
        return sum(known) if known and len(known) == len(totals) else None
    stated = [Fractionation(gy, fractions) for gy, fractions in totals if gy and fractions]
    if not stated or len(stated) < len(totals):
        return None
    kind: Literal["EQD2", "BED"] = "EQD2" if quantity is Quantity.EQD2 else "BED"
    return float(Equieffective.of(stated, kind, alpha_beta_gy, model.tail_at(alpha_beta_gy)).gy)


def fractions_of(course: ShownCourse) -> Figure:
    """In how many fractions the dose of a course was given, over all its phases."""
    what = f"{course.name}, fractions given"
    counts = [phase.fractions for phase in course.phases if phase.fractions is not None]
    if not counts or len(counts) < len(course.phases):
        return Figure.unknown("fractions", what, "fractions not known")
    return Figure(float(sum(counts)), "fractions", what, "delivered, as entered or planned", decimals=0)


def shown_courses(opened: "Opened", recovery: "Discounts") -> tuple[ShownCourse, ...]:
    """The courses of an opened case, their delivered physical doses, and what is in force."""
    shown = []
    for number, (course, doses) in enumerate(zip(opened.case.courses, opened.doses, strict=True)):
        phases = tuple(
            ShownPhase(d.phase.label or course.label, d.field, None, competing=bool(d.phase.alternatives))
            for d in doses
        )
        name, letter = f"Course {number + 1}", course.letter
        reached = None if letter is None else letter.reached
        frame = course.frame_of_reference_uid
        kind = "" if letter is None else letter.kind
        shown.append(ShownCourse(name, frame, phases, from_letter=kind, reached=reached))
    return under(shown, opened, recovery)


def phases_given(courses: Sequence[ShownCourse]) -> tuple[bool, ...]:
    """Of every phase, course after course, whether anything of it was given: where doses are highest rests on it."""
    return tuple(phase.given for course in courses for phase in course.phases)


def under(courses: Sequence[ShownCourse], opened: "Opened", recovery: "Discounts") -> tuple[ShownCourse, ...]:
    """The courses with the fractions, prescriptions and recovery now in force; the same ones where these stay."""
    return tuple(
        _course_in_force(course, [dose.phase for dose in doses], share, recovery.refusal)
        for course, doses, share in zip(courses, opened.doses, recovery.ranges, strict=True)
    )


def _course_in_force(
    course: ShownCourse, phases: Sequence[Phase], recovery: tuple[float, float], not_recovered: str
) -> ShownCourse:
    now = tuple(_in_force(shown, phase) for shown, phase in zip(course.phases, phases, strict=True))
    same = all(one is other for one, other in zip(now, course.phases, strict=True))
    if same and (recovery, not_recovered) == (course.recovery, course.not_recovered):
        return course
    return replace(course, recovery=recovery, phases=now, not_recovered=not_recovered)


def _in_force(shown: ShownPhase, phase: Phase) -> ShownPhase:
    now = (phase.fractions, phase.prescribed_gy, phase.planned_fractions, phase.delivered_share, phase.what_if)
    before = (
        shown.fractions, shown.prescribed_gy, shown.planned_fractions, shown.delivered_share, shown.what_if,
    )  # fmt: skip
    doubt = phase.stops_short
    if (now, doubt) == (before, shown.in_doubt):
        return shown
    return ShownPhase(shown.label, shown.field, *now, competing=shown.competing, in_doubt=doubt)


def default_series(opened: "Opened", usable: Sequence[ImageSeries]) -> str | None:
    """The reference course's planning CT; else a CT in its frame; else any CT, the largest first; else any image."""
    course = None if opened.reference_course is None else opened.case.courses[opened.reference_course]
    drawn = None if course is None else opened.case.structure_set(course.structure_set_uid)
    planning = {uid for uid in (course and course.series_uid, drawn and drawn.series_uid) if uid}

    def rank(series: ImageSeries) -> tuple[bool, bool, bool, int]:
        here = series.frame_of_reference_uid == opened.reference_frame_uid
        return (series.uid not in planning, not here, series.modality != "CT", -len(series.files))

    stacks = [s for s in usable if s.modality != "NM"]
    return min(stacks, key=rank).uid if stacks else None
