"""What stands in place of an answer: why there is none, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr

NO_CASE = "No case is open."
NO_COURSE = "There is no course here, so there is no planned dose to scale. Open a folder with a plan and its RTDOSE."


class Empty(QWidget):
    """A sentence; `numbers_wanted` carries the phase whose prescription would help."""

    numbers_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._phase_uid = ""
        self.label = QLabel()
        self.label.setObjectName("planner empty")
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(tr("Enter fractions and prescription…"))
        self.button.setObjectName("planner numbers")
        self.button.clicked.connect(lambda: self.numbers_wanted.emit(self._phase_uid))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_sentence(self, text: str, phase_uid: str) -> None:
        """Say this; with a phase's uid, offer to enter its numbers."""
        self._phase_uid = phase_uid
        self.label.setText(tr(text))
        self.button.setVisible(bool(phase_uid))
