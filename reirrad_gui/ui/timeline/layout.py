"""Lays arranged lanes out in pixels: rows, marks, labels, ticks, counts. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reirrad_gui.ui.timeline.arrange import ArrangedLane, Line
from reirrad_gui.ui.timeline.axis import Tick, ticks
from reirrad_gui.ui.timeline.crowd import crowd_of
from reirrad_gui.ui.timeline.curve_marks import drawing_of
from reirrad_gui.ui.timeline.folds import Fold
from reirrad_gui.ui.timeline.intervals import length_words
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text, placed_texts, shortened
from reirrad_gui.ui.timeline.marks import UNBROKEN, Axis, marks_of
from reirrad_gui.ui.timeline.reference import Reference, relative_ticks
from reirrad_gui.ui.timeline.scene import (
    AXIS_PX,
    GUTTER_PX,
    RIGHT_PX,
    TOP_PX,
    AxisTick,
    Break,
    LaneBand,
    Row,
    Scene,
    Size,
)
from reirrad_gui.ui.timeline.viewport import Viewport

STRIP_GAP_PX = 8.0
ROW_MOST_PX = 32.0
ROW_AIR_PX = 2.0
COMFORTABLE_ROW_PX = 20.0
UNDATED_LEAST_PX, UNDATED_MOST_PX = 90.0, 200.0
DRAWN_MOST, ROW_LEAST = 150, 10
TICK_PX, TICK_GAP_PX = 4.0, 10.0


@dataclass(frozen=True, slots=True)
class Time:
    """Which time is shown and how: `view` of `domain` (both None when nothing is dated) in places of `fold`.

    Counted from a reference where there is one, else as calendar dates.
    """

    view: Viewport | None
    domain: Viewport | None
    fold: Fold = UNBROKEN
    reference: Reference | None = None


NO_KEYS: frozenset[str] = frozenset()


def lay_out(
    lanes: Sequence[ArrangedLane],
    time: Time,
    size: Size,
    first: frozenset[str] = NO_KEYS,
    kept: "KeptBands | None" = None,
) -> Scene:
    """The scene for a view. Labels of `first` choose first, and what has one is always drawn by itself.

    With `kept`, lanes that are the same ones as before, in the same place and time, are not laid out again.
    """
    strip = _strip([item for lane in lanes for item in lane.undated if not lane.collapsed], size)
    right = (strip.x0 - STRIP_GAP_PX if strip else size.width) - RIGHT_PX
    plot = Stretch(GUTTER_PX, max(right, GUTTER_PX + 1.0))
    axis = None
    if time.view is not None and time.domain is not None:
        axis = Axis(time.view, time.domain, plot.x0, plot.x1, time.fold)
    rows = sum(lane.count for lane in lanes)
    breaks = () if axis is None else tuple(_breaks(axis, size))
    torn = tuple(Stretch(one.x0, one.x1) for one in breaks)
    room = _Room(axis, plot, strip, size, first, max(DRAWN_MOST // max(rows, 1), ROW_LEAST), torn)
    row_px = _row_height(rows, size)
    y, bands, known = TOP_PX, [], KeptBands() if kept is None else kept
    known.begin(room, row_px)
    for lane in lanes:
        bands.append(known.of(lane, y))
        y += lane.count * row_px
    earlier, later = _outside(lanes, axis)
    axis_top = size.height - AXIS_PX
    marks = () if axis is None else _ticks(axis, breaks, time.reference, size)
    zero = None if axis is None or time.reference is None else _zero(axis, time.reference)
    return Scene(plot, TOP_PX, y, axis_top, tuple(bands), marks, strip, earlier, later, axis, breaks, zero)


@dataclass(frozen=True, slots=True)
class _Room:
    """What every row is laid out with; `most` items a row draws one by one; the axis breaks where it is `torn`."""

    axis: Axis | None
    plot: Stretch
    strip: Stretch | None
    size: Size
    first: frozenset[str]
    most: int
    torn: tuple[Stretch, ...] = ()


class KeptBands:
    """The bands of lanes from one layout to the next; they are forgotten where time, room or height are others."""

    def __init__(self) -> None:
        self._room: _Room | None = None
        self._row_px = 0.0
        self._made: list[tuple[ArrangedLane, LaneBand]] = []
        self._known: list[tuple[ArrangedLane, LaneBand]] = []

    def begin(self, room: _Room, row_px: float) -> None:
        """Another layout begins: what it does not ask for is forgotten after it."""
        same = room == self._room and row_px == self._row_px
        self._known, self._made = self._made if same else [], []
        self._room, self._row_px = room, row_px

    def of(self, lane: ArrangedLane, top: float) -> LaneBand:
        """A lane laid out from a height on."""
        assert self._room is not None, "`begin` says with what"
        band = next((band for old, band in self._known if old is lane and band.top == top), None)
        self._made.append((lane, band or _band(lane, top, self._row_px, self._room)))
        return self._made[-1][1]


def _row_height(rows: int, size: Size) -> float:
    """Rows shrink to a line of text and no further; then the lanes scroll."""
    return min(max((size.height - TOP_PX - AXIS_PX) / max(rows, 1), size.line + ROW_AIR_PX), ROW_MOST_PX)


def comfortable_height(lanes: Sequence[ArrangedLane]) -> int:
    """Height at which rows have air and nothing scrolls."""
    return round(TOP_PX + sum(lane.count for lane in lanes) * COMFORTABLE_ROW_PX + AXIS_PX)


def height_needed(lanes: Sequence[ArrangedLane], line: float) -> float:
    """Height at which nothing scrolls, for lines of text of this height."""
    return TOP_PX + sum(lane.count for lane in lanes) * (line + ROW_AIR_PX) + AXIS_PX


def _strip(undated: Sequence[Item], size: Size) -> Stretch | None:
    if not undated:
        return None
    most = max(min(UNDATED_MOST_PX, size.width * 0.18), UNDATED_LEAST_PX)
    width = UNDATED_LEAST_PX
    for item in undated:
        width = max(width, size.width_of(item.labels[-1], False) + 4.0)
        if width >= most:
            break
    width = min(width, most)
    return Stretch(size.width - RIGHT_PX - width, size.width - RIGHT_PX)


def _band(lane: ArrangedLane, top: float, row_px: float, room: _Room) -> LaneBand:
    bottom = top + lane.count * row_px
    total, title = sum(len(line.items) for line in lane.lines) + len(lane.undated), room.size.told(lane.title)
    if lane.collapsed:
        row = _collapsed(lane.lines[0], top, bottom, room) if lane.lines else Row(top, bottom)
        return LaneBand(lane.lane, title, top, bottom, (row,), nothing=not total, collapsed=True, total=total)
    made, y = [], top
    for line in lane.lines:
        made.append(_row(y, y + line.rows * row_px, line, room))
        y += line.rows * row_px
    while y < bottom - row_px / 2:
        made.append(Row(y, y + row_px))
        y += row_px
    texts, more = _undated(lane, top, row_px, room)
    return LaneBand(lane.lane, title, top, bottom, tuple(made), texts, more, not lane.lines, total=total)


def _row(top: float, bottom: float, line: Line, room: _Room) -> Row:
    axis = room.axis
    if axis is None:
        return Row(top, bottom)
    if line.curve is not None:
        return Row(top, bottom, drawing=drawing_of(line.curve, axis))
    start, stop = line.within(axis.day(axis.left), axis.day(axis.right))
    if stop - start > room.most:
        return _crowded(top, bottom, line, (start, stop), room)
    first_day = axis.day(axis.left)
    kept, thinned = _thinned([item for item in line.items[start:stop] if item.over > first_day], axis, room.first)
    row = _drawn(top, bottom, (*kept, *line.intervals), axis, room)
    return Row(top, bottom, row.drawn, row.texts, (*row.unlabelled, *thinned))


def _thinned(items: Sequence[Item], axis: Axis, first: frozenset[str]) -> tuple[list[Item], list[str]]:
    """Of points that fall on the same pixel only one is drawn; the others are counted with the hidden labels."""
    kept: list[Item] = []
    crowded: list[str] = []
    pixels: set[int] = set()
    for item in sorted(items, key=lambda item: item.key not in first):
        pixel = _pixel(item, axis)
        if pixel is None or pixel not in pixels:
            kept.append(item)
        else:
            crowded.append(item.key)
        if pixel is not None:
            pixels.add(pixel)
    return kept, crowded


def _pixel(item: Item, axis: Axis) -> int | None:
    """The pixel a point falls on; None for what has an extent."""
    if item.shape is not Shape.POINT or item.conflicting or item.start.first is None or item.start.last is None:
        return None
    x0, x1 = axis.x(item.start.first), axis.x(item.start.last)
    return None if x1 - x0 > 1.0 else round((x0 + x1) / 2)


def _crowded(top: float, bottom: float, line: Line, places: tuple[int, int], room: _Room) -> Row:
    """What matters drawn by itself, as much as a row may; the rest as a strip."""
    axis = room.axis
    assert axis is not None, "nothing is crowded where nothing is dated"
    start, stop = places
    chosen = [line.places[key] for key in room.first if key in line.places]
    notable = (n for n in (*chosen, *line.notable) if start <= n < stop and line.ends[n] > axis.day(axis.left))
    apart = frozenset(list(dict.fromkeys(notable))[: room.most])
    row = _drawn(top, bottom, (*(line.items[n] for n in sorted(apart)), *line.intervals), axis, room)
    return Row(top, bottom, row.drawn, row.texts, row.unlabelled, crowd_of(line, places, apart, axis))


def _collapsed(line: Line, top: float, bottom: float, room: _Room) -> Row:
    """Where its items lie, courses and conflicts in their colours: no labels, and a count of the whole lane."""
    if room.axis is None:
        return Row(top, bottom)
    first_day = room.axis.day(room.axis.left)
    places = line.within(first_day, room.axis.day(room.axis.right))
    crowd = crowd_of(line, places, frozenset(), room.axis)
    apart = [line.items[n] for n in line.notable if places[0] <= n < places[1] and line.ends[n] > first_day]
    drawn = [Drawn.of(item, marks) for item in apart[: room.most] if (marks := marks_of(item, room.axis))]
    return Row(top, bottom, tuple(drawn), crowd=crowd)


def _drawn(top: float, bottom: float, items: Iterable[Item], axis: Axis, room: _Room) -> Row:
    found, bare = [], []
    for item in items:
        marks = marks_of(item, axis)
        if marks:
            found.append(Drawn.of(item, marks))
        elif item.shape is not Shape.INTERVAL:
            bare.append(item.key)
    texts, hidden = placed_texts(found, room.plot, room.size, room.first, room.torn)
    return Row(top, bottom, tuple(found), texts, (*hidden, *bare))


def _undated(lane: ArrangedLane, top: float, row_px: float, room: _Room) -> tuple[tuple[tuple[Text, float], ...], int]:
    """As many undated items as the lane has rows; the last row counts the rest."""
    strip, undated = room.strip, lane.undated
    if strip is None or not undated:
        return (), 0
    shown = undated if len(undated) <= lane.count else undated[: lane.count - 1]
    made = []
    for number, item in enumerate(shown):
        words = shortened(room.size.told(item.labels[-1]), strip.x1 - strip.x0, room.size.measure)
        stretch = Stretch(strip.x0, strip.x0 + room.size.measure(words, False))
        made.append((Text(item.key, words, stretch), top + (number + 0.5) * row_px))
    return tuple(made), len(undated) - len(shown)


def _outside(lanes: Sequence[ArrangedLane], axis: Axis | None) -> tuple[int, int]:
    """How many dated items lie wholly before and after the view."""
    if axis is None:
        return 0, 0
    first, last = axis.day(axis.left), axis.day(axis.right)
    earlier = later = 0
    for lane in lanes:
        for line in lane.lines:
            start, stop = line.within(first, last)
            ends = line.ends[start:stop]
            missed = sum(1 for end in ends if end <= first) if min(ends, default=last) <= first else 0
            earlier += start + missed
            later += len(line.items) - stop
    return earlier, later


def _breaks(axis: Axis, size: Size) -> Iterable[Break]:
    for first, last in axis.fold.cuts:
        x0, x1 = axis.x(first), axis.x(last)
        if x1 > axis.left and x0 < axis.right:
            months = round((last - first) / 30.4375)
            x0, x1, length = max(x0, axis.left), min(x1, axis.right), length_words(months)
            said = size.told(f"{length} left out")
            yield Break(x0, x1, first, last, said if size.measure(said, False) <= x1 - x0 else size.told(length))


def _zero(axis: Axis, reference: Reference) -> Stretch | None:
    x0, x1 = axis.x(reference.span.first or 0.0), axis.x(reference.span.last or 0.0)
    return Stretch(max(x0, axis.left), min(x1, axis.right)) if x1 > axis.left and x0 < axis.right else None


def _ticks(axis: Axis, breaks: Sequence[Break], reference: Reference | None, size: Size) -> tuple[AxisTick, ...]:
    """Ticks with their texts: none within a break, none over the next tick's or a break's text."""
    made: list[AxisTick] = []
    width = axis.right - axis.left
    found: tuple[Tick, ...]
    if reference is None:
        found = ticks(axis.view, width, size.width_of, axis.fold)
    else:
        found = relative_ticks(axis.view, axis.fold, reference, width, size.width_of)
    taken = [Stretch(one.x0, max(one.x1, one.x0 + size.measure(one.text, False))) for one in breaks]
    for tick in found:
        if axis.fold.cut_at(tick.day) is not None:
            continue
        x, words = axis.x(tick.day), size.told(tick.text)
        width_px = size.measure(words, False)
        right, left = Stretch(x + TICK_PX, x + TICK_PX + width_px), Stretch(x - TICK_PX - width_px, x - TICK_PX)
        beside = (right, left) if breaks else (right,)  # between two breaks there may be room on one side only
        text = next((one for one in beside if _fits(one, axis, taken)), None)
        if text is not None:
            taken.append(text)
        made.append(AxisTick(x, "" if text is None else words, x if text is None else text.x0))
    return tuple(made)


def _fits(text: Stretch, axis: Axis, taken: Sequence[Stretch]) -> bool:
    return axis.left <= text.x0 and text.x1 <= axis.right and not any(text.meets(one, TICK_GAP_PX) for one in taken)
