"""A small table that is typed into: always one empty line more, choices where a column has them.

A choice is shown in the language of the window and kept in English, which is what is read from the table.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from reirrad_gui.ui.event_forms.fields import Cells, Column
from reirrad_gui.ui.language import tr

FEWEST_LINES, MOST_LINES, LINE_PX = 2, 8, 26
WRITTEN = Qt.ItemDataRole.EditRole
Index = QModelIndex | QPersistentModelIndex


class _Cell(QTableWidgetItem):
    """A text; one of the choices is shown as it is told."""

    def __init__(self, text: str, choices: Cells) -> None:
        super().__init__(text)
        self._choices = choices

    def data(self, role: int) -> Any:
        found = super().data(role)
        return tr(found) if role == Qt.ItemDataRole.DisplayRole and found in self._choices else found


class RowsTable(QTableWidget):
    """Cells of text. Type into a cell, or F2; Del empties it, Ctrl+Del takes the line out; Tab leaves the table."""

    rows_changed = Signal()

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__(0, len(columns))
        self._columns = columns
        self._filling = False
        self.setHorizontalHeaderLabels([tr(column.title) for column in columns])
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(LINE_PX)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Type into a line; Ctrl+Del takes it out"))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for place, column in enumerate(columns):
            if (title := self.horizontalHeaderItem(place)) is not None:
                title.setToolTip(title.text())
            if column.choices:
                self.setItemDelegateForColumn(place, ChoiceDelegate(column, self))
        self.itemChanged.connect(self._on_change)
        self.show_rows(())

    @property
    def rows(self) -> tuple[Cells, ...]:
        """The lines down to the last that holds something."""
        found = [self._cells(row) for row in range(self.rowCount())]
        while found and not any(found[-1]):
            found.pop()
        return tuple(found)

    def show_rows(self, rows: tuple[Cells, ...]) -> None:
        """Show these lines, and an empty one."""
        self._filling = True
        self.setRowCount(0)
        for cells in (*rows, ("",) * len(self._columns)):
            self._append(cells)
        self._filling = False
        self._fit()
        self.setCurrentCell(0, 0)
        self.rows_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Delete or self.currentRow() < 0:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take_out(self.currentRow())
        else:
            self.currentItem().setText("")

    def event(self, event: QEvent) -> bool:
        """Ctrl+Del is the table's while it has the keyboard, not the window's."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def take_out(self, row: int) -> None:
        """A line less; the empty one at the end stays."""
        if row < self.rowCount() - 1:
            self.removeRow(row)
            self._fit()
            self.rows_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Each column has its share of the width."""
        super().resizeEvent(event)
        shares = [column.share for column in self._columns]
        for place, share in enumerate(shares):
            self.setColumnWidth(place, self.viewport().width() * share // sum(shares))

    def sizeHint(self) -> QSize:
        """As high as its lines, within bounds."""
        lines = min(max(self.rowCount(), FEWEST_LINES), MOST_LINES)
        return QSize(super().sizeHint().width(), self.horizontalHeader().sizeHint().height() + lines * LINE_PX + 4)

    def _append(self, cells: Cells) -> None:
        row = self.rowCount()
        self.insertRow(row)
        for place, text in enumerate(cells):
            self.setItem(row, place, _Cell(text, self._columns[place].choices))

    def _cells(self, row: int) -> Cells:
        items = [self.item(row, place) for place in range(len(self._columns))]
        return tuple("" if item is None else str(item.data(WRITTEN)) for item in items)

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    @Slot()
    def _on_change(self) -> None:
        if self._filling:
            return
        if any(self._cells(self.rowCount() - 1)):
            self._filling = True
            self._append(("",) * len(self._columns))
            self._filling = False
            self._fit()
        self.rows_changed.emit()


class ChoiceDelegate(QStyledItemDelegate):
    """Lets a cell be chosen from a list; another text may be typed where the column is free."""

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        box = QComboBox(parent)
        box.setEditable(self._column.free)
        box.addItem("", "")
        for choice in self._column.choices:
            box.addItem(tr(choice), choice)
        box.setAccessibleName(tr(self._column.title))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            text = str(index.data(WRITTEN) or "")
            place = editor.findData(text)
            editor.setCurrentIndex(max(place, 0))
            if editor.isEditable() and place < 0:
                editor.setEditText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            place = editor.findText(editor.currentText())
            model.setData(index, editor.currentText() if place < 0 else editor.itemData(place), WRITTEN)
