"""Dragging an end of a bar on the timeline: the date keeps its precision, and what cannot be dragged says why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.event_edits import dragged
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.patient.origins import Entry
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.widget import TimelineView

GRIP_PX, LEAST_PX, SHORT_BAR_PX = 5, 4, 24
OPEN_END = "This end is open: nobody states it. To enter one, open the event (Enter)."
Side = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Grip:
    """One end of one event, and where the mouse took it."""

    event: Event
    side: Side
    x: float


class EndDrag(QObject):
    """A tool of the timeline. `moved` carries uid, side and day once the mouse lets go; Esc lets everything stay."""

    moved = Signal(str, str, object)

    def __init__(self, view: "TimelineView", event_of: Callable[[str], Event | None]) -> None:
        super().__init__(view)
        self._view, self._event_of = view, event_of
        self._grip: Grip | None = None
        self._at: float | None = None
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def grip_at(self, at: QPointF) -> Grip | None:
        """The end of a bar under the mouse; none of a bar hardly wider than its ends."""
        for reach in (0.0, -GRIP_PX, GRIP_PX):
            key = self._view.key_at(QPointF(at.x() + reach, at.y()))
            shown = None if key is None else self._view.history_event(key)
            box = None if shown is None or shown.extent is Extent.POINT else self._view.box_of(shown.uid)
            event = None if shown is None or box is None else self._event_of(shown.uid)
            if event is None or box is None or box.width() < SHORT_BAR_PX:
                continue
            for side, x in _ends(box.left(), box.right()):
                if abs(at.x() - x) <= GRIP_PX and box.top() <= at.y() <= box.bottom():
                    return Grip(event, side, at.x())
        return None

    def press(self, event: QMouseEvent) -> bool:
        """True on an end of a bar."""
        self._grip, self._at = self.grip_at(event.position()), None
        return self._grip is not None

    def move(self, event: QMouseEvent) -> None:
        """Show which date it would become."""
        if self._grip is None or (self._at is None and abs(event.position().x() - self._grip.x) < LEAST_PX):
            return
        self._at = event.position().x()
        QToolTip.showText(event.globalPosition().toPoint(), tr(self._said(self._grip)), self._view.viewport())

    def release(self, event: QMouseEvent) -> None:
        """The end is where the mouse lets it go; a mere click moves nothing and chooses the event."""
        del event
        grip, at = self._grip, self._at
        self._grip = self._at = None
        if grip is None:
            return
        day = None if at is None else self._view.day_at(at)
        if at is None:
            self._view.focus_on(grip.event.uid)
            self._view.choose(grip.event.uid)
        elif day is not None and not self._refusal(grip, day):
            self.moved.emit(grip.event.uid, grip.side, day)

    def paint(self, painter: QPainter) -> None:
        """A line where the end would lie."""
        if self._grip is None or self._at is None:
            return
        pen = QPen(QColor(self._view.palette().text().color()), 1.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(self._at, 0.0), QPointF(self._at, self._view.scene.axis_top))

    def cancel(self) -> None:
        """Let everything stay as it was."""
        self._grip = self._at = None
        QToolTip.hideText()
        self._view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc ends a drag before any command gets it; over an end the mouse looks like what it would do."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and self._grip is not None:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            self.cancel()
            return True
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent) and not event.buttons():
            over = self.grip_at(event.position()) is not None
            shape = Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor
            if over or self._view.viewport().cursor().shape() is Qt.CursorShape.SizeHorCursor:
                self._view.viewport().setCursor(shape)
        return super().eventFilter(watched, event)

    def _said(self, grip: Grip) -> str:
        day = None if self._at is None else self._view.day_at(self._at)
        if day is None:
            return ""
        refused = self._refusal(grip, day)
        if refused:
            return f"✖ {refused}"
        when = grip.event.start if grip.side == "start" else grip.event.end
        word = "From" if grip.side == "start" else "To"
        return f"{word} {dragged(when, day, Entry('?')).text} (was {when.text}); Esc lets it stay"

    @staticmethod
    def _refusal(grip: Grip, day: date) -> str:
        """Why this end cannot be dragged; empty where it can."""
        if grip.side == "end" and grip.event.extent is Extent.OPEN:
            return OPEN_END
        try:
            dragged(grip.event.start if grip.side == "start" else grip.event.end, day, Entry("?"))
        except EntryError as error:
            return str(error)
        return ""


def _ends(left: float, right: float) -> tuple[tuple[Side, float], tuple[Side, float]]:
    return ("start", left), ("end", right)
