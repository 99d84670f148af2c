"""The timeline's facts as a table, for those who read rather than look, and for screen readers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.timeline.said import COLUMNS, Said

WIDTHS_PX = (95, 180, 150, 120, 210, 120)
ROWS_FITTED = 500


class TimelineTable(QDialog):
    """One row per item in time order; not modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Timeline as a table")
        self.setObjectName("timeline table")
        self.resize(1240, 560)
        self._model = QStandardItemModel(0, len(COLUMNS), self)
        self._model.setHorizontalHeaderLabels(COLUMNS)
        self._table = QTableView()
        self._table.setObjectName("timeline rows")
        self._table.setAccessibleName("Timeline as a table")
        self._table.setModel(self._model)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setWordWrap(True)
        self._table.verticalHeader().setVisible(False)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.horizontalHeader().setStretchLastSection(True)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._table.horizontalHeader().sectionResized.connect(self._fit_rows)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self._table)
        column.addWidget(close)

    def show_rows(self, rows: Sequence[Said]) -> None:
        """Replace everything that is listed."""
        self._model.removeRows(0, self._model.rowCount())
        for said in rows:
            self._model.appendRow([_cell(text) for text in said.cells])
        for column, width in enumerate(WIDTHS_PX):
            self._table.setColumnWidth(column, width)
        self._fit_rows()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_rows()

    @Slot()
    def _fit_rows(self) -> None:
        if self._model.rowCount() <= ROWS_FITTED:
            self._table.resizeRowsToContents()


def _cell(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setToolTip(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return item
