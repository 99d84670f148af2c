"""The whole timeline in pixels for one view and size, ready to paint and to hit. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.axis import Measure
from reirrad_gui.ui.timeline.crowd import Crowd
from reirrad_gui.ui.timeline.curve_marks import Drawing, Spot
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text
from reirrad_gui.ui.timeline.marks import Axis

GUTTER_PX = 140.0
AXIS_PX = 25.0
OVERVIEW_PX = 9.0
OVERVIEW_LEAST_PX = 12.0
TOP_PX = 6.0
RIGHT_PX = 12.0
HIT_PX = 4.0


@dataclass(frozen=True, slots=True)
class Size:
    """The widget's size, its way of measuring text, and the height of a line, in pixels.

    `told` gives a text in the language of the window: what is measured and drawn is what it gives.
    """

    width: float
    height: float
    line: float
    measure: Measure
    told: Callable[[str], str] = tr

    def width_of(self, text: str, bold: bool) -> float:
        """Width in pixels of an English text as it is told."""
        return self.measure(self.told(text), bold)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lane: what is drawn on it, its labels, and the keys of the items left without one.

    `crowd` stands for what is too dense to be drawn item by item; a row of a curve has a `drawing` instead of items.
    """

    top: float
    bottom: float
    drawn: tuple[Drawn, ...] = ()
    texts: tuple[Text, ...] = ()
    unlabelled: tuple[str, ...] = ()
    crowd: Crowd | None = None
    drawing: Drawing | None = None

    @property
    def middle(self) -> float:
        """Height at which everything of the row is centred."""
        return (self.top + self.bottom) / 2

    @property
    def hidden(self) -> tuple[str, ...]:
        """Keys of the visible items without a label."""
        return self.unlabelled if self.crowd is None else (*self.unlabelled, *self.crowd.keys)

    @property
    def hidden_count(self) -> int:
        """How many those are."""
        return len(self.unlabelled) + (0 if self.crowd is None else self.crowd.count)

    def key_at(self, x: float) -> str | None:
        """The item under a pixel of the row: the narrowest thing drawn, else a label, a crowd, an interval."""
        solid = [d for d in self.drawn if d.item.shape is not Shape.INTERVAL and _touched(d.stretch, x)]
        if solid:
            return min(solid, key=lambda d: d.stretch.x1 - d.stretch.x0).item.key
        for text in self.texts:
            if _touched(text.stretch, x):
                return text.key
        if self.drawing is not None:
            spot = self.drawing.spot_at(x)
            return None if spot is None else spot.key
        crowded = None if self.crowd is None else self.crowd.key_at(x)
        return crowded or next((d.item.key for d in self.drawn if _touched(d.stretch, x)), None)


def _touched(stretch: Stretch, x: float) -> bool:
    return stretch.x0 - HIT_PX <= x <= stretch.x1 + HIT_PX


@dataclass(frozen=True, slots=True)
class LaneBand:
    """One lane with its rows.

    `undated` are labels in the strip at its end, `more_undated` counts those without room there; `nothing` is true
    when none of its items is dated. A `collapsed` lane has one row that shows only where its `total` items lie.
    """

    lane: Lane
    title: str
    top: float
    bottom: float
    rows: tuple[Row, ...]
    undated: tuple[tuple[Text, float], ...] = ()
    more_undated: int = 0
    nothing: bool = False
    collapsed: bool = False
    total: int = 0

    @property
    def hidden(self) -> tuple[str, ...]:
        """Keys of visible items whose label is hidden."""
        return tuple(key for row in self.rows for key in row.hidden)

    @property
    def hidden_count(self) -> int:
        """How many those are."""
        return sum(row.hidden_count for row in self.rows)


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A line at `x`; its `text` begins at `text_x`, and is "" where it would leave the plot or meet another."""

    x: float
    text: str
    text_x: float


@dataclass(frozen=True, slots=True)
class Break:
    """Where the axis leaves time out: between which pixels, from which day to which, and how long that is."""

    x0: float
    x1: float
    first: float
    last: float
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything to paint and to hit.

    Lanes reach down to `bottom`; where that is below `axis_top`, they scroll and the axis stays. `strip` is where
    undated items stand; None when all are dated. `zero` is where the days lie that time is counted from.
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
    breaks: tuple[Break, ...] = ()
    zero: Stretch | None = None

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
        x0 = min(max(x0 - spare, self.plot.x0), self.plot.x1 - OVERVIEW_LEAST_PX)
        return Stretch(x0, max(min(x1 + spare, self.plot.x1), x0 + OVERVIEW_LEAST_PX))

    @property
    def right(self) -> float:
        """Where everything ends."""
        return (self.plot.x1 if self.strip is None else self.strip.x1) + RIGHT_PX

    def row_at(self, y: float) -> Row | None:
        """The row at a height."""
        return next((row for lane in self.lanes for row in lane.rows if row.top <= y < row.bottom), None)

    def item_at(self, x: float, y: float) -> str | None:
        """Key of the item under a pixel."""
        row = self.row_at(y)
        if row is not None and self.plot.x0 <= x <= self.plot.x1 and (key := row.key_at(x)) is not None:
            return key
        for lane in self.lanes:
            for text, middle in lane.undated:
                if text.stretch.x0 <= x <= text.stretch.x1 and abs(y - middle) <= AXIS_PX / 2:
                    return text.key
        return None

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The value of a curve under a pixel."""
        row = self.row_at(y)
        return None if row is None or row.drawing is None else row.drawing.spot_at(x)

    def lane_at(self, x: float, y: float) -> LaneBand | None:
        """The lane whose name is under a pixel."""
        if x >= self.plot.x0:
            return None
        return self.lane_of(y)

    def lane_of(self, y: float) -> LaneBand | None:
        """The lane at a height."""
        return next((lane for lane in self.lanes if lane.top <= y < lane.bottom), None)

    def break_at(self, x: float) -> Break | None:
        """The time left out at a pixel."""
        return next((one for one in self.breaks if one.x0 <= x <= one.x1), None)
