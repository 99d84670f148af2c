"""One registration, or one course without, as words with the buttons that belong to it."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.flowing import FlowLayout
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.registrations.kinds import HAND, LANDMARKS, NEAR

if TYPE_CHECKING:
    from reirrad_gui.ui.registrations.measured import Table
    from reirrad_gui.ui.registrations.rows import Fact, RegistrationRow, UnlinkedRow

LABEL_PX, BETWEEN_PX = 92, 6
ANEW = {
    HAND: ("By hand…", "Set the shift and turn by hand"),
    LANDMARKS: ("Landmarks…", "Fit to landmarks set in both images"),
    NEAR: ("Automatically…", "Register automatically, by the whole images or near an organ"),
}
MEASURE_TIP = "Compare organs drawn in both courses, and the images before and after, for every registration"


def words(text: str, role: str = "", names: Iterable[str] = ()) -> QLabel:
    """Plain words that wrap and can be selected with the mouse; `names` in them stay in every language."""
    return named(tr_of(text, *names), role)


def named(text: str, role: str = "") -> QLabel:
    """The same of a name, which no language changes."""
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
    anew_wanted = Signal(str, str, str)
    measure_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, row: "RegistrationRow", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"registration {row.key}")
        self.setAccessibleName(tr_of(f"{row.title}: {row.standing}", *row.names))
        title = words(row.title, "section")
        title.setObjectName("title")
        standing = words(row.standing, names=row.names)
        standing.setObjectName("standing")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(title)
        column.addWidget(standing)
        column.addLayout(facts_grid(row.facts))
        for table in row.tables:
            column.addLayout(_indented(table_grid(table)))
            for note in table.notes:
                column.addLayout(_indented(words(note, "caption")))
        column.addLayout(self._buttons(row))
        column.addWidget(_rule())

    def _buttons(self, row: "RegistrationRow") -> QHBoxLayout:
        beside, line = QHBoxLayout(), FlowLayout(BETWEEN_PX)
        beside.setContentsMargins(LABEL_PX + 12, 4, 0, 8)
        beside.addLayout(line, 1)
        if not row.approved:
            approve = _button("Approve…", f"Approve the registration {row.title}")
            approve.setObjectName("approve")
            approve.clicked.connect(lambda: self.approve_wanted.emit(row.key))
            line.addWidget(approve)
        elif row.can_take_back:
            change = _button("Change the approval…", f"Change the approval of the registration {row.title}")
            change.setObjectName("change approval")
            change.setToolTip(tr("Another note, or another word on single organs: approved anew, in one step"))
            change.clicked.connect(lambda: self.approve_wanted.emit(row.key))
            line.addWidget(change)
            back = _button("Take approval back", f"Take back the approval of the registration {row.title}")
            back.setObjectName("take back")
            back.clicked.connect(lambda: self.take_back_wanted.emit(row.key))
            line.addWidget(back)
        compare = _button("Compare images…", f"Look at the images of {row.title} on one another")
        compare.setObjectName("compare")
        compare.setToolTip(tr("Blend, checkerboard, flicker, swipe and difference, to judge by eye (Ctrl+K)"))
        compare.clicked.connect(self.compare_wanted)
        line.addWidget(compare)
        if row.to_measure:
            measure = _button("Measure", f"Measure how well {row.title} fits")
            measure.setObjectName("measure")
            measure.setToolTip(tr(MEASURE_TIP))
            measure.clicked.connect(self.measure_wanted)
            line.addWidget(measure)
        for button in anew_buttons(row.title, row.frames, self.anew_wanted):
            line.addWidget(button)
        return beside


class UnlinkedCard(QWidget):
    """Says what it means that a course is not linked, and offers to link it."""

    anew_wanted = Signal(str, str, str)

    def __init__(self, row: "UnlinkedRow", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr(f"{row.title}: {row.text}"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(words(row.title, "section"))
        column.addWidget(words(row.text))
        if row.frames is not None:
            line = FlowLayout(BETWEEN_PX)
            for button in anew_buttons(row.title.removeprefix("▲ "), row.frames, self.anew_wanted):
                line.addWidget(button)
            column.addLayout(line)
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
        said.setAccessibleName(tr(f"{fact.label}: {fact.text}"))
        grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, line, 1)
    return grid


def anew_buttons(title: str, frames: tuple[str, str], wanted: SignalInstance) -> tuple[QPushButton, ...]:
    """The ways of linking two frames anew."""
    made = []
    for kind, (text, what) in ANEW.items():
        button = _button(text, f"{what}: {title}")
        button.setObjectName(kind)
        button.setToolTip(tr(what))
        button.clicked.connect(partial(_ask, wanted, kind, frames))
        made.append(button)
    return tuple(made)


def _ask(wanted: SignalInstance, kind: str, frames: tuple[str, str], *_: object) -> None:
    wanted.emit(kind, *frames)


def table_grid(table: "Table") -> QGridLayout:
    """A head in small letters, numbers to the right of their line's name; what a number is stands in its tool tip."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(len(table.head), 1)
    for column, text in enumerate(table.head):
        grid.addWidget(_fixed(words(text, "caption")), 0, column, _side(column))
    for line, cells in enumerate(table.lines, start=1):
        for column, cell in enumerate(cells):
            label = _fixed(named(cell.text) if cell.is_name else words(cell.text))
            label.setToolTip(tr(cell.why))
            said = f"{cells[0].text}, {table.head[column]}: {cell.text}" if column else cell.text
            label.setAccessibleName(tr_of(said, *(one.text for one in cells if one.is_name)))
            label.setAccessibleDescription(tr(cell.why))
            grid.addWidget(label, line, column, _side(column))
    return grid


def _fixed(label: QLabel) -> QLabel:
    label.setWordWrap(False)
    return label


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


def _indented(what: QGridLayout | QLabel) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(LABEL_PX + 12, 4, 0, 0)
    if isinstance(what, QLabel):
        line.addWidget(what, 1)
    else:
        line.addLayout(what, 1)
    return line


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setAccessibleName(tr(name))
    button.setAutoDefault(True)  # Enter presses the button that has the keyboard
    return button


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("role", "rule")
    rule.setFixedHeight(1)
    return rule
