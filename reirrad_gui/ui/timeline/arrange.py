"""Items by lane and row, before there are pixels. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import is_

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.curves import Curve, curve_of
from reirrad_gui.ui.timeline.item import Item, Shape

LANES = (
    (Lane.DISEASE, "Disease"),
    (Lane.IMAGING, "Imaging"),
    (Lane.SYSTEMIC, "Systemic"),
    (Lane.RADIOTHERAPY, "Radiotherapy"),
    (Lane.SYMPTOMS, "Symptoms"),
    (Lane.NOTES, "Notes"),
)
ROWS_MOST = 6
UNDATED_ROWS_MOST = 2
CURVE_ROWS = 2
NO_LANES: frozenset[Lane] = frozenset()


@dataclass(frozen=True, eq=False)
class Line:
    """One row before there are pixels: its items in order of their beginning, and how to find those of a view.

    `intervals` are drawn between items; a row of a `curve` has the items whose values it draws.
    """

    items: tuple[Item, ...]
    intervals: tuple[Item, ...] = ()
    curve: Curve | None = None

    @cached_property
    def begins(self) -> tuple[float, ...]:
        """When each may have begun."""
        return tuple(item.begin for item in self.items)

    @cached_property
    def ends(self) -> tuple[float, ...]:
        """When each is surely over."""
        return tuple(item.over for item in self.items)

    @cached_property
    def reaches(self) -> tuple[float, ...]:
        """How far the items up to each one reach: rises, so that it can be searched."""
        return tuple(accumulate(self.ends, max))

    @cached_property
    def notable(self) -> tuple[int, ...]:
        """Places of courses and of what sources date differently: drawn by themselves however crowded the row is."""
        return tuple(n for n, item in enumerate(self.items) if item.course is not None or item.conflicting)

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each key."""
        return {item.key: n for n, item in enumerate(self.items)}

    @property
    def rows(self) -> int:
        """How many rows' height it takes."""
        return 1 if self.curve is None else CURVE_ROWS

    def within(self, first: float, last: float) -> tuple[int, int]:
        """From which place up to which an item may touch the days from `first` to `last`."""
        until = bisect_left(self.begins, last)
        return min(bisect_right(self.reaches, first), until), until


@dataclass(frozen=True, slots=True)
class ArrangedLane:
    """A lane's items before there are pixels: dated ones in rows, and the undated; collapsed, all in one row."""

    lane: Lane
    title: str
    lines: tuple[Line, ...]
    undated: tuple[Item, ...]
    collapsed: bool = False

    @property
    def count(self) -> int:
        """Rows it needs."""
        if self.collapsed:
            return 1
        return max(sum(line.rows for line in self.lines), min(len(self.undated), UNDATED_ROWS_MOST), 1)


def arranged(
    items: Sequence[Item],
    lanes: Sequence[tuple[Lane, str]] = LANES,
    collapsed: frozenset[Lane] = NO_LANES,
    *,
    linear: bool = False,
) -> tuple[ArrangedLane, ...]:
    """Items by lane and row: the same at every zoom, so that nothing jumps up or down.

    Notes have a lane where there are any: that nobody wrote one is no gap in the history. `linear`: no curve has a
    logarithmic scale.
    """
    noted = len(lanes) == 1 or any(item.lane is Lane.NOTES for item in items)
    made = []
    for lane, title in lanes:
        if lane is Lane.NOTES and not noted:
            continue
        inside = [item for item in items if item.lane is lane]
        dated, undated = [i for i in inside if i.dated], tuple(i for i in inside if not i.dated)
        lines = (_flat(dated),) if lane in collapsed else (*stacked(dated), *_curves(dated, linear=linear))
        made.append(ArrangedLane(lane, title, lines if dated else (), undated, lane in collapsed))
    return tuple(made)


def kept_where_same(lanes: Sequence[ArrangedLane], before: Sequence[ArrangedLane]) -> tuple[ArrangedLane, ...]:
    """The lanes, those of before in place of ones that hold the very same items in the same way."""
    known = {lane.lane: lane for lane in before}
    return tuple(old if (old := known.get(lane.lane)) is not None and _same(lane, old) else lane for lane in lanes)


def _same(lane: ArrangedLane, other: ArrangedLane) -> bool:
    """Curves are made anew: a lane with one is another lane."""
    if (lane.title, lane.collapsed, len(lane.lines)) != (other.title, other.collapsed, len(other.lines)):
        return False
    if not _each_is(lane.undated, other.undated):
        return False
    return all(
        one.curve is None and old.curve is None and _each_is(one.items, old.items)
        and _each_is(one.intervals, old.intervals)
        for one, old in zip(lane.lines, other.lines, strict=True)
    )  # fmt: skip


def _each_is(ones: Sequence[Item], others: Sequence[Item]) -> bool:
    return len(ones) == len(others) and all(map(is_, ones, others))


def stacked(dated: Iterable[Item]) -> tuple[Line, ...]:
    """Items of a lane in rows, so that what overlaps in time stands on different rows; values are for curves.

    An interval stands on the row of the course before it. Beyond `ROWS_MOST` rows the last row takes the rest.
    """
    rows: list[list[Item]] = []
    ends: list[float] = []
    inside = [item for item in dated if item.shape is not Shape.VALUE]
    for item in sorted((i for i in inside if i.shape is not Shape.INTERVAL), key=lambda i: i.begin):
        begin = item.begin
        chosen = next((n for n, end in enumerate(ends) if end <= begin), len(rows))
        if chosen == len(rows) and len(rows) < ROWS_MOST:
            rows.append([])
            ends.append(float("-inf"))
        chosen = min(chosen, len(rows) - 1)
        rows[chosen].append(item)
        ends[chosen] = max(ends[chosen], item.over)
    between: dict[int, list[Item]] = {}
    for item in (i for i in inside if i.shape is Shape.INTERVAL):
        places = (n for n, row in enumerate(rows) if any(other.last == item.start.first for other in row))
        between.setdefault(next(places, 0), []).append(item)
    return tuple(Line(tuple(row), tuple(between.get(n, ()))) for n, row in enumerate(rows))


def _curves(dated: Iterable[Item], *, linear: bool) -> tuple[Line, ...]:
    by_name: dict[str, list[Item]] = {}
    for item in dated:
        if item.shape is Shape.VALUE:
            by_name.setdefault(item.curve, []).append(item)
    return tuple(
        Line(tuple(sorted(found, key=lambda i: i.begin)), curve=curve_of(name, found, linear=linear))
        for name, found in by_name.items()
    )


def _flat(dated: Iterable[Item]) -> Line:
    """Everything of a collapsed lane."""
    return Line(tuple(sorted((i for i in dated if i.shape is not Shape.INTERVAL), key=lambda i: i.begin)))
