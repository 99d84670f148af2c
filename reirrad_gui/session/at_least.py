"""The accumulated dose of the courses whose dose is known, where the dose of another one is on no image.

Such a sum is a lower bound and is never shown without saying so. Left out is only what nobody can draw: a course known
from a letter, or a phase without a dose file. A dose that lies elsewhere without a registration, or that competes with
another one, is not left out, because somebody can say where it lies or which one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reirrad_gui.session.shown import ShownCourse


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A course, or a part of one, whose dose is on no image. `reached` are the organs that it may have reached.

    None: it may have reached every organ.
    """

    name: str
    reached: tuple[str, ...] | None = None


def with_dose(courses: Sequence[ShownCourse]) -> tuple[ShownCourse, ...]:
    """The courses as far as their dose is known; those of which nothing was delivered are known to have given 0."""
    return tuple(known for course in courses if (known := _known_part(course)).phases)


def _known_part(course: ShownCourse) -> ShownCourse:
    phases = tuple(phase for phase in course.phases if phase.field is not None or not phase.given)
    return course if len(phases) == len(course.phases) else replace(course, phases=phases)


def left_out(courses: Sequence[ShownCourse]) -> tuple[LeftOut, ...]:
    """What a sum of the known doses is without; empty where every dose is known, and where none is."""
    found: list[LeftOut] = []
    for course in courses:
        without = [phase for phase in course.phases if phase.given and phase.field is None]
        if any(phase.competing for phase in without):
            return ()  # a person can choose one: until then there is no sum
        if course.from_letter and without:
            found.append(LeftOut(f"{course.name} ({course.from_letter})", course.reached))
        elif course.phases and 0 < len(without) < len(course.phases):
            found += [LeftOut(f"{course.name} ({phase.label}, no dose file)") for phase in without]
        elif without or not course.phases:
            found.append(LeftOut(f"{course.name} (no dose file)"))
    anything = any(phase.given for course in with_dose(courses) for phase in course.phases)
    return tuple(found) if anything else ()


def at_least_text(missing: Sequence[LeftOut]) -> str:
    """What must stand beside the sum; empty where nothing is missing.

    >>> at_least_text([LeftOut("Course 1 (letter)")])
    'at least: without Course 1 (letter), whose dose is on no image'
    >>> at_least_text([LeftOut("Course 1 (letter)"), LeftOut("Course 3 (no dose file)")])
    'at least: without Course 1 (letter) and Course 3 (no dose file), whose doses are on no image'
    """
    if not missing:
        return ""
    names = [one.name for one in missing]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"at least: without {listed}, whose {'dose is' if len(names) == 1 else 'doses are'} on no image"


def reach_texts(missing: Sequence[LeftOut]) -> tuple[str, ...]:
    """Where the missing doses may lie, one sentence each.

    >>> reach_texts([LeftOut("Course 1 (letter)", ("Bladder", "Rectum")), LeftOut("Course 3 (no dose file)")])
    ('Course 1 (letter) may have reached: Bladder, Rectum', 'Course 3 (no dose file) may have reached: every organ')
    """
    return tuple(
        f"{one.name} may have reached: {'every organ' if one.reached is None else ', '.join(one.reached)}"
        for one in missing
    )
