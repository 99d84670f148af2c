"""Which of several patients to open."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.header import identity_text


class PatientChoice(QDialog):
    """Shows every identity that was found, in full; none is chosen beforehand."""

    def __init__(self, patients: Sequence[PatientIdentity], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Which patient?")
        self.setObjectName("patient choice")
        self.resize(480, 260)
        text = QLabel(
            f"These files belong to {len(patients)} patients. Their doses are never added to each other: "
            "open one at a time."
        )
        text.setWordWrap(True)
        self._list = QListWidget()
        self._list.setObjectName("patients")
        self._list.setAccessibleName("Patients found")
        self._list.addItems([f"{p.shown_name} · {identity_text(p)}" for p in patients])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        opens = buttons.button(QDialogButtonBox.StandardButton.Open)
        opens.setEnabled(False)
        self._list.itemSelectionChanged.connect(lambda: opens.setEnabled(self.chosen >= 0))
        self._list.itemActivated.connect(lambda _: self.accept())
        column = QVBoxLayout(self)
        column.setSpacing(12)
        for widget in (text, self._list, buttons):
            column.addWidget(widget)

    @property
    def chosen(self) -> int:
        """Place of the chosen patient in the list; −1 while none is."""
        rows = self._list.selectionModel().selectedRows()
        return rows[0].row() if rows else -1
