"""Hands on a keyboard: every key goes to what has the keyboard at that moment, which the program alone decides.

Nothing here gives a widget the focus, calls what one does or presses a mouse button. What a window manager does is done
where there is none: when a dialog has closed, the window behind it is made active again.
"""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LOOK_EVERY_MS = 20
READY_MS = 100
MOST_TIMES = 4


def press(key, *held) -> None:
    """One key, with those that are held meanwhile."""
    modifiers = held[0] if held else None
    for more in held[1:]:
        modifiers |= more
    QTest.keyClick(here(), key, *(() if modifiers is None else (modifiers,)))
    QApplication.processEvents()


def write(text: str) -> None:
    """A text, letter by letter."""
    for letter in text:
        QTest.keyClick(here(), letter)


def answer(text: Path | str, key) -> None:
    """Write into the next dialog that waits for an answer and press a key there, as soon as it is up.

    For dialogs that hold up whoever asked: to be called before they are asked for. A list of completions that drops
    down may take a press for itself, and a list of files that is still being read may take the text away: as somebody
    at the screen would, it is then written again.
    """
    dialog = QApplication.activeModalWidget()
    if dialog is None or QApplication.focusWidget() is None:
        QTimer.singleShot(LOOK_EVERY_MS, lambda: answer(text, key))
        return
    for _ in range(MOST_TIMES):
        QTest.qWait(READY_MS)
        if not dialog.isVisible():
            return
        press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        write(str(text))
        press(key)
    if dialog.isVisible():
        dialog.reject()  # else whoever asked would wait for ever, and no test would say so


def here() -> QWidget:
    """What has the keyboard: in what has popped up, else in the active window."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    if QApplication.activeWindow() is None:
        (QApplication.activeModalWidget() or _only_window()).activateWindow()
        QApplication.processEvents()
    return QApplication.focusWidget() or QApplication.activeWindow()


def _only_window() -> QWidget:
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert len(shown) == 1, shown
    return shown[0]
