"""The list of things to know; what is asked for has a button that leads to the question."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.notices.rows import Asked, Notice, Section

FILES_SHOWN = 6


class ThingsToKnow(QDialog):
    """Not modal: it may stay open beside the views. `numbers_wanted` carries the uid of the phase asked about."""

    numbers_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Things to know"))
        self.setObjectName("things to know")
        self.resize(640, 520)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("Things to know"))
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
            column.addWidget(_text(tr("Nothing was found that you would have to know.")))
        column.addStretch(1)
        self._area.setWidget(page)

    def _asked_row(self, asked: Asked) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(_text(f"? {tr(asked.title)}. {tr(asked.why)}"), 1)
        button = QPushButton(tr("Enter…"))
        button.setAccessibleName(tr(asked.title))
        button.clicked.connect(lambda: self.numbers_wanted.emit(asked.phase_uid))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row


def _heading(title: str) -> QLabel:
    label = QLabel(tr(title))
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
    column.addWidget(_text(tr(notice.text)))
    if notice.files:
        more = len(notice.files) - FILES_SHOWN
        names = ", ".join(notice.files[:FILES_SHOWN])
        column.addWidget(_text(tr(f"{names} and {more} more") if more > 0 else names, "caption"))
    return frame
