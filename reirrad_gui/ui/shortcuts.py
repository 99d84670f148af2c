"""The list of keys and mouse gestures, made from the commands and the views themselves: it cannot go out of date."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
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


class ShortcutsDialog(QDialog):
    """Two columns of groups; closes with Esc."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and mouse")
        self.setObjectName("shortcuts")
        self.resize(900, 620)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setSpacing(32)
        for part in _halves(groups):
            column = QVBoxLayout()
            column.setSpacing(4)
            for group in part:
                column.addWidget(_heading(group.title))
                column.addLayout(_rows(group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Keys and mouse")
        area.setWidget(page)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(area)
        outer.addWidget(close)


def _halves(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Two columns of about the same length."""
    total = sum(len(group.bindings) + 2 for group in groups)
    left: list[Group] = []
    filled = 0
    for group in groups:
        if filled and filled + len(group.bindings) / 2 > total / 2:
            break
        left.append(group)
        filled += len(group.bindings) + 2
    return left, list(groups[len(left) :])


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
        keys.setMinimumWidth(150)
        what.setWordWrap(True)
        for label in (keys, what):
            label.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(keys, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, line, 1)
    return grid
