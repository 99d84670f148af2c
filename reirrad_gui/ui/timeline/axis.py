"""Ticks that say day, month or year, whichever fits. No Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.viewport import Viewport

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_STEPS = (1, 2, 7, 14)
MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240)
WIDEST = "30 Sep 2000"
ROOM_PX = 24.0

Measure = Callable[[str, bool], float]
"""Width in pixels of a text, bold or not."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the axis, with the date it stands for in full: no tick leaves its year to be guessed."""

    day: float
    text: str


UNBROKEN = Fold()


def ticks(view: Viewport, width_px: float, measure: Measure, fold: Fold = UNBROKEN) -> tuple[Tick, ...]:
    """Ticks as dense as their texts allow, all within the view (of a broken axis, in places of `fold`)."""
    first, last = fold.day(view.first), fold.day(view.last)
    for step in DAY_STEPS:
        if step / view.days * width_px >= measure(WIDEST, False) + ROOM_PX:
            return tuple(_days(first, last, step))
    for step in MONTH_STEPS:
        widest = measure("Sep 2000" if step < 12 else "2000", False)
        if step * 28 / view.days * width_px >= widest + ROOM_PX:
            return tuple(_months(first, last, step))
    return tuple(_months(first, last, MONTH_STEPS[-1]))


def _days(first: float, until: float, step: int) -> Iterator[Tick]:
    """Every `step` days counted from a Monday, so that panning does not move the ticks against the dates."""
    last = min(floor(until), date.max.toordinal())
    for ordinal in range(max(1, ceil(first)), last + 1):
        if (ordinal - 1) % step == 0:
            yield Tick(float(ordinal), day_text(ordinal))


def _months(begin: float, until: float, step: int) -> Iterator[Tick]:
    first = date.fromordinal(min(max(1, floor(begin)), date.max.toordinal()))
    number = (first.year * 12 + first.month - 1) // step * step
    while True:
        year, month = divmod(number, 12)
        number += step
        if year < 1:
            continue
        if year > date.max.year:
            return
        ordinal = float(date(year, month + 1, 1).toordinal())
        if ordinal > until:
            return
        if ordinal >= begin:
            yield Tick(ordinal, str(year) if step >= 12 else f"{MONTHS[month]} {year}")


def day_text(ordinal: float) -> str:
    """A day in full.

    >>> day_text(date(2012, 12, 17).toordinal())
    '17 Dec 2012'
    """
    day = date.fromordinal(min(max(1, floor(ordinal)), date.max.toordinal()))
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
