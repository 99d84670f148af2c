"""Items by lane and row, before there are pixels. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reirrad_gui.patient.events import Lane
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


@dataclass(frozen=True, slots=True)
class ArrangedLane:
    """A lane's items before there are pixels: dated ones in rows, and the undated."""

    lane: Lane
    title: str
    rows: tuple[tuple[Item, ...], ...]
    undated: tuple[Item, ...]

    @property
    def count(self) -> int:
        """Rows it needs."""
        return max(len(self.rows), min(len(self.undated), UNDATED_ROWS_MOST), 1)


def arranged(items: Sequence[Item], lanes: Sequence[tuple[Lane, str]] = LANES) -> tuple[ArrangedLane, ...]:
    """Items by lane and row: the same at every zoom, so that nothing jumps up or down.

    Notes have a lane where there are any: that nobody wrote one is no gap in the history.
    """
    noted = len(lanes) == 1 or any(item.lane is Lane.NOTES for item in items)
    return tuple(
        ArrangedLane(
            lane, title, stacked(items, lane), tuple(item for item in items if item.lane is lane and not item.dated)
        )
        for lane, title in lanes
        if noted or lane is not Lane.NOTES
    )


def stacked(items: Iterable[Item], lane: Lane) -> tuple[tuple[Item, ...], ...]:
    """Dated items of a lane in rows, so that what overlaps in time stands on different rows.

    An interval stands on the row of the course before it. Beyond `ROWS_MOST` rows the last row takes the rest.
    """
    rows: list[list[Item]] = []
    ends: list[float] = []
    inside = [item for item in items if item.lane is lane and item.dated]
    for item in sorted((i for i in inside if i.shape is not Shape.INTERVAL), key=_begin):
        chosen = next((n for n, end in enumerate(ends) if end <= _begin(item)), len(rows))
        if chosen == len(rows) and len(rows) < ROWS_MOST:
            rows.append([])
            ends.append(float("-inf"))
        chosen = min(chosen, len(rows) - 1)
        rows[chosen].append(item)
        ends[chosen] = max(ends[chosen], _end(item))
    for item in (i for i in inside if i.shape is Shape.INTERVAL):
        before = [row for row in rows if any(other.last == item.start.first for other in row)]
        (before or rows[:1])[0].append(item)
    return tuple(tuple(row) for row in rows)


def _begin(item: Item) -> float:
    return item.first if item.first is not None else float("-inf")


def _end(item: Item) -> float:
    return float("inf") if item.last is None or item.shape is Shape.OPEN_BAR else item.last
