"""The timeline's facts as a table, for those who read rather than look, for screen readers, and to copy."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.timeline.said import COLUMNS, Said

WIDTHS_PX = (112, 180, 150, 120, 210, 120)
ROWS_FITTED = 500
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


def kept_widths(found: object) -> tuple[int, ...]:
    """Widths of columns as they were kept; none where they cannot be that."""
    whole = isinstance(found, list) and len(found) == len(WIDTHS_PX)
    if not whole or not isinstance(found, list) or not all(type(one) is int and 20 <= one <= 2000 for one in found):
        return ()
    return tuple(found)


class Facts(QAbstractTableModel):
    """One row per item, put into words when it comes into view."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Said] = ()

    def show_rows(self, rows: Sequence[Said]) -> None:
        """Replace everything that is listed."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            said = self._rows[index.row()]
            return tr_of(said.cells[index.column()], *said.kept)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return tr(COLUMNS[section])
        return super().headerData(section, orientation, role)

    def text(self, lines: Sequence[int]) -> str:
        """Some rows under their heading, cells with tabs between them: what a spreadsheet takes."""
        rows = [[tr(title) for title in COLUMNS]]
        rows += [[tr_of(cell, *said.kept) for cell in said.cells] for said in (self._rows[line] for line in lines)]
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


class TimelineTable(QDialog):
    """One row per item in time order; not modal. Copies the chosen rows, or all where none is chosen.

    `widths_chosen` carries the widths of all columns but the last, in pixels, when a person has moved one.
    """

    widths_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Timeline as a table"))
        self.setObjectName("timeline table")
        self.resize(1240, 560)
        self._model = Facts()
        self._model.setParent(self)
        self._table = QTableView()
        self._table.setObjectName("timeline rows")
        self._table.setAccessibleName(tr("Timeline as a table"))
        self._table.setModel(self._model)
        self._table.setTabKeyNavigation(False)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setWordWrap(True)
        self._table.verticalHeader().setVisible(False)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.sectionResized.connect(self._fit_rows)
        header.sectionResized.connect(self._note_widths)
        self._setting = False
        self.set_widths(())
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._table)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)
        self._add_buttons()

    def _add_buttons(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy table")
        copy.setToolTip(tr("The chosen rows, or all where none is chosen, for a spreadsheet"))
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self._table)
        column.addWidget(buttons)

    def show_rows(self, rows: Sequence[Said]) -> None:
        """Replace everything that is listed."""
        self._model.show_rows(rows)
        self._fit_rows()

    def set_widths(self, widths: Sequence[int]) -> None:
        """These columns, as they were left; none: as at first."""
        self._setting = True
        for column, width in enumerate(widths or WIDTHS_PX):
            self._table.setColumnWidth(column, width)
        self._setting = False

    @Slot(int, int, int)
    def _note_widths(self, section: int, *_: int) -> None:
        """The last column fills the room that is left; it is not a person's choice."""
        if not self._setting and section < len(WIDTHS_PX):
            self.widths_chosen.emit(tuple(self._table.columnWidth(column) for column in range(len(WIDTHS_PX))))

    @Slot()
    def copy(self) -> None:
        """Put the chosen rows, or all where none is chosen, on the clipboard."""
        chosen = [index.row() for index in self._table.selectionModel().selectedRows()]
        QGuiApplication.clipboard().setText(self._model.text(sorted(chosen) or range(self._model.rowCount())))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_rows()

    @Slot()
    def _fit_rows(self) -> None:
        if self._model.rowCount() <= ROWS_FITTED:
            self._table.resizeRowsToContents()
