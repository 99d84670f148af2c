"""Fractions larger than the model in force may be believed for: of a prescription, and in each organ itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.case import Course
from reirrad_gui.figures import Figure
from reirrad_gui.lq import Caution, DoseModel
from reirrad_gui.session.biology import PlannedDoses
from reirrad_gui.session.opening import Opened

_START = {"notice": "Notice", "warning": "Warning", "outside": "Outside the model"}


@dataclass(frozen=True, slots=True)
class LargeFractions:
    """A dose per fraction that needs a word. `course` is its number; `grade` is "notice", "warning" or "outside".

    `cited` is the model's domain with its source.
    """

    course: int
    per_fraction: Figure
    grade: str
    sentence: str
    cited: str

    @property
    def start(self) -> str:
        """The grade as a word to begin with."""
        return _START[self.grade]


def prescribed_large(course: Course, number: int, model: DoseModel) -> LargeFractions | None:
    """The largest dose per fraction that a course was prescribed in, where it needs a word."""
    sizes = [p.prescribed_gy / p.planned_fractions for p in course.phases if p.prescribed_gy and p.planned_fractions]
    what = f"dose per fraction of course {number}, as prescribed"
    return _large(max(sizes, default=0.0), number, what, "prescribed dose / fractions", model)


def large_in_organ(planned: PlannedDoses, opened: Opened, name: str) -> LargeFractions | None:
    """The largest dose per fraction at any point of an organ, as far as it is known, where it needs a word."""
    phases = [dose for doses in opened.doses for dose in doses]
    found: list[tuple[float, int]] = []
    if planned.lower.count == 0:
        return None
    for place, highest, dose in zip(planned.phases, planned.lower.highest_gy, phases, strict=True):
        if dose.phase.fractions:
            found.append((float(highest) * dose.phase.delivered_share / dose.phase.fractions, place.course + 1))
    size, number = max(found, default=(0.0, 0))
    what = f"largest dose per fraction of course {number} in {name}"
    return _large(size, number, what, "dose at the organ's points / fractions", opened.model)


def _large(size_gy: float, number: int, what: str, source: str, model: DoseModel) -> LargeFractions | None:
    caution: Caution | None = model.domain.caution(round(size_gy, 9))  # 24 Gy in 3 are 8 Gy, whatever is left of a bit
    if caution is None:
        return None
    cited = f"{model.domain.domain} {model.domain.citation}"
    return LargeFractions(number, Figure(size_gy, "Gy", what, source), caution.grade, caution.sentence, cited)


def course_warning(found: LargeFractions) -> str:
    """The sentence of a course for the list of warnings."""
    return f"{found.start}: course {found.course} has {found.per_fraction.text} per fraction. {found.sentence}"


def row_note(found: LargeFractions) -> str:
    """The same for the row of an organ."""
    return (
        f"{found.start}: up to {found.per_fraction.text} per fraction here, of course {found.course}. {found.sentence}"
    )


def organ_warnings(found: Sequence[tuple[str, LargeFractions]]) -> tuple[str, ...]:
    """One sentence for each grade, with the organs that it is due in."""
    said: list[str] = []
    for grade, start in reversed(_START.items()):
        here = [(organ, one) for organ, one in found if one.grade == grade]
        if here:
            named = ", ".join(f"{organ} {one.per_fraction.text} (course {one.course})" for organ, one in here)
            said.append(f"{start}: largest dose per fraction in the organ itself: {named}. {here[0][1].sentence}")
    return tuple(said)
