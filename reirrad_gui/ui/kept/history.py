"""The history of a case: every change with who and when, whether it is whole, and the way back to an earlier one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.kept.rows import Line, chain_text
from reirrad_gui.ui.language import tr, tr_of

COLUMNS = ("No.", "When", "Who", "What was done", "Hash")
BACK = "The case as it was after this revision; what was done since stays in the history"
NAME_KEY = "approval/name"
"""Where the person's name is remembered; approvals and letters ask for the same one."""
CHECKING = "Reading the history, and checking every hash…"
WHAT = (
    "Every completed change, undo and redo included. Nothing is ever removed from it: going back to an earlier state "
    "is one more change, which can be undone."
)


class HistoryDialog(QDialog):
    """Shows the lines it is given; `number_wanted` carries the revision to go back to, `named` the person's name."""

    number_wanted = Signal(int)
    named = Signal(str)

    def __init__(
        self, title: str, settings: QSettings, signed_in: str, parent: QWidget | None = None, *, ask_name: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr_of(f"History – {title}", title))
        self.setObjectName("history")
        self.resize(860, 560)
        self._lines: tuple[Line, ...] = ()
        self._settings = settings
        self._table = _table()
        self._table.installEventFilter(self)
        self._table.itemSelectionChanged.connect(self._enable)
        self._table.cellDoubleClicked.connect(lambda *_: self._go_back())
        self._whole = _text(CHECKING)
        self._whole.setObjectName("chain")
        self._back = QPushButton(tr("Open as it &was then"))
        self._back.setObjectName("open as then")
        self._back.setAutoDefault(False)
        self._back.clicked.connect(self._go_back)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._back, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(_text(WHAT, "muted"))
        column.addWidget(self._table, 1)
        column.addWidget(self._whole)
        if ask_name:
            column.addLayout(self._name_line(signed_in))
        column.addWidget(buttons)
        self._enable()

    def _name_line(self, signed_in: str) -> QFormLayout:
        self._name = QLineEdit(str(self._settings.value(NAME_KEY, "")))
        self._name.setObjectName("name in the history")
        self._name.setPlaceholderText(tr(f"{signed_in} (signed in at this computer)"))
        self._name.setAccessibleName(tr("Your name, as it stands in the history from now on"))
        self._name.editingFinished.connect(self._remember_name)
        form = QFormLayout()
        form.addRow(tr("&Your name, from now on:"), self._name)
        return form

    def _remember_name(self) -> None:
        name = self._name.text().strip()
        if name != str(self._settings.value(NAME_KEY, "")):
            self._settings.setValue(NAME_KEY, name)
            self.named.emit(name)

    def show_history(self, lines: Sequence[Line], faults: Sequence[str]) -> None:
        """The checked history, newest first."""
        self._lines = tuple(lines)
        self._table.setRowCount(len(self._lines))
        for place, line in enumerate(self._lines):
            mark = "✔ whole" if line.whole else "✖ broken"
            for column, text in enumerate(
                (str(line.number), tr(line.moment), line.who, tr(line.label), f"{tr(mark)}  {line.hash_text}")
            ):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self._table.setItem(place, column, item)
        self._whole.setText(tr(chain_text(len(self._lines), faults)))
        if self._lines:
            self._table.setCurrentCell(0, 0)
        self._table.setFocus()
        self._enable()

    def show_trouble(self, sentence: str) -> None:
        """The history cannot be read."""
        self._whole.setText(f"✖ {tr(sentence)}")

    @property
    def chosen(self) -> Line | None:
        """The line that is chosen."""
        place = self._table.currentRow()
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _enable(self) -> None:
        line = self.chosen
        why = (
            "Choose a revision."
            if line is None
            else "This is the case as it is."
            if line is self._lines[0]
            else "This revision was changed after it was written: it is not opened."
            if not line.whole
            else ""
        )
        self._back.setEnabled(not why)
        self._back.setToolTip(tr(why or BACK))

    def _go_back(self) -> None:
        if self._back.isEnabled() and (line := self.chosen) is not None:
            self.accept()
            self.number_wanted.emit(line.number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._table
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._go_back()
            return True
        return super().eventFilter(watched, event)


def _table() -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS))
    table.setObjectName("revisions")
    table.setAccessibleName(tr("Revisions, newest first"))
    table.setHorizontalHeaderLabels([tr(title) for title in COLUMNS])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(COLUMNS.index("What was done"), QHeaderView.ResizeMode.Stretch)
    return table


def _text(text: str, role: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
