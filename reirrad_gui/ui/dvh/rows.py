"""What the DVH shows: which organs, which curves, their words and readings. No Qt, no dose arithmetic."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.session.assessment import Assessment, Curve, OrganDose

ACCUMULATED = "Accumulated"
FIRST_SHOWN = 5
"""So many organs have their curves drawn to begin with; the others are one click away."""

_NOTHING = (
    "No structure has a dose-volume histogram here: that needs contours, a dose file, and a registration where the two "
    "lie in different frames of reference."
)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The curves of one organ from one dose: one when the dose is known everywhere, else the two bounds.

    `course` is the index of the course, None for the accumulated dose. `upper` is None when nothing bounds the unknown
    dose from above.
    """

    course: int | None
    lower: Curve
    upper: Curve | None

    @property
    def exact(self) -> bool:
        """True when the dose is known in the whole organ."""
        return self.lower.bound == ""

    @property
    def largest_gy(self) -> float:
        """Where the curve ends."""
        ends = [self.lower.dose_gy[-1], *([self.upper.dose_gy[-1]] if self.upper is not None else [])]
        return float(max(ends))


@dataclass(frozen=True, slots=True, eq=False)
class OrganLines:
    """One organ of the DVH: name, α/β, what must be known about it, and its lines."""

    key: str
    name: str
    alpha_beta: str
    note: str
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """The organ with its α/β."""
        return f"{self.name}, α/β {self.alpha_beta}"


def organ_lines(assessment: Assessment) -> tuple[OrganLines, ...]:
    """Every structure that has curves, in the order of the assessment."""
    shown = [organ for organ in assessment.organs if organ.curves]
    times = Counter(organ.name for organ in shown)
    return tuple(_organ(organ, _where(organ, assessment) if times[organ.name] > 1 else "") for organ in shown)


def _where(organ: OrganDose, assessment: Assessment) -> str:
    """Tells structures of one name apart: " (Course 1)", or " (no. 7)" within one structure set."""
    drawn_for = [
        summary.name
        for summary in assessment.courses
        if summary.course.structure_set_uid and organ.key.startswith(f"{summary.course.structure_set_uid}/")
    ]
    sets = {organ_key.split("/", 1)[0] for organ_key in (o.key for o in assessment.organs if o.name == organ.name)}
    return f" ({', '.join(drawn_for)})" if drawn_for and len(sets) > 1 else f" (no. {organ.key.split('/')[1]})"


def _organ(organ: OrganDose, where: str = "") -> OrganLines:
    doses = [*range(len(organ.courses)), None]
    lines = tuple(line for course in doses if (line := _line(organ, course)) is not None)
    short = [
        f"course {number} {covered.covered_percent.text}"
        for number, covered in enumerate(organ.courses, start=1)
        if covered.covered_percent.value is not None and covered.covered_percent.value < 99.95
    ]
    note = f"dose known in part of it only: {', '.join(short)}" if short else ""
    return OrganLines(organ.key, organ.name + where, organ.alpha_beta.text, note, lines)


def _line(organ: OrganDose, course: int | None) -> Line | None:
    found = [curve for curve in organ.curves if curve.course == course]
    lower = next((curve for curve in found if curve.bound != "upper"), None)
    upper = next((curve for curve in found if curve.bound == "upper"), None)
    return None if lower is None else Line(course, lower, upper)


def first_shown(assessment: Assessment, organs: Sequence[OrganLines]) -> frozenset[str]:
    """The organs drawn to begin with: of those that a limit judges (else of all) the ones with the most dose."""
    judged = {row.organ_key for row in assessment.rows if row.deciding is not None}
    candidates = [organ for organ in organs if organ.key in judged]
    if not candidates:
        kinds = {organ.key: organ.kind for organ in assessment.organs}
        candidates = [organ for organ in organs if kinds[organ.key] == "organ"] or list(organs)
    candidates.sort(key=lambda organ: -max(line.largest_gy for line in organ.lines))
    return frozenset(organ.key for organ in candidates[:FIRST_SHOWN])


def dose_axis(organs: Sequence[OrganLines]) -> str:
    """The caption of the dose axis: the quantity with its α/β, or where the α/β stand when organs differ."""
    quantities = list(dict.fromkeys(line.lower.quantity for organ in organs for line in organ.lines))
    if not quantities:
        return "EQD2, Gy"
    if len(quantities) == 1:
        return f"{quantities[0]}, Gy"
    return f"{quantities[0].split(' (')[0]}, Gy (α/β of each organ in the list)"


def volume_at(curve: Curve, dose_gy: float) -> float:
    """Percent of the organ that received at least a dose, read from its curve."""
    return float(np.interp(dose_gy, curve.dose_gy, curve.volume_percent, right=0.0))


def dose_at(curve: Curve, volume_percent: float) -> float:
    """The dose that a part of the organ received at least, read from its curve; for placing labels."""
    order = np.argsort(curve.volume_percent, kind="stable")
    return float(np.interp(volume_percent, curve.volume_percent[order], curve.dose_gy[order]))


_LABEL_VOLUMES = (50.0, 60.0, 40.0, 70.0, 30.0, 80.0, 20.0, 90.0, 10.0)


def label_places(
    named: Sequence[tuple[str, Line]],
    drawn: Sequence[Line],
    width_of: Callable[[str], float],
    height: float,
    most_gy: float,
) -> list[tuple[str, float, float]]:
    """(name, dose, volume) to the right of each named line, where no drawn line and no other name runs through it.

    `width_of` gives a name's width in Gy, `height` a name's height in percent of volume. A line without such a place is
    left out: the list beside the plot names it.
    """
    placed: list[tuple[str, float, float]] = []
    curves = [curve for line in drawn for curve in (line.lower, line.upper) if curve is not None]
    for name, line in named:
        for volume in _LABEL_VOLUMES:
            start = max(dose_at(curve, volume - height / 2) for curve in (line.lower, line.upper) if curve is not None)
            end = start + width_of(name)
            crossed = any(
                dose_at(curve, volume - height / 2) > start + 1e-9 and dose_at(curve, volume + height / 2) < end
                for curve in curves
            )
            over = any(
                abs(volume - other_volume) < height and start < other_start + width_of(other) and other_start < end
                for other, other_start, other_volume in placed
            )
            if end <= most_gy and not crossed and not over:
                placed.append((name, start, volume))
                break
    return placed


def reading(line: Line, dose_gy: float) -> str:
    """ "45 %", "41 to 52 %" between two bounds, "at least 41 %" without an upper one; never 0 % for a little."""
    low = volume_at(line.lower, dose_gy)
    if line.exact:
        return f"{_percent(low)} %"
    if line.upper is None:
        return f"at least {_percent(low)} %"
    high = volume_at(line.upper, dose_gy)
    return f"{_percent(low)} %" if _percent(low) == _percent(high) else f"{_percent(low)} to {_percent(high)} %"


def _percent(volume: float) -> str:
    if 0.0 < volume < 0.5:
        return "<0.5"
    if 99.5 < volume < 100.0 - 1e-9:
        return ">99.5"
    return f"{volume:.0f}"


def dose_name(course: int | None) -> str:
    """ "Course 1", or "Accumulated"."""
    return ACCUMULATED if course is None else f"Course {course + 1}"


def why_empty(assessment: Assessment | None) -> str:
    """What stands in place of the plot when there is no curve."""
    if assessment is None:
        return ""
    if not assessment.organs:
        return "No structure was drawn for these courses, so there is no dose-volume histogram. Add the RTSTRUCT files."
    return _NOTHING


def table_doses(largest_gy: float) -> tuple[float, ...]:
    """Round doses for the table: about eight from 0 to the largest.

    >>> table_doses(64.0)
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
    """
    step = next(s for s in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0) if largest_gy / s <= 9 or s == 100.0)
    return tuple(step * k for k in range(int(largest_gy / step) + 1))
