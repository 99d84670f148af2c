"""Courses on the timeline: the band in which one may lie, its block of fractions, its name. No Qt."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reirrad_gui.case.delivery import FractionState
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Contradiction, Lane
from reirrad_gui.ui.timeline.item import CONFLICT_WORDS, NOWHEN, SIGN, Item, Shape, Span, source_spans

if TYPE_CHECKING:
    from reirrad_gui.case import Course
    from reirrad_gui.session.assessment import CourseSummary

FLAGGED = ("flag", "conflict")


def course_item(index: int, summary: "CourseSummary") -> Item:
    """One course: the band in which it may lie, and within it the block of its fractions."""
    course = summary.course
    fractions = course.fractions
    duration = _duration_days(fractions, course.fraction_interval_days)
    start, end = _course_spans(course.start, course.end, duration)
    stated = fraction_days(course)
    block = Span(float(int(stated[0])), float(int(stated[-1]) + 1)) if stated else _block(start, end, duration)
    letter = f"{course.letter.kind} · " if course.letter is not None else ""
    title = f"{summary.name} · {letter}{summary.prescription_text}"
    longest = f"{title} · {course.site}" if course.site else title
    conflict = course.start.conflicting or course.end.conflicting
    sign = f" {SIGN}" if conflict or flagged_by(course.contradictions) else ""
    mark = f" {CONFLICT_WORDS}" if conflict else sign
    return Item(
        key=f"course {index}",
        lane=Lane.RADIOTHERAPY,
        shape=Shape.COURSE,
        labels=tuple(dict.fromkeys((longest + mark, title + mark, summary.name + sign))),
        start=start,
        end=end,
        pair=source_spans(course.start),
        course=index,
        block=block,
        ticks=stated or _ticks(block, fractions, course.fraction_interval_days),
        stated_ticks=bool(stated),
        fractions=len(stated) or fractions or 0,
        conflicting=conflict,
        synthetic=course.synthetic,
        dated=course.start.known or course.end.known,
    )


def flagged_by(contradictions: Iterable[Contradiction]) -> bool:
    """True where sources say something in two ways that neither a range nor "not stated" shows."""
    return any(one.shown_as in FLAGGED for one in contradictions)


def fraction_days(course: "Course") -> tuple[float, ...]:
    """The days of the fractions on record, each in its day, several of one day spread over it.

    Nothing unless every fraction that counts is on record with its day: some real days among schematic ones would
    read as real. A fraction of which nothing was given is none.
    """
    given = [one for one in course.dated_fractions if one.state is not FractionState.NOTHING_GIVEN]
    days = [one.when.first_day for one in given if one.when.first_day == one.when.last_day]
    if not days or None in days or len(days) != course.fractions:
        return ()
    ordinals = sorted(float(day.toordinal()) for day in days if day is not None)
    same = Counter(ordinals)
    return tuple(day + (n + 1) / (same[day] + 1) for day in same for n in range(same[day]))


def _duration_days(fractions: int | None, interval_days: int | None) -> int | None:
    """Days from the first to the last fraction, both included: three weekly fractions take 15."""
    return None if not fractions or not interval_days else (fractions - 1) * interval_days + 1


def _course_spans(start: When, end: When, duration: int | None) -> tuple[Span, Span]:
    """When it may have begun and ended; a bound nobody states follows from the other side and the length, if known."""
    begun, ended = Span.of(start.first_day, start.last_day), Span.of(end.first_day, end.last_day)
    if duration is None and end.known and start.known:
        return begun, ended
    longest = float(duration or 1) - 1.0
    ended = Span(_or(ended.first, _plus(begun.first, longest)), _or(ended.last, _plus(begun.last, longest)))
    begun = Span(_or(begun.first, _plus(ended.first, -longest)), _or(begun.last, _plus(ended.last, -longest)))
    return begun, ended


def _or(day: float | None, other: float | None) -> float | None:
    return other if day is None else day


def _plus(day: float | None, days: float) -> float | None:
    return None if day is None else day + days


def _block(start: Span, end: Span, duration: int | None) -> Span:
    """Where the fractions are drawn: exactly where both ends are known, else in the middle of what is possible."""
    if start.first is None or start.last is None or end.first is None or end.last is None:
        return NOWHEN
    if start.days == 1.0 and end.days == 1.0:
        return Span(start.first, end.last)
    if duration is None:
        return NOWHEN
    earliest = max(start.first, end.first - duration)
    latest = min(start.last - 1.0, end.last - duration)
    if latest < earliest:
        earliest = latest = min(start.first, latest)
    middle = (earliest + latest) / 2
    return Span(middle, middle + duration)


def _ticks(block: Span, fractions: int | None, interval_days: int | None) -> tuple[float, ...]:
    """The middle of each fraction's day: at the stated interval where it fits the block, else spread evenly over it."""
    if not fractions or block.first is None or block.last is None:
        return ()
    room = block.last - block.first - 1.0
    step = room / (fractions - 1) if fractions > 1 else 0.0
    if interval_days and abs(interval_days * (fractions - 1) - room) < 1.0:
        step = float(interval_days)
    return tuple(block.first + 0.5 + step * n for n in range(fractions))


def flagged(labels: tuple[str, ...], flag: str) -> tuple[str, ...]:
    """The flag before the site: it goes on every wording but the two shortest."""
    at = max(len(labels) - 2, 0)
    return (*(f"{words} · {flag}" for words in labels[: at + 1]), *labels[at:])


def reirradiation_flag(kind: str, *, synthetic: bool = False) -> str:
    """The words beside a course that irradiates again; none where that is not known to be so.

    >>> reirradiation_flag("type I"), reirradiation_flag("undetermined")
    ('re-irradiation type I', '')
    """
    words = f"re-irradiation {kind}" if kind.startswith("type") else ""
    return f"{words} on synthetic dose" if words and synthetic else words
