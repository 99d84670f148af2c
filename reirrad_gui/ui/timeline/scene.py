"""The whole timeline in pixels for one view and size: lanes, rows, marks, labels, ticks, counts. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.arrange import ArrangedLane
from reirrad_gui.ui.timeline.axis import Measure, ticks
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text, placed_texts, shortened
from reirrad_gui.ui.timeline.marks import Axis, marks_of
from reirrad_gui.ui.timeline.viewport import Viewport

GUTTER_PX = 116.0
AXIS_PX = 25.0
OVERVIEW_PX = 9.0
OVERVIEW_LEAST_PX = 12.0
TOP_PX = 6.0
RIGHT_PX = 12.0
STRIP_GAP_PX = 8.0
ROW_MOST_PX = 32.0
ROW_AIR_PX = 2.0
COMFORTABLE_ROW_PX = 20.0
UNDATED_LEAST_PX, UNDATED_MOST_PX = 90.0, 200.0
HIT_PX = 4.0


@dataclass(frozen=True, slots=True)
class Size:
    """The widget's size, its way of measuring text, and the height of a line, in pixels."""

    width: float
    height: float
    line: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lane: what is drawn on it, its labels, and the keys of the items left without one."""

    top: float
    bottom: float
    drawn: tuple[Drawn, ...]
    texts: tuple[Text, ...]
    hidden: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Height at which everything of the row is centred."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class LaneBand:
    """One lane with its rows.

    `undated` are labels in the strip at its end, `more_undated` counts those without room there; `nothing` is true
    when none of its items is dated.
    """

    lane: Lane
    title: str
    top: float
    bottom: float
    rows: tuple[Row, ...]
    undated: tuple[tuple[Text, float], ...] = ()
    more_undated: int = 0
    nothing: bool = False

    @property
    def hidden(self) -> tuple[str, ...]:
        """Keys of visible items whose label is hidden."""
        return tuple(key for row in self.rows for key in row.hidden)


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A line at `x`; `text` is "" where it would leave the plot."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything to paint and to hit.

    Lanes reach down to `bottom`; where that is below `axis_top`, they scroll and the axis stays. `strip` is where
    undated items stand; None when all are dated.
    """

    plot: Stretch
    top: float
    bottom: float
    axis_top: float
    lanes: tuple[LaneBand, ...]
    ticks: tuple[AxisTick, ...]
    strip: Stretch | None
    earlier: int
    later: int
    axis: Axis | None

    @property
    def overview(self) -> Stretch | None:
        """The visible part of all there is, drawn along the axis; None when all of it is visible."""
        if self.axis is None:
            return None
        view, whole = self.axis.view, self.axis.domain
        if view.first <= whole.first and view.last >= whole.last:
            return None
        x0, x1 = (whole.x(day, self.plot.x0, self.plot.x1) for day in (view.first, view.last))
        spare = max(OVERVIEW_LEAST_PX - (x1 - x0), 0.0) / 2
        return Stretch(max(x0 - spare, self.plot.x0), min(x1 + spare, self.plot.x1))

    @property
    def right(self) -> float:
        """Where everything ends."""
        return (self.plot.x1 if self.strip is None else self.strip.x1) + RIGHT_PX

    def item_at(self, x: float, y: float) -> str | None:
        """Key of the item under a pixel: the thing drawn last, else the label."""
        for lane in self.lanes:
            for row in lane.rows:
                if row.top <= y < row.bottom and (key := _key_in(row, x)) is not None:
                    return key
            for text, middle in lane.undated:
                if text.stretch.x0 <= x <= text.stretch.x1 and abs(y - middle) <= AXIS_PX / 2:
                    return text.key
        return None

    def lane_at(self, x: float, y: float) -> LaneBand | None:
        """The lane whose name is under a pixel."""
        if x >= self.plot.x0:
            return None
        return next((lane for lane in self.lanes if lane.top <= y < lane.bottom), None)


def _key_in(row: Row, x: float) -> str | None:
    def touched(stretch: Stretch) -> bool:
        return stretch.x0 - HIT_PX <= x <= stretch.x1 + HIT_PX

    solid = [d for d in row.drawn if d.item.shape is not Shape.INTERVAL and touched(d.stretch)]
    if solid:
        return min(solid, key=lambda d: d.stretch.x1 - d.stretch.x0).item.key
    for text in row.texts:
        if touched(text.stretch):
            return text.key
    return next((d.item.key for d in row.drawn if touched(d.stretch)), None)


def lay_out(
    lanes: Sequence[ArrangedLane],
    view: Viewport | None,
    domain: Viewport | None,
    size: Size,
    first: frozenset[str] = frozenset(),
) -> Scene:
    """The scene for a view; `view` and `domain` are None when nothing is dated. Labels of `first` choose first."""
    strip = _strip([item for lane in lanes for item in lane.undated], size)
    right = (strip.x0 - STRIP_GAP_PX if strip else size.width) - RIGHT_PX
    plot = Stretch(GUTTER_PX, max(right, GUTTER_PX + 1.0))
    axis = None if view is None or domain is None else Axis(view, domain, plot.x0, plot.x1)
    room = _Room(axis, plot, strip, size, first)
    row_px = _row_height(sum(lane.count for lane in lanes), size)
    y, bands = TOP_PX, []
    for lane in lanes:
        bands.append(_band(lane, y, row_px, room))
        y += lane.count * row_px
    earlier, later = _outside(lanes, bands, view)
    marks = () if axis is None else _ticks(axis, plot, size)
    axis_top = size.height - AXIS_PX
    return Scene(plot, TOP_PX, y, axis_top, tuple(bands), marks, strip, earlier, later, axis)


@dataclass(frozen=True, slots=True)
class _Room:
    """What every row is laid out with."""

    axis: Axis | None
    plot: Stretch
    strip: Stretch | None
    size: Size
    first: frozenset[str]


def _row_height(rows: int, size: Size) -> float:
    """Rows shrink to a line of text and no further; then the lanes scroll."""
    return min(max((size.height - TOP_PX - AXIS_PX) / rows, size.line + ROW_AIR_PX), ROW_MOST_PX)


def comfortable_height(lanes: Sequence[ArrangedLane]) -> int:
    """Height at which rows have air and nothing scrolls."""
    return round(TOP_PX + sum(lane.count for lane in lanes) * COMFORTABLE_ROW_PX + AXIS_PX)


def height_needed(lanes: Sequence[ArrangedLane], line: float) -> float:
    """Height at which nothing scrolls, for lines of text of this height."""
    return TOP_PX + sum(lane.count for lane in lanes) * (line + ROW_AIR_PX) + AXIS_PX


def _strip(undated: Sequence[Item], size: Size) -> Stretch | None:
    if not undated:
        return None
    widest = max(size.measure(item.labels[-1], False) for item in undated)
    most = max(min(UNDATED_MOST_PX, size.width * 0.18), UNDATED_LEAST_PX)
    width = min(max(widest + 4.0, UNDATED_LEAST_PX), most)
    return Stretch(size.width - RIGHT_PX - width, size.width - RIGHT_PX)


def _band(lane: ArrangedLane, top: float, row_px: float, room: _Room) -> LaneBand:
    made = []
    for number in range(lane.count):
        y = top + number * row_px
        made.append(_row(y, y + row_px, lane.rows[number] if number < len(lane.rows) else (), room))
    texts, more = _undated(lane, top, row_px, room)
    return LaneBand(lane.lane, lane.title, top, top + lane.count * row_px, tuple(made), texts, more, not lane.rows)


def _row(top: float, bottom: float, items: Sequence[Item], room: _Room) -> Row:
    if room.axis is None:
        return Row(top, bottom, (), (), ())
    kept, crowded = _thinned(items, room.axis, room.first)
    found = [Drawn.of(item, marks) for item in kept if (marks := marks_of(item, room.axis))]
    texts, hidden = placed_texts(found, room.plot, room.size.measure, room.first)
    return Row(top, bottom, tuple(found), texts, (*hidden, *crowded))


def _thinned(items: Sequence[Item], axis: Axis, first: frozenset[str]) -> tuple[list[Item], list[str]]:
    """Of points that fall on the same pixel only one is drawn; the others are counted with the hidden labels."""
    kept: list[Item] = []
    crowded: list[str] = []
    pixels: set[int] = set()
    for item in items:
        if item.shape is not Shape.POINT or item.start.first is None or item.start.last is None:
            kept.append(item)
            continue
        x0, x1 = axis.x(item.start.first), axis.x(item.start.last)
        pixel = round((x0 + x1) / 2)
        if x1 - x0 > 1.0 or item.key in first or pixel not in pixels:
            kept.append(item)
            pixels.add(pixel)
        elif axis.left <= x1 and x0 <= axis.right:
            crowded.append(item.key)
    return kept, crowded


def _undated(lane: ArrangedLane, top: float, row_px: float, room: _Room) -> tuple[tuple[tuple[Text, float], ...], int]:
    """As many undated items as the lane has rows; the last row counts the rest."""
    strip, undated = room.strip, lane.undated
    if strip is None or not undated:
        return (), 0
    shown = undated if len(undated) <= lane.count else undated[: lane.count - 1]
    made = []
    for number, item in enumerate(shown):
        words = shortened(item.labels[-1], strip.x1 - strip.x0, room.size.measure)
        stretch = Stretch(strip.x0, strip.x0 + room.size.measure(words, False))
        made.append((Text(item.key, words, stretch), top + (number + 0.5) * row_px))
    return tuple(made), len(undated) - len(shown)


def _outside(lanes: Sequence[ArrangedLane], bands: Sequence[LaneBand], view: Viewport | None) -> tuple[int, int]:
    """How many dated items lie wholly before and after the view."""
    if view is None:
        return 0, 0
    visible = {d.item.key for band in bands for row in band.rows for d in row.drawn}
    visible |= {key for band in bands for key in band.hidden}
    dated = (item for lane in lanes for row in lane.rows for item in row)
    gone = [i for i in dated if i.key not in visible and i.shape is not Shape.INTERVAL]
    earlier = sum(1 for item in gone if item.sort_day < view.first)
    return earlier, len(gone) - earlier


def _ticks(axis: Axis, plot: Stretch, size: Size) -> tuple[AxisTick, ...]:
    made = []
    for tick in ticks(axis.view, plot.x1 - plot.x0, size.measure):
        x = axis.x(tick.day)
        fits = x + 4.0 + size.measure(tick.text, False) <= plot.x1
        made.append(AxisTick(x, tick.text if fits else ""))
    return tuple(made)
