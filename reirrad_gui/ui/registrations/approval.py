"""Asks who approves a registration, what that person looked at, and at which organs it is good enough."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.registrations.cards import named, words
from reirrad_gui.ui.registrations.measured import suitability_text
from reirrad_gui.volume.registration import NOT_JUDGED, SUITABILITIES

if TYPE_CHECKING:
    from reirrad_gui.ui.registrations.rows import OrganQuestion, RegistrationRow

NAME_KEY = "approval/name"
FIELD_AIR_PX = 10
WIDTH_PX, ORGANS_PX = 640, 250
MEANING = (
    "Approving means that you looked at the two images laid over one another near the organs that matter for this "
    "decision, and judged them to fit well enough there. Doses that need this registration are then no longer marked "
    "provisional. Your name, the time and your note stand beside the registration from then on; the approval can be "
    "taken back, and belongs to this very motion: a changed registration is again approved by nobody."
)
ORGANS_MEAN = (
    "✖ Not good: no dose is taken through it there. The organ's voxel sum is then unknown, and its verdict not "
    "assessable unless even the worst case keeps the limit; the sum of the courses' maxima stays."
)
ONE_ONLY = "drawn in one course only"
ANEW = (
    "It was {given}. Whoever changes the note or the word on an organ approves the registration anew: with the own "
    "name, and the time of now."
)
ASKED = "Enter a name and a note."
Clock = Callable[[], datetime]
Approve = Callable[[str, str, str, Mapping[str, str]], None]


def now() -> datetime:
    """The time of this computer with its difference from UTC."""
    return datetime.now().astimezone()


class OrganJudgements(QWidget):
    """Good, not good or not judged for each organ; nothing is judged until a person does."""

    def __init__(self, organs: "tuple[OrganQuestion, ...]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QButtonGroup] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(4, 1)
        for line, organ in enumerate(organs):
            grid.addWidget(named(organ.name), line, 0)
            self._groups[organ.name] = self._choices(organ, grid, line)
            agreement = words(organ.agreement if organ.in_both else ONE_ONLY, "caption")
            grid.addWidget(agreement, line, 4, Qt.AlignmentFlag.AlignVCenter)

    def _choices(self, organ: "OrganQuestion", grid: QGridLayout, line: int) -> QButtonGroup:
        group = QButtonGroup(self)
        for place, word in enumerate(SUITABILITIES):
            button = QRadioButton(tr(suitability_text(word)))
            button.setObjectName(f"{organ.name}: {word}")
            button.setAccessibleName(tr(f"{organ.name}: {word}"))
            button.setChecked(word == organ.said)
            group.addButton(button, place)
            grid.addWidget(button, line, place + 1)
        return group

    @property
    def said(self) -> dict[str, str]:
        """What was said of each organ that was judged."""
        words_said = {organ: SUITABILITIES[group.checkedId()] for organ, group in self._groups.items()}
        return {organ: word for organ, word in words_said.items() if word != NOT_JUDGED}


class ApprovalDialog(QDialog):
    """`approve` is told name, time, note and organs; its EntryError is said here, and the dialog stays open."""

    def __init__(
        self,
        row: "RegistrationRow",
        approve: Approve,
        settings: QSettings,
        clock: Clock = now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("approval dialog")
        given = row.given
        self.setWindowTitle(tr("Approve a registration" if given is None else "Change an approval"))
        self.setMinimumWidth(WIDTH_PX)
        self._approve, self._settings = approve, settings
        self._when = clock().isoformat(timespec="minutes")
        self._name, self._note = QLineEdit(str(settings.value(NAME_KEY, ""))), QPlainTextEdit()
        self._organs = OrganJudgements(row.organs)
        self._problem = words("")
        self._problem.setObjectName("problem")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words(row.title, "section"))
        column.addWidget(words(MEANING))
        if given is not None:
            self._note.setPlainText(given.note)
            self._name.setText(self._name.text() or given.name)
            anew = words(ANEW.format(given=given.text), names=row.names)
            anew.setObjectName("given before")
            column.addWidget(anew)
        for warning in row.warnings:
            column.addWidget(words(warning))
        column.addLayout(self._form())
        if row.organs:
            self._add_organs(column)
        column.addWidget(self._problem)
        column.addWidget(self._buttons("Approve" if given is None else "Approve anew"))
        self._check()
        self.adjustSize()
        self._fit(WIDTH_PX)
        (self._note if self._name.text().strip() else self._name).setFocus()

    def accept(self) -> None:
        name = self._name.text().strip()
        try:
            self._approve(name, self._when, self._note.toPlainText().strip(), self._organs.said)
        except EntryError as error:
            self._problem.setText(tr(f"✖ {error}"))
            self._problem.show()
            self._fit(self.width())
            return
        self._settings.setValue(NAME_KEY, name)
        super().accept()

    def _fit(self, width: int) -> None:
        """As high as its texts need in this width."""
        column = self.layout()
        if column is not None:
            self.resize(width, max(self.height(), column.totalHeightForWidth(width)))

    def _add_organs(self, column: QVBoxLayout) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Organs"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._organs)
        area.setMinimumHeight(min(self._organs.sizeHint().height() + 4, ORGANS_PX))
        column.addWidget(words("Is it good enough at these organs?", "section"))
        column.addWidget(area)
        column.addWidget(words(ORGANS_MEAN, "caption"))

    def _buttons(self, approve: str) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.addButton(tr(approve), QDialogButtonBox.ButtonRole.AcceptRole)
        self._ok.setObjectName("ok")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _form(self) -> QFormLayout:
        self._name.setObjectName("name")
        self._name.setAccessibleName(tr("Name of the person who approves"))
        self._name.setMinimumHeight(self._name.fontMetrics().height() + FIELD_AIR_PX)
        self._note.setObjectName("note")
        self._note.setAccessibleName(tr("What was looked at"))
        self._note.setPlaceholderText(tr("what was looked at, and how well it fits"))
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(self._note.fontMetrics().lineSpacing() * 3 + FIELD_AIR_PX)
        self._name.textChanged.connect(self._check)
        self._note.textChanged.connect(self._check)
        when = named(self._when)
        when.setObjectName("when")
        form = QFormLayout()
        form.addRow(tr("&Name"), self._name)
        form.addRow(tr("No&te"), self._note)
        form.addRow(tr("Date and time"), when)
        return form

    def _check(self) -> None:
        complete = bool(self._name.text().strip() and self._note.toPlainText().strip())
        self._ok.setEnabled(complete)
        self._ok.setToolTip(tr("" if complete else ASKED))
        self._ok.setAccessibleDescription(tr("" if complete else ASKED))
