"""Pasting a table of events: the text, what becomes of each line, and one step that can be undone."""

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.patient.pasted import Pasted, read_pasted
from reirrad_gui.patient.pasted.table import read_cells
from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, WIDTH_PX, EditDialog, hint, in_tab_order, sentence
from reirrad_gui.ui.event_forms.choosing import line_of
from reirrad_gui.ui.event_forms.dialog import History
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr

WHY = (
    "Paste a table with a line of column names (Date, Pain, PSA (ng/mL), Event, Site …; English or Romanian), from a "
    "spreadsheet or with semicolons. A line is taken whole or not at all; nothing is guessed."
)
READING = "Reading the table…"
NO_TABLE = "Paste a table, with its line of column names."
CHECK_MS, MOST_SHOWN, HEIGHT_PX, LONG = 250, 200, 620, 150


class PasteDialog(EditDialog):
    """Shows what a pasted table becomes; `chosen` carries the events."""

    chosen = Signal(object)

    def __init__(self, history: History, new_uid: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__("paste dialog", "Paste a table of events", WHY, "Add", parent)
        self._history, self._new_uid = history, new_uid
        self._events: tuple[Event, ...] = ()
        self._text = QPlainTextEdit(table_on_clipboard())
        self._text.setObjectName("table")
        self._text.setAccessibleName(tr("The table, one event a line"))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(150)
        self._read = sentence("", "")
        self._read.setObjectName("read")
        self._lines = QPlainTextEdit()
        self._lines.setObjectName("lines")
        self._lines.setAccessibleName(tr("What becomes of the lines"))
        self._lines.setReadOnly(True)
        self._lines.setTabChangesFocus(True)
        self._lines.setMinimumHeight(130)
        self.column.addWidget(self._text)
        self.column.addLayout(self._asked(history.who))
        for widget in (self._read, self._lines):
            self.column.addWidget(widget)
        in_tab_order([self._text, self._title, self._who, self._lines, self.ok])
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(CHECK_MS)
        self._later.timeout.connect(self.check)
        for line in (self._title, self._who):
            line.textChanged.connect(self._wait)
        self._text.textChanged.connect(self._wait)
        self._runner = JobRunner(self)
        self._runner.finished.connect(self._show)
        self._runner.failed.connect(self._refuse)
        self.finished.connect(self._runner.close)
        self.finish_page()
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.check()
        (self._title if self._text.toPlainText() else self._text).setFocus()

    @property
    def who(self) -> str:
        """Who enters it, for the next time."""
        return self._who.text().strip()

    def accept(self) -> None:
        """What was understood is taken, in one step."""
        if self._later.isActive():
            self.check()
        if self.ok.isEnabled():
            super().accept()
            self.chosen.emit(self._events)

    @Slot()
    def check(self) -> None:
        """Read the table again, and say what becomes of each line."""
        self._later.stop()
        self._events = ()
        self._runner.cancel()
        asked = self._text.toPlainText(), self._title.text(), self._who.text()
        if asked[0].count("\n") > LONG:
            self._say(READING, (), READING)
            self._runner.start(lambda _: self._pasted(*asked))
            return
        try:
            self._show(self._pasted(*asked))
        except EntryError as error:
            self._refuse(error)

    def _pasted(self, text: str, title: str, who: str) -> Pasted:
        """What a table becomes; touches no widget."""
        if not text.strip():
            raise EntryError(NO_TABLE)
        read_cells(text)
        document, entry = Document(title), Entry(who, self._history.on)
        return read_pasted(text, document, entry, self._new_uid, self._history.beside.today or date.today())

    @Slot(object)
    def _show(self, read: Pasted) -> None:
        self._events = read.events
        self._say(_summary(read, self._history.events), _told(read), "" if read.events else "No line can be taken.")

    @Slot(object)
    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, EntryError):
            raise error
        self._say(f"✖ {error}", (), str(error))

    def _wait(self) -> None:
        """Somebody types: what was read before is not taken any more."""
        hint(self.ok, READING)
        self._later.start()

    def _say(self, summary: str, lines: Iterable[str], refused: str) -> None:
        self._read.setText(tr(summary))
        self._lines.setPlainText("\n".join(tr(line) for line in lines))
        hint(self.ok, refused)

    def _asked(self, who: str) -> QGridLayout:
        self._title, self._who = QLineEdit(), QLineEdit(who)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        rows = (
            ("Copied from", self._title, "document", "Chart of the pain clinic, laboratory list, …"),
            ("Entered by", self._who, "entered by", "your name"),
        )
        for at, (label, line, name, placeholder) in enumerate(rows):
            line.setObjectName(name)
            line.setAccessibleName(tr(label))
            line.setPlaceholderText(tr(placeholder))
            line.setMinimumHeight(line.fontMetrics().height() + FIELD_AIR_PX)
            said = QLabel(tr(label))
            said.setBuddy(line)
            grid.addWidget(said, at, 0)
            grid.addWidget(line, at, 1)
        return grid


def table_on_clipboard() -> str:
    """The text of the clipboard where it is a table of events; else nothing."""
    text = QGuiApplication.clipboard().text()
    try:
        read_cells(text)
    except EntryError:
        return ""
    return text


def _summary(read: Pasted, events: Iterable[Event]) -> str:
    """How much is taken, how much is left out, and what would stand twice."""
    found = [_counted(len(read.events), "event", "is", "are") + " added"]
    if read.left_out:
        found.append(_counted(len(read.left_out), "line", "is", "are") + " left out")
    known = {(event.facts, event.start, event.sites) for event in events}
    again = sum((event.facts, event.start, event.sites) in known for event in read.events)
    twice = f" ▲ {again} of them stand in the history already: they would stand twice." if again else ""
    return f"{'; '.join(found)}.{twice}"


def _counted(number: int, what: str, one: str, more: str) -> str:
    return f"{number} {what} {one}" if number == 1 else f"{number} {what}s {more}"


def _told(read: Pasted) -> list[str]:
    """Lines left out first, then what is odd of those taken, then the events."""
    out = [f"✖ Line {line.number}, left out: {line.sentence}" for line in read.left_out]
    odd = [f"▲ Line {line.number}, taken: {line.sentence}" for line in read.lines if line.taken]
    made = [f"✔ {line_of(event)}" for event in read.events]
    found = [*out, *odd, *made]
    return found if len(found) <= MOST_SHOWN else [*found[:MOST_SHOWN], f"… and {len(found) - MOST_SHOWN} more"]
