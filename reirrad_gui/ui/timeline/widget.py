"""The timeline on screen: a session's history under mouse and keyboard."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.area import ZOOM_STEP, TimeArea
from reirrad_gui.ui.timeline.courses import reirradiation_flag
from reirrad_gui.ui.timeline.following import Following
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import timeline_items
from reirrad_gui.ui.timeline.lanes import LaneChoice
from reirrad_gui.ui.timeline.menu import MenuPart, Place, timeline_menu
from reirrad_gui.ui.timeline.said import Said, all_said
from reirrad_gui.ui.timeline.scene import AXIS_PX, OVERVIEW_PX
from reirrad_gui.ui.timeline.table import TimelineTable
from reirrad_gui.ui.timeline.tools import Tool
from reirrad_gui.ui.timeline.viewport import Viewport

if TYPE_CHECKING:
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session import Session

DRAG_PX = 4
KEY_PAN_SHARE = 0.1
BINDINGS = (
    Group(
        "Timeline",
        (
            Binding("Wheel, + −", "Zoom, from 60 years to 1 day"),
            Binding("Drag, Shift+← →", "Move in time"),
            Binding("F, double-click", "Fit everything"),
            Binding("Double-click a course", "Zoom to it"),
            Binding("Click, Enter", "Select a course in every view, show a scan"),
            Binding("Enter, double-click an event", "Open the event"),
            Binding("Insert", "Add an event on the day under the mouse"),
            Binding("← →", "Step through events in time order"),
            Binding("Home, End", "First and last event"),
            Binding("Right click, Menu key", "What can be done here; show, hide and move lanes"),
        ),
    ),
)


class TimelineView(TimeArea):
    """Shows a session's history and lets a course be chosen; computes no layout: `scene` does.

    `event_opened` carries the uid of the event that is to be opened, `add_wanted` the day (a date, or None) on which an
    event is to be added, `image_wanted` the uid of the imaging event that was chosen. `menu_parts` add to the menu of
    the place that was clicked; `tools` are asked first about what the mouse does.
    """

    bindings = BINDINGS
    event_opened = Signal(str)
    add_wanted = Signal(object)
    image_wanted = Signal(str)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(selection, theme, parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of disease, imaging, therapy and symptoms")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._session: Session | None = None
        self._said: Mapping[str, Said] = {}
        self._events: dict[str, Event] = {}
        self._told: tuple[object, ...] | None = None
        self._hovered: str | None = None
        self._pressed: QPoint | None = None
        self._dragged_from: Viewport | None = None
        self._table: TimelineTable | None = None
        self.following = Following(self)
        self.following.found.connect(self._show_found)
        self.menu_parts: list[MenuPart] = []
        self.tools: list[Tool] = []
        self._tool: Tool | None = None

    # What the window tells

    def show_session(self, session: "Session | None") -> None:
        """Show a case from its beginning to its end, or nothing."""
        self._session = session
        self._focused = self._hovered = None
        self._view = self._told = None
        self.refresh()

    def refresh(self) -> None:
        """The session has changed; what is visible stays visible."""
        told = None if self._session is None else _told(self._session)
        if told is not None and told == self._told:
            return
        self._told = told
        if self._session is None:
            self._said, self._events = {}, {}
            self.show_items(())
        else:
            assessment = self._session.assessment
            courses = [summary.course for summary in assessment.courses]
            events = self.following.shown(self._session.case.events, courses)
            flag = reirradiation_flag(assessment.classification.kind, synthetic=bool(assessment.synthetic))
            self._said = all_said(events, assessment)
            self._events = {event.uid: event for event in events}
            self.show_items(timeline_items(events, assessment.courses, assessment.gaps, flag))
        if self._table is not None and self._table.isVisible():
            self._table.show_rows(self.rows)

    @Slot()
    def _show_found(self) -> None:
        """What follows from a long history has come."""
        self._told = None
        self.refresh()

    def saved_state(self) -> str:
        """What the window remembers for the next start."""
        return self.lanes.text

    def restore_state(self, text: str) -> None:
        """What the window remembered."""
        self.set_lanes(LaneChoice.read(text))

    @property
    def rows(self) -> tuple[Said, ...]:
        """Everything in words, in time order."""
        return tuple(self._said[item.key] for item in self._items)

    def history_event(self, key: str) -> "Event | None":
        """The event of an item, as it is shown (derived results in it); None for a course or an interval."""
        return self._events.get(key)

    def day_at(self, x: float) -> date | None:
        """The day at a pixel of the surface; None beside the dated axis."""
        scene = self.scene
        if scene.axis is None or not scene.plot.x0 <= x <= scene.plot.x1:
            return None
        ordinal = int(scene.axis.day(x))
        return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))

    def x_of(self, ordinal: float) -> float | None:
        """The pixel of the surface at which a day (ordinal) begins; None where nothing is dated."""
        axis = self.scene.axis
        return None if axis is None else axis.x(ordinal)

    def box_of(self, key: str) -> QRectF | None:
        """What an item covers of the surface, without its label; None where it is not drawn."""
        for lane in self.scene.lanes:
            for row in lane.rows:
                for drawn in row.drawn:
                    if drawn.item.key == key:
                        top = row.top - self.verticalScrollBar().value()
                        return QRectF(drawn.stretch.x0, top, drawn.stretch.x1 - drawn.stretch.x0, row.bottom - row.top)
        return None

    @property
    def focused(self) -> str | None:
        """Key of the item the keyboard stands on."""
        return self._focused

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._tool = next((tool for tool in self.tools if tool.press(event)), None)
            if self._tool is not None:
                return
            self._pressed, self._dragged_from = event.position().toPoint(), None
            QToolTip.hideText()
            if self._on_overview(event.position()):
                self.look_at(event.position().x())

    def paint_over(self, painter: QPainter) -> None:
        for tool in self.tools:
            tool.paint(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._cursor = event.position()
            self._tool.move(event)
        elif self._pressed is None:
            self._cursor = event.position()
            self._hover(event)
        else:
            self._cursor = None
            self._drag(self._pressed, event.position().toPoint())
        self.viewport().update()

    def _on_overview(self, at: QPointF) -> bool:
        scene = self.scene
        return scene.overview is not None and at.y() >= scene.axis_top + AXIS_PX - OVERVIEW_PX

    def _drag(self, start: QPoint, to: QPoint) -> None:
        if self._dragged_from is None and self._on_overview(QPointF(start)):
            self.look_at(to.x())
            return
        if self._dragged_from is None and abs(to.x() - start.x()) >= DRAG_PX:
            self._dragged_from = self.view
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged_from is not None:
            self.pan_by_pixels(self._dragged_from, to.x() - start.x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._tool is not None:
            self._tool.release(event)
            self._tool = None
            self.viewport().update()
            return
        was_drag = self._dragged_from is not None
        pressed, self._pressed, self._dragged_from = self._pressed, None, None
        self.viewport().unsetCursor()
        if pressed is not None and not was_drag and (key := self.key_at(event.position())) is not None:
            self.focus_on(key)
            self.choose(key)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        if key is None:
            self.fit()
        elif self.history_event(key) is None:
            self.zoom_to(key)
        else:
            self.event_opened.emit(key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._cursor = self._hovered = None
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = QPointF(event.pos())
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        lane = None if by_key else self.scene.lane_at(at.x(), self._lane_y(at.y()))
        place = Place(
            self._focused if by_key else self.key_at(at), self.day_at(at.x()), None if lane is None else lane.lane
        )
        timeline_menu(self, place).popup(event.globalPos())

    def _lane_y(self, y: float) -> float:
        """Height in the lanes, which may be scrolled."""
        return y + self.verticalScrollBar().value()

    def key_at(self, at: QPointF) -> str | None:
        """Key of the item under a place of the surface."""
        inside = at.y() < self.scene.axis_top
        return self.scene.item_at(at.x(), self._lane_y(at.y())) if inside else None

    def _hover(self, event: QMouseEvent) -> None:
        """The tooltip comes at once: the whole point of hovering is to read it."""
        at = event.position()
        key, lane = self.key_at(at), self.scene.lane_at(at.x(), self._lane_y(at.y()))
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
        if way and shift and self.view is not None:
            self.set_view(self.view.panned(way * KEY_PAN_SHARE * self.view.days))
        elif way:
            self.step(way)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._step_to(0 if key == Qt.Key.Key_Home else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._focused is not None:
            self.choose(self._focused)
            if self.history_event(self._focused) is not None:
                self.event_opened.emit(self._focused)
        elif key == Qt.Key.Key_Insert:
            self.add_wanted.emit(None if self._cursor is None else self.day_at(self._cursor.x()))
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
        hidden = self.lanes.hidden
        return [item.key for item in self._items if item.shape is not Shape.INTERVAL and item.lane not in hidden]

    def focus_on(self, key: str) -> None:
        """Put the keyboard on an item, bring it into view, and tell screen readers."""
        self._focused = key
        stretch, view = self._stretch(key), self.view
        if stretch is not None and view is not None and not (view.first <= stretch[0] and stretch[1] <= view.last):
            self.set_view(view.showing(*stretch))
        self.setAccessibleDescription(self._said[key].text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self._redraw()

    def choose(self, key: str) -> None:
        """A course is selected in every view, an imaging event asks for its image; others have nothing to select."""
        item, event = self.item(key), self.history_event(key)
        if item is not None and item.course is not None:
            self._selection.select_course(item.course)
        elif event is not None and event.lane is Lane.IMAGING:
            self.image_wanted.emit(key)

    # The table beside the picture

    def show_table(self) -> None:
        """Open the same facts as a table."""
        if self._table is None:
            self._table = TimelineTable(self.window())
        self._table.show_rows(self.rows)
        self._table.show()
        self._table.raise_()


def _told(session: "Session") -> tuple[object, ...]:
    """All that the timeline is made of: where none of it has changed, neither has the timeline."""
    made_of = session.assessment
    return (session.case.events, made_of.courses, made_of.gaps, made_of.classification, made_of.synthetic)
