"""While the shared screen stands in place of the main window, no other window of this program may come up.

A second line: what is on the shared screen passes the veil. Whatever another window would say is kept until later.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.session.veil import Veil

_FREE = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)


class Gate(QObject):
    """Hides every window but one and its own dialogs; `held` are those that wanted to come up meanwhile."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self._hidden: list[QWidget] = []
        self.held: list[QWidget] = []

    def close(self, main: QWidget) -> None:
        """The main window and everything else of this program goes off the screen."""
        app = QApplication.instance()
        self._hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible() and not self._belongs(one)]
        for one in self._hidden:
            one.hide()
        if main not in self._hidden:
            self._hidden.append(main)
        if app is not None:
            app.installEventFilter(self)

    def open(self) -> None:
        """Everything comes back, and with it what was held."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        for one in (*self._hidden, *self.held):
            one.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
            one.show()
        self._hidden, self.held = [], []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and isinstance(watched, QWidget) and not self._belongs(watched) and watched not in self.held:
            self.held.append(watched)
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=True)  # the event comes before the window
            QTimer.singleShot(0, watched, watched.hide)
        return super().eventFilter(watched, event)

    def _belongs(self, widget: QWidget) -> bool:
        """The board, its dialogs, and menus and tooltips, which only what is visible brings up."""
        if widget.windowType() in _FREE:
            return True
        parent: QWidget | None = widget
        while parent is not None and parent is not self._board:
            parent = parent.parentWidget()
        return parent is self._board


def clean_clipboard(veil: Veil) -> None:
    """A text on the clipboard that names this patient stays there without identity: pasted, it would be seen."""
    clipboard = QGuiApplication.clipboard()
    text = clipboard.text()
    if text and veil.hides(text):
        clipboard.setText(veil.text(text))
