"""What the window says before a patient is open: what to do, with one click each."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.intended_use import STATEMENT

WHAT_TO_DO = (
    "Choose the folder that holds the exported courses (CT, RTSTRUCT, RTPLAN, RTDOSE), or drop a folder, a ZIP or "
    "files anywhere on this window. Files are read, never changed."
)


class EmptyState(QWidget):
    """Headline, one sentence, three buttons, the intended use."""

    def __init__(self, open_folder: QAction, open_files: QAction, open_example: QAction) -> None:
        super().__init__()
        self.setObjectName("empty")
        headline = QLabel("See what has been given, and what can still be given")
        headline.setProperty("role", "headline")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action in (open_folder, open_files, open_example):
            buttons.addWidget(_button(action, primary=action is open_folder))
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(headline)
        column.addWidget(_paragraph(WHAT_TO_DO))
        column.addLayout(buttons)
        column.addSpacing(24)
        column.addWidget(_paragraph(STATEMENT, role="muted"))
        middle = QWidget()
        middle.setMaximumWidth(640)
        middle.setLayout(column)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(middle, 4, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)


def _paragraph(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _button(action: QAction, *, primary: bool) -> QPushButton:
    button = QPushButton(action.text())
    button.setObjectName(f"{action.objectName()} button")
    button.setProperty("role", "primary" if primary else "")
    button.clicked.connect(action.trigger)
    action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
    return button
