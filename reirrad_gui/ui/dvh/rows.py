"""What the DVH shows: which organs, which curves, their words and readings. No Qt, no dose arithmetic."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.assessment import Assessment, OrganDose
from reirrad_gui.session.certainty import Answer
from reirrad_gui.session.curves import (
    ENVELOPE,
    IN_GY,
    CurveChoice,
    ShownCurve,
    drawn_curves,
    envelope_curves,
    shown_curves,
    volume_unit,
)
from reirrad_gui.session.uncertainty.result import DvhBand
from reirrad_gui.ui.overlay.texts import NOT_APPROVED, NOT_CONFIRMED
from reirrad_gui.volume.grid import FloatArray

ACCUMULATED = "Accumulated"
FIRST_SHOWN = 5
"""So many organs have their curves drawn to begin with; the others are one click away."""
PHYSICAL_SUM = "physical doses of different fractionation are added for display only"

_NOTHING = (
    "No structure has a dose-volume histogram here: that needs contours, a dose file, and a registration where the two "
    "lie in different frames of reference."
)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The curves of one organ from one dose: one when the dose is known everywhere, else the two bounds.

    `course` is the index of the course, None for the accumulated dose. `upper` is None when nothing bounds the unknown
    dose from above. `within` are the two ends of where it may lie if a registration is off, `drawn` 5 and 95 % of the
    draws.
    """

    course: int | None
    lower: ShownCurve
    upper: ShownCurve | None
    within: tuple[ShownCurve, ShownCurve] | None = None
    drawn: tuple[ShownCurve, ShownCurve] | None = None

    @property
    def exact(self) -> bool:
        """True when the dose is known in the whole organ."""
        return self.lower.bound == ""

    @property
    def curves(self) -> tuple[ShownCurve, ...]:
        """One curve, or two bounds."""
        return (self.lower,) if self.upper is None else (self.lower, self.upper)

    @property
    def largest(self) -> float:
        """Where the curve ends on the dose axis."""
        return float(max(curve.last for curve in (*self.curves, *(self.within or ()), *(self.drawn or ()))))

    @property
    def highest(self) -> float:
        """Where the curve ends on the volume axis."""
        return float(max(curve.volume.max() for curve in self.curves))


@dataclass(frozen=True, slots=True, eq=False)
class OrganLines:
    """One organ of the DVH: name, α/β, what must be known about it, and its lines."""

    key: str
    name: str
    alpha_beta: str
    note: str
    lines: tuple[Line, ...]
    alpha_beta_gy: float = 0.0
    points: int | None = None

    @property
    def label(self) -> str:
        """The organ with its α/β."""
        return f"{self.name}, α/β {self.alpha_beta}"


class OrganRows:
    """The organs of assessments that follow each other: an organ that did not change keeps its lines."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], OrganDose, OrganLines]] = {}

    def of(
        self,
        assessment: Assessment,
        choice: CurveChoice = IN_GY,
        wanted: Collection[str] | None = None,
        *,
        within: bool = False,
        certain: Answer | None = None,
    ) -> tuple[OrganLines, ...]:
        """Every structure that has curves, in the assessment's order; lines of those wanted only (None: all).

        `certain` is an answer that speaks of this very assessment: bands of its draws are lines, too.
        """
        bands = {} if certain is None else {row.organ_key: row.band for row in certain.found.rows}
        shown = [organ for organ in assessment.organs if organ.curves]
        times = Counter(organ.name for organ in shown)
        names = [o.name + (_where(o, assessment) if times[o.name] > 1 else "") for o in shown]
        return tuple(
            self._one(
                organ,
                name,
                assessment,
                choice,
                wanted is None or organ.key in wanted,
                within=within,
                band=bands.get(organ.key),
            )
            for organ, name in zip(shown, names, strict=True)
        )

    def _one(
        self,
        organ: OrganDose,
        name: str,
        assessment: Assessment,
        choice: CurveChoice,
        drawn: bool,
        *,
        within: bool,
        band: DvhBand | None = None,
    ) -> OrganLines:
        found = within and organ.envelope is not None and organ.envelope.ready
        prescribed = None if choice.reference is None else assessment.courses
        depends = (name, choice, drawn, found, band, None if prescribed is None else id(prescribed))
        kept = self._kept.get(organ.key)
        if kept is not None and kept[0] == depends and kept[1] is organ:
            return kept[2]
        lines = _lines(organ, assessment, choice, within=found, band=band) if drawn else ()
        if kept is not None:
            lines = _kept_where_equal(lines, kept[2].lines)
        made = OrganLines(
            organ.key, name, organ.alpha_beta.text, _note(organ, assessment), lines, organ.alpha_beta.value or 0.0,
            organ.sample_points,
        )  # fmt: skip
        self._kept[organ.key] = (depends, organ, made)
        return made


def organ_lines(assessment: Assessment, choice: CurveChoice = IN_GY) -> tuple[OrganLines, ...]:
    """Every structure that has curves, in the order of the assessment."""
    return OrganRows().of(assessment, choice)


def _where(organ: OrganDose, assessment: Assessment) -> str:
    """Tells structures of one name apart: " (Course 1)", or " (no. 7)" within one structure set."""
    drawn_for = [
        summary.name
        for summary in assessment.courses
        if summary.course.structure_set_uid and organ.key.startswith(f"{summary.course.structure_set_uid}/")
    ]
    sets = {organ_key.split("/", 1)[0] for organ_key in (o.key for o in assessment.organs if o.name == organ.name)}
    return f" ({', '.join(drawn_for)})" if drawn_for and len(sets) > 1 else f" (no. {organ.key.split('/')[1]})"


def _note(organ: OrganDose, assessment: Assessment) -> str:
    """ "incomplete: 71.2 % covered by course 1"; empty where every course states all of it."""
    short = [
        _letter_note(number, letter)
        if (letter := assessment.courses[number - 1].course.letter) is not None
        else f"{covered.covered_percent.text} covered by course {number}"
        for number, covered in enumerate(organ.courses, start=1)
        if covered.covered_percent.value is not None and covered.covered_percent.value < 99.95
    ]
    return f"incomplete: {', '.join(short)}" if short else ""


def _letter_note(number: int, letter: LetterCourse) -> str:
    return f"course {number} is known only from a {letter.kind}: no dose, not drawn, in the sum as an upper bound"


def _lines(
    organ: OrganDose, assessment: Assessment, choice: CurveChoice, *, within: bool, band: DvhBand | None = None
) -> tuple[Line, ...]:
    curves = shown_curves(organ, choice, assessment.courses)
    around = envelope_curves(organ, choice, assessment.courses) if within and not choice.differential else ()
    drawn = drawn_curves(organ, band, choice, assessment.courses)
    letters = {i for i, summary in enumerate(assessment.courses) if summary.course.letter is not None}
    doses = [*(course for course in range(len(organ.courses)) if course not in letters), None]
    return tuple(line for course in doses if (line := _line(curves, course, around, drawn)) is not None)


def _line(
    curves: Sequence[ShownCurve], course: int | None, around: Sequence[ShownCurve], drawn: Sequence[ShownCurve]
) -> Line | None:
    found = [curve for curve in curves if curve.course == course]
    lower = next((curve for curve in found if curve.bound != "upper"), None)
    upper = next((curve for curve in found if curve.bound == "upper"), None)
    if lower is None:
        return None
    ends = [curve for curve in around if curve.course == course and curve.bound.startswith(ENVELOPE)]
    band = (drawn[0], drawn[1]) if course is None and len(drawn) == 2 else None
    return Line(course, lower, upper, (ends[0], ends[1]) if len(ends) == 2 else None, band)


def _kept_where_equal(lines: tuple[Line, ...], before: tuple[Line, ...]) -> tuple[Line, ...]:
    """A line that is drawn as it was stays the same one: its path and its label's places need not be found again."""
    known = {line.course: line for line in before}
    return tuple(old if (old := known.get(line.course)) is not None and _alike(line, old) else line for line in lines)


def _alike(line: Line, other: Line) -> bool:
    mine, others = (
        (one.lower, one.upper, *(one.within or (None, None)), *(one.drawn or (None, None))) for one in (line, other)
    )
    return all(_same(a, b) for a, b in zip(mine, others, strict=True))


def _same(curve: ShownCurve | None, other: ShownCurve | None) -> bool:
    if curve is None or other is None:
        return curve is other
    return (
        curve.bound == other.bound
        and np.array_equal(curve.dose, other.dose)
        and np.array_equal(curve.volume, other.volume)
    )


def first_shown(assessment: Assessment) -> frozenset[str]:
    """The organs drawn to begin with: of those that a limit judges (else of all) the ones with the most dose."""
    judged = {row.organ_key for row in assessment.rows if row.deciding is not None}
    organs = [organ for organ in assessment.organs if organ.curves]
    candidates = [organ for organ in organs if organ.key in judged]
    candidates = candidates or [organ for organ in organs if organ.kind == "organ"] or organs
    candidates.sort(key=lambda organ: -max(float(curve.dose_gy[-1]) for curve in organ.curves))
    return frozenset(organ.key for organ in candidates[:FIRST_SHOWN])


def volume_at(curve: ShownCurve, dose: float) -> float:
    """Volume that received at least a dose (of a differential curve: the volume per dose), read from its curve."""
    return float(np.interp(dose, curve.dose, curve.volume, left=0.0, right=0.0))


def dose_at(curve: ShownCurve, volume: float) -> float:
    """The dose that a volume received at least, read from its cumulative curve; 0 for more than there is.

    >>> dose_at(ShownCurve(None, np.array([0.0, 10.0, 20.0]), np.array([100.0, 100.0, 0.0])), 50.0)
    15.0
    """
    return float(doses_of([curve], np.array([volume]))[0, 0])


def doses_of(curves: Sequence[ShownCurve], volumes: FloatArray) -> FloatArray:
    """`dose_at` of several volumes on each of several curves, a row for each; all are read at once.

    >>> falling = ShownCurve(None, np.array([0.0, 10.0, 20.0]), np.array([100.0, 100.0, 0.0]))
    >>> shorter = ShownCurve(0, np.array([0.0, 10.0]), np.array([80.0, 0.0]))
    >>> doses_of([falling, shorter], np.array([120.0, 50.0, 40.0]))
    array([[ 0.  , 15.  , 16.  ],
           [ 0.  ,  3.75,  5.  ]])
    """
    if not curves:
        return np.empty((0, volumes.size))
    dose, volume = (np.concatenate(parts) for parts in zip(*((c.dose, c.volume) for c in curves), strict=True))
    fallen, sought, ends = -volume, -volumes, np.cumsum([c.volume.size for c in curves])
    begins = np.concatenate([[0], ends[:-1]])
    pairs = zip(begins.tolist(), ends.tolist(), strict=True)
    last = np.stack([fallen[first:end].searchsorted(sought, side="right") for first, end in pairs])
    final = (ends - 1)[:, None]
    last += begins[:, None] - 1
    between = np.minimum(np.maximum(last, begins[:, None]), final - 1)
    near, from_gy = volume[between], dose[between]
    drop = near - volume[between + 1]
    share = np.divide(near - volumes, drop, out=np.zeros_like(drop), where=drop > 0.0)
    read = from_gy + share * (dose[between + 1] - from_gy)
    found: FloatArray = np.where(last < begins[:, None], 0.0, np.where(last == final, dose[final], read))
    return found


def reading(line: Line, dose: float, choice: CurveChoice = IN_GY) -> str:
    """ "45 %", "41 to 52 %" between two bounds, "at least 41 %" without an upper one; never 0 % for a little."""
    unit = volume_unit(choice)
    said = _density if choice.differential else _cc if choice.in_cc else _percent
    low = said(volume_at(line.lower, dose))
    if line.exact:
        return f"{low} {unit}"
    if choice.differential:
        return "not known"  # bounds of a cumulative curve are none of its slope
    if line.upper is None:
        return f"at least {low} {unit}"
    high = said(volume_at(line.upper, dose))
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def drawn_reading(line: Line, dose: float, choice: CurveChoice = IN_GY) -> str:
    """ "41 to 47 %": what 5 and 95 % of the draws give at a dose; empty where none were asked for."""
    if line.drawn is None:
        return ""
    said = _cc if choice.in_cc else _percent
    low, high = (said(volume_at(curve, dose)) for curve in line.drawn)
    return f"{low} {volume_unit(choice)}" if low == high else f"{low} to {high} {volume_unit(choice)}"


def dose_reading(line: Line, volume: float) -> str:
    """ "≈41.3": the dose that a volume received at least, in the axis' unit; a dash where the organ is smaller."""
    if volume > line.highest:
        return "–"
    low = dose_at(line.lower, volume)
    if line.exact:
        return f"≈{low:.1f}"
    return f"≥{low:.1f}" if line.upper is None else f"≈{low:.1f} to {dose_at(line.upper, volume):.1f}"


def _percent(volume: float) -> str:
    if 0.0 < volume < 0.5:
        return "<0.5"
    if 99.5 < volume < 100.0 - 1e-9:
        return ">99.5"
    return f"{volume:.0f}"


def _cc(volume: float) -> str:
    if 0.0 < volume < 0.01:
        return "<0.01"
    return f"{volume:.2f}" if volume < 1.0 else f"{volume:.1f}" if volume < 100.0 else f"{volume:.0f}"


def _density(volume: float) -> str:
    return "<0.01" if 0.0 < volume < 0.01 else f"{volume:.2f}"


def dose_name(course: int | None) -> str:
    """ "Course 1", or "Accumulated"."""
    return ACCUMULATED if course is None else f"Course {course + 1}"


def doses_text(doses: Collection[int | None], *, summed: bool = False) -> tuple[str, str]:
    """Whose curves are drawn, for the axis, in full and in short; `summed` for physical doses that are only added.

    >>> doses_text({None, 0, 1})
    ('accumulated, courses 1 and 2', 'sum, C1, C2')
    """
    numbers = [str(course + 1) for course in sorted(course for course in doses if course is not None)]
    courses = f"{'course' if len(numbers) == 1 else 'courses'} {' and '.join(numbers)}" if numbers else ""
    total = ("sum (display only)" if summed else ACCUMULATED.lower()) if None in doses else ""
    brief = [*(["sum (display only)" if summed else "sum"] if None in doses else []), *(f"C{n}" for n in numbers)]
    return ", ".join(part for part in (total, courses) if part), ", ".join(brief)


def state_lines(
    assessment: Assessment, drawn: Sequence[OrganLines], choice: CurveChoice, doses: Collection[int | None]
) -> tuple[str, ...]:
    """What must be known to read the curves: what is only tried, incomplete or provisional, how they were found."""
    notes = [f"“{organ.name}” {organ.note}" for organ in drawn if organ.note]
    if notes and choice.differential:
        notes.append("of an incomplete structure both extremes are drawn, which do not bound a differential curve")
    if choice.quantity is Quantity.PHYSICAL and None in doses and len(assessment.courses) > 1:
        notes.append(PHYSICAL_SUM)
    said = ["▲ " + "; ".join(notes) + "."] if notes else []
    provisional = assessment.provisional
    marks = ((assessment.registration_open, NOT_APPROVED), (bool(assessment.short_records), NOT_CONFIRMED))
    mark = [f"{text}." for holds, text in marks if holds]
    whole = [provisional] if provisional else []  # behind the marks: the line may be cut at its end
    tried = [f"▲ {assessment.what_if_text}"] if assessment.what_if_text else []
    return (*tried, *mark, *said, *assessment.dvh_method, *whole)


def why_empty(assessment: Assessment | None) -> str:
    """What stands in place of the plot when there is no curve."""
    if assessment is None:
        return ""
    if not assessment.organs:
        return "No structure was drawn for these courses, so there is no dose-volume histogram. Add the RTSTRUCT files."
    return _NOTHING


def axis_end(largest: float) -> float:
    """Where an axis ends: a round number not far above, so that the axis rests while values change a little.

    >>> axis_end(70.2), axis_end(41.0), axis_end(0.35), axis_end(100.0)
    (75.0, 42.0, 0.36, 100.0)
    """
    if not largest > 0.0:
        return 1.0
    tens = 10.0 ** math.floor(math.log10(largest))
    step = tens * (0.5 if largest > 5 * tens else 0.2 if largest > 2 * tens else 0.1)
    return float(round(math.ceil(largest / step - 1e-9) * step, 12))


def table_doses(largest: float) -> tuple[float, ...]:
    """Round doses for the table: about eight from 0 to the largest.

    >>> table_doses(64.0)
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
    """
    step = next(s for s in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0) if largest / s <= 9 or s == 100.0)
    return tuple(step * k for k in range(int(largest / step) + 1))
