"""One registration, or one course without, as words with the buttons that belong to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from reirrad_gui.ui.registrations.rows import Fact, RegistrationRow, UnlinkedRow

LABEL_PX = 92


def words(text: str, role: str = "") -> QLabel:
    """Plain words that wrap and can be selected with the mouse."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class RegistrationCard(QWidget):
    """Says one registration; its buttons carry its key."""

    approve_wanted = Signal(str)
    take_back_wanted = Signal(str)

    def __init__(self, row: "RegistrationRow", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"registration {row.key}")
        self.setAccessibleName(f"{row.title}: {row.standing}")
        title = words(row.title, "section")
        title.setObjectName("title")
        standing = words(row.standing)
        standing.setObjectName("standing")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(standing)
        column.addLayout(facts_grid(row.facts))
        column.addLayout(self._buttons(row))
        column.addWidget(_rule())

    def _buttons(self, row: "RegistrationRow") -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(LABEL_PX + 12, 4, 0, 8)
        if not row.approved:
            approve = _button("Approve…", f"Approve the registration {row.title}")
            approve.setObjectName("approve")
            approve.clicked.connect(lambda: self.approve_wanted.emit(row.key))
            line.addWidget(approve)
        elif row.can_take_back:
            back = _button("Take approval back", f"Take back the approval of the registration {row.title}")
            back.setObjectName("take back")
            back.clicked.connect(lambda: self.take_back_wanted.emit(row.key))
            line.addWidget(back)
        line.addStretch(1)
        return line


class UnlinkedCard(QWidget):
    """Says what it means that a course is not linked."""

    def __init__(self, row: "UnlinkedRow", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{row.title}: {row.text}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(words(row.title, "section"))
        column.addWidget(words(row.text))
        column.addWidget(_rule())


def facts_grid(facts: "tuple[Fact, ...]") -> QGridLayout:
    """Labels to the left, what they label to the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnMinimumWidth(0, LABEL_PX)
    grid.setColumnStretch(1, 1)
    for line, fact in enumerate(facts):
        label = words(fact.label, "muted")
        label.setWordWrap(False)
        said = words(fact.text, "caption" if fact.label == "Frames" else "")
        said.setAccessibleName(f"{fact.label}: {fact.text}")
        grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, line, 1)
    return grid


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setAutoDefault(True)  # Enter presses the button that has the keyboard
    return button


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "rule")
    rule.setFixedHeight(1)
    return rule
