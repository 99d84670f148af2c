"""A line of text that shortens itself with an ellipsis instead of being cut; the whole is in its tooltip."""

from PySide6.QtCore import QEvent, QMargins, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reirrad_gui.ui.in_place import write

HEIGHTS_KEPT = 100


class ElidedLabel(QLabel):
    """Takes the width its text needs, and gives it up down to `least` pixels when there is no room.

    One that `fills` a column is as wide as that, whatever its text. A tooltip that is set from outside stays whatever
    the width.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, least: int = 32, why: str = "", fills: bool = False
    ) -> None:
        super().__init__(text, parent)
        self._least, self._why, self._given = least, why, ""
        self._fitted: tuple[str, int, QFont] | None = None
        self._shown = ""
        self._measured: tuple[str, QFont, QMargins] | None = None
        self._heights: dict[frozenset[str], int] = {}
        self._hint = QSize()
        self._room = self.minimumSizeHint if fills else None
        self.setAccessibleDescription(why)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def keep(self, least_px: int) -> None:
        """Give up another width than before."""
        if least_px != self._least:
            self._least = least_px
            self.updateGeometry()

    @property
    def shown(self) -> str:
        """What is drawn at the present width; found once for a text, a font and a width."""
        fitted = (self.text(), self.contentsRect().width(), self.font())
        if fitted != self._fitted:
            text, width, _ = fitted
            self._fitted = fitted
            self._shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._shown

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(self._least, hint.width()), hint.height())

    def sizeHint(self) -> QSize:
        """What all of the text needs; measured once for a text, a font and margins, as layouts ask many times."""
        self.ensurePolished()
        asked = (self.text(), self.font(), self.contentsMargins())
        if asked != self._measured:
            if self._measured is None or asked[1:] != self._measured[1:] or len(self._heights) > HEIGHTS_KEPT:
                self._heights.clear()
            self._hint = QSize(self.fontMetrics().horizontalAdvance(asked[0]) + 2, self._height(asked[0]))
            self._measured = asked
        return self._hint

    def _height(self, text: str) -> int:
        """Of a line, which depends on its letters alone: some come from other fonts. QLabel would measure all of it."""
        letters = frozenset(text)
        found = self._heights.get(letters)
        if found is None or "\n" in letters:
            found = self._heights[letters] = super().sizeHint().height()
        return found

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured = self._fitted = None

    def setText(self, text: str) -> None:
        if text != self.text():
            write(self, text, self._room)
            self._tell()

    def say(self, text: str, why: str) -> None:
        """Another text, and the reason behind it."""
        if why != self._why:
            self._why = why
            self.setAccessibleDescription(why)
            self._tell()
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.shown
        )
        painter.end()

    def setToolTip(self, text: str) -> None:
        self._given = text
        self._tell()

    def _tell(self) -> None:
        parts = (self.text() if self.shown != self.text() else "", self._why)
        super().setToolTip(self._given or "\n".join(part for part in parts if part))
