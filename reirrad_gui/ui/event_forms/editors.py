"""The widgets that fields are answered in: each shows an answer, gives the one that stands in it, and says changes."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, sentence
from reirrad_gui.ui.event_forms.fields import NOT_STATED, Answer, Choice, Dates, Field, Line, Rows, date_said
from reirrad_gui.ui.event_forms.table import RowsTable
from reirrad_gui.ui.language import tr

LINES_OF_LONG_TEXT, LETTERS_OF_A_CHOICE = 3, 16
DATE_HINT = "2018, 03/2011, about May 2011"
SOURCE_HINT = "source: the document below"
CHOOSE = "Choose…"


class Editor(QWidget):
    """What every editor has. `changed` is said for every change, whoever made it."""

    changed = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(f"{name} editor")
        self._label = tr(label)

    @property
    def answer(self) -> Answer:
        """What stands in it."""
        raise NotImplementedError

    def show_answer(self, answer: Answer) -> None:
        """Let it stand there."""
        raise NotImplementedError

    @property
    def first(self) -> QWidget:
        """The widget that the keyboard comes to first."""
        raise NotImplementedError

    def describe(self, said: str) -> None:
        """A sentence about the answer, for screen readers."""
        self.first.setAccessibleDescription(tr(said) if said else "")

    def _hold(self, widget: QWidget, name: str) -> None:
        widget.setObjectName(name)
        widget.setAccessibleName(self._label)
        self.setFocusProxy(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        self._column = column


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, field: Line) -> None:
        super().__init__(field.name, field.label)
        self._line = _line(field.hint)
        self._hold(self._line, field.name)
        self._line.textChanged.connect(self.changed)

    @property
    def answer(self) -> Answer:
        return self._line.text()

    def show_answer(self, answer: Answer) -> None:
        self._line.setText(str(answer))
        self._line.setCursorPosition(0)

    @property
    def first(self) -> QWidget:
        return self._line


class LongEditor(Editor):
    """Several lines of text; Tab leaves it."""

    def __init__(self, field: Line) -> None:
        super().__init__(field.name, field.label)
        self._text = QPlainTextEdit()
        self._text.setPlaceholderText(tr(field.hint))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * LINES_OF_LONG_TEXT + FIELD_AIR_PX + 6)
        self._hold(self._text, field.name)
        self._text.textChanged.connect(self.changed)

    @property
    def answer(self) -> Answer:
        return self._text.toPlainText()

    def show_answer(self, answer: Answer) -> None:
        self._text.setPlainText(str(answer))

    @property
    def first(self) -> QWidget:
        return self._text


class StillBox(QComboBox):
    """A choice that the wheel scrolls past instead of changing it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS_OF_A_CHOICE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of several options; nothing is chosen until somebody does."""

    def __init__(self, field: Choice) -> None:
        super().__init__(field.name, field.label)
        self._box = StillBox()
        self._box.addItems([tr(text) for text in field.texts])
        self._box.setPlaceholderText(tr(CHOOSE))
        self._box.setCurrentIndex(-1)
        self._hold(self._box, field.name)
        self._box.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def answer(self) -> Answer:
        return self._box.currentIndex()

    def show_answer(self, answer: Answer) -> None:
        self._box.setCurrentIndex(answer if isinstance(answer, int) else -1)

    @property
    def first(self) -> QWidget:
        return self._box


class DatesEditor(Editor):
    """What each source says of a date, with the days that are meant; one line more for each further source."""

    def __init__(self, field: Dates) -> None:
        super().__init__(field.name, field.label)
        self._name, self._english = field.name, field.label
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.another = QPushButton(tr("Another source says…"))
        self.another.setObjectName(f"{field.name} another")
        self.another.setProperty("role", "link")
        self.another.setAutoDefault(False)
        self.another.setAccessibleDescription(
            tr(f"{field.label}: another source gives another date; none is preferred")
        )
        self.another.clicked.connect(self._add_another)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._grid)
        column.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self._add("", "")

    @property
    def answer(self) -> Answer:
        return tuple((date.text(), source.text()) for date, source in self._rows if date.text().strip())

    def show_answer(self, answer: Answer) -> None:
        said = answer if isinstance(answer, tuple) else ()
        while len(self._rows) < len(said):
            self._add("", "")
        for number, (date, source) in enumerate(self._rows):
            text, by = said[number] if number < len(said) else ("", "")
            date.setText(text)
            source.setText(by)
            source.setCursorPosition(0)

    @property
    def first(self) -> QWidget:
        return self._rows[0][0]

    @Slot()
    def _add_another(self) -> None:
        self._add("", "")
        self._rows[-1][0].setFocus()

    def _add(self, text: str, by: str) -> None:
        number = len(self._rows)
        date, source, echo = _line(DATE_HINT), _line(SOURCE_HINT), sentence("", "muted")
        which = f" {number + 1}" if number else ""
        for widget, name, said in ((date, "", ""), (source, " source", ", by which source")):
            widget.setObjectName(f"{self._name}{which}{name}")
            widget.setAccessibleName(tr(f"{self._english}{which}{said}"))
        echo.setObjectName(f"{self._name}{which} understood")
        date.setText(text)
        source.setText(by)
        self._grid.addWidget(date, 2 * number, 0)
        self._grid.addWidget(source, 2 * number, 1)
        self._grid.addWidget(echo, 2 * number + 1, 0, 1, 2)
        self._rows.append((date, source))
        before = self._rows[number - 1][1] if number else None
        if before is not None:
            QWidget.setTabOrder(before, date)
        QWidget.setTabOrder(date, source)
        QWidget.setTabOrder(source, self.another)

        def echoed() -> None:
            said, understood = date_said(date.text())
            echo.setText(tr(said if understood else f"✖ {said}"))
            date.setAccessibleDescription(tr(said))

        date.textChanged.connect(lambda _: echoed())
        date.textChanged.connect(lambda _: self.changed.emit())
        source.textChanged.connect(lambda _: self.changed.emit())
        echoed()


class RowsEditor(Editor):
    """A list with a line more for the next entry."""

    def __init__(self, field: Rows) -> None:
        super().__init__(field.name, field.label)
        self._table = RowsTable(field.columns)
        self._hold(self._table, field.name)
        if field.hint:
            self._column.addWidget(sentence(field.hint, "muted"))
        self._table.rows_changed.connect(self.changed)

    @property
    def answer(self) -> Answer:
        return self._table.rows

    def show_answer(self, answer: Answer) -> None:
        self._table.show_rows(answer if isinstance(answer, tuple) else ())

    @property
    def first(self) -> QWidget:
        return self._table


def editor_of(field: Field) -> Editor:
    """The editor for a field."""
    if isinstance(field, Choice):
        return ChoiceEditor(field)
    if isinstance(field, Dates):
        return DatesEditor(field)
    if isinstance(field, Rows):
        return RowsEditor(field)
    return LongEditor(field) if field.long else LineEditor(field)


def _line(hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(tr(hint))
    if hint != NOT_STATED:
        line.setToolTip(tr(hint))
    line.setMinimumHeight(line.fontMetrics().height() + FIELD_AIR_PX)
    return line
