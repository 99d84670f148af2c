"""Courses known only from letters in an opened case: where they take part, and what is said of them.

They go the way of every phase without a dose: unknown at every point, bounded by the prescription. An organ that such a
course did not reach, by somebody's entry, has received nothing of it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reirrad_gui.case import Case, Course
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.session.frames import link
from reirrad_gui.session.names import OrganName, organ_name
from reirrad_gui.session.opening import Opened, phase_dose, reference_of
from reirrad_gui.session.samples import OrganSamples, PhaseDose, PhaseSamples, phase_at
from reirrad_gui.session.settings import Settings


def no_place(letter: LetterCourse) -> str:
    """Why a course known from a document is linked to no frame of reference."""
    return f"known only from a {letter.kind}: an upper bound, with no place in space"


def letters_of(opened: Opened) -> tuple[tuple[int, LetterCourse], ...]:
    """The courses known only from letters, with their place among all courses."""
    numbered = enumerate(opened.case.courses)
    return tuple((index, course.letter) for index, course in numbered if course.letter is not None)


def reopened(before: Opened, case: Case) -> Opened:
    """The same opened case with courses from letters added, corrected, removed or moved in time; nothing is read again.

    Doses, registrations and organs' points stay; every organ keeps what was looked up of the other courses.

    Raises
    ------
    ValueError
        A course that is not from a letter is new or has other phases: such a case has to be opened.
    """
    places = {course.uid: index for index, course in enumerate(before.case.courses)}
    kept = tuple(None if course.letter is not None else places.get(course.uid) for course in case.courses)
    for course, place in zip(case.courses, kept, strict=True):
        if course.letter is None and (place is None or course.phases != before.case.courses[place].phases):
            raise ValueError(f"{course.label} is not from a letter and was not open before")
    doses = tuple(
        tuple(phase_dose(phase, None) for phase in course.phases) if place is None else before.doses[place]
        for course, place in zip(case.courses, kept, strict=True)
    )
    reference, frame = reference_of(case)
    links = tuple(link(before.registrations, frame, course.frame_of_reference_uid) for course in case.courses)
    why = tuple("" if course.letter is None else no_place(course.letter) for course in case.courses)
    organs = tuple(replace(organ, doses=_looked_up(organ, doses, kept, why)) for organ in before.organs)
    return replace(
        before, case=case, doses=doses, reference_course=reference, reference_frame_uid=frame, links=links,
        organs=organs,
    )  # fmt: skip


def _looked_up(
    organ: OrganSamples, doses: Sequence[Sequence[PhaseDose]], kept: Sequence[int | None], why: Sequence[str]
) -> tuple[tuple[PhaseSamples, ...], ...]:
    points_mm = organ.points.points_mm
    return tuple(
        tuple(phase_at(points_mm, dose, None, no) for dose in phases) if place is None else organ.doses[place]
        for phases, place, no in zip(doses, kept, why, strict=True)
    )


def without_unreached(opened: Opened, settings: Settings) -> Opened:
    """The opened case in which letters gave nothing to the organs that they did not reach, by somebody's entry.

    Only of organs whose name is certain; what nobody has named, and targets, may have been reached.
    """
    told = [(index, letter) for index, letter in letters_of(opened) if letter.reached is not None]
    if not told:
        return opened
    return replace(opened, organs=tuple(_told(organ, told, settings) for organ in opened.organs))


def _told(organ: OrganSamples, told: Sequence[tuple[int, LetterCourse]], settings: Settings) -> OrganSamples:
    name = organ_name(organ.structure.name, organ.structure.interpreted_type, settings)
    spared = {index: letter for index, letter in told if not may_have_reached(letter, name)}
    if not spared:
        return organ
    doses = tuple(
        tuple(_nothing(phase, unreached_text(index, spared[index])) for phase in phases) if index in spared else phases
        for index, phases in enumerate(organ.doses)
    )
    return replace(organ, doses=doses)


def _nothing(phase: PhaseSamples, reason: str) -> PhaseSamples:
    return PhaseSamples(np.zeros_like(phase.physical_gy), True, reason)


def may_have_reached(letter: LetterCourse, name: OrganName) -> bool:
    """False only for an organ of a certain name that has nothing in common with those the letter may have reached."""
    if not name.sure or name.kind != "organ" or name.canonical is None:
        return True
    return letter.may_have_reached(name.canonical)


def unreached_text(index: int, letter: LetterCourse) -> str:
    """The sentence beside an organ that a letter's course did not reach.

    >>> from reirrad_gui.case.letters import LetterDocument
    >>> unreached_text(0, LetterCourse("1", LetterDocument("Letter"), 8.0, 1, entered_by="A. Reader"))
    "by A. Reader's entry, Course 1 (letter) did not reach this organ"
    """
    return f"by {letter.entered_by.strip()}'s entry, Course {index + 1} ({letter.kind}) did not reach this organ"


def unreached_by(opened: Opened, name: OrganName) -> tuple[str, ...]:
    """One sentence for each letter's course that did not reach an organ."""
    return tuple(
        unreached_text(index, letter) for index, letter in letters_of(opened) if not may_have_reached(letter, name)
    )


def stand_in_doubt(opened: Opened, name: OrganName, stands_for: Sequence[str]) -> str:
    """Why a contour must not stand in for an organ: a letter reached the one and, as entered, not the other."""
    for index, letter in letters_of(opened):
        reached = [organ for organ in stands_for if letter.may_have_reached(organ)]
        if reached and not may_have_reached(letter, name):
            return (
                f"By {letter.entered_by.strip()}'s entry, Course {index + 1} ({letter.kind}) may have reached "
                f"{reached[0]} and did not reach {name.canonical}, which stands in for it here: draw {reached[0]}, or "
                f"add {name.canonical} to the organs of the {letter.kind}."
            )
    return ""


def names_told(opened: Opened, settings: Settings) -> tuple[tuple[str, float], ...]:
    """Names that decide what a letter reached, as a part of what results depend on; empty without such a letter."""
    if all(letter.reached is None for _, letter in letters_of(opened)):
        return ()
    return tuple((f"named {roi} {canonical}", 1.0) for roi, canonical in sorted(settings.canonical_names.items()))


def letter_sentences(opened: Opened) -> tuple[str, ...]:
    """What has to be known of each course from a letter, for the list of things to know and every export."""
    return tuple(_sentence(index, course, letter) for index, letter in letters_of(opened) for course in (
        opened.case.courses[index],
    ))  # fmt: skip


def _sentence(index: int, course: Course, letter: LetterCourse) -> str:
    unsaid = f"every organ (the {letter.kind} does not name any)"
    reached = unsaid if letter.reached is None else ", ".join(letter.reached)
    spared = "" if letter.reached is None else "; all other organs it did not reach, by that entry"
    bound = "; nothing bounds it while its number of fractions is not known" if course.fractions is None else ""
    note = f" Note: {letter.note.strip()}" if letter.note.strip() else ""
    return (
        f"Course {index + 1} is known only from a {letter.kind} ({letter.document.text}; {letter.entry_text}). It may "
        f"have given {letter.bound_text}, to {reached}{spared}{bound}. It counts as that upper bound, and has no dose "
        f"to draw.{note}"
    )
