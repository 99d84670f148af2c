"""Which structures are outlined: a list with a mark of each colour, show, hide, only one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QToolButton

from reirrad_gui.ui.overlay.popup import Popup


@dataclass(frozen=True, slots=True)
class Listed:
    """One structure of the list; `note` says why it has no outline, if so."""

    key: str
    name: str
    colour: str
    note: str = ""


class StructureList(Popup):
    """Says which structures are hidden, which one is drawn alone, and which was chosen."""

    hidden_changed = Signal(object)
    solo_changed = Signal(object)
    chosen = Signal(object)

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button, "structures")
        self._list = QListWidget()
        self._list.setObjectName("first")
        self._list.setAccessibleName("Structures")
        self._list.setIconSize(QSize(14, 14))
        self._list.setMinimumSize(230, 280)
        self._list.itemChanged.connect(self._say_hidden)
        self._list.currentItemChanged.connect(self._say_chosen)
        self._solo = QCheckBox("Only the chosen one")
        self._solo.setObjectName("solo")
        self._solo.toggled.connect(self._say_solo)
        every, none = QPushButton("All"), QPushButton("None")
        every.setObjectName("all structures")
        none.setObjectName("no structures")
        every.clicked.connect(lambda: self._set_all(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._set_all(Qt.CheckState.Unchecked))
        row = QHBoxLayout()
        row.addWidget(every)
        row.addWidget(none)
        row.addStretch(1)
        row.addWidget(self._solo)
        self.column.addWidget(self._list)
        self.column.addLayout(row)

    def show_structures(self, listed: Sequence[Listed], hidden: frozenset[str], chosen: str | None) -> None:
        """Show these structures."""
        blocker = QSignalBlocker(self._list)
        self._list.clear()
        for structure in listed:
            item = QListWidgetItem(_mark(structure.colour), structure.name + (" ⟲" if structure.note else ""))
            item.setData(Qt.ItemDataRole.UserRole, structure.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = structure.key not in hidden
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            if structure.note:
                item.setToolTip(structure.note)
            self._list.addItem(item)
        del blocker
        self.show_chosen(chosen)

    def show_chosen(self, key: str | None) -> None:
        """Mark the chosen structure."""
        blocker = QSignalBlocker(self._list)
        rows = [row for row in range(self._list.count()) if self._key(self._list.item(row)) == key]
        self._list.setCurrentRow(rows[0] if rows else -1)
        del blocker

    @staticmethod
    def _key(item: QListWidgetItem | None) -> str | None:
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def _set_all(self, state: Qt.CheckState) -> None:
        blocker = QSignalBlocker(self._list)
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(state)
        del blocker
        self._say_hidden()

    @Slot()
    def _say_hidden(self) -> None:
        items = [self._list.item(row) for row in range(self._list.count())]
        self.hidden_changed.emit(
            frozenset(str(self._key(item)) for item in items if item.checkState() != Qt.CheckState.Checked)
        )

    @Slot()
    def _say_chosen(self) -> None:
        key = self._key(self._list.currentItem())
        self.chosen.emit(key)
        if self._solo.isChecked():
            self.solo_changed.emit(key)

    @Slot(bool)
    def _say_solo(self, on: bool) -> None:
        self.solo_changed.emit(self._key(self._list.currentItem()) if on else None)


def _mark(colour: str) -> QIcon:
    pixmap = QPixmap(14, 14)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
