"""The surface the timeline is drawn on: which stretch of time it shows, and how that moves."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme
from reirrad_gui.ui.timeline.arrange import ArrangedLane, arranged
from reirrad_gui.ui.timeline.axis import day_text
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.lanes import LaneChoice, lanes_hidden
from reirrad_gui.ui.timeline.paint import Look, paint_scene
from reirrad_gui.ui.timeline.scene import Scene, Size, comfortable_height, height_needed, lay_out
from reirrad_gui.ui.timeline.viewport import Viewport, around, domain_of

ZOOM_STEP = 1.25


class TimeArea(QAbstractScrollArea):
    """Lays out and paints items; knows nothing of what they mean, and takes no clicks."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._selection, self._theme = selection, theme
        self._items: tuple[Item, ...] = ()
        self._choice = LaneChoice()
        self._lanes: tuple[ArrangedLane, ...] = arranged(())
        self._domain: Viewport | None = None
        self._view: Viewport | None = None
        self._scene: Scene | None = None
        self._focused: str | None = None
        self._cursor: QPointF | None = None
        self._font, self._bold = interface_font(), interface_font(bold=True)
        self._caption = interface_font(CAPTION_PX)
        selection.course_selected.connect(self._redraw)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self._redraw()

    def show_items(self, items: tuple[Item, ...]) -> None:
        """Draw these; the stretch of time stays."""
        self._items = items
        self._lanes = arranged(items, self._choice.shown)
        self._domain = domain_of(items)
        self._view = self._view or self._domain
        self._redraw()

    # What is shown

    @property
    def scene(self) -> Scene:
        """The layout at the present view and size."""
        if self._scene is None:
            area = self.viewport().size()
            self._font, self._bold = self._fonts_for(area.height())
            plain, bold = QFontMetricsF(self._font), QFontMetricsF(self._bold)
            size = Size(
                area.width(), area.height(), bold.height(), lambda t, b: (bold if b else plain).horizontalAdvance(t)
            )
            self._scene = lay_out(self._lanes, self._view, self._domain, size, self._first())
            self._fit_scroll_bar(self._scene)
        return self._scene

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
        self._lanes = arranged(self._items, choice.shown)
        self._redraw()

    def _first(self) -> frozenset[str]:
        """Items whose labels have priority."""
        course = self._selection.course
        keys = (self._focused, None if course is None else f"course {course}")
        return frozenset(key for key in keys if key is not None)

    def _fonts_for(self, height: float) -> tuple[QFont, QFont]:
        """Data size while everything fits, else caption size: smaller before scrolling."""
        line = QFontMetricsF(interface_font(bold=True)).height()
        pixels = BODY_PX if height_needed(self._lanes, line) <= height else CAPTION_PX
        return interface_font(pixels), interface_font(pixels, bold=True)

    def _fit_scroll_bar(self, scene: Scene) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(max(round(scene.axis_top), 1))
        bar.setRange(0, max(0, round(scene.bottom - scene.axis_top)))

    def sizeHint(self) -> QSize:
        """The height its rows would like to have."""
        return QSize(super().sizeHint().width(), comfortable_height(self._lanes))

    @Slot()
    def _redraw(self) -> None:
        self._scene = None
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        scene = self.scene
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.palette().base())
        paint_scene(painter, scene, self._look(scene))
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Draw over everything; nothing here."""

    def _look(self, scene: Scene) -> Look:
        x, text = None, ""
        if self._cursor is not None and scene.axis is not None and scene.plot.x0 <= self._cursor.x() <= scene.plot.x1:
            x = self._cursor.x()
            text = day_text(scene.axis.view.day(x, scene.plot.x0, scene.plot.x1))
        return Look(
            theme=self._theme,
            font=self._font,
            bold=self._bold,
            caption=self._caption,
            selected_course=self._selection.course,
            focused=self._focused if self.hasFocus() else None,
            scrolled=self.verticalScrollBar().value(),
            cursor_x=x,
            cursor_text=text,
            lanes_hidden=lanes_hidden(self._choice),
        )

    # Moving in time

    def set_view(self, view: Viewport) -> None:
        """Show this stretch of time, kept near what there is to see."""
        if self._domain is not None:
            self._view = view.within(self._domain)
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
            day = scene.axis.domain.day(min(max(x, scene.plot.x0), scene.plot.x1), scene.plot.x0, scene.plot.x1)
            self.set_view(self._view.panned(day - (self._view.first + self._view.last) / 2))

    def item(self, key: str) -> Item | None:
        """The item of this key."""
        return next((item for item in self._items if item.key == key), None)

    def _stretch(self, key: str) -> tuple[float, float] | None:
        """From the first to the last day of an item; open ends run to the end of what is known."""
        item = self.item(key)
        if item is None or self._domain is None or not item.dated:
            return None
        first = self._domain.first if item.first is None else item.first
        last = self._domain.last if item.last is None or item.shape is Shape.OPEN_BAR else item.last
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
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._redraw()
