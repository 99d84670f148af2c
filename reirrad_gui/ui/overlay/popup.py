"""A small panel that drops from a button and closes with Esc or a click beside it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr


class Popup(QFrame):
    """Hangs below its button, kept on the screen."""

    def __init__(self, button: QToolButton, name: str) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setAccessibleName(tr(name))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._button = button
        button.clicked.connect(self.drop)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 12)
        self.column.setSpacing(8)

    def drop(self) -> None:
        """Show below the button."""
        self.adjustSize()
        place = self._button.mapToGlobal(QPoint(0, self._button.height() + 2))
        screen = self._button.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        first = self.findChild(QWidget, "first")
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)
