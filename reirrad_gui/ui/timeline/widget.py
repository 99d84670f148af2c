"""The timeline on screen: zoom, pan, hover, click, keyboard."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme
from reirrad_gui.ui.timeline.axis import day_text
from reirrad_gui.ui.timeline.items import Item, Shape, reirradiation_flag, timeline_items
from reirrad_gui.ui.timeline.paint import Look, paint_scene
from reirrad_gui.ui.timeline.said import Said, all_said
from reirrad_gui.ui.timeline.scene import (
    ArrangedLane,
    Scene,
    Size,
    arranged,
    comfortable_height,
    height_needed,
    lay_out,
)
from reirrad_gui.ui.timeline.table import TimelineTable
from reirrad_gui.ui.timeline.viewport import Viewport, around, domain_of

if TYPE_CHECKING:
    from reirrad_gui.session import Session

ZOOM_STEP = 1.25
DRAG_PX = 4
KEY_PAN_SHARE = 0.1
BINDINGS = (
    Group(
        "Timeline",
        (
            Binding("Wheel", "Zoom at the cursor, from 60 years to 1 day"),
            Binding("Drag", "Move in time"),
            Binding("F, double-click", "Fit everything"),
            Binding("Double-click a course", "Zoom to it"),
            Binding("Click", "Select a course in every view"),
            Binding("← →", "Step through events in time order"),
            Binding("Home, End", "First and last event"),
            Binding("Enter", "Select the course in every view"),
            Binding("+ −", "Zoom"),
            Binding("Shift+← →", "Move in time"),
        ),
    ),
)


class TimelineView(QAbstractScrollArea):
    """Shows a session's history. Computes no layout: `scene` does."""

    bindings = BINDINGS

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of disease, imaging, therapy and symptoms")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._selection, self._theme = selection, theme
        self._session: Session | None = None
        self._items: tuple[Item, ...] = ()
        self._lanes: tuple[ArrangedLane, ...] = arranged(())
        self._said: dict[str, Said] = {}
        self._domain: Viewport | None = None
        self._view: Viewport | None = None
        self._scene: Scene | None = None
        self._focused: str | None = None
        self._hovered: str | None = None
        self._pressed: QPoint | None = None
        self._dragged_from: Viewport | None = None
        self._cursor: QPointF | None = None
        self._table: TimelineTable | None = None
        self._font, self._bold = interface_font(), interface_font(bold=True)
        self._caption = interface_font(CAPTION_PX)
        selection.course_selected.connect(self._redraw)

    # What the window tells

    def show_session(self, session: "Session | None") -> None:
        """Show a case from its beginning to its end, or nothing."""
        self._session = session
        self._focused = self._hovered = None
        self._read()
        self._view = self._domain

    def refresh(self) -> None:
        """The session has changed; what is visible stays visible."""
        self._read()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self._redraw()

    def _read(self) -> None:
        session = self._session
        if session is None:
            self._items, self._said = (), {}
        else:
            assessment = session.assessment
            flag = reirradiation_flag(assessment.classification.kind)
            self._items = timeline_items(session.case.events, assessment.courses, assessment.gaps, flag)
            self._said = all_said(session.case.events, assessment)
        self._lanes = arranged(self._items)
        self._domain = domain_of(self._items)
        self._view = self._view or self._domain
        if self._table is not None:
            self._table.show_rows(self.rows)
        self._redraw()

    # What is shown

    @property
    def scene(self) -> Scene:
        """The layout at the present view and size."""
        if self._scene is None:
            area = self.viewport().size()
            self._font, self._bold = self._fonts_for(area.height())
            metrics = {False: QFontMetricsF(self._font), True: QFontMetricsF(self._bold)}
            size = Size(
                area.width(), area.height(), metrics[True].height(), lambda t, b: metrics[b].horizontalAdvance(t)
            )
            self._scene = lay_out(self._lanes, self._view, self._domain, size, self._first())
            self._fit_scroll_bar(self._scene)
        return self._scene

    @property
    def view(self) -> Viewport | None:
        """The stretch of time that is visible; None when nothing is dated."""
        return self._view

    @property
    def focused(self) -> str | None:
        """Key of the item the keyboard stands on."""
        return self._focused

    @property
    def rows(self) -> tuple[Said, ...]:
        """Everything in words, in time order."""
        return tuple(self._said[item.key] for item in self._items)

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
        painter.end()

    def _look(self, scene: Scene) -> Look:
        x = None if self._cursor is None or self._pressed is not None else self._cursor.x()
        inside = x is not None and scene.axis is not None and scene.plot.x0 <= x <= scene.plot.x1
        text = ""
        if inside and scene.axis is not None and x is not None:
            text = day_text(scene.axis.view.day(x, scene.plot.x0, scene.plot.x1))
        return Look(
            self._theme,
            self._font,
            self._bold,
            self._caption,
            self._selection.course,
            self._focused if self.hasFocus() else None,
            self.verticalScrollBar().value(),
            x if inside else None,
            text,
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
        item = self._item(key)
        if item is not None and (stretch := self._stretch(item)) is not None:
            self.set_view(around(*stretch))

    def _stretch(self, item: Item) -> tuple[float, float] | None:
        if self._domain is None or not item.dated:
            return None
        first = self._domain.first if item.first is None else item.first
        last = self._domain.last if item.last is None or item.shape is Shape.OPEN_BAR else item.last
        return (first, last) if first < last else (last, first)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, steps = event.pixelDelta(), event.angleDelta()
        if abs(steps.x()) > abs(steps.y()) and self._view is not None:
            moved = pixels.x() if not pixels.isNull() else steps.x() / 2
            self._pan_by_pixels(self._view, moved)
        elif steps.y():
            self.zoom(ZOOM_STEP ** (steps.y() / 120), event.position().x())
        event.accept()

    def _pan_by_pixels(self, start: Viewport, pixels: float) -> None:
        plot = self.scene.plot
        self.set_view(start.panned(-pixels * start.days / (plot.x1 - plot.x0)))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged_from = event.position().toPoint(), None
            QToolTip.hideText()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        if self._pressed is None:
            self._hover(event)
        else:
            self._drag(event.position().toPoint())
        self.viewport().update()

    def _drag(self, to: QPoint) -> None:
        moved = to.x() - self._pressed.x() if self._pressed is not None else 0
        if self._dragged_from is None and abs(moved) >= DRAG_PX:
            self._dragged_from = self._view
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged_from is not None:
            self._pan_by_pixels(self._dragged_from, moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        was_drag = self._dragged_from is not None
        pressed, self._pressed, self._dragged_from = self._pressed, None, None
        self.viewport().unsetCursor()
        if pressed is not None and not was_drag and (key := self._key_at(event.position())) is not None:
            self.focus_on(key)
            self.choose(key)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self._key_at(event.position())
        if key is None:
            self.fit()
        else:
            self.zoom_to(key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._cursor = self._hovered = None
        self.viewport().update()

    def _key_at(self, at: QPointF) -> str | None:
        inside = at.y() < self.scene.axis_top
        return self.scene.item_at(at.x(), at.y() + self.verticalScrollBar().value()) if inside else None

    def _hover(self, event: QMouseEvent) -> None:
        """The tooltip comes at once: the whole point of hovering is to read it."""
        key = self._key_at(event.position())
        lane = self.scene.lane_at(event.position().x(), event.position().y() + self.verticalScrollBar().value())
        name = key if key is not None else lane.title if lane is not None else None
        if name == self._hovered:
            return
        self._hovered = name
        text = self._said[key].html if key is not None else self._hidden_titles(lane.hidden) if lane is not None else ""
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())

    def _hidden_titles(self, keys: tuple[str, ...]) -> str:
        titles = [self._said[key].title for key in keys]
        return "No room for the label of: " + ", ".join(titles) if titles else ""

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if way and shift and self._view is not None:
            self.set_view(self._view.panned(way * KEY_PAN_SHARE * self._view.days))
        elif way:
            self.step(way)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._step_to(0 if key == Qt.Key.Key_Home else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._focused is not None:
            self.choose(self._focused)
        elif key == Qt.Key.Key_F:
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def step(self, way: int) -> None:
        """To the next (1) or previous (−1) event in time order; stops at the ends."""
        keys = self._steps()
        if not keys:
            return
        if self._focused not in keys:
            self._step_to(0 if way > 0 else -1)
            return
        self.focus_on(keys[min(max(keys.index(self._focused) + way, 0), len(keys) - 1)])

    def _step_to(self, place: int) -> None:
        if keys := self._steps():
            self.focus_on(keys[place])

    def _steps(self) -> list[str]:
        return [item.key for item in self._items if item.shape is not Shape.INTERVAL]

    def focus_on(self, key: str) -> None:
        """Put the keyboard on an item, bring it into view, and tell screen readers."""
        self._focused = key
        item = self._item(key)
        stretch = self._stretch(item) if item is not None else None
        if stretch is not None and self._view is not None and not self._visible(stretch):
            self.set_view(self._view.showing(*stretch))
        self.setAccessibleDescription(self._said[key].text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self._redraw()

    def _visible(self, stretch: tuple[float, float]) -> bool:
        return self._view is not None and self._view.first <= stretch[0] and stretch[1] <= self._view.last

    def choose(self, key: str) -> None:
        """A course is selected in every view; other items have nothing to select."""
        item = self._item(key)
        if item is not None and item.course is not None:
            self._selection.select_course(item.course)

    def _item(self, key: str) -> Item | None:
        return next((item for item in self._items if item.key == key), None)

    def sizeHint(self) -> QSize:
        """The height its rows would like to have."""
        return QSize(super().sizeHint().width(), comfortable_height(self._lanes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._redraw()

    # The table beside the picture

    def show_table(self) -> None:
        """Open the same facts as a table."""
        if self._table is None:
            self._table = TimelineTable(self.window())
        self._table.show_rows(self.rows)
        self._table.show()
        self._table.raise_()
