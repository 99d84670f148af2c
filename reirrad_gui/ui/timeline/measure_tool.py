"""Measuring: a drag with Shift (or in measuring mode) between two events, or from the keyboard; shown until Esc."""

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.measured import End, Measured, between, between_items, day_end

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.pointing import PointedArea

ONE_END_PX = 3.0
HINT = "Drag from one event to another; Esc ends measuring"
NO_DATE = "no date to measure from"


class MeasureTool:
    """Takes presses with Shift on the dated part; all presses there while `on`."""

    def __init__(self, view: "PointedArea") -> None:
        self._whose = ref(view)
        self.on = False
        self.measured: Measured | None = None
        self._anchor: str | None = None
        self._from: QPointF | None = None
        self._y = 0.0
        self._words = ""

    @property
    def _view(self) -> "PointedArea":
        """The view, which owns this and is not held by it: a cycle may be freed in any thread, a widget must not."""
        view = self._whose()
        assert view is not None, "nothing is done with a view that is gone"
        return view

    @property
    def active(self) -> bool:
        """True while there is something for Esc to end."""
        return self.on or self.measured is not None or self._anchor is not None

    @property
    def draws(self) -> bool:
        """True while it paints anything."""
        return self.active or bool(self._words)

    def end(self) -> None:
        """Nothing is measured any more."""
        self.on, self.measured, self._anchor, self._from, self._words = False, None, None, None, ""

    def from_key(self, key: str | None) -> None:
        """Measure from the item the keyboard stands on to wherever it steps; without one, or again: switch the mode."""
        if self.active:
            self.end()
        else:
            self.on, self._anchor = True, key
            box = None if key is None else self._view.box_of(key)
            self._y = 24.0 if box is None else box.bottom()

    def step_to(self, key: str) -> None:
        """The keyboard came to another item."""
        if self._anchor is not None and key != self._anchor:
            self.measured = self._between(self._anchor, key)
            self._words = "" if self.measured is not None else NO_DATE

    def press(self, event: QMouseEvent) -> bool:
        plot, at = self._view.scene.plot, event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        inside = plot.x0 <= at.x() <= plot.x1 and at.y() < self._view.scene.axis_top
        if not inside or not (shift or self.on) or self._view.scene.axis is None:
            if self.measured is not None and not self.on:
                self.end()
            return False
        self.measured, self._anchor, self._words = None, None, ""
        self._from, self._y = at, at.y()
        return True

    def move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._from is not None and abs(at.x() - self._from.x()) >= ONE_END_PX:
            self._y = at.y()
            self.measured = self._across(self._from, at)
            self._words = "" if self.measured is not None else NO_DATE

    def release(self, event: QMouseEvent) -> None:
        self.move(event)
        self._from = None
        self._view.told(tr(self.measured.sentence if self.measured is not None else self._words))

    def _across(self, start: QPointF, end: QPointF) -> Measured | None:
        """Between the items at two places; a place without one is its day."""
        one, other = self._view.key_at(start), self._view.key_at(end)
        if one is not None and other is not None and one != other:
            return self._between(one, other)
        ends = [self._end_at(start, one), self._end_at(end, other if other != one else None)]
        return between(*(end for end in ends if end is not None)) if None not in ends else None

    def _end_at(self, at: QPointF, key: str | None) -> End | None:
        item = None if key is None else self._view.item(key)
        if item is not None and item.dated:
            return End(self._view.title_of(item.key), item.start)
        axis = self._view.scene.axis
        return None if axis is None else day_end(axis.day(at.x()))

    def _between(self, one: str, other: str) -> Measured | None:
        items = self._view.item(one), self._view.item(other)
        if items[0] is None or items[1] is None:
            return None
        return between_items(items[0], items[1], (self._view.title_of(one), self._view.title_of(other)))

    def paint(self, painter: QPainter) -> None:
        """The stretch that is measured, with its length and what it lies between."""
        text = self._words or (HINT if self.on else "")
        measured, scene = self.measured, self._view.scene
        if measured is not None and scene.axis is not None:
            x0, x1 = scene.axis.x(measured.first_day), scene.axis.x(measured.last_day)
            left, right = max(x0, scene.plot.x0), min(x1, scene.plot.x1)
            painter.setPen(QPen(QColor(self._view.theme.text), 1.5))
            painter.drawLine(QPointF(left, self._y), QPointF(right, self._y))
            painter.setPen(QPen(QColor(self._view.theme.text), 1.0, Qt.PenStyle.DotLine))
            for x in (x0, x1):
                if scene.plot.x0 <= x <= scene.plot.x1:
                    painter.drawLine(QPointF(x, scene.top), QPointF(x, scene.axis_top))
            text = measured.sentence
        if text:
            self._box(painter, text)

    def _box(self, painter: QPainter, text: str) -> None:
        """The words beside the line, within the plot and above the axis."""
        scene, theme = self._view.scene, self._view.theme
        font = self._view.body_font
        metrics = QFontMetricsF(font)
        room = scene.plot.x1 - scene.plot.x0
        text = metrics.elidedText(tr(text), Qt.TextElideMode.ElideLeft, room - 16.0)
        width, height = metrics.horizontalAdvance(text) + 16.0, metrics.height() + 6.0
        middle = (scene.plot.x0 + scene.plot.x1) / 2
        if self.measured is not None and scene.axis is not None:
            middle = (scene.axis.x(self.measured.first_day) + scene.axis.x(self.measured.last_day)) / 2
        x = min(max(middle - width / 2, scene.plot.x0), scene.plot.x1 - width)
        y = self._y + 5.0 if self._y + 5.0 + height < scene.axis_top else self._y - 5.0 - height
        box = QRectF(x, max(y, scene.top), width, height)
        painter.setPen(QPen(QColor(theme.text), 1.0))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, 3.0, 3.0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
