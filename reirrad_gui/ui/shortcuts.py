"""The list of keys and mouse gestures, made from the commands and the views themselves: it cannot go out of date."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.language import tr

COLUMNS, KEYS_PX = 3, 132
WIDEST_PX, HIGHEST_PX, ROUND_PX = 1320, 980, 40


class ShortcutsDialog(QDialog):
    """Three columns of groups in the words of the window, as much of it as is there; closes with Esc."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and mouse"))
        self.setObjectName("shortcuts")
        room = parent.window().size() if parent is not None else QSize(WIDEST_PX, HIGHEST_PX)
        self.resize(min(WIDEST_PX, room.width() - ROUND_PX), min(HIGHEST_PX, room.height() - ROUND_PX))
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setSpacing(24)
        for part in _columns(groups):
            column = QVBoxLayout()
            column.setSpacing(4)
            for group in part:
                column.addWidget(_heading(group.title))
                column.addLayout(_rows(group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Keys and mouse"))
        area.setWidget(page)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(area)
        outer.addWidget(close)


def _columns(groups: Sequence[Group]) -> tuple[list[Group], ...]:
    """Columns of about the same length, groups in their order."""
    total = sum(len(group.bindings) + 2 for group in groups)
    made: tuple[list[Group], ...] = tuple([] for _ in range(COLUMNS))
    filled = 0.0
    for group in groups:
        middle = filled + (len(group.bindings) + 2) / 2
        made[min(int(COLUMNS * middle / max(total, 1)), COLUMNS - 1)].append(group)
        filled += len(group.bindings) + 2
    return made


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("role", "section")
    label.setContentsMargins(0, 8, 0, 2)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def _rows(group: Group) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for line, binding in enumerate(group.bindings):
        keys, what = QLabel(binding.keys), QLabel(binding.what)
        keys.setProperty("role", "muted")
        keys.setFixedWidth(KEYS_PX)
        keys.setWordWrap(True)
        what.setWordWrap(True)
        for label in (keys, what):
            label.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(keys, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, line, 1, Qt.AlignmentFlag.AlignTop)
    return grid
