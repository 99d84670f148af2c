"""One dialog for every phase's fractions and prescription: what the files say, what is asked, fields for answers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.course_edits.numbers_rows import (
    DELIVERED,
    PRESCRIBED,
    WHY_DELIVERED,
    Number,
    PhaseNumbers,
    entries,
    phase_numbers,
)
from reirrad_gui.ui.course_edits.pieces import CountField, DoseField, EditDialog, in_tab_order, sentence
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.session import Session

MOST_FRACTIONS, MOST_GY = 100, 200.0
WHY = (
    "EQD2 rests on the dose per fraction, so every phase needs its number of fractions; a prescription bounds the dose "
    "where no dose file reaches. Take missing numbers from the treatment record: nothing is assumed. What you enter is "
    "marked as entered by you, and each entry can be undone. What a file states can only be read here, except that you "
    "may know better how many fractions were delivered."
)
Field = CountField | DoseField


class NumbersDialog(EditDialog):
    """Opens at `phase_uid` if given; `entered` carries a tuple of `Entry`, one labelled edit for each number."""

    entered = Signal(object)

    def __init__(self, session: "Session", phase_uid: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("numbers dialog", "Fractions and prescription", WHY, "Enter", parent)
        self._session = session
        self._phases = phase_numbers(session)
        self._fields: dict[tuple[str, str], Field] = {}
        self._places: dict[str, QWidget] = {}
        for phase in self._phases:
            self._add_phase(phase)
        for field in self._fields.values():
            field.valueChanged.connect(self._check)
        in_tab_order(self._fields.values())
        self.finish_page()
        self._check()
        self._go_to(phase_uid)

    def accept(self) -> None:
        """Every number is tried before the first is entered; a refusal is said here, and nothing has changed."""
        found = entries(self._phases, self._answers())
        try:
            settings = self._session.settings
            for entry in found:
                settings = entry.edit(settings)
        except ReirradError as error:
            self.refuse(error)
            return
        super().accept()
        self.entered.emit(found)

    def _add_phase(self, phase: PhaseNumbers) -> None:
        mark = "? " if phase.is_asked else ""
        title = sentence(mark + phase.title, "section", (phase.label,))
        title.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(title)
        self._places[phase.uid] = title
        for text in phase.asked:
            self.column.addWidget(sentence(text, "muted", (phase.label,)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(2, 1)
        for line, number in enumerate(phase.numbers):
            self._add_number(grid, line, phase, number)
        self.column.addLayout(grid)

    def _add_number(self, grid: QGridLayout, line: int, phase: PhaseNumbers, number: Number) -> None:
        label = QLabel(tr(number.label))
        label.setMinimumWidth(130)
        grid.addWidget(label, line, 0)
        says = f"files: {number.stated}" + (f" ({number.source})" if number.source else "")
        grid.addWidget(sentence(says, "muted"), line, 2)
        if not number.open:
            stated = sentence(number.stated)
            stated.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(stated, line, 1)
            return
        counted = CountField(MOST_FRACTIONS, zero=number.kind == DELIVERED)
        field: Field = DoseField(MOST_GY) if number.kind == PRESCRIBED else counted
        field.setObjectName(f"{number.kind} {phase.uid}")
        field.setAccessibleName(tr_of(f"{phase.title}: {number.label.lower()}", phase.label))
        field.setAccessibleDescription(tr(says + (", asked for" if number.asked else "")))
        if number.kind == DELIVERED:
            field.setToolTip(tr(WHY_DELIVERED))
        if number.entered is not None:
            _show(field, number.entered)
        label.setBuddy(field)
        grid.addWidget(field, line, 1)
        self._fields[(phase.uid, number.kind)] = field

    def _answers(self) -> dict[tuple[str, str], float | None]:
        return {key: field.answer for key, field in self._fields.items()}

    def _check(self) -> None:
        changed = bool(entries(self._phases, self._answers()))
        self.ok.setEnabled(changed)
        self.ok.setToolTip(tr("" if changed else "No number was entered or changed"))

    def _go_to(self, phase_uid: str | None) -> None:
        """To the phase; else to the first number that is asked for; else to the first field."""
        asked = [(p.uid, n.kind) for p in self._phases for n in p.numbers if n.asked]
        of_phase = [key for key in (*asked, *self._fields) if key[0] == phase_uid]
        key = next(iter((*of_phase, *asked, *self._fields)), None)
        if key is None:
            return
        field, place = self._fields[key], self._places[key[0]]
        field.setFocus()
        field.selectAll()
        QTimer.singleShot(0, self, lambda: self._reveal(place, field))

    def _reveal(self, place: QWidget, field: Field) -> None:
        """Its whole phase, from the title on, once the page has its size."""
        self.area.ensureWidgetVisible(field)
        self.area.ensureWidgetVisible(place)


def _show(field: Field, number: float) -> None:
    if isinstance(field, CountField):
        field.setValue(round(number))
    else:
        field.setValue(number)
