"""Courses made of letters, and their place among the others: adding, correcting and removing one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from reirrad_gui.case.case import Case
from reirrad_gui.case.course import NOTHING_STATED, Course, Phase
from reirrad_gui.case.edits import LetterAdded, LetterChanged, LetterRemoved
from reirrad_gui.case.letters import LetterCourse, LetterPhase, when_written
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When

ORGANS_REACHED = "organs reached"


def letter_course(letter: LetterCourse) -> Course:
    """The course that a letter tells of: one phase or several, each with a prescription and without dose."""
    whole = LetterPhase(
        letter.name, letter.total_gy or 0.0, letter.fractions, letter.delivered_fractions, letter.start, letter.end
    )
    phases = tuple(
        _phase(letter, said, f"{letter.uid}/phase{f' {number}' if letter.phases else ''}")
        for number, said in enumerate(letter.phases or (whole,), 1)
    )
    return Course(
        letter.uid, letter.name, phases, letter.starts, letter.ends, letter.site.strip(),
        not_stated=_not_stated(letter), letter=letter,
    )  # fmt: skip


def _phase(letter: LetterCourse, said: LetterPhase, uid: str) -> Phase:
    source = f"{letter.document.text}; {letter.entry_text}"
    asked: tuple[str, ...] = ()
    if said.fractions is None and said.delivered_fractions is None:
        of_phase = f" of {said.label}" if letter.phases else ""
        asked = (
            f"{letter.document.title.strip()} does not say in how many fractions {said.total_gy:g} Gy{of_phase} were "
            "given, so nothing bounds the EQD2 of this course. Enter the number of fractions.",
        )
    known = not letter.unbounded
    return Phase(
        uid, said.label, None, None, said.total_gy, said.fractions if known else None,
        said.delivered_fractions if known else None, (), source, source, asked if known else (letter.unbounded,),
        start=when_written(said.start, letter.document.text, "The start"),
        end=when_written(said.end, letter.document.text, "The end"),
        without_dose=_without_dose(letter), bound_percent=letter.maximum_percent,
    )  # fmt: skip


def _without_dose(letter: LetterCourse) -> str:
    return f"“{letter.name}” is known only from a {letter.kind}: {letter.bound_text}"


def _not_stated(letter: LetterCourse) -> tuple[str, ...]:
    stated = (letter.starts.known, letter.ends.known, letter.delivered_fractions is not None, bool(letter.site.strip()))
    left = [what for what, known in zip(NOTHING_STATED, stated, strict=True) if not known]
    left += ["number of fractions"] if letter.fractions is None else []
    return (*left, *([ORGANS_REACHED] if letter.reached is None else []))


def with_letter(case: Case, letter: LetterCourse) -> Case:
    """The case with one more course, in its place in time.

    It comes before the first course that begins later. Without a start its end counts instead; without any date it
    comes first, because a letter tells of what was before.

    Raises
    ------
    EntryError
        This very entry is there already.
    """
    if any(course.uid == letter.uid for course in case.courses):
        raise EntryError(f"The course “{letter.name}” is there already. Change it instead of adding it again.")
    courses = _placed(case.courses, letter_course(letter))
    return replace(case, courses=courses, edits=(*case.edits, LetterAdded(letter)))


def with_changed_letter(case: Case, letter: LetterCourse) -> Case:
    """The case with a letter's course corrected, and moved where its dates now put it; KeyError where it is not."""
    if case.course(letter.uid).letter is None:
        raise KeyError(letter.uid)
    return replace(with_letter(_without(case, letter.uid), letter), edits=(*case.edits, LetterChanged(letter)))


def without_letter(case: Case, uid: str) -> Case:
    """The case without a letter's course; KeyError where there is none of this uid."""
    if case.course(uid).letter is None:
        raise KeyError(uid)
    return replace(_without(case, uid), edits=(*case.edits, LetterRemoved(uid)))


def placed_again(case: Case, in_order: Callable[[Sequence[Course]], tuple[Course, ...]]) -> Case:
    """The case with its courses put in order of time, those from letters in their places among the others."""
    ordered = in_order([course for course in case.courses if course.letter is None])
    for course in letter_courses(case):
        ordered = _placed(ordered, course)
    return replace(case, courses=ordered)


def letter_courses(case: Case) -> tuple[Course, ...]:
    """The courses known only from letters, in the case's order."""
    return tuple(course for course in case.courses if course.letter is not None)


def new_uid() -> str:
    """A uid for another letter; never one that was used before, because numbers entered for a phase belong to its uid.

    >>> new_uid() == new_uid()
    False
    """
    return f"letter {uuid4().hex[:12]}"


def _without(case: Case, uid: str) -> Case:
    return replace(case, courses=tuple(course for course in case.courses if course.uid != uid))


def _placed(courses: tuple[Course, ...], added: Course) -> tuple[Course, ...]:
    when = _begins(added)
    place = 0
    if when is not None:
        later = (at for at, course in enumerate(courses) if not _not_after(course, when))
        place = next(later, len(courses))
    return (*courses[:place], added, *courses[place:])


def _not_after(course: Course, when: tuple[date, date]) -> bool:
    """True for a course that does not begin later; for a letter without any date, which comes first."""
    begins = _begins(course)
    return course.letter is not None if begins is None else begins <= when


def _begins(course: Course) -> tuple[date, date] | None:
    """First and last possible day, of the start or else of the end; None where no day is known."""
    for said in (course.start, course.end):
        if (first := _first(said)) is not None:
            return first, said.last_day or date.max
    return None


def _first(said: When) -> date | None:
    """The first possible day; the last one where only that is known."""
    return said.first_day if said.first_day is not None else said.last_day
