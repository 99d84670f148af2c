"""While the shared screen stands in place of the main window, no other window of this program may come up.

A second line: what is on the shared screen passes the veil. Whatever another window would say is kept until later.
Screen readers list hidden windows with all they say, but no closed popups: that is what hidden windows are meanwhile.
"""

from functools import partial

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QTextDocumentFragment, QWindow
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from reirrad_gui.session.veil import Veil

_FREE = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)


class Gate(QObject):
    """Hides every window but one and its own dialogs; `held` are those that wanted to come up meanwhile."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self._hidden: list[QWidget] = []
        self.held: list[QWidget] = []
        self._flags: list[tuple[QWindow, Qt.WindowType]] = []

    def close(self, main: QWidget) -> None:
        """The main window and everything else of this program goes off the screen."""
        app = QApplication.instance()
        self._hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible() and not self._belongs(one)]
        for one in self._hidden:
            one.hide()
        if main not in self._hidden:
            self._hidden.append(main)
        QToolTip.hideText()
        if app is not None:
            app.installEventFilter(self)
        self._keep_from_screen_readers()

    def open(self) -> None:
        """Everything comes back, and with it what was held."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        for window, flags in self._flags:
            if isValid(window):
                window.setFlags(flags)
        self._flags = []
        for one in (*self._hidden, *self.held):
            one.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
            one.show()
        self._hidden, self.held = [], []

    def _keep_from_screen_readers(self) -> None:
        """No hidden window is in the list of windows that a screen reader gets."""
        known = [window for window, _ in self._flags]
        for one in QApplication.topLevelWidgets():
            window = one.windowHandle()
            if window is not None and window not in known and not one.isVisible() and not self._belongs(one):
                self._flags.append((window, window.flags()))
                window.setFlags(window.flags() & ~Qt.WindowType.WindowType_Mask | Qt.WindowType.Popup)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and isinstance(watched, QWidget) and not self._belongs(watched) and watched not in self.held:
            self.held.append(watched)
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=True)  # the event comes before the window
            QTimer.singleShot(0, watched, partial(self._put_off, watched))
        return super().eventFilter(watched, event)

    def _put_off(self, widget: QWidget) -> None:
        """Not now: hidden, and unknown to screen readers, unless everything is shown again by now."""
        if widget in self.held:
            widget.hide()
            self._keep_from_screen_readers()

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
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if mode is QClipboard.Mode.Selection and not clipboard.supportsSelection():
            continue
        content: QMimeData | None = clipboard.mimeData(mode)
        if content is None:  # nothing was ever on it
            continue
        formatted = QTextDocumentFragment.fromHtml(content.html()).toPlainText() if content.hasHtml() else ""
        text = content.text() or formatted
        if any(veil.hides(one) for one in (text, formatted)):
            clipboard.setText(veil.text(text), mode)
