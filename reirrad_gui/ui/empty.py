"""What the window says before a patient is open: what to do, with one click each, and whose cases are kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.flowing import FlowLayout
from reirrad_gui.ui.intended_use import STATEMENT
from reirrad_gui.ui.language import tr

WHAT_TO_DO = (
    "Choose the folder that holds the exported courses (CT, RTSTRUCT, RTPLAN, RTDOSE), or drop a folder, a ZIP or "
    "files anywhere on this window. Files are read, never changed."
)
FIRST_TIME = "Here for the first time? In two minutes:"
PATIENTS_SIDE = "patients side"
WIDEST_PX, LIST_WIDEST_PX, APART_PX = 620, 720, 40


class EmptyState(QWidget):
    """Headline, one sentence, the ways in, the tour, the intended use; beside them the kept patients, if there is a
    store.
    """

    def __init__(
        self, ways_in: Sequence[QAction], patients: QWidget | None = None, tour: QAction | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("empty")
        headline = QLabel(tr("See what has been given, and what can still be given"))
        headline.setWordWrap(True)
        headline.setProperty("role", "headline")
        buttons = FlowLayout()
        for action in ways_in:
            buttons.addWidget(_button(action, primary=action is ways_in[0]))
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(headline)
        column.addWidget(_paragraph(WHAT_TO_DO))
        column.addLayout(buttons)
        if tour is not None:
            column.addLayout(_offer(tour))
        column.addSpacing(24)
        column.addWidget(_paragraph(STATEMENT, role="muted"))
        middle = QWidget()
        middle.setMaximumWidth(WIDEST_PX)
        middle.setLayout(column)
        outer = QHBoxLayout(self)
        outer.setSpacing(APART_PX)
        outer.addStretch(1)
        outer.addWidget(middle, 5, Qt.AlignmentFlag.AlignVCenter)
        if patients is not None and patients.isHidden():
            patients.setParent(self)  # not shown, but it goes with the window
        elif patients is not None:
            outer.addWidget(_beside(patients), 6)
        outer.addStretch(1)


def _offer(tour: QAction) -> FlowLayout:
    """One line for those who are here for the first time."""
    button = _button(tour, primary=False)
    button.setProperty("role", "link")
    line = FlowLayout(4)
    label = QLabel(tr(FIRST_TIME))
    label.setProperty("role", "muted")
    label.setBuddy(button)
    line.addWidget(label)
    line.addWidget(button)
    return line


def _beside(patients: QWidget) -> QWidget:
    """The list under its heading, a hairline to its left."""
    side = QWidget()
    side.setObjectName(PATIENTS_SIDE)
    side.setMaximumWidth(LIST_WIDEST_PX)
    rule = QFrame()
    rule.setProperty("role", "upright rule")
    heading = QLabel(tr("Patients"))
    heading.setProperty("role", "headline")
    column = QVBoxLayout()
    column.setSpacing(12)
    column.addWidget(heading)
    column.addWidget(patients, 1)
    row = QHBoxLayout(side)
    row.setContentsMargins(0, 56, 0, 56)
    row.setSpacing(APART_PX)
    row.addWidget(rule)
    row.addLayout(column, 1)
    return side


def _paragraph(text: str, role: str = "") -> QLabel:
    label = QLabel(tr(text))
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
