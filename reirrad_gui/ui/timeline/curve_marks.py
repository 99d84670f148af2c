"""A curve in pixels: points, the days a value may be of, lines between values that surely follow each other. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from reirrad_gui.ui.timeline.curves import Curve
from reirrad_gui.ui.timeline.item import Value
from reirrad_gui.ui.timeline.marks import Axis

POINTS_MOST = 160
STEP_PX = 4.0
NEAR_PX = 7.0
EXTENT_PX = 5.0


class Sign(Enum):
    """How one value is drawn."""

    EXACT = "exact"
    BELOW = "below"
    """Only "<" is reported: the value is smaller."""
    ABOVE = "above"
    """Only ">" is reported: the value is larger."""
    MISSING = "missing"
    """Measured, but the number is not stated."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One value: between which pixels its day lies, how high (0 to 1), and how it is drawn."""

    key: str
    x0: float
    x1: float
    height: float
    sign: Sign
    value: Value

    @property
    def x(self) -> float:
        """The middle."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A curve within a view.

    `joins` are lines (x0, height, x1, height). Where there are too many values for one point each, `spans` (x, lowest,
    highest) stand for them and there are no spots.
    """

    curve: Curve
    spots: tuple[Spot, ...] = ()
    joins: tuple[tuple[float, float, float, float], ...] = ()
    spans: tuple[tuple[float, float, float], ...] = ()

    def spot_at(self, x: float) -> Spot | None:
        """The value nearest to a pixel, where one is near."""
        near = [spot for spot in self.spots if spot.x0 - NEAR_PX <= x <= spot.x1 + NEAR_PX]
        return min(near, key=lambda spot: abs(spot.x - x), default=None)


SIGNS = {"": Sign.EXACT, "<": Sign.BELOW, ">": Sign.ABOVE}


def drawing_of(curve: Curve, axis: Axis) -> Drawing:
    """What of a curve the view shows, with one value more on each side for the lines that lead there."""
    start = max(bisect_left(curve.middles, axis.day(axis.left)) - 1, 0)
    stop = min(bisect_right(curve.middles, axis.day(axis.right)) + 1, len(curve.middles))
    if stop - start > POINTS_MOST:
        return Drawing(curve, spans=tuple(_spans(curve, start, stop, axis)))
    spots = tuple(_spot(curve, n, axis) for n in range(start, stop))
    return Drawing(curve, spots, tuple(_joins(spots)))


def _spot(curve: Curve, place: int, axis: Axis) -> Spot:
    key, value = curve.values[place]
    x0, x1 = axis.x(value.span.first or 0.0), axis.x(value.span.last or 0.0)
    if value.span.days == 1.0 or x1 - x0 < EXTENT_PX:
        x0 = x1 = (x0 + x1) / 2
    sign = Sign.MISSING if value.number is None else SIGNS[value.bound]
    return Spot(key, x0, x1, curve.heights[place], sign, value)


def _joins(spots: tuple[Spot, ...]) -> Iterator[tuple[float, float, float, float]]:
    """Between two numbers of which one is surely the earlier; a limit or a value not stated interrupts the line."""
    for one, other in pairwise(spots):
        sure = (one.value.span.last or 0.0) <= (other.value.span.first or 0.0)
        if sure and one.sign is Sign.EXACT and other.sign is Sign.EXACT:
            yield one.x1, one.height, other.x0, other.height


def _spans(curve: Curve, start: int, stop: int, axis: Axis) -> Iterator[tuple[float, float, float]]:
    """Lowest to highest of each few pixels, of what is stated."""
    middles, heights, stated = curve.middles, curve.heights, curve.stated
    step, pixel, whole, place = axis.days_of(STEP_PX), axis.pixel_of, all(stated[start:stop]), start
    while place < stop:
        middle = middles[place]
        until = bisect_left(middles, step(middle), place + 1, stop)
        found = heights[place:until]
        if not whole:
            found = tuple(h for h, said in zip(found, stated[place:until], strict=True) if said)
        if found:
            yield pixel(middle), min(found), max(found)
        place = until
