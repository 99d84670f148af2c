"""Which courses can be joined or split, which doses compete for a plan, and why not where nothing applies. No Qt."""

from collections import Counter
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

from reirrad_gui.figures import Figure

if TYPE_CHECKING:
    from reirrad_gui.case import Case, Course, DoseSource, Phase
    from reirrad_gui.session import Session
    from reirrad_gui.session.assessment import CourseSummary

NO_CASE = "No patient is open."
NO_PHASE = "No course of radiotherapy was found in files."
NOTHING_TO_JOIN = "No two courses share a frame of reference; only such courses can be phases of one."
NOTHING_TO_SPLIT = "No course has several phases."
NO_CHOICE = "No plan has several doses to choose between."


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """One course in a list. `why_not` says why it can be joined to no other; empty where it can."""

    uid: str
    label: str
    title: str
    detail: str
    frame: str
    why_not: str
    phases: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Names in these texts that the files give."""


@dataclass(frozen=True, slots=True)
class DoseChoice:
    """One of the doses that compete for a phase."""

    uid: str
    file: str
    detail: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class PhaseDoses:
    """A phase between whose doses the files do not decide."""

    uid: str
    title: str
    prescribed: str
    doses: tuple[DoseChoice, ...]
    label: str = ""
    """The plan's, which the titles may name."""


def course_choices(session: "Session") -> tuple[CourseChoice, ...]:
    """Every course with its frame of reference."""
    frames = [course.frame_of_reference_uid for course in session.case.courses]
    shared = Counter(frames)
    letters = frame_letters(session.case)
    return tuple(
        _choice(summary, letters, shared[summary.course.frame_of_reference_uid])
        for summary in session.assessment.courses
    )


def _choice(summary: "CourseSummary", letters: dict[str, str], sharing: int) -> CourseChoice:
    course = summary.course
    uid = course.frame_of_reference_uid
    if course.letter is not None:
        why_not = f"It is known only from a {course.letter.kind} and has no place in space."
    elif not uid:
        why_not = "Its frame of reference is not stated."
    else:
        why_not = "" if sharing > 1 else "No other course shares its frame of reference."
    dates = _dates(course) or "no dates"
    title = summary.name if course.label in ("", summary.name) else f"{summary.name} · {course.label}"
    detail = f"{summary.prescription_text}, {dates}"
    phases = tuple(_phase_text(phase) for phase in course.phases)
    frame = letters.get(uid or "", "not stated")
    names = tuple({course.label, *(phase.label for phase in course.phases)} - {"", summary.name})
    return CourseChoice(course.uid, summary.name, title, detail, frame, why_not, phases, names)


def _phase_text(phase: "Phase") -> str:
    dose = "dose not stated" if phase.prescribed_gy is None else f"{phase.prescribed_gy:g} Gy"
    number = "fractions not stated" if phase.fractions is None else f"{phase.fractions}"
    dates = _dates(phase)
    return f"{phase.label}: {dose} / {number}" + (f", {dates}" if dates else "")


def _dates(given: "Course | Phase") -> str:
    """From when to when as far as it is known; empty when nothing is."""
    if not (given.start.known or given.end.known):
        return ""
    start, end = given.start.text, given.end.text
    return start if start == end else f"{start} to {end}"


def frame_letters(case: "Case") -> dict[str, str]:
    """A short name for each frame of reference of courses and doses, in order of appearance, with the UID's end."""
    uids = [course.frame_of_reference_uid for course in case.courses]
    uids += [d.frame_of_reference_uid for c in case.courses for p in c.phases for d in p.alternatives]
    known = dict.fromkeys(uid for uid in uids if uid)
    return {uid: f"{_letter(place)} (…{uid[-8:]})" for place, uid in enumerate(known)}


def _letter(place: int) -> str:
    return ascii_uppercase[place] if place < len(ascii_uppercase) else f"{place + 1}"


def dose_choices(session: "Session") -> tuple[PhaseDoses, ...]:
    """Every phase with doses that compete; the one in use, if a person has chosen, is marked."""
    letters = frame_letters(session.case)
    found = []
    for summary in session.assessment.courses:
        for phase in summary.course.phases:
            if phase.alternatives:
                several = len(summary.course.phases) > 1 or phase.label != summary.course.label
                title = f"{summary.name}, {phase.label}" if several and phase.label else summary.name
                doses = tuple(_dose(dose, phase, letters) for dose in phase.alternatives)
                found.append(PhaseDoses(phase.uid, title, _phase_text(phase), doses, phase.label))
    return tuple(found)


def _dose(dose: "DoseSource", phase: "Phase", letters: dict[str, str]) -> DoseChoice:
    in_use = dose.file in {used.file for used in phase.doses}
    quantity = "physical dose, maximum of the grid"
    if dose.max_gy is None:
        highest = Figure.unknown("Gy", quantity, "the voxels could not be read", dose.file.shown_as)
    else:
        highest = Figure(dose.max_gy, "Gy", quantity, dose.file.shown_as)
    frame = letters.get(dose.frame_of_reference_uid, "not stated")
    said = f"maximum {highest.text if highest.value is not None else f'unknown ({highest.reason})'}"
    detail = f"{said} · frame of reference {frame}" + (" · in use now" if in_use else "")
    return DoseChoice(dose.file.sop_instance_uid, dose.file.shown_as, detail, in_use)


def why_no_numbers(session: "Session | None") -> str:
    """Why no number can be entered; empty where one can."""
    if session is None:
        return NO_CASE
    return "" if any(course.phases and course.letter is None for course in session.case.courses) else NO_PHASE


def why_no_joining(session: "Session | None") -> str:
    """Why no courses can be joined; empty where some can."""
    if session is None:
        return NO_CASE
    return "" if any(not choice.why_not for choice in course_choices(session)) else NOTHING_TO_JOIN


def why_no_splitting(session: "Session | None") -> str:
    """Why no course can be split; empty where one can."""
    if session is None:
        return NO_CASE
    return "" if any(len(course.phases) > 1 for course in session.case.courses) else NOTHING_TO_SPLIT


def why_no_choosing(session: "Session | None") -> str:
    """Why no dose can be chosen; empty where one can."""
    if session is None:
        return NO_CASE
    return "" if any(phase.alternatives for course in session.case.courses for phase in course.phases) else NO_CHOICE
