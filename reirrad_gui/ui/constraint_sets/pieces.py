"""What the dialogs of this package share: a table to read, a sentence for what is wrong, questions of one line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.course_edits.pieces import EditDialog, sentence
from reirrad_gui.ui.language import tr, tr_of

ROW_AIR_PX, HEAD_AIR_PX = 10, 20
AS_WRITTEN = ("Organ", "Source")
AUTHOR_KEY = "constraint sets/author"


class EvidenceTable(QTableWidget):
    """Rows to read and choose, never to type into. `chosen` carries the line, or -1; `opened` is Enter or a click.

    `AS_WRITTEN` are columns of names and citations, which no language changes.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, accessible: str, columns: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__(0, len(columns))
        self.setObjectName(name)
        self.setAccessibleName(tr(accessible))
        self.setHorizontalHeaderLabels(list(map(tr, columns)))
        self._told = tuple(column not in AS_WRITTEN for column in columns)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_AIR_PX)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, (title, width) in enumerate(zip(columns, widths, strict=True)):
            longer = 0 if tr(title) == title else header.fontMetrics().horizontalAdvance(tr(title)) + HEAD_AIR_PX
            self.setColumnWidth(column, max(width, longer))
        self.currentCellChanged.connect(lambda line, *_: self.chosen.emit(line))
        self.cellDoubleClicked.connect(lambda line, _: self.opened.emit(line))

    def show_cells(self, rows: Sequence[Sequence[str]], bold: Sequence[int] = ()) -> None:
        """Replace all rows; the line that was chosen stays chosen where it can."""
        line = self.currentRow()
        self.setRowCount(len(rows))
        for number, cells in enumerate(rows):
            for column, text in enumerate(cells):
                shown = tr(text) if self._told[column] else text
                item = QTableWidgetItem(shown)
                item.setToolTip(shown)
                if number in bold:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(number, column, item)
        if rows:
            self.setCurrentCell(min(max(line, 0), len(rows) - 1), 0)
        self.chosen.emit(self.currentRow())

    def colour(self, line: int, column: int, colour: str) -> None:
        """The colour of a cell that says the same in words."""
        item = self.item(line, column)
        if item is not None:
            item.setForeground(QBrush(QColor(colour)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentRow() >= 0:
            cells = (self.item(self.currentRow(), column) for column in range(self.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cell.text() for cell in cells if cell is not None))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.opened.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


class Listing(QDialog):
    """A dialog that lists something: no button is pressed by Enter, and what is wrong is one sentence."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(tr(title))
        self.setSizeGripEnabled(True)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(10)
        self._problem = sentence("")
        self._problem.setObjectName("problem")
        self._problem.hide()

    def say(self, text: str, *names: str) -> None:
        """One sentence on what went wrong or was done; "" takes it away. `names` in it stay in every language."""
        self._problem.setText(tr_of(text, *names))
        self._problem.setVisible(bool(text))

    def last_row(self) -> QHBoxLayout:
        """The sentence, and the button that closes."""
        row = QHBoxLayout()
        row.addWidget(self._problem, 1)
        row.addStretch(0)
        row.addWidget(button("close", "Close", self.reject))
        return row

    def fit(self, width: int, height: int) -> None:
        """This large, larger in a large window, but never larger than the window that asked."""
        parent = self.parentWidget()
        if parent is not None and parent.isVisible():
            width = min(max(width, parent.width() * 4 // 5), parent.width() - 40)
            height = min(max(height, parent.height() * 4 // 5), parent.height() - 60)
        self.resize(width, height)


class NameQuestion(EditDialog):
    """Asks for a title and for who stands behind it; `answered` says both."""

    answered = Signal(str, str)

    def __init__(
        self,
        title: str,
        why: str,
        name: str,
        author: str,
        parent: QWidget | None = None,
        names: Sequence[str] = (),
    ) -> None:
        super().__init__("name question", title, why, title.rstrip("…"), parent, names)
        self._name = _line("set name", "Name", name)
        self._author = _line("set author", "Your name", author)
        for label, field in (("Name", self._name), ("Your name", self._author)):
            self.column.addWidget(sentence(label))
            self.column.addWidget(field)
            field.textChanged.connect(self._check)
        self.finish_page()
        self._name.selectAll()
        self._name.setFocus()
        self._check()

    def accept(self) -> None:
        """Takes the answer; whoever asked may refuse it in words and leave the question open."""
        self.answered.emit(self._name.text().strip(), self._author.text().strip())

    def done_with(self) -> None:
        """The answer was taken."""
        super().accept()

    def _check(self) -> None:
        self.ok.setEnabled(bool(self._name.text().strip() and self._author.text().strip()))


class Confirmation(EditDialog):
    """Asks once more before something is lost; Enter does not press the button that loses it."""

    def __init__(
        self, title: str, why: str, button_text: str, parent: QWidget | None = None, names: Sequence[str] = ()
    ) -> None:
        super().__init__("confirmation", title, why, button_text, parent, names)
        self.ok.setDefault(False)
        self.ok.setAutoDefault(False)
        self.finish_page()


def button(name: str, text: str, slot: object, why: str = "") -> QPushButton:
    """A push button that Enter presses only when it has the keyboard."""
    made = QPushButton(tr(text))
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.setToolTip(tr(why))
    made.clicked.connect(slot)
    return made


def offer(box: QComboBox, words: Sequence[str], chosen: str) -> None:
    """Words to choose from: shown in the language of the window, kept as `currentData` in English."""
    for word in words:
        box.addItem(tr(word), word)
    box.setCurrentIndex(words.index(chosen) if chosen in words else 0)


def caption(name: str) -> QLabel:
    """A muted line that wraps."""
    label = sentence("", "caption")
    label.setObjectName(name)
    return label


def _line(name: str, accessible: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(tr(accessible))
    return field
