"""What a row of the constraint panel tells when it is asked: in its tooltip, to screen readers, on the clipboard."""

from dataclasses import dataclass, field

from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import CourseSummary, LimitResult, OrganDose, PanelRow
from reirrad_gui.ui.panel.bar import Reading
from reirrad_gui.ui.panel.meanings import Meanings, meanings_of

NEAR_MAX_TEXT = "D0.03cc"
"""The metric shown for organs that have no limit."""


@dataclass(frozen=True, slots=True)
class Further:
    """Notes; what each course gave, and what the ways of adding courses give, as labels and texts; the figures behind
    the cells.
    """

    notes: tuple[str, ...] = ()
    courses: tuple[tuple[str, str], ...] = ()
    ways: tuple[tuple[str, str], ...] = ()
    meanings: Meanings = field(default_factory=Meanings)


def further_of(
    row: PanelRow,
    organ: OrganDose | None,
    reading: Reading | None,
    courses: tuple[CourseSummary, ...],
    unnamed: tuple[str, ...],
) -> Further:
    """What is to know of one row besides what it shows; `unnamed` as `Row.unnamed`."""
    shown = row.shown
    return Further(
        _notes(row, organ) + _unnamed_note(unnamed),
        _per_course(courses, organ, shown),
        (*_at_hottest(courses, organ), *_three_ways(organ, shown, reading)),
        meanings_of(organ, shown, reading),
    )


def _unnamed_note(unnamed: tuple[str, ...]) -> tuple[str, ...]:
    names = ", ".join(f"“{name}”" for name in unnamed)
    return (f"It may be one of the structures whose names are not understood: {names}",) if names else ()


def _notes(row: PanelRow, organ: OrganDose | None) -> tuple[str, ...]:
    others = [
        f"{result.standing.text}: {result.reason}" for index, result in enumerate(row.results) if index != row.deciding
    ]
    said = (*row.missing, *((row.note,) if row.note else ()), *(organ.notices if organ else ()), *others)
    return tuple(text for text in dict.fromkeys(said) if text != row.headline)


def _per_course(
    courses: tuple[CourseSummary, ...], organ: OrganDose | None, shown: LimitResult | None
) -> tuple[tuple[str, str], ...]:
    """Each course's own metric, wherever in the organ it lies, and its coverage."""
    if organ is None:
        return _bounds_per_course(courses, shown)
    figures = shown.per_course_eqd2 if shown else tuple(course.eqd2.d0_03cc_gy for course in organ.courses)
    metric = shown.limit.metric.text if shown else NEAR_MAX_TEXT
    before = ", before recovery" if (shown.recovered if shown else organ.recovered) else ""
    parts = zip(courses, organ.courses, figures, strict=True)
    return tuple(
        (
            f"{given(summary)}, own {metric}{before}",
            f"{explained(own)}; {course.covered_percent.text} covered"
            if summary.course.letter is None or shown is None
            else _within_bounds(own, *shown.per_course_bounds[summary.number - 1]),
        )
        for summary, course, own in parts
    )


def _bounds_per_course(courses: tuple[CourseSummary, ...], shown: LimitResult | None) -> tuple[tuple[str, str], ...]:
    """What each course may have given an organ that nobody drew."""
    if shown is None:
        return ()
    parts = zip(courses, shown.per_course_eqd2, shown.per_course_bounds, strict=True)
    return tuple((f"{given(summary)}, at most", _within_bounds(own, *sides)) for summary, own, sides in parts)


def given(summary: CourseSummary) -> str:
    """ "Course 1 (Dec 2012 to Jan 2013, 21 Gy in 3 fractions)": when, and what; what nobody stated is said so."""
    when = summary.course.start.text
    return f"{summary.name} ({when}, {summary.prescription_text})"


def _within_bounds(own: Figure, least: Figure, most: Figure) -> str:
    """ "≤ 30.0 Gy (known only from a letter …)"; the reason alone where nothing bounds it."""
    if own.value is not None or most.value is None:
        return explained(own)
    low = f"≥ {least.number}, " if least.value else ""
    return f"{low}≤ {most.text} ({own.reason.partition(';')[0]})"


def _at_hottest(courses: tuple[CourseSummary, ...], organ: OrganDose | None) -> tuple[tuple[str, str], ...]:
    """What each course gives where the accumulated dose is highest: these do add up."""
    hottest = organ.hottest if organ is not None else None
    if hottest is None:
        return ()
    pairs = zip(courses, hottest.per_course_eqd2, strict=False)
    parts = ", ".join(f"{summary.name} {figure.text}" for summary, figure in pairs)
    return (("At the hottest point", f"{parts}; together {hottest.accumulated_eqd2.text}"),)


def _three_ways(
    organ: OrganDose | None, shown: LimitResult | None, reading: Reading | None
) -> tuple[tuple[str, str], ...]:
    if organ is None and shown is not None:
        return (("Sum of the courses' maxima", explained(shown.sum_of_maxima)),)
    if reading is None or organ is None:
        return ()
    overlap = shown.overlap_region if shown else organ.overlap_region_near_max
    maxima = shown.sum_of_maxima if shown else organ.sum_of_maxima
    return (
        ("Added at each point", explained(reading.value or reading.cumulative)),
        ("Near-maxima in the shared region", explained(overlap)),
        ("Sum of the courses' maxima", explained(maxima)),
    )


def explained(figure: Figure) -> str:
    """A figure's text; for an unknown one the dash with its reason."""
    return figure.text if figure.value is not None else f"– ({figure.reason})"
