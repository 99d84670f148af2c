"""The names of lanes under the mouse: a click collapses or opens a lane, a drag moves it, its count is listed."""

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from reirrad_gui.ui.timeline.scene import GUTTER_PX, LaneBand

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.pointing import PointedArea

DRAG_PX = 6.0
COUNT_PX = 44.0


class LaneTool:
    """Takes presses on the names of lanes."""

    def __init__(self, view: "PointedArea") -> None:
        self._whose = ref(view)
        self._lane: LaneBand | None = None
        self._at = self._to = QPointF()

    @property
    def _view(self) -> "PointedArea":
        """The view, which owns this and is not held by it: a cycle may be freed in any thread, a widget must not."""
        view = self._whose()
        assert view is not None, "nothing is done with a view that is gone"
        return view

    def press(self, event: QMouseEvent) -> bool:
        at = event.position()
        if at.y() >= self._view.scene.axis_top:
            return False
        self._lane = self._view.scene.lane_at(at.x(), self._view.lane_y(at.y()))
        self._at = self._to = at
        return self._lane is not None

    def move(self, event: QMouseEvent) -> None:
        self._to = event.position()
        if self._dragged:
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def release(self, event: QMouseEvent) -> None:
        lane, self._to = self._lane, event.position()
        target, dragged, at = self._target, self._dragged, self._at
        self._lane = None
        self._view.viewport().unsetCursor()
        if lane is None:
            return
        if dragged:
            if target is not None and target.lane is not lane.lane:
                self._view.set_lanes(self._view.lanes.put_before(lane.lane, target.lane))
        elif at.x() >= GUTTER_PX - COUNT_PX and lane.hidden_count and not lane.collapsed:
            self._view.list_hidden(lane, event.globalPosition().toPoint())
        else:
            self._view.set_lanes(self._view.lanes.folded(lane.lane))

    @property
    def _dragged(self) -> bool:
        return abs(self._to.y() - self._at.y()) >= DRAG_PX

    @property
    def _target(self) -> LaneBand | None:
        return self._view.scene.lane_of(self._view.lane_y(self._to.y()))

    def paint(self, painter: QPainter) -> None:
        """Where the lane would come to stand."""
        target = self._target if self._lane is not None and self._dragged else None
        if target is None or self._lane is None or target.lane is self._lane.lane:
            return
        y = target.bottom if target.top > self._lane.top else target.top
        y -= self._view.lane_y(0.0)
        painter.setPen(QPen(QColor(self._view.theme.text), 2.0))
        painter.drawLine(QPointF(4.0, y), QPointF(self._view.scene.right - 4.0, y))
