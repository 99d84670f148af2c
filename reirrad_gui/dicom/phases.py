"""Which courses are phases of one treatment, as far as files can say; in doubt they stay apart and a person merges."""

from collections.abc import Sequence

from reirrad_gui.case.course import Course
from reirrad_gui.case.files import Problem
from reirrad_gui.case.regroup import merged
from reirrad_gui.dicom.courses import Linked

LONGEST_PAUSE_DAYS = 56


def with_phases(linked: Sequence[Linked]) -> tuple[tuple[Course, ...], tuple[Problem, ...]]:
    """Courses with phases of one treatment merged, and a sentence about each merger.

    Two plans are phases of one treatment when they share the frame of reference and the site (same structure set, or
    the same stated site), and either their treatments are on record within 8 weeks of each other, or nothing is on
    record, their plans are at most 8 weeks apart, belong to one study and prescribe different, known doses (a boost;
    plans that prescribe the same are taken for replacements or for a second course). Fraction groups of one plan are
    judged in the same way.
    """
    groups: list[list[Linked]] = []
    for one in linked:
        home = next((g for g in groups if any(_one_treatment(one, other) for other in g)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    courses, problems = [], []
    for group in groups:
        parts = [one.course for one in sorted(group, key=_begin)]
        if len(parts) == 1:
            courses.append(parts[0])
            continue
        courses.append(merged(parts))
        names = " and ".join(part.label for part in parts)
        files = tuple(one.plan.file for one in group if one.plan is not None)
        problems.append(
            Problem(
                f"{names} share site and dates and are taken for phases of one course. Split them if they are not.",
                files,
                blocking=False,
            )
        )
    return tuple(courses), tuple(problems)


def _begin(one: Linked) -> str:
    day = one.course.start.first_day
    return day.isoformat() if day is not None else "9999"


def _one_treatment(one: Linked, other: Linked) -> bool:
    if one.plan is None or other.plan is None or (one.plan is other.plan and one.course.uid == other.course.uid):
        return False
    a, b = one.course, other.course
    if a.frame_of_reference_uid is None or a.frame_of_reference_uid != b.frame_of_reference_uid or not _one_site(a, b):
        return False
    if _recorded(a) or _recorded(b):
        return _recorded(a) and _recorded(b) and _days_apart(a, b) <= LONGEST_PAUSE_DAYS
    return _complementary(one, other)


def _one_site(a: Course, b: Course) -> bool:
    if a.site and b.site:
        return a.site.casefold() == b.site.casefold()
    return a.structure_set_uid is not None and a.structure_set_uid == b.structure_set_uid


def _recorded(course: Course) -> bool:
    """True when both ends of the treatment are known from records."""
    return course.start.first_day is not None and course.start.last_day is not None and course.end.last_day is not None


def _days_apart(a: Course, b: Course) -> int:
    """Longest possible pause between two recorded treatments; 0 or less when they overlap."""
    spans = [(c.start.last_day, c.end.first_day or c.end.last_day) for c in (a, b)]
    (a_start, a_end), (b_start, b_end) = spans
    if a_start is None or a_end is None or b_start is None or b_end is None:
        return LONGEST_PAUSE_DAYS + 1
    return max((b_start - a_end).days, (a_start - b_end).days)


def _complementary(one: Linked, other: Linked) -> bool:
    if one.plan is None or other.plan is None or one.plan.date is None or other.plan.date is None:
        return False
    near = abs((one.plan.date.earliest - other.plan.date.earliest).days) <= LONGEST_PAUSE_DAYS
    prescribed = [c.course.prescribed_gy for c in (one, other)]
    fractions = [c.course.planned_fractions for c in (one, other)]
    known = None not in prescribed and None not in fractions
    different = (prescribed[0], fractions[0]) != (prescribed[1], fractions[1])
    return near and known and different and one.plan.study_uid == other.plan.study_uid != ""
