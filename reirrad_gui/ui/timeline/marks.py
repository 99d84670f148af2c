"""One item in pixels: bands, dots, blocks, ticks, clipped to the plot. No Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.item import Item, Shape, Span
from reirrad_gui.ui.timeline.viewport import Viewport

DOT_PX = 9.0
PILL_PX = 13.0
BLOCK_TICK_PX = 6.0
BLOCK_MOST_PX = 42.0
UNBROKEN = Fold()


class Part(Enum):
    """What is drawn between two pixels."""

    SURE = "sure"
    """It lasted through this."""
    UNSURE = "unsure"
    """It lies somewhere in here."""
    FADE_LEFT = "fade left"
    """It may go back further than anybody says."""
    FADE_RIGHT = "fade right"
    """It may go on longer than anybody says."""
    DOT = "dot"
    """The middle of an uncertain stretch, or a day that is known."""
    BLOCK = "block"
    """A course's fractions, drawn at least wide enough to see."""
    TICK = "tick"
    """One fraction."""
    LINK = "link"
    """Joins what sources say differently, or the ends of an interval."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One part from `x0` to `x1`, in pixels."""

    part: Part
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Days to pixels: a view between `left` and `right`. Open ends run to the end of `domain`.

    `view` and `domain` are in places of `fold`: days, where the axis is not broken.
    """

    view: Viewport
    domain: Viewport
    left: float
    right: float
    fold: Fold = UNBROKEN

    def x(self, day: float) -> float:
        """Pixel of a day."""
        place = self.fold.place(day) if self.fold.cuts else day
        return self.left + (place - self.view.first) / (self.view.last - self.view.first) * (self.right - self.left)

    @property
    def pixel_of(self) -> Callable[[float], float]:
        """`x`, for thousands of days: what does not change from day to day is worked out once."""
        if self.fold.cuts:
            return self.x
        left, first = self.left, self.view.first
        each = (self.right - left) / (self.view.last - first)
        return lambda day: left + (day - first) * each

    def day(self, x: float) -> float:
        """Day at a pixel."""
        return self.fold.day(self.view.day(x, self.left, self.right))

    def days_of(self, pixels: float) -> Callable[[float], float]:
        """Leads from a day to the one so many pixels to its right."""
        if self.fold.cuts:
            return lambda day: self.day(self.x(day) + pixels)
        days = pixels * self.view.days / (self.right - self.left)
        return lambda day: day + days

    @property
    def first_day(self) -> float:
        """Where everything begins."""
        return self.fold.day(self.domain.first)

    @property
    def last_day(self) -> float:
        """Where everything ends."""
        return self.fold.day(self.domain.last)

    def clipped(self, part: Part, x0: float, x1: float) -> Mark | None:
        """A mark cut to the plot; None when nothing of it is left."""
        if x1 < self.left or x0 > self.right:
            return None
        return Mark(part, max(x0, self.left), min(x1, self.right))


def marks_of(item: Item, axis: Axis) -> tuple[Mark, ...]:
    """The visible parts of an item, back to front; empty when it lies outside the view."""
    if not item.dated:
        return ()
    drawn = {
        Shape.VALUE: _point,
        Shape.POINT: _point,
        Shape.BAR: _bar,
        Shape.OPEN_BAR: _open_bar,
        Shape.COURSE: _course,
        Shape.INTERVAL: _interval,
    }[item.shape](item, axis)
    return tuple(mark for mark in drawn if mark is not None)


def _point(item: Item, axis: Axis) -> Iterator[Mark | None]:
    if item.pair:
        yield from _pair(item.pair, axis)
        return
    if item.start.first is None and item.start.last is None:
        yield from _band(Span(None, item.end.last if item.end.last is not None else item.end.first), axis)
        return
    yield from _band(item.start, axis)
    if item.start.days is not None:
        yield _dot(item.start, axis)


def _pair(spans: tuple[Span, ...], axis: Axis) -> Iterator[Mark | None]:
    known = [day for span in spans for day in (span.first, span.last) if day is not None]
    if len(known) > 1:
        yield axis.clipped(Part.LINK, axis.x(min(known)), axis.x(max(known)))
    for span in spans:
        yield from _band(span, axis)
    for span in spans:
        if span.days is not None:
            yield _dot(span, axis)


def _dot(span: Span, axis: Axis) -> Mark | None:
    """Only where the whole dot is in the plot: half a dot would look like an event at the edge."""
    middle = axis.x(((span.first or 0.0) + (span.last or 0.0)) / 2)
    x0, x1 = middle - DOT_PX / 2, middle + DOT_PX / 2
    return Mark(Part.DOT, x0, x1) if x0 >= axis.left and x1 <= axis.right else None


def _band(span: Span, axis: Axis) -> Iterator[Mark | None]:
    """The stretch in which something lies, wide enough to see; open sides fade."""
    if span.first is None and span.last is None:
        return
    if span.first is None:
        yield axis.clipped(Part.FADE_LEFT, axis.x(min(axis.first_day, span.last or 0.0)), axis.x(span.last or 0.0))
    elif span.last is None:
        yield axis.clipped(Part.FADE_RIGHT, axis.x(span.first), axis.x(max(axis.last_day, span.first)))
    else:
        x0, x1 = sorted((axis.x(span.first), axis.x(span.last)))  # an end before its start: either may be wrong
        spare = max(PILL_PX - (x1 - x0), 0.0) / 2
        yield axis.clipped(Part.UNSURE, x0 - spare, x1 + spare)


def _bar(item: Item, axis: Axis) -> Iterator[Mark | None]:
    start, end = item.start, item.end
    begun = start.last if start.last is not None else start.first
    over = end.first if end.first is not None else end.last
    if begun is not None and over is not None and over > begun:
        yield axis.clipped(Part.SURE, axis.x(begun), axis.x(over))
        yield from _edge(start, axis)
        yield from _edge(end, axis)
    else:
        yield from _band(Span(start.first, end.last), axis)


def _edge(span: Span, axis: Axis) -> Iterator[Mark | None]:
    """The uncertain end of a bar; a known day has none."""
    if span.days is None or span.days > 1.0:
        yield from _band(span, axis)


def _open_bar(item: Item, axis: Axis) -> Iterator[Mark | None]:
    start = item.start
    begun = start.last if start.last is not None else start.first
    if begun is None:
        yield from _band(item.end, axis)
        return
    yield axis.clipped(Part.FADE_RIGHT, axis.x(begun), axis.x(max(axis.last_day, begun)))
    if start.last is not None:
        yield from _edge(start, axis)


def _course(item: Item, axis: Axis) -> Iterator[Mark | None]:
    yield from _band(Span(item.start.first, item.end.last), axis)
    block = _block_px(item, axis)
    if block is None:
        return
    mark = axis.clipped(Part.BLOCK, *block)
    yield mark
    if mark is None:
        return
    for x in _tick_px(item, block, axis):
        if mark.x0 <= x <= mark.x1:
            yield Mark(Part.TICK, x, x)


def _block_px(item: Item, axis: Axis) -> tuple[float, float] | None:
    """Pixels of the fractions: at their days, but never too narrow to see one from the next."""
    first, last = item.block.first, item.block.last
    if first is None or last is None:
        known = [day for day in (item.start.first, item.end.last) if day is not None]
        if not known:
            return None
        ends = (known[0], known[-1]) if len(known) > 1 else _to_domain(item, axis)
        first = last = sum(ends) / 2
    x0, x1 = axis.x(first), axis.x(last)
    least = min(BLOCK_TICK_PX * (item.fractions or 2) + 4.0, BLOCK_MOST_PX)
    spare = max(least - (x1 - x0), 0.0) / 2
    return x0 - spare, x1 + spare


def _to_domain(item: Item, axis: Axis) -> tuple[float, float]:
    """A half-open stretch up to the end of what is known at all."""
    if item.start.first is not None:
        return item.start.first, max(axis.last_day, item.start.first)
    over = item.end.last or 0.0
    return min(axis.first_day, over), over


def _tick_px(item: Item, block: tuple[float, float], axis: Axis) -> Iterator[float]:
    """On their days where the block is drawn to scale, else evenly spread over it."""
    first, last = item.block.first, item.block.last
    x0, x1 = block
    to_scale = first is not None and last is not None and not _widened(item, block, axis)
    for number in range(item.fractions):
        even = (number + 0.5) / item.fractions
        share = (item.ticks[number] - (first or 0.0)) / ((last or 1.0) - (first or 0.0)) if to_scale else even
        yield x0 + share * (x1 - x0)


def _widened(item: Item, block: tuple[float, float], axis: Axis) -> bool:
    return axis.x(item.block.last or 0.0) - axis.x(item.block.first or 0.0) < block[1] - block[0] - 1e-6


def _interval(item: Item, axis: Axis) -> Iterator[Mark | None]:
    if item.start.first is not None and item.start.last is not None:
        yield axis.clipped(Part.LINK, axis.x(item.start.first), axis.x(item.start.last))
