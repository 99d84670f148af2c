"""The axis as time since something: ticks, and what a day is after it, as a range where its own date is one. No Qt."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from reirrad_gui.patient.dates import PartialDate, StatedDate, When, gap_between
from reirrad_gui.patient.events import Event
from reirrad_gui.ui.timeline.axis import DAY_STEPS, MONTH_STEPS, ROOM_PX, Measure, Tick
from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.intervals import length_words
from reirrad_gui.ui.timeline.item import Item, Shape, Span
from reirrad_gui.ui.timeline.viewport import Viewport

WIDEST = "≈ −19 y 11 m"


@dataclass(frozen=True, slots=True)
class Reference:
    """What time is counted from: its key, its name in a sentence, and the days it may be, closed to both sides."""

    key: str
    name: str
    span: Span

    @property
    def exact(self) -> bool:
        """True where its day is known."""
        return self.span.days == 1.0

    @property
    def short(self) -> str:
        """The name where there is little room."""
        return self.name.removeprefix("start of ")

    @property
    def anchor(self) -> date:
        """The day that 0 stands at: its own, or the middle of those it may be."""
        return date.fromordinal(floor(((self.span.first or 1.0) + (self.span.last or 2.0) - 1.0) / 2))


def references(events: Iterable[Event], items: Sequence[Item]) -> tuple[Reference, ...]:
    """The first diagnosis and each course's start, where their dates are closed to both sides."""
    found = []
    diagnoses = [e for e in events if e.facts.kind == "diagnosis" or e.kind == "diagnosis"]
    for event in diagnoses[:1]:
        found.append(Reference(event.uid, "diagnosis", Span.of(event.start.first_day, event.start.last_day)))
    courses = sorted((item for item in items if item.shape is Shape.COURSE), key=lambda item: item.course or 0)
    found += [Reference(i.key, f"start of course {(i.course or 0) + 1}", i.start) for i in courses]
    return tuple(one for one in found if one.span.days is not None)


def relative_ticks(
    view: Viewport, fold: Fold, reference: Reference, width_px: float, measure: Measure
) -> tuple[Tick, ...]:
    """Ticks at whole days, months or years from the reference, never finer than its own date is known."""
    first, last = fold.day(view.first), fold.day(view.last)
    least = measure(WIDEST, False) + ROOM_PX
    about = "" if reference.exact else "≈ "
    known_days = 0.0 if reference.exact else reference.span.days or 0.0
    for step in DAY_STEPS:
        if step / view.days * width_px >= least and step >= known_days:
            return tuple(_days(first, last, reference.anchor, step, about))
    for step in MONTH_STEPS:
        if step * 28 / view.days * width_px >= least and step * 31 >= known_days:
            return tuple(_months(first, last, reference.anchor, step, about))
    return tuple(_months(first, last, reference.anchor, MONTH_STEPS[-1], about))


def _days(first: float, last: float, anchor: date, step: int, about: str) -> Iterator[Tick]:
    zero = anchor.toordinal()
    for number in range(ceil((first - zero) / step), floor((last - zero) / step) + 1):
        days = number * step
        yield Tick(float(zero + days), f"{about}{_signed(days, f'{abs(days)} d')}")


def _months(first: float, last: float, anchor: date, step: int, about: str) -> Iterator[Tick]:
    zero = anchor.toordinal()
    for number in range(ceil((first - zero) / 31 / step) - 2, floor((last - zero) / 28 / step) + 2):
        months = number * step
        day = _later(anchor, months)
        if day is not None and first <= day <= last:
            yield Tick(float(day), f"{about}{_signed(months, length_words(abs(months)))}")


def _signed(amount: int, words: str) -> str:
    return "0" if not amount else words if amount > 0 else f"−{words}"


def _later(day: date, months: int) -> int | None:
    """The same day so many months later; the last of a month that is shorter. None beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def since(reference: Reference, span: Span) -> str:
    """How long after (or before) the reference the days of a span are: a range where either is one.

    >>> march_2011 = Reference("x", "diagnosis", Span.of(date(2011, 3, 1), date(2011, 3, 31)))
    >>> since(march_2011, Span.of(date(2012, 12, 3), date(2012, 12, 3)))
    '1 y 8 m to 1 y 9 m after diagnosis'
    """
    there, here = _when(reference.span), _when(span)
    after, before = gap_between(there, here), gap_between(here, there)
    if after.min_days is not None and after.min_days >= 0:
        return f"{_range(after.min_months, after.max_months, after.min_days, after.max_days)} after {reference.name}"
    if before.min_days is not None and before.min_days >= 0:
        shortest, longest = (before.min_months, before.max_months), (before.min_days, before.max_days)
        return f"{_range(*shortest, *longest)} before {reference.name}"
    earliest = _range(before.max_months, before.max_months, before.max_days, before.max_days)
    latest = _range(after.max_months, after.max_months, after.max_days, after.max_days)
    return f"from {earliest} before to {latest} after {reference.name}"


def _range(least: int | None, most: int | None, least_days: int | None, most_days: int | None) -> str:
    """In years and months, or in days where it is less than a month."""
    if not most:
        low, high = least_days or 0, most_days or 0
        return f"{low} d" if low == high else f"{low} to {high} d"
    low = least or 0
    return length_words(low) if low == most else f"{length_words(low)} to {length_words(most)}"


def _when(span: Span) -> When:
    first, last = (
        date.fromordinal(min(max(floor(day), 1), date.max.toordinal()))  # the axis reaches beyond the calendar
        for day in (span.first or 1.0, (span.last or 2.0) - 1.0)
    )
    return When((StatedDate(PartialDate.of(first), PartialDate.of(last), "timeline"),))
