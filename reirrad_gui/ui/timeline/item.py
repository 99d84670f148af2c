"""One thing on the timeline, in time and not yet in pixels. No Qt."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Lane

SIGN = "⚠"
CONFLICT_WORDS = f"{SIGN} sources differ"


class Shape(Enum):
    """How an item is drawn."""

    POINT = "point"
    BAR = "bar"
    OPEN_BAR = "open bar"
    COURSE = "course"
    INTERVAL = "interval"
    VALUE = "value"
    """One or more numbers of a curve."""


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
class Value:
    """One number of a curve, in the curve's unit; None: not stated. `text` is as the source reports it.

    `bound` is "<" or ">" where only a limit was reported.
    """

    span: Span
    number: float | None
    bound: str = ""
    text: str = ""

    @property
    def middle(self) -> float:
        """The middle of the days it may be of; both ends are known."""
        return ((self.span.first or 0.0) + (self.span.last or 0.0)) / 2


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the timeline.

    `start` is when it may have begun (for a point: when it may have happened), `end` when it may have ended. `pair`
    holds what each source says where they differ. `block` is where a course's `fractions` are drawn and `ticks` are
    their days; both are empty where the dates are open; `stated_ticks` is true where the days are those that sources
    state. `labels` go from the longest to the shortest wording. `curve` names the curve that its `values` belong to.
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
    stated_ticks: bool = False
    curve: str = ""
    values: tuple[Value, ...] = ()

    @property
    def first(self) -> float | None:
        """The first day it may touch; None when open or undated."""
        return self.start.first

    @property
    def last(self) -> float | None:
        """The day before which it is surely over; None when open or undated."""
        return self.start.last if self.shape in (Shape.POINT, Shape.VALUE) else self.end.last

    @property
    def begin(self) -> float:
        """`first`, before all time where open."""
        return float("-inf") if self.start.first is None else self.start.first

    @property
    def over(self) -> float:
        """`last`, after all time where open or not stated to have ended."""
        last = self.last
        return float("inf") if last is None or self.shape is Shape.OPEN_BAR else last

    @property
    def sort_day(self) -> float:
        """Where it stands in time order: what is open to the past comes first, what is undated last."""
        known = [day for day in (self.start.first, self.start.last, self.end.last) if day is not None]
        return known[0] if known else float("inf")


def source_spans(when: When) -> tuple[Span, ...]:
    """What each source says of a date, where they cannot all be right; else nothing."""
    if not when.conflicting:
        return ()
    spans = {Span.of(said.first_day, said.last_day): None for said in when.stated}
    return tuple(spans)
