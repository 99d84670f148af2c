"""What follows from the history by published rules, to be read: rule, inputs, notes. Nothing here can be changed."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.event_forms.choosing import line_of
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.derived import Derived

WHY = (
    "Found by this program from the events named, by the rule named; not a source, kept nowhere, found again after "
    "every edit. Choose an input to see it on the timeline."
)
WORKING = "The history has changed: its results are being found again…"
MOST_INPUTS, MOST_LINES, MOST_WRAPPED = 30, 40, 200
NOTHING = "Nothing follows from this history: no bone scan and no report of pain is in it."


class ResultsDialog(QDialog):
    """Lists the results and unfolds one; `input_chosen` carries the uid of an event."""

    input_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results dialog")
        self.setWindowTitle(tr("What follows from the history"))
        self.resize(860, 560)
        self._found: tuple[Derived, ...] = ()
        self.list = QListWidget()
        self.list.setObjectName("results")
        self.list.setAccessibleName(tr("Results that follow from the history"))
        self.list.setWordWrap(True)
        self.list.setFixedWidth(300)
        self.list.currentRowChanged.connect(self._unfold)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("The chosen result"))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._state = sentence("", "muted")
        self._state.setObjectName("state")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy")
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.list)
        middle.addWidget(self._area, 1)
        outer = QVBoxLayout(self)
        outer.setSpacing(12)
        outer.addWidget(sentence(WHY))
        outer.addWidget(self._state)
        outer.addLayout(middle, 1)
        outer.addWidget(buttons)

    def show_results(self, found: "Sequence[Derived] | None") -> None:
        """The results of the history as it is now; None while they are being found: older ones are not shown."""
        chosen = self._uid()
        self._found = tuple(found or ())
        self._state.setText(tr(WORKING if found is None else NOTHING))
        self._state.setVisible(not self._found)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.setWordWrap(len(self._found) <= MOST_WRAPPED)
        for one in self._found:
            title = one.event.title.removeprefix("Derived: ")
            self.list.addItem(QListWidgetItem(tr(f"{one.event.start.text} · {title}")))
        self.list.blockSignals(False)
        self.choose(chosen)

    def choose(self, uid: str) -> None:
        """Unfold one result, by its own uid or by that of an event it is about or rests on; else the first."""
        places = [at for at, one in enumerate(self._found) if uid in one.event.derived_from]
        exact = [at for at, one in enumerate(self._found) if uid in (one.event.uid, one.about)]
        row = (exact or places or [0])[0]
        self.list.setCurrentRow(row if self._found else -1)
        self._unfold(self.list.currentRow())

    def _uid(self) -> str:
        row = self.list.currentRow()
        return self._found[row].event.uid if 0 <= row < len(self._found) else ""

    @Slot(int)
    def _unfold(self, row: int) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        if 0 <= row < len(self._found):
            self._tell(column, self._found[row])
        column.addStretch(1)
        self._area.setWidget(page)

    def _tell(self, column: QVBoxLayout, one: "Derived") -> None:
        outcome = one.outcome
        caution = f" ({outcome.caution})" if outcome.caution else ""
        column.addWidget(sentence(f"{outcome.score}: {outcome.headline}{caution}", "title"))
        missing = (f"Missing: {', '.join(outcome.missing)}.",) if outcome.missing else ()
        for said in (*outcome.reasons, *((outcome.advice,) if outcome.advice else ()), *missing):
            column.addWidget(sentence(said))
        _part(column, "Notes", one.notes)
        column.addWidget(sentence("Events it rests on", "section"))
        for event in one.inputs[:MOST_INPUTS]:
            button = QPushButton(tr(line_of(event)))
            button.setObjectName(f"input {event.uid}")
            button.setProperty("role", "link")
            button.setAutoDefault(False)
            button.setAccessibleDescription(tr("See it on the timeline"))
            button.clicked.connect(partial(self.input_chosen.emit, event.uid))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if len(one.inputs) > MOST_INPUTS:
            more = len(one.inputs) - MOST_INPUTS
            column.addWidget(sentence(f"… and {more} more, each on the timeline and in what is copied.", "muted"))
        if not one.inputs:
            column.addWidget(sentence("None that is stated.", "muted"))
        _part(column, "Values it was found from", tuple(f"{given.name}: {given.text}" for given in outcome.given))
        _part(column, "Rule", tuple(f"{rule.text} Source: {rule.cited}." for rule in outcome.rules))

    @Slot()
    def _copy(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            one = self._found[row]
            rests = (f"Rests on: {'; '.join(line_of(event) for event in one.inputs)}",) if one.inputs else ()
            QGuiApplication.clipboard().setText(
                "\n".join(tr(line) for line in (*one.outcome.lines, *one.notes, *rests))
            )


def _part(column: QVBoxLayout, title: str, lines: Sequence[str]) -> None:
    if lines:
        column.addWidget(sentence(title, "section"))
    for line in lines[:MOST_LINES]:
        column.addWidget(sentence(line, "muted"))
    if len(lines) > MOST_LINES:
        column.addWidget(sentence(f"… and {len(lines) - MOST_LINES} more; all are in what is copied.", "muted"))
