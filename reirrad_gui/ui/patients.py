"""Several identities in one import: open one of them, or confirm that they are one person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.flowing import in_lines
from reirrad_gui.ui.header import SEXES, birth_text, identity_text
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.case import Case

LINES = ("Name", "Patient ID", "Born", "Sex", "Found")
NAMES = LINES[:2]
"""What stands in these lines is in no language."""
NOT_STATED = "not stated"
TICK_PX = 660
MOST_LIST_PX, LINE_AIR_PX = 160, 14
JOIN = (
    "A changed name, another hospital's number or a de-identified copy give one person several "
    "identities. If they are not one person, somebody else's dose is added to this patient's."
)
CONFIRM = "I have compared the identities above with the patient's records: they are one person."


def found(case: "Case") -> str:
    """What lies under one identity, in a line."""
    courses, series = len(case.courses), len(case.series)
    names = ", ".join(course.label for course in case.courses)
    said = f"{courses} course{'' if courses == 1 else 's'}" + (f" ({names})" if names else "")
    return f"{said}, {series} image series"


class PatientChoice(QDialog):
    """Shows every identity that was found, in full, side by side; none is chosen, and nothing confirmed, beforehand.

    `one_chosen` carries the place of the patient to open, `one_person_confirmed` the places of those to be joined.
    """

    one_chosen = Signal(int)
    one_person_confirmed = Signal(object)

    def __init__(
        self, patients: Sequence[PatientIdentity], contents: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._patients = tuple(patients)
        self.setWindowTitle(tr("Which patient?"))
        self.setObjectName("patient choice")
        self.resize(min(360 + 200 * len(patients), 1000), 520 if len(patients) < 3 else 600)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(
            _text(
                f"These files belong to {len(patients)} patients. Their doses are never added to each other: "
                "open one at a time."
            )
        )
        self._add_choice(column)
        column.addWidget(_text("Or are they one person?", "section"))
        column.addWidget(_text(JOIN))
        self._table = _side_by_side(patients, contents or [""] * len(patients))
        column.addWidget(self._table)
        self._add_confirmation(column)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._check()

    @property
    def chosen(self) -> int:
        """Place of the chosen patient in the list; −1 while none is."""
        return self._choice.checkedId()

    @property
    def together(self) -> tuple[int, ...]:
        """Places of the identities to be joined: both, or those ticked of more."""
        if not self._ticks:
            return tuple(range(len(self._patients)))
        return tuple(place for place, tick in enumerate(self._ticks) if tick.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The identities as high as their texts at the present width: none is scrolled out of sight."""
        table = self._table
        table.resizeRowsToContents()
        header = table.horizontalHeader().sizeHint().height()
        table.setFixedHeight(header + table.verticalHeader().length() + 2 * table.frameWidth())
        self.setMinimumHeight(self.minimumSizeHint().height())

    def _add_choice(self, column: QVBoxLayout) -> None:
        self._choice = QButtonGroup(self)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        for place, patient in enumerate(self._patients):
            row = QRadioButton(f"{patient.shown_name} · {tr(identity_text(patient))}".replace("&", "&&"))
            row.setObjectName(f"patient {place}")
            self._choice.addButton(row, place)
            rows.addWidget(row)
        rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("patients")
        area.setAccessibleName(tr("Patients found"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(page)
        line_px = self.fontMetrics().height() + LINE_AIR_PX
        area.setFixedHeight(min(line_px * len(self._patients), MOST_LIST_PX))
        self._open = _button("&Open this patient", "open one")
        self._open.clicked.connect(self._open_one)
        self._choice.idToggled.connect(self._check)
        column.addWidget(area)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignRight)

    def _add_confirmation(self, column: QVBoxLayout) -> None:
        self._ticks: list[QCheckBox] = []
        if len(self._patients) > 2:
            row = QHBoxLayout()
            row.addWidget(QLabel(tr("One person:")))
            for place, patient in enumerate(self._patients):
                tick = QCheckBox(f"{place + 1}. {patient.shown_name}".replace("&", "&&"))
                said = f"{patient.shown_name}, {identity_text(patient)}: the same person"
                tick.setObjectName(f"together {place}")
                tick.setAccessibleName(tr_of(said, patient.shown_name))
                tick.toggled.connect(self._take_back)
                self._ticks.append(tick)
                row.addWidget(tick)
            row.addStretch(1)
            column.addLayout(row)
        self._confirmed = QCheckBox()
        self._confirmed.setText(in_lines(tr(CONFIRM), self._confirmed.fontMetrics(), TICK_PX))
        self._confirmed.setObjectName("confirmed")
        self._confirmed.toggled.connect(self._check)
        self._join = _button("Open as one &person", "open as one person")
        self._join.clicked.connect(self._open_joined)
        column.addWidget(self._confirmed)
        column.addWidget(self._join, 0, Qt.AlignmentFlag.AlignRight)

    def _take_back(self) -> None:
        """Other identities: what was confirmed was not about these."""
        self._confirmed.setChecked(False)
        self._check()

    def _check(self) -> None:
        _hint(self._open, "" if self.chosen >= 0 else "Choose one of the patients.")
        enough = len(self.together) > 1
        self._confirmed.setEnabled(enough)
        why = "" if self._confirmed.isChecked() else "Confirm first that they are one person."
        _hint(self._join, why if enough else "Tick the identities that are one person.")

    def _open_one(self) -> None:
        place = self.chosen
        if place >= 0:
            self.accept()
            self.one_chosen.emit(place)

    def _open_joined(self) -> None:
        places = self.together
        self.accept()
        self.one_person_confirmed.emit(places)


def _side_by_side(patients: Sequence[PatientIdentity], contents: Sequence[str]) -> QTableWidget:
    """One column for each identity; a line in which they differ is marked in words, not only by its look."""
    table = QTableWidget(len(LINES), len(patients))
    table.setObjectName("identities")
    table.setAccessibleName(tr("Identities side by side"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.setHorizontalHeaderLabels([tr(f"Identity {place + 1}") for place in range(len(patients))])
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    cells = [_cells(patient, said) for patient, said in zip(patients, contents, strict=True)]
    marks = []
    for line, name in enumerate(LINES):
        told = [cell[line] for cell in cells]
        stated = {text.casefold() for text in told if text != NOT_STATED}
        marks.append(tr(f"{name} ≠ differs" if len(stated) > 1 and name != "Found" else name))
        for column, said_of in enumerate(told):
            text = said_of if name in NAMES and said_of != NOT_STATED else tr(said_of)
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            font = item.font()
            font.setBold(len(stated) > 1 and name != "Found")
            item.setFont(font)
            table.setItem(line, column, item)
    table.setVerticalHeaderLabels(marks)
    return table


def _cells(patient: PatientIdentity, said: str) -> tuple[str, ...]:
    name = patient.shown_name if patient.name else NOT_STATED
    sex = SEXES.get(patient.sex.strip().upper(), patient.sex) if patient.sex else NOT_STATED
    return name, patient.patient_id or NOT_STATED, birth_text(patient.birth_date), sex, said


def _text(text: str, role: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _hint(button: QPushButton, why: str) -> None:
    told = tr(why)
    button.setEnabled(not why)
    button.setToolTip(told)
    button.setAccessibleDescription(told)
