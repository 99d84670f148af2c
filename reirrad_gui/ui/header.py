"""The line at the top: who the patient is, what to be careful about, and the commands used most."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.enclosed import EnclosedRow
from reirrad_gui.ui.in_place import write
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.session import Session

NOBODY = "No patient open"


class Sex(Enum):
    """In words."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "sex: other"
    UNKNOWN = "sex not stated"


SEXES = {"M": Sex.MALE.value, "F": Sex.FEMALE.value, "O": Sex.OTHER.value, "": Sex.UNKNOWN.value}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Chip:
    """A short warning; `why` is the whole sentence, `command` the name of what answers it."""

    text: str
    why: str
    command: str = "things to know"


NO_CHIP = Chip("", "")
PLACES = 8
"""Places for warnings that are made with the header: so Tab comes to them in the order of reading."""


def identity_text(patient: PatientIdentity) -> str:
    """ID, sex and birth date as far as they are stated.

    >>> identity_text(PatientIdentity("EX-001", "Example^Case", "19450312", "M"))
    'ID EX-001 · male · b. 12 Mar 1945'
    """
    sex = SEXES.get(patient.sex.strip().upper(), f"sex: {patient.sex}")
    return f"ID {patient.patient_id or 'not stated'} · {sex} · b. {birth_text(patient.birth_date)}"


def birth_text(dicom_date: str) -> str:
    """DICOM's YYYYMMDD as people write it; anything else as it stands.

    >>> birth_text("19450312"), birth_text(""), birth_text("1945")
    ('12 Mar 1945', 'not stated', '1945')
    """
    text = dicom_date.strip()
    if len(text) == 8 and text.isdigit() and 1 <= int(text[4:6]) <= 12:
        return f"{int(text[6:])} {MONTHS[int(text[4:6]) - 1]} {text[:4]}"
    return text or "not stated"


def tried_text(assessment: "Assessment") -> str:
    """The regimen that is tried, in few words: "what if: 24 Gy / 6"; empty when none is."""
    return "; ".join(one.prescription_text for one in assessment.courses if one.course.what_if)


def header_chips(session: "Session", things_to_know: int) -> tuple[Chip, ...]:
    """What must stay in sight: synthetic data, a course or an approval that is missing, how much there is to know."""
    from reirrad_gui.session.dose_model import MODELS  # the first import of `session` takes its time

    assessment = session.assessment
    chips = []
    if assessment.what_if_text:
        chips.append(Chip(f"▲ {tried_text(assessment)}", assessment.what_if_text, "try regimen"))
    if assessment.settings.model != "lq":
        chips.append(Chip(f"▲ {MODELS[assessment.settings.model]}, not LQ", assessment.model_text, "dose model"))
    if assessment.synthetic:
        chips.append(Chip("▲ synthetic", "\n".join(assessment.synthetic)))
    kinds: dict[str, list[str]] = {}
    for summary in assessment.courses:
        if summary.course.letter is not None:
            kinds.setdefault(summary.course.letter.kind, []).append(summary.name)
    for kind, named in kinds.items():
        why = f"Known only from a {kind}, and counted as an upper bound: {', '.join(named)}."
        count = len(named)
        chips.append(Chip(f"▲ {count} course{'' if count == 1 else 's'} by {kind}", why, "change letter"))
    placed = [c for c in assessment.courses if c.course.letter is None]
    apart = [c.name for c in placed if not c.linked_to_reference] if len(placed) > 1 else []
    if apart:
        why = f"No registration links {', '.join(apart)} to the course assessed: that dose is not added point by point."
        chips.append(Chip("▲ course not linked", why, "registrations"))
    if assessment.registration_open:
        why = f"{assessment.registration_text}. Results that need it are provisional until a person approves it."
        chips.append(Chip("▲ registration not approved", why, "registrations"))
    if things_to_know:
        text = f"{things_to_know} thing{'' if things_to_know == 1 else 's'} to know"
        chips.append(Chip(text, "What was found, what is missing, what to do"))
    return tuple(chips)


class Header(EnclosedRow):
    """Shows what it is given; a chip that is clicked, or entered by key, asks for its command by name."""

    chip_clicked = Signal(str)

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = ElidedLabel(tr(NOBODY), least=240)
        self._name.setProperty("role", "title")
        self._identity = ElidedLabel("", least=60)
        self._identity.setProperty("role", "muted")
        self._shown: tuple[Chip, ...] = ()
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        row = self.row
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self._identity)
        row.addLayout(self._chips)
        self._buttons: list[_ChipButton] = []
        for _ in range(PLACES):
            self._add_button()
        row.addStretch(1)
        for action in actions:
            row.addWidget(_button(action))

    def show_patient(self, patient: PatientIdentity | None, chips: Sequence[Chip]) -> None:
        """Who is open; None: nobody."""
        self._name.setText(patient.shown_name if patient else tr(NOBODY))
        self._identity.setText(tr(identity_text(patient)) if patient else "")
        if tuple(chips) == self._shown:
            return
        self._shown = tuple(chips)
        while len(self._buttons) < len(chips):
            self._add_button()
        for button, chip in zip_longest(self._buttons, chips):
            button.setVisible(chip is not None)
            button.show_chip(chip or NO_CHIP)

    def _add_button(self) -> None:
        """A place for a warning, empty and unseen at first: another warning in it moves nothing else."""
        button = _ChipButton()
        button.clicked.connect(lambda: self.chip_clicked.emit(button.command))
        button.hide()
        self._chips.addWidget(button)
        self._buttons.append(button)


class _ChipButton(QPushButton):
    """Enter presses it like Space: outside a dialog Qt leaves that to the platform."""

    def __init__(self) -> None:
        super().__init__()
        self.command = ""
        self.setProperty("role", "chip")

    def show_chip(self, chip: Chip) -> None:
        """Another warning, or the same in other words."""
        self.command, why = chip.command, tr(chip.why)
        write(self, tr(chip.text))
        if why != self.toolTip():
            self.setToolTip(why)
            self.setAccessibleDescription(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
