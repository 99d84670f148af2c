"""What belongs to one treatment is for a person to say: merging courses into phases of one, and taking them apart."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from reirrad_gui.case.case import Case
from reirrad_gui.case.course import Course, DoseSource, Phase
from reirrad_gui.case.edits import DoseChosen, Joined, Split
from reirrad_gui.case.files import Problem
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When


def merge_courses(case: Case, uids: Collection[str], label: str = "") -> Case:
    """A case in which these courses are phases of one course; phases keep their own dose and fractions.

    Raises
    ------
    EntryError
        Fewer than two of the courses exist, or they lie in different frames of reference: doses of one course are added
        without a registration, so that cannot be.
    """
    chosen = [course for course in case.courses if course.uid in uids]
    whole = merged(chosen, label)
    first = case.courses.index(chosen[0])
    rest = [course for course in case.courses if course not in chosen]
    edit = Joined(tuple(course.uid for course in chosen), label)
    return replace(case, courses=(*rest[:first], whole, *rest[first:]), edits=(*case.edits, edit))


def merged(courses: Sequence[Course], label: str = "") -> Course:
    """One course whose phases are those of all `courses`; see `merge_courses`."""
    if len(courses) < 2:
        raise EntryError("Choose at least two courses to merge.")
    if letters := [course.label for course in courses if course.letter is not None]:
        kind = " or ".join(dict.fromkeys(course.letter.kind for course in courses if course.letter is not None))
        raise EntryError(
            f"{' and '.join(letters)}: a course known only from a {kind} has no place in space and cannot be a phase "
            "of another. Leave it as a course of its own."
        )
    frames = {course.frame_of_reference_uid for course in courses}
    if len(frames) > 1:
        named = " and ".join(course.label for course in courses)
        raise EntryError(
            f"{named} lie in different frames of reference; phases of one course share theirs. Leave them as courses "
            "of their own and register them."
        )
    first = courses[0]
    drawn = next((c for c in courses if c.structure_set_uid is not None), first)
    return replace(
        first,
        uid="+".join(course.uid for course in courses),
        label=label or " + ".join(course.label for course in courses),
        phases=tuple(_dated(phase, course) for course in courses for phase in course.phases),
        start=_first([course.start for course in courses]),
        end=_last([course.end for course in courses]),
        site=", ".join(dict.fromkeys(course.site for course in courses if course.site)),
        structure_set_uid=drawn.structure_set_uid,
        series_uid=next((c.series_uid for c in courses if c.series_uid is not None), None),
        not_stated=tuple(dict.fromkeys(what for course in courses for what in course.not_stated)),
        synthetic=any(course.synthetic for course in courses),
        problems=tuple(dict.fromkeys(sentence for course in courses for sentence in course.problems)),
    )


def split_course(case: Case, uid: str) -> Case:
    """A case in which every phase of the course is a course of its own.

    Raises
    ------
    EntryError
        There is no such course, or it has a single phase.
    """
    course = next((course for course in case.courses if course.uid == uid), None)
    if course is None or len(course.phases) < 2:
        raise EntryError("Only a course of several phases can be split.")
    parts = tuple(
        replace(course, uid=phase.uid, label=phase.label, phases=(phase,), start=phase.start, end=phase.end)
        for phase in course.phases
    )
    place = case.courses.index(course)
    courses = (*case.courses[:place], *parts, *case.courses[place + 1 :])
    return replace(case, courses=courses, edits=(*case.edits, Split(uid)))


def use_dose(case: Case, phase_uid: str, dose_uid: str) -> Case:
    """A case in which a phase takes the one of its alternative doses that a person chose (by SOP Instance UID).

    What was said about the open choice gives way to a sentence that names the choice.

    Raises
    ------
    EntryError
        The phase does not exist, or has no such alternative; or the dose lies in another frame of reference than the
        other phases of its course.
    """
    for course in case.courses:
        for phase in course.phases:
            chosen = next((d for d in phase.alternatives if d.file.sop_instance_uid == dose_uid), None)
            if phase.uid == phase_uid and chosen is not None:
                return replace(
                    case,
                    courses=tuple(_taking(course, phase, chosen) if c is course else c for c in case.courses),
                    problems=(*_other_problems(case, phase), _choice(phase, chosen)),
                    edits=(*case.edits, DoseChosen(phase_uid, dose_uid)),
                )
    raise EntryError("This dose is not one of those that the phase can take.")


def _taking(course: Course, phase: Phase, chosen: DoseSource) -> Course:
    others = {dose.frame_of_reference_uid for other in course.phases if other is not phase for dose in other.doses}
    if others - {chosen.frame_of_reference_uid}:
        raise EntryError(
            f"{chosen.file.shown_as} lies in another frame of reference than the other phases of {course.label}; "
            "phases of one course share theirs. Split the course first."
        )
    phases = tuple(replace(p, doses=(chosen,)) if p is phase else p for p in course.phases)
    return replace(course, phases=phases, frame_of_reference_uid=chosen.frame_of_reference_uid)


def _other_problems(case: Case, phase: Phase) -> tuple[Problem, ...]:
    """All but those about this choice: they name just the doses that compete."""
    competing = {dose.file for dose in phase.alternatives}
    return tuple(problem for problem in case.problems if set(problem.files) != competing)


def _choice(phase: Phase, chosen: DoseSource) -> Problem:
    left = ", ".join(dose.file.shown_as for dose in phase.alternatives if dose is not chosen)
    sentence = (
        f"The dose of {phase.label} is {chosen.file.shown_as}, as chosen by the user; not used: {left}. Nothing in the "
        "files says which one was treated: check it against the treatment record."
    )
    return Problem(sentence, tuple(dose.file for dose in phase.alternatives), blocking=False)


def in_order(courses: Sequence[Course]) -> tuple[Course, ...]:
    """By first possible day of the start; courses of which none is known come last, as found."""
    return tuple(sorted(courses, key=lambda course: course.start.first_day or date.max))


def _dated(phase: Phase, course: Course) -> Phase:
    """A phase that brings its course's dates along, so that it can be taken out again."""
    if phase.start.known or phase.end.known:
        return phase
    return replace(phase, start=course.start, end=course.end)


def _first(starts: Sequence[When]) -> When:
    """The start that comes first; where that is open, the span within which the first one lies."""
    first_days = [start.first_day for start in starts]
    last_days = [start.last_day for start in starts if start.last_day is not None]
    earliest = None if None in first_days else min(day for day in first_days if day is not None)
    latest = min(last_days, default=None)
    return _within(starts, earliest, latest, "first of several phases")


def _last(ends: Sequence[When]) -> When:
    """The end that comes last; where that is open, the span within which the last one lies."""
    first_days = [end.first_day for end in ends if end.first_day is not None]
    last_days = [end.last_day for end in ends]
    earliest = max(first_days, default=None)
    latest = None if None in last_days else max(day for day in last_days if day is not None)
    return _within(ends, earliest, latest, "last of several phases")


def _within(stated: Sequence[When], earliest: date | None, latest: date | None, derived: str) -> When:
    """One of the statements as it stands if it spans just these days; else the span, with all sources."""
    for when in stated:
        if when.known and (when.first_day, when.last_day) == (earliest, latest):
            return when
    if earliest is None and latest is None:
        return When()
    sources = "; ".join(dict.fromkeys(source for when in stated for source in when.sources))
    first, last = (None if day is None else PartialDate.of(day) for day in (earliest, latest))
    return When((StatedDate(first, last, sources, derived),))
