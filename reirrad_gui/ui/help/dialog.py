"""The help: pages at the left, the page at the right, words to look for."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.help.browser import PageBrowser
from reirrad_gui.ui.help.pages import PAGES, Page, page_named, page_of
from reirrad_gui.ui.language import tr

LIST_PX, MOST_LIST_PX, LIST_AIR_PX = 190, 320, 12
WIDEST_PX, HIGHEST_PX, ROUND_PX, FIELD_PX = 1120, 900, 40, 10
LOOK_FOR = "Words to look for on this page"


class HelpDialog(QDialog):
    """Window-modal and not blocking. Alt+← goes back, Ctrl+F looks for words, Esc closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle(tr("Help"))
        self.setSizeGripEnabled(True)
        self._past: list[tuple[Page, str]] = []
        self._list = QListWidget()
        self._list.setObjectName("help pages")
        self._list.setAccessibleName(tr("Pages of the help"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setSpacing(3)
        self._list.addItems([tr(page.title) for page in PAGES])
        wanted = self._list.sizeHintForColumn(0) + LIST_AIR_PX
        self._list.setFixedWidth(min(max(wanted, LIST_PX), MOST_LIST_PX))
        self._browser = PageBrowser()
        self._said = QLabel()
        self._said.setObjectName("help said")
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        self._field = QLineEdit()
        self._field.setObjectName("help words")
        self._field.setAccessibleName(tr(LOOK_FOR))
        self._field.setPlaceholderText(tr(LOOK_FOR))
        self._field.setClearButtonEnabled(True)
        self._field.setMinimumHeight(self._field.fontMetrics().height() + FIELD_PX)
        self._back = QPushButton(tr("← &Back"))
        self._back.setObjectName("help back")
        self._back.setAutoDefault(False)
        self._connect()
        self._lay_out()
        room = _around(parent).size() if parent is not None else QSize(WIDEST_PX, HIGHEST_PX)
        self.resize(min(WIDEST_PX, room.width() - ROUND_PX), min(HIGHEST_PX, room.height() - ROUND_PX))

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._choose)
        self._browser.page_wanted.connect(self._follow)
        self._browser.told.connect(lambda said: self._said.setText(tr(said)))
        self._field.returnPressed.connect(self._look_for)
        self._back.clicked.connect(self.back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._field.setFocus)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self.back)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        top, middle, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._back)
        top.addStretch(1)
        top.addWidget(self._field, 1)
        middle.setSpacing(8)
        middle.addWidget(self._list)
        middle.addWidget(self._browser, 1)
        foot.addWidget(self._said, 1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return PAGES[max(self._list.currentRow(), 0)]

    def show_page(self, name: str, heading: str = "") -> None:
        """One page, from a heading if one is named."""
        self._past.append((page_named(name), heading))
        self._show(*self._past[-1])

    def _show(self, page: Page, heading: str) -> None:
        blocked = self._list.blockSignals(True)
        self._list.setCurrentRow(PAGES.index(page))
        self._list.blockSignals(blocked)
        self._said.clear()
        self._browser.show_page(page, heading)
        self._back.setEnabled(len(self._past) > 1)
        self._browser.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def back(self) -> None:
        """The page before."""
        if len(self._past) > 1:
            self._past.pop()
            self._show(*self._past[-1])

    @Slot(int)
    def _choose(self, line: int) -> None:
        self._past.append((PAGES[line], ""))
        self._browser.show_page(PAGES[line])
        self._said.clear()
        self._back.setEnabled(True)

    @Slot(object, str)
    def _follow(self, path: Path, heading: str) -> None:
        page = page_of(path)
        if page is None:
            where = "it is in the documentation of the source"
            self._said.setText(tr(f"That page is not part of the help in the program; {where}: {path.name}"))
        else:
            self.show_page(page.name, heading)

    @Slot()
    def _look_for(self) -> None:
        words = self._field.text()
        found = self._browser.find_next(words)
        self._said.setText("" if found or not words else tr(f"“{words}” is not on this page."))


def _around(widget: QWidget) -> QWidget:
    """The program's window, also where a dialog over it asks."""
    window = widget.window()
    parent = window.parentWidget()
    return window if parent is None else _around(parent)


def open_help(parent: QWidget, name: str = "guide", heading: str = "") -> HelpDialog:
    """The help over a window, at a page."""
    dialog = HelpDialog(parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.show_page(name, heading)
    return dialog
