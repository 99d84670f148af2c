"""The surface the timeline is drawn on: which stretch of time it shows, and how that moves."""

from collections.abc import Sequence
from math import ceil, floor

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme
from reirrad_gui.ui.timeline.arrange import ArrangedLane, arranged, kept_where_same
from reirrad_gui.ui.timeline.axis import Measure, day_text
from reirrad_gui.ui.timeline.changed import Heights, heights_changed
from reirrad_gui.ui.timeline.folds import Fold, fold_of
from reirrad_gui.ui.timeline.item import Item, Shape, Span
from reirrad_gui.ui.timeline.lanes import LaneChoice, lanes_hidden
from reirrad_gui.ui.timeline.layout import KeptBands, Time, comfortable_height, height_needed, lay_out
from reirrad_gui.ui.timeline.marks import UNBROKEN
from reirrad_gui.ui.timeline.paint import Look, paint_scene
from reirrad_gui.ui.timeline.reference import Reference, since
from reirrad_gui.ui.timeline.scene import Scene, Size
from reirrad_gui.ui.timeline.viewport import Viewport, around, domain_of, reach_of

ZOOM_STEP = 1.25
FIRST_MOST = 200
EVERYTHING: frozenset[str] | None = None


def measured(plain: QFont, bold: QFont) -> Measure:
    """Widths of texts in two fonts, each worked out once."""
    metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(bold)}
    known: dict[tuple[str, bool], float] = {}

    def measure(text: str, is_bold: bool) -> float:
        width = known.get((text, is_bold))
        if width is None:
            width = known[text, is_bold] = metrics[is_bold].horizontalAdvance(text)
        return width

    return measure


class ToldOnce(dict[str, str]):
    """English texts as they are shown: each told when it is first drawn, and kept for all pictures that follow."""

    def __missing__(self, text: str) -> str:
        self[text] = found = tr(text)
        return found


class TimeArea(QAbstractScrollArea):
    """Lays out and paints items; knows nothing of what they mean, and takes no clicks.

    `redrawn` follows whenever something else is shown, or another stretch of time.
    """

    redrawn = Signal()

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._selection, self._theme = selection, theme
        self._items: tuple[Item, ...] = ()
        self._choice = LaneChoice()
        self._lanes: tuple[ArrangedLane, ...] = arranged(())
        self._domain: Viewport | None = None
        self._reach: Viewport | None = None
        self._view: Viewport | None = None
        self._scene: Scene | None = None
        self._scene_told: tuple[object, ...] = ()
        self._before: tuple[Scene | None, tuple[object, ...]] = (None, ())
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(0)
        self._following.timeout.connect(self.catch_up)
        self._bands = KeptBands()
        self._focused: str | None = None
        self._cursor: QPointF | None = None
        self._fold = UNBROKEN
        self._broken = self._linear = False
        self._reference: Reference | None = None
        self._matching = EVERYTHING
        self._sizes = {px: (interface_font(px), interface_font(px, bold=True)) for px in (BODY_PX, CAPTION_PX)}
        self._measures = {px: measured(*fonts) for px, fonts in self._sizes.items()}
        self._words = ToldOnce()
        self._lines = {px: QFontMetricsF(bold).height() for px, (_, bold) in self._sizes.items()}
        self._pixels = BODY_PX
        selection.course_selected.connect(self._redraw)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self._redraw()

    def show_items(self, items: tuple[Item, ...]) -> None:
        """Draw these; the stretch of time stays.

        Only what they change is painted again, and in the next frame: the numbers come first. Whatever is painted
        before is drawn as it is now.
        """
        if not self.behind:
            self._before = (self._scene, self._scene_told)
        self._items = items
        self._set_in_lanes()
        self._view = self._view or self._domain
        self._scene = None
        self._following.start()
        self.redrawn.emit()

    @property
    def behind(self) -> bool:
        """True while there is something for `catch_up` to paint."""
        return self._following.isActive()

    @Slot()
    def catch_up(self) -> None:
        """Paint what differs from what was painted before; everything where that is not known."""
        self._following.stop()
        before, told = self._before
        if before is None or not self.isVisible() or self.covered or self._telling != told:
            heights = None
        else:
            heights = heights_changed(before, self.scene)
        self._paint_again(heights if self._telling == told else None)

    def _paint_again(self, heights: Sequence[Heights] | None) -> None:
        """Paint these heights of the lanes, or everything."""
        surface, scrolled = self.viewport(), self.verticalScrollBar().value()
        if heights is None:
            surface.update()
            return
        for top, bottom in heights:
            first, end = floor(top - scrolled), ceil(bottom - scrolled)
            surface.update(0, first, surface.width(), end - first)

    @property
    def _telling(self) -> tuple[object, ...]:
        """What is drawn from besides the layout: size of letters, what time is counted from, how far it is scrolled."""
        return self._pixels, self._reference, self.verticalScrollBar().value()

    @property
    def covered(self) -> bool:
        """True while something that is drawn over everything may follow the items."""
        return False

    def _arrange(self) -> None:
        """Lanes, fold and domain anew, and all of it painted."""
        self._set_in_lanes()
        self._redraw()

    def _set_in_lanes(self) -> None:
        shown = self._shown_items()
        lanes = arranged(shown, self._choice.shown, self._choice.collapsed, linear=self._linear)
        self._lanes = kept_where_same(lanes, self._lanes)
        self._fold = fold_of(self._items) if self._broken else UNBROKEN
        self._domain = domain_of(self._items, self._fold)
        self._reach = self._domain and reach_of(self._items, self._domain, self._fold)

    def _shown_items(self) -> tuple[Item, ...]:
        """What is drawn of all there is."""
        return self._items

    # What is shown

    @property
    def scene(self) -> Scene:
        """The layout at the present view and size."""
        if self._scene is None:
            area = self.viewport().size()
            self._pixels = self._pixels_for(area.height())
            measure, told = self._measures[self._pixels], self._words.__getitem__
            size = Size(area.width(), area.height(), self._lines[self._pixels], measure, told)
            time = Time(self._view, self._domain, self._fold, self._reference)
            self._scene = lay_out(self._lanes, time, size, self._first(), self._bands)
            self._fit_scroll_bar(self._scene)
            self._scene_told = self._telling
        return self._scene

    @property
    def items(self) -> tuple[Item, ...]:
        """What there is to draw."""
        return self._items

    @property
    def view(self) -> Viewport | None:
        """The stretch of time that is visible; None when nothing is dated."""
        return self._view

    @property
    def lanes(self) -> LaneChoice:
        """Which lanes are shown, and in which order."""
        return self._choice

    def set_lanes(self, choice: LaneChoice) -> None:
        """Show these lanes in this order."""
        self._choice = choice
        self._arrange()

    def show_matching(self, found: frozenset[str] | None) -> None:
        """Let everything else step back; None: nothing does."""
        self._matching = found
        self._arrange()

    @property
    def broken(self) -> bool:
        """True while long empty stretches are left out of the axis."""
        return self._broken

    def set_broken(self, broken: bool) -> None:
        """Leave long empty stretches out of the axis, each marked, or show all of time to one scale."""
        self._broken = broken
        self._arrange()
        self.fit()

    @property
    def fold(self) -> Fold:
        """What is left out of the axis."""
        return self._fold

    @property
    def reference(self) -> Reference | None:
        """What time is counted from; None: calendar dates."""
        return self._reference

    def set_reference(self, reference: Reference | None) -> None:
        """Count time from something, or show calendar dates."""
        self._reference = reference
        self._redraw()

    @property
    def linear(self) -> bool:
        """True while no curve may have a logarithmic scale."""
        return self._linear

    def set_linear(self, linear: bool) -> None:
        """Draw all curves to a linear scale, or those over more than two decades to a logarithmic one."""
        self._linear = linear
        self._arrange()

    def _first(self) -> frozenset[str]:
        """Items whose labels have priority: what the keyboard is on, the chosen course, what was searched for."""
        course = self._selection.course
        keys = (self._focused, None if course is None else f"course {course}")
        chosen = frozenset(key for key in keys if key is not None)
        found = self._matching
        return chosen if found is None or len(found) > FIRST_MOST else chosen | found

    def _pixels_for(self, height: float) -> int:
        """Data size while everything fits, else caption size: smaller before scrolling."""
        return BODY_PX if height_needed(self._lanes, self._lines[BODY_PX]) <= height else CAPTION_PX

    def _fit_scroll_bar(self, scene: Scene) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(max(round(scene.axis_top), 1))
        bar.setRange(0, max(0, round(scene.bottom - scene.axis_top)))

    def sizeHint(self) -> QSize:
        """The height its rows would like to have."""
        return QSize(super().sizeHint().width(), comfortable_height(self._lanes))

    @Slot()
    def _redraw(self) -> None:
        self._scene, self._bands = None, KeptBands()
        self.viewport().update()
        self.redrawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.behind:
            self._before = (None, ())  # of what is on screen, parts are of one state and parts of another
        scene, asked = self.scene, event.rect()
        painter = QPainter(self.viewport())
        painter.fillRect(asked, self.palette().base())
        paint_scene(painter, scene, self._look(scene), (asked.top(), asked.top() + asked.height()))
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Draw over everything; nothing here."""

    def _look(self, scene: Scene) -> Look:
        x, text = None, ""
        if self._cursor is not None and scene.axis is not None and scene.plot.x0 <= self._cursor.x() <= scene.plot.x1:
            x = self._cursor.x()
            text = self._cursor_words(scene.axis.day(x))
        return Look(
            theme=self._theme,
            font=self._sizes[self._pixels][0],
            bold=self._sizes[self._pixels][1],
            caption=self._sizes[CAPTION_PX][0],
            selected_course=self._selection.course,
            focused=self._focused if self.hasFocus() else None,
            scrolled=self.verticalScrollBar().value(),
            cursor_x=x,
            cursor_text=tr(text),
            lanes_hidden=lanes_hidden(self._choice),
            matching=self._matching,
            axis_words=self.axis_words,
        )

    @property
    def axis_words(self) -> str:
        """What the axis counts, where it is not calendar dates, as it is shown."""
        if self._reference is None:
            return ""
        return tr(f"time since {self._reference.short}")

    def _cursor_words(self, day: float) -> str:
        """The day under the mouse; counted from the reference where there is one."""
        if self._fold.cut_at(day) is not None:
            return "left out"
        if self._reference is None:
            return day_text(day)
        whole = float(int(day))
        return f"{day_text(day)} · {since(self._reference, Span(whole, whole + 1.0))}"

    # Moving in time

    def set_view(self, view: Viewport) -> None:
        """Show this stretch of time, kept near what there is to see."""
        if self._domain is not None:
            self._view = view.within(self._reach or self._domain)
            self._redraw()

    def fit(self) -> None:
        """Show everything."""
        if self._domain is not None:
            self.set_view(self._domain)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Zoom about a pixel; about the middle when none is given."""
        plot = self.scene.plot
        if self._view is not None:
            at = (plot.x0 + plot.x1) / 2 if x is None else min(max(x, plot.x0), plot.x1)
            self.set_view(self._view.zoomed(factor, self._view.day(at, plot.x0, plot.x1)))

    def zoom_to(self, key: str) -> None:
        """Show one item with some time around it."""
        stretch = self._stretch(key)
        if stretch is not None:
            self.set_view(around(*stretch))

    def pan_by_pixels(self, start: Viewport, pixels: float) -> None:
        """Move time with the hand, from where it began."""
        plot = self.scene.plot
        self.set_view(start.panned(-pixels * start.days / (plot.x1 - plot.x0)))

    def look_at(self, x: float) -> None:
        """Move the view to a place on the overview."""
        scene = self.scene
        if scene.axis is not None and self._view is not None:
            place = scene.axis.domain.day(min(max(x, scene.plot.x0), scene.plot.x1), scene.plot.x0, scene.plot.x1)
            self.set_view(self._view.panned(place - (self._view.first + self._view.last) / 2))

    def item(self, key: str) -> Item | None:
        """The item of this key."""
        return next((item for item in self._items if item.key == key), None)

    def _stretch(self, key: str) -> tuple[float, float] | None:
        """From the first to the last place of an item on the axis; open ends run to the end of what is known."""
        item = self.item(key)
        if item is None or self._domain is None or not item.dated:
            return None
        place = self._fold.place
        first = self._domain.first if item.first is None else place(item.first)
        last = self._domain.last if item.last is None or item.shape is Shape.OPEN_BAR else place(item.last)
        return (first, last) if first < last else (last, first)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, steps = event.pixelDelta(), event.angleDelta()
        if abs(steps.x()) > abs(steps.y()) and self._view is not None:
            self.pan_by_pixels(self._view, pixels.x() if not pixels.isNull() else steps.x() / 2)
        elif steps.y():
            self.zoom(ZOOM_STEP ** (steps.y() / 120), event.position().x())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._words.clear()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self._redraw()
