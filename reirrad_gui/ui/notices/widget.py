"""The list of things to know, and the dialog that asks for a missing number of fractions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.notices.rows import Asked, Notice, Section

MOST_FRACTIONS = 99
FILES_SHOWN = 6


class ThingsToKnow(QDialog):
    """Not modal: it may stay open beside the views. `fractions_wanted` carries the phase a number is asked for."""

    fractions_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Things to know")
        self.setObjectName("things to know")
        self.resize(640, 520)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName("Things to know")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self._area)
        column.addWidget(close)

    def show_notices(self, asked: Sequence[Asked], sections: Sequence[Section]) -> None:
        """Replace everything that is listed."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(8)
        if asked:
            column.addWidget(_heading("Asked for"))
            for one in asked:
                column.addWidget(self._asked_row(one))
        for section in sections:
            column.addWidget(_heading(section.title))
            for notice in section.notices:
                column.addWidget(_notice(notice))
        if not asked and not sections:
            column.addWidget(_text("Nothing was found that you would have to know."))
        column.addStretch(1)
        self._area.setWidget(page)

    def _asked_row(self, asked: Asked) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(_text(f"? {asked.title}. {asked.why}"), 1)
        button = QPushButton("Enter…")
        button.setAccessibleName(asked.title)
        button.clicked.connect(lambda: self.fractions_wanted.emit(asked))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row


class FractionsDialog(QDialog):
    """Asks for one number of fractions; nothing is preset, and nothing can be accepted before a number is there."""

    def __init__(self, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(asked.title)
        self.setObjectName("fractions dialog")
        self._number = QSpinBox()
        self._number.setObjectName("fractions")
        self._number.setAccessibleName("Number of fractions delivered")
        self._number.setRange(0, MOST_FRACTIONS)
        self._number.setSpecialValueText("–")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setEnabled(False)
        self._number.valueChanged.connect(lambda number: self._ok.setEnabled(number > 0))
        form = QFormLayout()
        form.addRow("Number of fractions", self._number)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(_text(f"{asked.why} Take it from the treatment record; it is kept as entered by you."))
        column.addLayout(form)
        column.addWidget(buttons)

    @property
    def fractions(self) -> int:
        """What was entered; 0 while nothing was."""
        return self._number.value()


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("role", "section")
    label.setContentsMargins(0, 8, 0, 0)
    return label


def _text(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _notice(notice: Notice) -> QWidget:
    frame = QFrame()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(_text(notice.text))
    if notice.files:
        more = len(notice.files) - FILES_SHOWN
        names = ", ".join(notice.files[:FILES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        column.addWidget(_text(names, "caption"))
    return frame
