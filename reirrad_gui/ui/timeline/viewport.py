"""The stretch of time that is visible, and how it moves: zoom about a day, pan, fit. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.item import Item, Shape

SHORTEST_DAYS = 1.0
LONGEST_DAYS = 60 * 365.25
MARGIN = 0.03
OPEN_MARGIN = 0.08
LEAST_DOMAIN_DAYS = 60.0
UNBROKEN = Fold()


@dataclass(frozen=True, slots=True)
class Viewport:
    """Days (ordinals) from `first` to `last`, between 1 day and 60 years."""

    first: float
    last: float

    @property
    def days(self) -> float:
        """How much time is visible."""
        return self.last - self.first

    def x(self, day: float, left: float, right: float) -> float:
        """Pixel of a day on an axis from `left` to `right`."""
        return left + (day - self.first) / self.days * (right - left)

    def day(self, x: float, left: float, right: float) -> float:
        """Day at a pixel."""
        return self.first + (x - left) / (right - left) * self.days

    def zoomed(self, factor: float, about_day: float) -> "Viewport":
        """`factor` above 1 shows less time; the day under the cursor stays where it is.

        >>> Viewport(0.0, 100.0).zoomed(2.0, 25.0)
        Viewport(first=12.5, last=62.5)
        """
        days = min(max(self.days / factor, SHORTEST_DAYS), LONGEST_DAYS)
        share = (about_day - self.first) / self.days
        return Viewport(about_day - share * days, about_day + (1.0 - share) * days)

    def panned(self, days: float) -> "Viewport":
        """Moved later by so many days."""
        return Viewport(self.first + days, self.last + days)

    def within(self, domain: "Viewport") -> "Viewport":
        """Moved so that some of the domain stays in the middle of the view."""
        middle = (self.first + self.last) / 2
        wanted = min(max(middle, domain.first), domain.last)
        return self.panned(wanted - middle)

    def showing(self, first: float, last: float) -> "Viewport":
        """Moved as little as it takes to show a stretch; widened when it is longer than the view."""
        if last - first > self.days * (1 - 2 * MARGIN):
            return around(first, last)
        margin = self.days * MARGIN
        return self.panned(min(first - margin - self.first, 0.0) + max(last + margin - self.last, 0.0))


def around(first: float, last: float, share: float = 0.5) -> Viewport:
    """A view with a stretch in its middle, taking `share` of the width; of one longer than a view its beginning."""
    if last - first > LONGEST_DAYS:
        return Viewport(first - LONGEST_DAYS * MARGIN, first + LONGEST_DAYS * (1 - MARGIN))
    days = min(max((last - first) / share, SHORTEST_DAYS), LONGEST_DAYS)
    middle = (first + last) / 2
    return Viewport(middle - days / 2, middle + days / 2)


def domain_of(items: Iterable[Item], fold: Fold = UNBROKEN) -> Viewport | None:
    """The stretch that holds every known day, with a margin, in places of `fold`; None when nothing is dated."""
    dated = [item for item in items if item.dated]
    days = [day for item in dated for day in _days(item)]
    if not days:
        return None
    first, last = fold.place(min(days)), fold.place(max(days))
    length = max(last - first, LEAST_DOMAIN_DAYS)
    open_end = any(item.last is None or item.shape is Shape.OPEN_BAR for item in dated)
    open_start = any(item.first is None for item in dated)
    middle = (first + last) / 2
    before = length / 2 + length * (OPEN_MARGIN if open_start else MARGIN)
    after = length / 2 + length * (OPEN_MARGIN if open_end else MARGIN)
    return _no_longer(Viewport(middle - before, middle + after), [fold.place(day) for day in days])


def reach_of(items: Iterable[Item], domain: Viewport, fold: Fold = UNBROKEN) -> Viewport:
    """The domain, and every known day that lies outside it because it is too far away."""
    places = [fold.place(day) for item in items if item.dated for day in _days(item)]
    return Viewport(min(domain.first, *places), max(domain.last, *places)) if places else domain


def _no_longer(view: Viewport, places: list[float]) -> Viewport:
    """At most 60 years: those with most of the history, so that one absurd date does not hide it; else the latest."""
    if view.days <= LONGEST_DAYS:
        return view
    room, ordered = LONGEST_DAYS * (1.0 - MARGIN), sorted(places)
    least = max(ordered, key=lambda day: (bisect_right(ordered, day + room) - bisect_left(ordered, day), day))
    last = ordered[bisect_right(ordered, least + room) - 1] + LONGEST_DAYS * MARGIN / 2
    last = min(last, view.last)
    return Viewport(last - LONGEST_DAYS, last)


def _days(item: Item) -> list[float]:
    return [day for day in (item.start.first, item.start.last, item.end.first, item.end.last) if day is not None]
