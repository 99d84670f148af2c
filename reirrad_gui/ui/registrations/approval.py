"""Asks who approves a registration, and what that person looked at."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.registrations.cards import words

if TYPE_CHECKING:
    from reirrad_gui.ui.registrations.rows import RegistrationRow

NAME_KEY = "approval/name"
FIELD_AIR_PX = 10
MEANING = (
    "Approving means that you looked at the two images laid over one another near the organs that matter for this "
    "decision, and judged them to fit well enough there. Doses that need this registration are then no longer marked "
    "provisional. Your name, the time and your note stand beside the registration from then on; the approval can be "
    "taken back."
)
ASKED = "Enter a name and a note."
Clock = Callable[[], datetime]
Approve = Callable[[str, str, str], None]


def now() -> datetime:
    """The time of this computer with its difference from UTC."""
    return datetime.now().astimezone()


class ApprovalDialog(QDialog):
    """`approve` is told name, time and note; its EntryError is said here, and the dialog stays open."""

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
        self.setWindowTitle("Approve a registration")
        self.setMinimumWidth(520)
        self._approve, self._settings = approve, settings
        self._when = clock().isoformat(timespec="minutes")
        self._name, self._note = QLineEdit(str(settings.value(NAME_KEY, ""))), QPlainTextEdit()
        self._problem = words("")
        self._problem.setObjectName("problem")
        self._problem.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.addButton("Approve", QDialogButtonBox.ButtonRole.AcceptRole)
        self._ok.setObjectName("ok")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words(row.title, "section"))
        column.addWidget(words(MEANING))
        for warning in row.warnings:
            column.addWidget(words(warning))
        column.addLayout(self._form())
        column.addWidget(self._problem)
        column.addWidget(buttons)
        self._check()
        (self._note if self._name.text().strip() else self._name).setFocus()

    def accept(self) -> None:
        name = self._name.text().strip()
        try:
            self._approve(name, self._when, self._note.toPlainText().strip())
        except EntryError as error:
            self._problem.setText(f"✖ {error}")
            self._problem.show()
            return
        self._settings.setValue(NAME_KEY, name)
        super().accept()

    def _form(self) -> QFormLayout:
        self._name.setObjectName("name")
        self._name.setAccessibleName("Name of the person who approves")
        self._name.setMinimumHeight(self._name.fontMetrics().height() + FIELD_AIR_PX)
        self._note.setObjectName("note")
        self._note.setAccessibleName("What was looked at, and for which organs it is good enough")
        self._note.setPlaceholderText("what was looked at, and for which organs it fits well enough")
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(self._note.fontMetrics().lineSpacing() * 3 + FIELD_AIR_PX)
        self._name.textChanged.connect(self._check)
        self._note.textChanged.connect(self._check)
        when = words(self._when)
        when.setObjectName("when")
        form = QFormLayout()
        form.addRow("&Name", self._name)
        form.addRow("No&te", self._note)
        form.addRow("Date and time", when)
        return form

    def _check(self) -> None:
        complete = bool(self._name.text().strip() and self._note.toPlainText().strip())
        self._ok.setEnabled(complete)
        self._ok.setToolTip("" if complete else ASKED)
        self._ok.setAccessibleDescription("" if complete else ASKED)
