"""The time between two things on the timeline, a range where their dates are partial. No Qt."""

from dataclasses import dataclass
from datetime import date
from math import floor

from reirrad_gui.patient.dates import PartialDate, StatedDate, When, gap_between
from reirrad_gui.ui.timeline.axis import day_text
from reirrad_gui.ui.timeline.intervals import interval_labels
from reirrad_gui.ui.timeline.item import Item, Shape, Span
from reirrad_gui.ui.timeline.reference import Reference, since


@dataclass(frozen=True, slots=True)
class End:
    """One end of a measurement: what it is called, and the days it may be."""

    name: str
    span: Span

    @property
    def day(self) -> float:
        """Where it is drawn: its middle, or the side that is known."""
        known = [day for day in (self.span.first, self.span.last) if day is not None]
        return sum(known) / len(known)

    @property
    def known(self) -> bool:
        """False where neither side of its date is."""
        return self.span.first is not None or self.span.last is not None


@dataclass(frozen=True, slots=True)
class Measured:
    """From one day to another, with the time between them in words."""

    first_day: float
    last_day: float
    text: str
    names: str

    @property
    def sentence(self) -> str:
        """Everything in one line."""
        return f"{self.names}: {self.text}"


def day_end(ordinal: float) -> End:
    """A day that was pointed at where there is no event."""
    whole = float(floor(ordinal))
    return End(day_text(whole), Span(whole, whole + 1.0))


def between_items(one: Item, other: Item, names: tuple[str, str]) -> Measured | None:
    """From the end of the earlier to the beginning of the later; None where one has no date."""
    if other.sort_day < one.sort_day:
        one, other, names = other, one, (names[1], names[0])
    return between(_leaving(one, names[0]), End(names[1], other.start))


def _leaving(item: Item, name: str) -> End:
    """Where what lasted ended, as far as that is known; else where it began."""
    lasted = item.shape in (Shape.BAR, Shape.COURSE)
    if lasted and (item.end.first is not None or item.end.last is not None):
        return End(f"end of {name}", item.end)
    return End(f"start of {name}" if lasted or item.shape is Shape.OPEN_BAR else name, item.start)


def between(one: End, other: End) -> Measured | None:
    """From one end to the other; None where one has no date.

    >>> words = between(day_end(735000.0), day_end(735012.0))
    >>> words.text
    '12 days'
    """
    if not (one.known and other.known):
        return None
    if other.day < one.day:
        one, other = other, one
    gap = gap_between(_when(one.span), _when(other.span))
    if gap.min_days is not None and gap.min_days >= 0:
        words = interval_labels(gap)[0].removeprefix("interval ")
    elif one.span.days is None or other.span.days is None:
        words = "may be on the same day; how long at most is not known" if gap.max_days is None else "may be none"
    else:
        words = since(Reference("", "the first", one.span), other.span)
    return Measured(one.day, other.day, words, f"{one.name} → {other.name}")


def _when(span: Span) -> When:
    first = None if span.first is None else PartialDate.of(_date(span.first))
    last = None if span.last is None else PartialDate.of(_date(span.last - 1.0))
    return When((StatedDate(first, last, "timeline"),))


def _date(ordinal: float) -> date:
    return date.fromordinal(min(max(floor(ordinal), 1), date.max.toordinal()))
