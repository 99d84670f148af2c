"""The timeline's surface under the mouse: pointing, choosing, panning, and the tools that are asked first."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import BODY_PX, Theme
from reirrad_gui.ui.timeline.area import TimeArea
from reirrad_gui.ui.timeline.axis import day_text
from reirrad_gui.ui.timeline.intervals import length_words
from reirrad_gui.ui.timeline.lane_tool import LaneTool
from reirrad_gui.ui.timeline.measure_tool import MeasureTool
from reirrad_gui.ui.timeline.menu import MenuPart, Place
from reirrad_gui.ui.timeline.scene import AXIS_PX, OVERVIEW_PX, LaneBand
from reirrad_gui.ui.timeline.tools import Tool
from reirrad_gui.ui.timeline.viewport import Viewport

DRAG_PX = 4
LISTED_MOST = 30


class PointedArea(TimeArea):
    """What the mouse does; what it means is said by the methods at the end, which the view fills in."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(selection, theme, parent)
        self.viewport().setMouseTracking(True)
        self._hovered: object = None
        self._pressed: QPoint | None = None
        self._dragged_from: Viewport | None = None
        self.measure = MeasureTool(self)
        self.menu_parts: list[MenuPart] = []
        self.tools: list[Tool] = [LaneTool(self), self.measure]
        self._tool: Tool | None = None

    # Places

    @property
    def theme(self) -> Theme:
        """The colours it is drawn in."""
        return self._theme

    @property
    def body_font(self) -> QFont:
        """The font of labels at their usual size."""
        return self._sizes[BODY_PX][0]

    def day_at(self, x: float) -> date | None:
        """The day at a pixel of the surface; None beside the dated axis and where time is left out."""
        scene = self.scene
        if scene.axis is None or not scene.plot.x0 <= x <= scene.plot.x1:
            return None
        day = scene.axis.day(x)
        if scene.axis.fold.cut_at(day) is not None:
            return None
        return date.fromordinal(min(max(int(day), 1), date.max.toordinal()))

    def x_of(self, ordinal: float) -> float | None:
        """The pixel of the surface at which a day (ordinal) begins; None where nothing is dated."""
        axis = self.scene.axis
        return None if axis is None else axis.x(ordinal)

    def box_of(self, key: str) -> QRectF | None:
        """What an item covers of the surface, without its label; None where it is not drawn by itself."""
        for lane in self.scene.lanes:
            for row in lane.rows:
                spots = () if row.drawing is None else row.drawing.spots
                found = next((d.stretch for d in row.drawn if d.item.key == key), None)
                ends = [(s.x0, s.x1) for s in spots if s.key == key] if found is None else [(found.x0, found.x1)]
                if ends:
                    top, x0, x1 = row.top - self.lane_y(0.0), min(e[0] for e in ends), max(e[1] for e in ends)
                    return QRectF(x0, top, x1 - x0, row.bottom - row.top)
        return None

    def lane_y(self, y: float) -> float:
        """Height in the lanes, which may be scrolled."""
        return y + self.verticalScrollBar().value()

    def key_at(self, at: QPointF) -> str | None:
        """Key of the item under a place of the surface."""
        inside = at.y() < self.scene.axis_top
        return self.scene.item_at(at.x(), self.lane_y(at.y())) if inside else None

    # Press, move, release

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        QToolTip.hideText()
        self._tool = next((tool for tool in self.tools if tool.press(event)), None)
        if self._tool is None:
            self._pressed, self._dragged_from = event.position().toPoint(), None
            if self._on_overview(event.position()):
                self.look_at(event.position().x())
        self.viewport().update()

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
        at = event.position()
        if at.x() < self.scene.plot.x0:
            return
        key = self.key_at(at)
        if key is None:
            self.fit()
        else:
            self.open(key)

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

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._cursor = self._hovered = None
        self.viewport().update()

    @property
    def covered(self) -> bool:
        return self._tool is not None or self.measure.draws

    def paint_over(self, painter: QPainter) -> None:
        for tool in self.tools:
            tool.paint(painter)

    # Hovering

    def _hover(self, event: QMouseEvent) -> None:
        """The tooltip comes at once: the whole point of hovering is to read it."""
        at = event.position()
        key = self.key_at(at)
        spot = None if key is None else self.scene.spot_at(at.x(), self.lane_y(at.y()))
        lane = None if key is not None else self.scene.lane_at(at.x(), self.lane_y(at.y()))
        left_out = None if key is not None else self.scene.break_at(at.x())
        name = (key, spot, None if lane is None else lane.title, left_out)
        if name == self._hovered:
            return
        self._hovered = name
        text = ""
        if key is not None:
            text = self.tip(key, "" if spot is None else spot.value.text)
        elif lane is not None:
            text = tr(self._lane_tip(lane))
        elif left_out is not None:
            length = length_words(round((left_out.last - left_out.first) / 30.4375))
            text = tr(f"{length} from {day_text(left_out.first)} to {day_text(left_out.last)} are left out: "
                      "nothing begins, ends or happens there.")  # fmt: skip
        pointed = key is not None or lane is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if pointed else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())

    def _lane_tip(self, lane: LaneBand) -> str:
        what = "Click to open" if lane.collapsed else "Click to collapse"
        curves = [row.drawing.curve.title for row in lane.rows if row.drawing is not None]
        hidden = lane.hidden
        titles = [self.title_of(key) for key in hidden[:LISTED_MOST]]
        more = f", and {len(hidden) - LISTED_MOST} more" if len(hidden) > LISTED_MOST else ""
        found = [f"{what}, drag to move."]
        found += [f"Curve: {title}." for title in curves]
        if titles:
            found.append(f"No room for the label of: {', '.join(titles)}{more}. Click the number to list them.")
        return " ".join(found)

    def list_hidden(self, lane: LaneBand, at: QPoint) -> None:
        """A menu of what has no label, in time order; the one that is chosen is shown."""
        self.hidden_menu(lane.hidden).popup(at)

    def list_all_hidden(self) -> None:
        """The same of all lanes that are open, in the middle of the timeline."""
        keys = [key for lane in self.scene.lanes if not lane.collapsed for key in lane.hidden]
        self.hidden_menu(keys).popup(self.viewport().mapToGlobal(self.viewport().rect().center()))

    def hidden_menu(self, keys: Sequence[str]) -> QMenu:
        """A menu of items; choosing one puts the keyboard on it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in keys[:LISTED_MOST]:
            menu.addAction(tr(self.title_of(key)).replace("&", "&&"), partial(self.focus_on, key))
        if len(keys) > LISTED_MOST:
            more = f"and {len(keys) - LISTED_MOST} more: zoom in, search (Ctrl+F) or see the table"
            menu.addAction(tr(more)).setEnabled(False)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = QPointF(event.pos())
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        lane = None if by_key else self.scene.lane_at(at.x(), self.lane_y(at.y()))
        key = self._focused if by_key else self.key_at(at)
        self.menu_at(Place(key, self.day_at(at.x()), None if lane is None else lane.lane)).popup(event.globalPos())

    # What it means: for the view

    def menu_at(self, place: Place) -> QMenu:
        """What can be done at a place."""
        raise NotImplementedError

    def focus_on(self, key: str) -> None:
        """Put the keyboard on an item."""
        raise NotImplementedError

    def choose(self, key: str) -> None:
        """An item was clicked."""
        raise NotImplementedError

    def open(self, key: str) -> None:
        """An item was double-clicked."""
        raise NotImplementedError

    def tip(self, key: str, value: str) -> str:
        """What is said of an item under the mouse, in the language of the window; `value`: the number pointed at."""
        raise NotImplementedError

    def title_of(self, key: str) -> str:
        """The name of an item in a few words."""
        raise NotImplementedError

    def told(self, words: str) -> None:
        """Something to say to those who do not look, in the language of the window."""
        raise NotImplementedError
