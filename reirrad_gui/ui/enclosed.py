"""A row whose parts may move within it, but move nothing around it."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget


class EnclosedRow(QWidget):
    """Gives its parts the width that it was given itself; only another height is told to what is around it.

    Qt lays out everything up to the window whenever a part of a row needs other room, and docks with it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = QWidget(self)
        self.row = QHBoxLayout(self._inner)
        self._needed: tuple[int, int, int] | None = None

    def sizeHint(self) -> QSize:
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inner.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())
        self._pass_on()

    def event(self, event: QEvent) -> bool:
        """The row asks for other room: its parts have been given theirs."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._pass_on()
        return super().event(event)

    def _pass_on(self) -> None:
        """Tell what is around it of another height, or of a least width that is more than there is."""
        least = self.minimumSizeHint()
        needed = (self.sizeHint().height(), least.height(), max(least.width() - self.width(), 0))
        if needed != self._needed:
            self._needed = needed
            self.updateGeometry()
