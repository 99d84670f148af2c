"""What the timeline shows, in time and not yet in pixels: one item per event, course and interval. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from reirrad_gui.patient.dates import Gap, When
from reirrad_gui.patient.events import Event, Extent, Lane

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import CourseSummary

CONFLICT_WORDS = "⚠ sources differ"
DAYS_PER_MONTH = 365.25 / 12


class Shape(Enum):
    """How an item is drawn."""

    POINT = "point"
    BAR = "bar"
    OPEN_BAR = "open bar"
    COURSE = "course"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to, not including, `last`, as ordinals of `datetime.date`; None where open."""

    first: float | None
    last: float | None

    @classmethod
    def of(cls, first: date | None, last: date | None) -> "Span":
        """The whole days from the first to the last, both included.

        >>> Span.of(date(2012, 12, 1), date(2012, 12, 31)).days
        31.0
        """
        return cls(
            None if first is None else float(first.toordinal()), None if last is None else last.toordinal() + 1.0
        )

    @property
    def days(self) -> float | None:
        """Length; None where open."""
        return None if self.first is None or self.last is None else self.last - self.first


NOWHEN = Span(None, None)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the timeline.

    `start` is when it may have begun (for a point: when it may have happened), `end` when it may have ended. `pair`
    holds what each source says where they differ. `block` is where a course's `fractions` are drawn and `ticks` are
    their days; both are empty where the dates are open. `labels` go from the longest to the shortest wording.
    """

    key: str
    lane: Lane
    shape: Shape
    labels: tuple[str, ...]
    start: Span
    end: Span = NOWHEN
    pair: tuple[Span, ...] = ()
    course: int | None = None
    block: Span = NOWHEN
    ticks: tuple[float, ...] = ()
    fractions: int = 0
    conflicting: bool = False
    synthetic: bool = False
    dated: bool = True

    @property
    def first(self) -> float | None:
        """The first day it may touch; None when open or undated."""
        return self.start.first

    @property
    def last(self) -> float | None:
        """The day before which it is surely over; None when open or undated."""
        return self.start.last if self.shape is Shape.POINT else self.end.last

    @property
    def sort_day(self) -> float:
        """Where it stands in time order: what is open to the past comes first, what is undated last."""
        known = [day for day in (self.start.first, self.start.last, self.end.last) if day is not None]
        return known[0] if known else float("inf")


def timeline_items(
    events: Iterable[Event], courses: Sequence["CourseSummary"], gaps: Sequence[Gap], flag: str = ""
) -> tuple[Item, ...]:
    """Everything to show, in time order; what has no date comes last and is not dropped.

    An event of the radiotherapy lane that stands for a course is left to the course. `flag` is said beside the last
    course: that it irradiates again, and how (see `reirradiation_flag`).
    """
    shown = [event_item(event) for event in events if event.course_uid is None]
    drawn = [course_item(index, summary) for index, summary in enumerate(courses)]
    if flag and len(drawn) > 1:
        drawn[-1] = replace(drawn[-1], labels=_flagged(drawn[-1].labels, flag))
    between = _intervals(drawn, gaps)
    return tuple(sorted((*shown, *_with_interval_words(drawn, gaps), *between), key=lambda item: item.sort_day))


def event_item(event: Event) -> Item:
    """One event."""
    when = event.start
    shape = {Extent.POINT: Shape.POINT, Extent.STATED: Shape.BAR, Extent.OPEN: Shape.OPEN_BAR}[event.extent]
    return Item(
        key=event.uid,
        lane=event.lane,
        shape=shape,
        labels=_event_labels(event),
        start=Span.of(when.first_day, when.last_day),
        end=Span.of(event.end.first_day, event.end.last_day),
        pair=_pair(when),
        conflicting=event.conflicting,
        synthetic=event.synthetic,
        dated=when.known or event.end.known,
    )


def _event_labels(event: Event) -> tuple[str, ...]:
    title = f"{event.title} ▲ synthetic" if event.synthetic else event.title
    when = event.start.text + (f" – {event.end.text}" if event.extent is Extent.STATED else "")
    if event.conflicting:
        return (f"{title} · {when} {CONFLICT_WORDS}", f"{title} {CONFLICT_WORDS}", f"{title} ⚠")
    if event.extent is Extent.OPEN and "not stated" in title:
        return (f"{title} · from {when}", title)
    if event.extent is Extent.OPEN:
        unsaid = "stop not stated" if "stop date" in event.not_stated else "end not stated"
        return (f"{title} · {unsaid}", title)
    return (f"{title} · {when}", title) if event.start.known else (title,)


def _pair(when: When) -> tuple[Span, ...]:
    if not when.conflicting:
        return ()
    spans = {Span.of(said.first_day, said.last_day): None for said in when.stated}
    return tuple(spans)


def course_item(index: int, summary: "CourseSummary") -> Item:
    """One course: the band in which it may lie, and within it the block of its fractions."""
    course = summary.course
    fractions = course.delivered_fractions or course.planned_fractions
    duration = _duration_days(fractions, course.fraction_interval_days)
    start, end = _course_spans(course.start, course.end, duration)
    block = _block(start, end, duration)
    title = f"{summary.name} · {summary.prescription_text}"
    longest = f"{title} · {course.site}" if course.site else title
    conflict = course.start.conflicting or course.end.conflicting
    mark = f" {CONFLICT_WORDS}" if conflict else ""
    return Item(
        key=f"course {index}",
        lane=Lane.RADIOTHERAPY,
        shape=Shape.COURSE,
        labels=tuple(dict.fromkeys((longest + mark, title + mark, summary.name + (" ⚠" if conflict else "")))),
        start=start,
        end=end,
        pair=_pair(course.start),
        course=index,
        block=block,
        ticks=_ticks(block, fractions, course.fraction_interval_days),
        fractions=fractions or 0,
        conflicting=conflict,
        synthetic=course.synthetic,
        dated=course.start.known or course.end.known,
    )


def _flagged(labels: tuple[str, ...], flag: str) -> tuple[str, ...]:
    """The flag before the site: it goes on every wording but the two shortest."""
    at = max(len(labels) - 2, 0)
    return (*(f"{words} · {flag}" for words in labels[: at + 1]), *labels[at:])


def reirradiation_flag(kind: str) -> str:
    """The words beside a course that irradiates again; none where that is not known to be so.

    >>> reirradiation_flag("type I"), reirradiation_flag("undetermined")
    ('re-irradiation type I', '')
    """
    return f"re-irradiation {kind}" if kind.startswith("type") else ""


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


def _intervals(courses: Sequence[Item], gaps: Sequence[Gap]) -> list[Item]:
    """One item between courses that surely lie apart."""
    made = []
    for index, gap in enumerate(gaps):
        end, start = courses[index].end, courses[index + 1].start
        if _drawable(gap, end, start):
            labels = interval_labels(gap)
            made.append(
                Item(
                    f"interval {index}",
                    Lane.RADIOTHERAPY,
                    Shape.INTERVAL,
                    labels,
                    Span(end.last, start.first),
                    Span(end.last, start.first),
                )
            )
    return made


def _drawable(gap: Gap, end: Span, start: Span) -> bool:
    known = gap.min_days is not None and end.last is not None and start.first is not None
    return known and (start.first or 0.0) > (end.last or 0.0)


def _with_interval_words(courses: Sequence[Item], gaps: Sequence[Gap]) -> list[Item]:
    """Where no line can be drawn between two courses, the later one's label says how they lie in time."""
    said = list(courses)
    for index, gap in enumerate(gaps):
        later = said[index + 1]
        if not _drawable(gap, courses[index].end, later.start):
            words = gap.text if "course" in gap.text else f"interval {gap.text}"
            said[index + 1] = replace(later, labels=(f"{later.labels[0]} · {words}", *later.labels))
    return said


def interval_labels(gap: Gap) -> tuple[str, ...]:
    """The interval with its range, from the longest wording to the shortest.

    >>> interval_labels(Gap(1813, 2572, 59, 84))
    ('interval 59 to 84 months · 4 y 11 m to 7 y', 'interval 59 to 84 months', '59–84 months')
    """
    months = [m for m in (gap.min_months, gap.max_months) if m is not None]
    words = gap.text
    if not months or max(months) < 12:
        return (f"interval {words}", words)
    years = " to ".join(dict.fromkeys(years_text(m) for m in months))
    short = "–".join(dict.fromkeys(str(m) for m in months))
    bound = "≥ " if gap.max_months is None else ""
    return (f"interval {words} · {bound}{years}", f"interval {words}", f"{bound}{short} months")


def years_text(months: int) -> str:
    """Months in years and months.

    >>> years_text(59), years_text(84), years_text(5)
    ('4 y 11 m', '7 y', '5 m')
    """
    years, rest = divmod(months, 12)
    return " ".join(part for part in (f"{years} y" if years else "", f"{rest} m" if rest or not years else "") if part)
