"""The menu of whatever has the keyboard, by a key that every system has: not every keyboard has a menu key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication


def open_menu_here() -> None:
    """What the menu key does where there is one; nothing where no widget has the keyboard."""
    here = QApplication.focusWidget()
    if here is None:
        return
    cursor = here.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    place = cursor.center() if hasattr(cursor, "center") and cursor.isValid() else here.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, here.mapToGlobal(place))
    QApplication.sendEvent(here, asked)
