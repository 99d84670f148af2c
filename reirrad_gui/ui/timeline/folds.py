"""Time with long empty stretches folded away: a day's place along a broken axis, and back. No Qt."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from reirrad_gui.ui.timeline.item import Item, Shape, Span

LEAST_SHARE = 0.12
LEAST_DAYS = 180.0
KEPT_SHARE = 0.02
CUT_SHARE = 0.045


@dataclass(frozen=True, slots=True)
class Fold:
    """Stretches (`cuts`, in order, apart, in days) that take only `room` days' worth of the axis each.

    The place of a day rises with the day and leads back to it: nothing is exchanged and nothing lies on anything else.

    >>> fold = Fold(((100.0, 1100.0),), room=50.0)
    >>> fold.place(1200.0), fold.day(250.0)
    (250.0, 1200.0)
    """

    cuts: tuple[tuple[float, float], ...] = ()
    room: float = 0.0

    def place(self, day: float) -> float:
        """Where a day stands, in days of the broken axis."""
        if not self.cuts:
            return day
        gone = 0.0
        for first, last in self.cuts:
            if day >= last:
                gone += last - first - self.room
            elif day > first:
                return first - gone + (day - first) * (self.room / (last - first))
            else:
                break
        return day - gone

    def day(self, place: float) -> float:
        """The day that stands there."""
        gone = 0.0
        for first, last in self.cuts:
            start = first - gone
            if place >= start + self.room:
                gone += last - first - self.room
            elif place > start:
                return first + (place - start) / self.room * (last - first)
            else:
                break
        return place + gone

    def cut_at(self, day: float) -> tuple[float, float] | None:
        """The stretch left out that a day lies in."""
        number = bisect_right(self.cuts, (day, float("inf"))) - 1
        return self.cuts[number] if number >= 0 and self.cuts[number][0] < day < self.cuts[number][1] else None


def fold_of(items: Iterable[Item]) -> Fold:
    """Leaves out the long stretches in which nothing begins, ends or happens; a little is kept on each side."""
    spans = sorted(span for item in items for span in _eventful(item))
    if not spans:
        return Fold()
    gaps, reach = [], spans[0][1]
    for first, last in spans[1:]:
        if first > reach:
            gaps.append((reach, first))
        reach = max(reach, last)
    whole = reach - spans[0][0]
    least = max(LEAST_DAYS, whole * LEAST_SHARE)
    kept = whole * KEPT_SHARE
    cuts = tuple((first + kept, last - kept) for first, last in gaps if last - first >= least)
    left = whole - sum(last - first for first, last in cuts)
    room = min(left * CUT_SHARE / (1.0 - min(CUT_SHARE * len(cuts), 0.5)), *(b - a for a, b in cuts), whole)
    return Fold(cuts, room) if cuts else Fold()


def _eventful(item: Item) -> Iterable[tuple[float, float]]:
    """The stretches in which something begins, ends or may happen."""
    if item.shape is Shape.INTERVAL or not item.dated:
        return ()
    if item.values:
        spans: tuple[Span, ...] = tuple(value.span for value in item.values)
    elif item.shape is Shape.COURSE:
        spans = (Span(item.start.first, item.end.last),)
    else:
        spans = (item.start, item.end)
    found = []
    for span in spans:
        known = [day for day in (span.first, span.last) if day is not None]
        if known:
            found.append((known[0], known[-1]))
    return found
