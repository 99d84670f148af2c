"""The callout of a tour: two sentences beside the thing they speak of, never over it, and a ring around that."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr

WIDTH_PX, SIDES_PX, AWAY_PX, EDGE_PX, RING_PX = 340, 16, 12, 8, 2
_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_PageDown)
_BACKWARD = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace)


def place_beside(target: QRect, size: QSize, room: QRect) -> QPoint:
    """Where a callout stands: on the side of the target with most room, beside its middle, inside the room.

    Where no side has room for all of it, on the side that has most.
    """
    wide, high = size.width() + AWAY_PX + EDGE_PX, size.height() + AWAY_PX + EDGE_PX
    sides = {
        "right": (room.right() - target.right(), wide),
        "left": (target.left() - room.left(), wide),
        "below": (room.bottom() - target.bottom(), high),
        "above": (target.top() - room.top(), high),
    }
    side = max(sides, key=lambda name: (sides[name][0] >= sides[name][1], sides[name][0] - sides[name][1]))
    middle = target.center() - QPoint(size.width() // 2, size.height() // 2)
    x = {"right": target.right() + AWAY_PX, "left": target.left() - AWAY_PX - size.width()}.get(side, middle.x())
    y = {"below": target.bottom() + AWAY_PX, "above": target.top() - AWAY_PX - size.height()}.get(side, middle.y())
    x = min(max(x, room.left() + EDGE_PX), room.right() - EDGE_PX - size.width())
    y = min(max(y, room.top() + EDGE_PX), room.bottom() - EDGE_PX - size.height())
    return QPoint(x, y)


class Ring(QWidget):
    """A line around the target that lets every click through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self.palette().highlight().color()), RING_PX))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class Callout(QFrame):
    """`forward`, `backward` and `ended` are what the person wants; arrows, Enter and Esc say the same."""

    forward = Signal()
    backward = Signal()
    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour callout")
        self.setAccessibleName(tr("Guided tour"))
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._count.setProperty("role", "muted")
        self._text.setObjectName("tour text")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._next, self._back, self._end = QPushButton(tr("&Next")), QPushButton(tr("&Back")), QPushButton(tr("End"))
        for button, name, signal in (
            (self._end, "end", self.ended),
            (self._back, "back", self.backward),
            (self._next, "next", self.forward),
        ):
            button.setObjectName(f"tour {name}")
            button.clicked.connect(signal)
        self._next.setProperty("role", "primary")
        self._lay_out()
        self.setTabOrder(self._next, self._back)
        self.setTabOrder(self._back, self._end)

    def _lay_out(self) -> None:
        line = self._line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._count)
        line.addStretch(1)
        for button in (self._end, self._back, self._next):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDES_PX, 12, SIDES_PX, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(line)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, title: str, text: str, number: int, of: int) -> None:
        """One step; at the last one Next ends the tour."""
        title, text = tr(title), tr(text)
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(tr(f"{number} of {of}"))
        self._next.setText(tr("&Done" if number == of else "&Next"))
        self._back.setEnabled(number > 1)
        self.setAccessibleDescription(f"{title}. {text}")
        self._line.invalidate()
        width = max(WIDTH_PX, self._line.sizeHint().width() + 2 * SIDES_PX)
        self.setFixedWidth(width)
        self.resize(width, self.heightForWidth(width))

    def take_keyboard(self) -> None:
        """Enter goes on."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Esc ends the tour before the window's own Esc is asked."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.backward if self._back.hasFocus() else self.ended if self._end.hasFocus() else self.forward).emit()
        elif key in _FORWARD:
            self.forward.emit()
        elif key in _BACKWARD:
            self.backward.emit()
        elif key == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        colours = self.palette()
        painter.fillRect(self.rect(), colours.alternateBase())
        painter.setPen(QPen(colours.placeholderText().color(), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
