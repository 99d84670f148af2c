"""Trying a regimen: one course's planned dose scaled to another prescription, in another number of fractions.

What is tried was not given. Everything that is shown of it says so, and nothing of it is exported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reirrad_gui.case import Case, Course, Phase
from reirrad_gui.errors import EntryError

if TYPE_CHECKING:
    from reirrad_gui.session.settings import Settings

MOST_FRACTIONS = 40
MOST_TOTAL_GY = 200.0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A regimen that one phase of one course is tried with: its planned dose scaled to `total_gy`.

    `phase_uid` may stay empty for a course of one phase.

    Raises
    ------
    EntryError
        Not a number of fractions from 1 to 40, or not a total above 0 and up to 200 Gy.

    >>> WhatIf("course 2", 6, 24.0).text
    '24 Gy in 6 fractions'
    """

    course_uid: str
    fractions: int
    total_gy: float
    phase_uid: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.fractions, bool) or not 1 <= self.fractions <= MOST_FRACTIONS:
            raise EntryError(
                f"A regimen is tried in 1 to {MOST_FRACTIONS} fractions; {self.fractions} cannot be meant. Type the "
                "number of fractions again."
            )
        if not 0 < self.total_gy <= MOST_TOTAL_GY:
            raise EntryError(
                f"The total dose of a regimen lies above 0 and up to {MOST_TOTAL_GY:g} Gy; {self.total_gy:g} Gy cannot "
                "be meant. Type the total dose of all fractions together."
            )

    @property
    def text(self) -> str:
        """Total and number."""
        return f"{self.total_gy:g} Gy in {self.fractions} fraction{'' if self.fractions == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Scalable:
    """A phase that a regimen may be tried with; `why_not` is the sentence that asks for what is missing, or empty.

    `course` is its index in the case; `label` names the phase where its course has several, else the course.
    """

    course: int
    course_uid: str
    phase_uid: str
    label: str
    prescribed_gy: float | None
    fractions: int | None
    why_not: str = ""


def scalable(case: Case) -> tuple[Scalable, ...]:
    """Every phase of a case with the user's entries in it, newest course first."""
    numbered = list(enumerate(case.courses))
    return tuple(_scalable(index, course, phase) for index, course in reversed(numbered) for phase in course.phases)


def _scalable(index: int, course: Course, phase: Phase) -> Scalable:
    several = len(course.phases) > 1
    label = f"course {index + 1}" + (f", {phase.label or phase.uid}" if several else "")
    return Scalable(
        index, course.uid, phase.uid, label, phase.files_gy, phase.planned_fractions, _why_not(phase, label)
    )


def _why_not(phase: Phase, label: str) -> str:
    if not phase.doses:
        return (
            f"{_first_upper(label)} has no usable dose file, so there is no planned dose to scale. Add its RTDOSE, or "
            "try the regimen on another course."
        )
    if phase.files_gy is None:
        return (
            f"The prescribed dose of {label} is not known, so nobody can say by how much its planned dose would have "
            "to be scaled. Enter the prescription first."
        )
    return ""


def default_course(case: Case) -> int | None:
    """Index of the newest course with dose; None where none has one."""
    return next((index for index in reversed(range(len(case.courses))) if case.courses[index].has_dose), None)


def what_if_for(case: Case, fractions: int, total_gy: float, course: int | None = None, phase_uid: str = "") -> WhatIf:
    """A regimen for a course of the case (its index; the newest with dose unless given), after the user's entries.

    Raises
    ------
    EntryError
        There is no such course, its prescription or dose is missing, or it has several phases and none was named.
    """
    phase = phase_to_scale(case, course, phase_uid)
    return WhatIf(phase.course_uid, fractions, total_gy, phase.phase_uid)


def phase_to_scale(case: Case, course: int | None = None, phase_uid: str = "") -> Scalable:
    """The phase that a regimen is tried with; arguments and errors as `what_if_for`."""
    index = default_course(case) if course is None else course
    if index is None:
        raise EntryError(
            "No course has a usable dose, so there is no planned dose to scale. Add an RTDOSE; what the limits leave "
            "beside courses known from letters alone is in the assessment."
        )
    if not 0 <= index < len(case.courses):
        known = ", ".join(str(number) for number in range(1, len(case.courses) + 1)) or "none"
        raise EntryError(f"There is no course {index + 1} here; there are: {known}.")
    found = [one for one in scalable(case) if one.course == index and phase_uid in ("", one.phase_uid)]
    if not found:
        raise EntryError(f"Course {index + 1} has no phase to scale. Choose another course.")
    if len(found) > 1:
        names = "; ".join(f"“{one.label}”" for one in found)
        raise EntryError(f"Course {index + 1} has several phases ({names}). Choose the one to scale; the others stay.")
    if found[0].why_not:
        raise EntryError(found[0].why_not)
    return found[0]


def _in_case(case: Case, what_if: WhatIf) -> Scalable:
    """The phase that is tried; phases keep their uid when courses are joined or split."""
    for index, course in enumerate(case.courses):
        if what_if.phase_uid in {phase.uid for phase in course.phases}:
            return phase_to_scale(case, index, what_if.phase_uid)
        if not what_if.phase_uid and course.uid == what_if.course_uid:
            return phase_to_scale(case, index)
    raise EntryError(
        f"The course that {what_if.text} was tried on is not in this case any more. Take the regimen back, then try it "
        "on another course."
    )


def with_what_if(case: Case, what_if: WhatIf) -> Case:
    """The case with one phase as if another regimen had been given in full; every other phase stays.

    Raises
    ------
    EntryError
        The phase is not there, or its prescription or dose is missing; the sentence says which.
    """
    found = _in_case(case, what_if)
    courses = list(case.courses)
    phases = tuple(_tried(p, what_if, found) if p.uid == found.phase_uid else p for p in courses[found.course].phases)
    courses[found.course] = replace(courses[found.course], phases=phases)
    return replace(case, courses=tuple(courses))


def _tried(phase: Phase, what_if: WhatIf, found: Scalable) -> Phase:
    before = phase.files_gy
    assert before is not None, "`phase_to_scale` has said so"
    source = f"what if: {what_if.text}, scaled from {before:g} Gy"
    return replace(
        phase,
        prescribed_gy=what_if.total_gy,
        planned_fractions=what_if.fractions,
        delivered_fractions=None,
        only_on_record=False,
        scale=what_if.total_gy / before,
        scaled_from_gy=before,
        what_if=f"{found.label} as {what_if.text}",
        prescription_source=source,
        fractions_source=source,
    )


def what_if_text(courses: Sequence[Course]) -> str:
    """The mark that every screen and every result carries while a regimen is tried; empty otherwise.

    >>> from reirrad_gui.session.what_if import what_if_text
    >>> what_if_text(())
    ''
    """
    tried = "; ".join(course.what_if for course in courses if course.what_if)
    return f"What if: {tried}; not what was given." if tried else ""


def what_if_in(case: Case, settings: "Settings") -> Case:
    """The case with the regimen that the settings try, if any; errors as `with_what_if`."""
    return case if settings.what_if is None else with_what_if(case, settings.what_if)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
