"""Everything known at one point: doses of every course in every quantity, and what they add up to. No Qt."""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.lq import Equieffective
from reirrad_gui.session.at_least import at_least_text
from reirrad_gui.session.course_doses import CourseDoses
from reirrad_gui.session.shown import Look, ShownCourse, added, equieffective, fractions_of

OUTSIDE = "outside the dose grid"
NOTHING_GIVEN = "no fraction of this course was delivered"

Labelled = tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class ProbeReading:
    """What is known at one point: labelled figures in reading order, the structures it lies in, the image value.

    `figures` are the courses' physical doses, then their EQD2, then the accumulated EQD2; `bed` the courses' BED, then
    the accumulated one; `fractions` the number in which each course was given. `at_least` says which dose the
    accumulated figures are without; empty where they are whole.
    """

    figures: Labelled
    structures: tuple[str, ...]
    hu: Figure | None = None
    bed: Labelled = ()
    fractions: Labelled = ()
    at_least: str = ""


def probe_reading(
    doses: CourseDoses,
    look: Look,
    frame_uid: str,
    alpha_beta_gy: float,
    structures: tuple[str, ...] = (),
    image_value: Figure | None = None,
) -> ProbeReading:
    """The doses at the point that `look` looks at, as figures; structures and image value are passed on."""
    at = _AtPoint(doses, look, frame_uid, alpha_beta_gy)
    courses = range(len(doses.courses))
    each: tuple[int | None, ...] = (*courses, None) if courses else ()
    physical = tuple(at.figure(shown, Quantity.PHYSICAL) for shown in courses)
    return ProbeReading(
        (*physical, *(at.figure(shown, Quantity.EQD2) for shown in each)),
        structures,
        image_value,
        tuple(at.figure(shown, Quantity.BED) for shown in each),
        tuple((course.name, fractions_of(course)) for course in doses.courses),
        "" if doses.unavailable(None, Quantity.PHYSICAL, frame_uid) else at_least_text(doses.missing),
    )


class _AtPoint:
    """One point; a course's equieffective dose serves its own figure and the accumulated one."""

    def __init__(self, doses: CourseDoses, look: Look, frame_uid: str, alpha_beta_gy: float) -> None:
        self._doses, self._look, self._frame_uid, self._alpha_beta_gy = doses, look, frame_uid, alpha_beta_gy
        self._parts: dict[tuple[int, Quantity], Equieffective] = {}

    def figure(self, shown: int | None, quantity: Quantity) -> tuple[str, Figure]:
        """The name of a course, or "accumulated", and its dose."""
        doses = self._doses
        name = "accumulated" if shown is None else doses.courses[shown].name
        said = quantity.label(None if quantity is Quantity.PHYSICAL else self._alpha_beta_gy, doses.model.name)
        bound = [at_least_text(doses.missing)] if shown is None and doses.missing else []
        what = ", ".join([name, said, "at a point", *bound])
        reason = doses.unavailable(shown, quantity, self._frame_uid)
        if reason:
            return name, Figure.unknown("Gy", what, reason)
        gy = self._gy(shown, quantity)
        if np.isnan(gy):
            return name, Figure.unknown("Gy", what, OUTSIDE)
        source = "trilinear between voxel centres of each course's dose"
        if shown is not None and doses.courses[shown].nothing_given:
            source = NOTHING_GIVEN
        return name, Figure(gy, "Gy", what, source)

    def _gy(self, shown: int | None, quantity: Quantity) -> float:
        """As a picture has it: a 32-bit number."""
        if quantity is Quantity.PHYSICAL:
            return float(self._doses.asked(shown, quantity, self._alpha_beta_gy, self._frame_uid, (), self._look))
        courses = self._doses.taking_part(shown)
        parts = [self._part(course, quantity) for course in courses]
        return float(np.float32(parts[0].gy if shown is not None else added(courses, parts)))

    def _part(self, course: ShownCourse, quantity: Quantity) -> Equieffective:
        key = (id(course), quantity)
        if key not in self._parts:
            physical = self._doses.physical(course, self._frame_uid, (), self._look)
            self._parts[key] = equieffective(course, physical, quantity, self._alpha_beta_gy, self._doses.model)
        return self._parts[key]
