"""Courses as every view names them, and the intervals between them."""

from dataclasses import dataclass
from itertools import pairwise

from reirrad_gui.case import Course
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import Gap, gap_between
from reirrad_gui.session.assessment import CourseSummary
from reirrad_gui.session.frames import Link
from reirrad_gui.session.large_fractions import prescribed_large
from reirrad_gui.session.letters import no_place
from reirrad_gui.session.opening import Opened


@dataclass(frozen=True, slots=True)
class Order:
    """Whether one course came before another: True, None where it is only taken so, False where it is open."""

    earlier: bool | None
    sentence: str = ""


def course_summaries(opened: Opened) -> tuple[CourseSummary, ...]:
    """One summary per course, numbered in order of time."""
    return tuple(_summary(opened, index) for index in range(len(opened.case.courses)))


def _summary(opened: Opened, index: int) -> CourseSummary:
    course, doses, link = opened.case.courses[index], opened.doses[index], opened.links[index]
    maxima = [d.max_gy for d in doses]
    return CourseSummary(
        number=index + 1,
        course=course,
        prescription_text=prescription_text(course, course.fractions),
        prescribed=_prescribed(course),
        fractions=_fraction_figure(course),
        dose_per_fraction=_dose_per_fraction(course),
        dose_max=_dose_max(maxima) if course.letter is None else _most_prescribed(course.letter),
        dose_quantity="physical dose" if course.has_dose else "no dose",
        frame_uid=course.frame_of_reference_uid,
        linked_to_reference=link is not None,
        link_text=_link_text(course, link),
        problems=(*course.problems, *(sentence for phase in course.phases for sentence in phase.asked)),
        model=opened.model,
        large_fractions=prescribed_large(course, index + 1, opened.model),
    )


def _link_text(course: Course, link: Link | None) -> str:
    if course.letter is not None:
        return no_place(course.letter)
    return link.text if link is not None else "not linked to the reference frame: never added point by point"


def prescription_text(course: Course, fractions: int | None) -> str:
    """ "21 Gy / 3", with what is unknown said as such, and what is only tried as that.

    >>> from reirrad_gui.patient.dates import When
    >>> prescription_text(Course("1", "Course 1", (), When(), When()), None)
    'dose not stated / fractions not stated'
    """
    total = "dose not stated" if course.prescribed_gy is None else f"{course.prescribed_gy:g} Gy"
    number = "fractions not stated" if fractions is None else f"{fractions}"
    planned = course.planned_fractions
    if course.delivered_fractions is not None and planned and course.delivered_fractions != planned:
        short = any(phase.stops_short for phase in course.phases)
        number = f"{course.delivered_fractions} of {planned} {'on record' if short else 'delivered'}"
    return f"what if: {total} / {number}" if course.what_if else f"{total} / {number}"


def _prescribed(course: Course) -> Figure:
    sources = "; ".join(dict.fromkeys(p.prescription_source for p in course.phases if p.prescription_source))
    if course.prescribed_gy is None:
        return Figure.unknown("Gy", "prescribed dose", "the plan states no usable prescription", sources)
    return Figure(course.prescribed_gy, "Gy", "prescribed dose", sources or "RT plan", decimals=2)


def _fraction_figure(course: Course) -> Figure:
    source = "; ".join(dict.fromkeys(p.fractions_source for p in course.phases if p.fractions_source))
    if course.fractions is None:
        return Figure.unknown("", "fractions", "no file states the number of fractions; please enter it", source)
    return Figure(float(course.fractions), "", "fractions", source, decimals=0)


def _dose_per_fraction(course: Course) -> Figure:
    known = {phase.dose_per_fraction_gy for phase in course.phases}
    if len(known) == 1 and None not in known:
        return Figure(known.pop(), "Gy", "prescribed dose per fraction", "prescription / planned fractions", decimals=2)
    reason = "phases have different fraction sizes" if len(known) > 1 else "prescription or fractions are not stated"
    return Figure.unknown("Gy", "prescribed dose per fraction", reason)


def _dose_max(maxima: list[float | None]) -> Figure:
    if len(maxima) == 1 and maxima[0] is not None:
        return Figure(maxima[0], "Gy", "physical dose, maximum of the grid", "RT dose as read")
    reason = (
        "no usable dose file" if not maxima or None in maxima else "the course has several phases on separate grids"
    )
    return Figure.unknown("Gy", "physical dose, maximum of the grid", reason)


def _most_prescribed(letter: LetterCourse) -> Figure:
    """Where only a letter is left there is no maximum, but a bound."""
    reason = f"known only from a {letter.kind}; {letter.bound_text}"
    return Figure.unknown("Gy", "physical dose, maximum", reason, letter.document.text)


def gaps(opened: Opened) -> tuple[Gap, ...]:
    """The time between each course and the next, as ranges where dates are partial."""
    courses = opened.case.courses
    return tuple(gap_between(before.end, after.start) for before, after in pairwise(courses))


def gap_figures(gap: Gap) -> tuple[Figure, Figure]:
    """Fewest and most complete months as figures."""
    source = "end of the earlier course to the start of the next, complete months"
    reason = "the dates leave it open"

    def one(months: int | None, which: str) -> Figure:
        what = f"interval between courses, {which}"
        if months is None:
            return Figure.unknown("months", what, reason, source)
        return Figure(float(months), "months", what, source, decimals=0)

    return one(gap.min_months, "at least"), one(gap.max_months, "at most")


def gap_to_latest(opened: Opened, course: int) -> Gap:
    """From the end of a course to the start of the newest one: what a recovery model is asked about."""
    courses = opened.case.courses
    return gap_between(courses[course].end, courses[-1].start)


def order_of(opened: Opened, course: int) -> Order:
    """Whether a course was given before the newest one, as far as dates tell; what they leave open is never guessed.

    A letter without any date tells of what was before, and a course without a date comes last (docs/decisions/0008).
    """
    courses = opened.case.courses
    here, newest = courses[course], courses[-1]
    begins = here.start if here.start.first_day or here.start.last_day else here.end
    first, last = begins.first_day, begins.last_day
    other = newest.start.first_day
    numbers = f"course {course + 1} was given before course {len(courses)}"
    if other is not None and last is not None and last < other:
        return Order(True)
    if first is None and last is None and here.letter is not None and newest.letter is None:
        return Order(None, f"That {numbers} is taken from its being told in a {here.letter.kind}; no date says so.")
    if first is None or (other is not None and (first >= other or last is not None)):
        return Order(False, f"the dates do not say that {numbers}")
    why = "the newest has no date and is taken for the last" if other is None else "only the days of plans say so"
    return Order(None, f"That {numbers} is not certain: {why}.")


def shortest_gap(found: tuple[Gap, ...]) -> tuple[int | None, int | None]:
    """(fewest, most) complete months of the shortest interval between consecutive courses; None where open."""
    fewest = [g.min_months for g in found]
    most = [g.max_months for g in found if g.max_months is not None]
    least = None if not fewest or None in fewest else min(m for m in fewest if m is not None)
    return least, min(most, default=None)
