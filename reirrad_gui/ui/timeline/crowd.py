"""What is too much for one row to be drawn item by item: a strip as dense as the events are, and its count. No Qt."""

from bisect import bisect_left
from dataclasses import dataclass

from reirrad_gui.ui.timeline.arrange import Line
from reirrad_gui.ui.timeline.marks import Axis

STEP_PX = 5.0
LEAST_PX = 2.0
NEAR_PX = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The items of a line from one place up to another that touch the view, without those drawn by themselves.

    `runs` are where any of them lies, in pixels from left to right.
    """

    line: Line
    start: int
    stop: int
    apart: frozenset[int]
    axis: Axis
    first_day: float
    count: int
    runs: tuple[tuple[float, float], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of its items."""
        ends, items = self.line.ends, self.line.items
        return tuple(
            items[n].key for n in range(self.start, self.stop) if ends[n] > self.first_day and n not in self.apart
        )

    def key_at(self, x: float) -> str | None:
        """The item nearest to a pixel, where one is near."""
        if not any(x0 - NEAR_PX <= x <= x1 + NEAR_PX for x0, x1 in self.runs):
            return None
        day = self.axis.day(x)
        after = bisect_left(self.line.begins, day, self.start, self.stop)
        near = [n for n in range(max(after - 2, self.start), min(after + 2, self.stop)) if n not in self.apart]
        if not near:
            return None
        return self.line.items[min(near, key=lambda n: self._distance(n, day))].key

    def _distance(self, place: int, day: float) -> float:
        return max(self.line.begins[place] - day, day - self.line.ends[place], 0.0)


def crowd_of(line: Line, places: tuple[int, int], apart: frozenset[int], axis: Axis) -> Crowd:
    """The crowd of a line within the view; `places` come from `Line.within`."""
    start, stop = places
    first_day = axis.day(axis.left)
    ends = line.ends[start:stop]
    count = sum(1 for end in ends if end > first_day) if min(ends, default=0.0) <= first_day else len(ends)
    return Crowd(line, start, stop, apart, axis, first_day, count - len(apart), runs(line, start, stop, axis))


def runs(line: Line, start: int, stop: int, axis: Axis) -> tuple[tuple[float, float], ...]:
    """Where any item lies, to `STEP_PX`: as many steps as the row has pixels, however many items there are."""
    begins, ends = line.begins, line.ends
    earliest, latest = max(axis.first_day, axis.day(axis.left)), axis.last_day
    step = axis.days_of(STEP_PX)
    found: list[tuple[float, float]] = []
    place = start
    while place < stop:
        begin = begins[place] if begins[place] > earliest else earliest
        until = bisect_left(begins, step(begin), place + 1, stop)
        end = max(ends[place:until])
        if end > latest:
            end = max(latest, begin)
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
        place = until
    pixel, left, right = axis.pixel_of, axis.left, axis.right
    drawn = [(pixel(begin), pixel(end)) for begin, end in found]
    return tuple((x0, min(max(x1, x0 + LEAST_PX), right)) for x0, x1 in drawn if x1 > left and x0 < right)
