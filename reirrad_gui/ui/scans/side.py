"""Beside the pictures: lesions × scans as a table, what the signs mean, grade and progression with their rules."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.session.scans import Cell, Comparison, Finding
from reirrad_gui.ui.divided import Divided
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scans.look import SIGNS
from reirrad_gui.ui.theme import CAPTION_PX, Theme

FIRST = "first: listed for the first time, which is not new · first?: an earlier report named the region"
HEADER_LINES = 2
RULES = "Grade and progression, by their rules"


class LesionSide(QWidget):
    """`chosen` carries the uid of an examination and the place of a lesion in its list; `edit_wanted` too (Enter)."""

    chosen = Signal(str, object)
    edit_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self.table = QTableWidget(0, 0)
        self.table.setObjectName("lesions")
        self.table.setAccessibleName(tr("Lesions of all scans: a row for each site, a column for each scan"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(True)
        small = QFont(self.table.font())
        small.setPixelSize(CAPTION_PX)
        self.table.setFont(small)
        self.table.verticalHeader().setVisible(False)
        self.table.setTabKeyNavigation(False)
        self.table.currentCellChanged.connect(self._choose)
        self.table.cellDoubleClicked.connect(lambda *_: self.edit_wanted.emit())
        self.legend = QLabel(" · ".join((*(f"{sign.symbol} {tr(sign.word)}" for sign in SIGNS.values()), tr(FIRST))))
        self.legend.setObjectName("lesion legend")
        self.legend.setProperty("role", "caption")
        self.legend.setWordWrap(True)
        self.legend.setMargin(4)
        self.rules = QPlainTextEdit()
        self.rules.setObjectName("scan rules")
        self.rules.setAccessibleName(tr(RULES))
        self.rules.setReadOnly(True)
        self.rules.setTabChangesFocus(True)
        self.rules.setFont(small)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.legend)
        split = self.split = Divided(Qt.Orientation.Vertical, lambda: (300, 120))
        split.addWidget(top)
        split.addWidget(self.rules)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.divide()
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setMinimumWidth(220)

    def apply_theme(self, theme: Theme) -> None:
        """Colours of the states."""
        self._theme = theme
        if self._comparison is not None:
            self.show_comparison(self._comparison)

    def show_comparison(self, comparison: Comparison) -> None:
        """Sites × scans, the sums below."""
        self._comparison = comparison
        here = self.table.currentRow(), self.table.currentColumn()
        blocked = self.table.blockSignals(True)
        self.table.clear()
        self.table.setColumnCount(1 + len(comparison.columns))
        self.table.setRowCount(len(comparison.rows) + len(comparison.sums))
        titles = [tr(title) for title in comparison.titles]
        self.table.setHorizontalHeaderLabels((tr("Site"), *titles))
        for line, row in enumerate(comparison.rows):
            self.table.setItem(line, 0, _item(tr(row.site)))
            for column, cell in enumerate(row.cells):
                self.table.setItem(line, 1 + column, self._cell(cell))
        for line, (name, texts) in enumerate(comparison.sums, start=len(comparison.rows)):
            for column, text in enumerate((name, *texts)):
                item = _item(tr(text))
                item.setBackground(QColor(self._theme.raised))
                self.table.setItem(line, column, item)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        header.setFixedHeight(HEADER_LINES * header.fontMetrics().lineSpacing() + 8)
        for column, title in enumerate(titles, start=1):
            if (header_item := self.table.horizontalHeaderItem(column)) is not None:
                header_item.setToolTip(title)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if 0 <= here[0] < self.table.rowCount() and 0 <= here[1] < self.table.columnCount():
            self.table.setCurrentCell(*here)
        self.table.blockSignals(blocked)

    def _cell(self, cell: Cell) -> QTableWidgetItem:
        sign = None if cell.state is None else SIGNS[cell.state]
        brief = tr(cell.brief or cell.text)
        item = _item(brief if sign is None else f"{sign.symbol} {brief}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(cell.text))
        marked = f"\nMarked {cell.marks} times on the pictures." if cell.marks else ""
        item.setToolTip(tr(f"{cell.text}.{marked}"))
        item.setForeground(QColor(self._theme.muted if sign is None else sign.colour(self._theme)))
        return item

    def show_findings(
        self, titles: Sequence[tuple[str, str]], graded: Mapping[str, Finding], pcwg: Finding | None
    ) -> None:
        """Everything that the rules say, with their sources, to read and to copy."""
        parts = [] if pcwg is None else ["\n".join(pcwg.lines)]
        parts += [f"{name}\n" + "\n".join(graded[uid].lines) for uid, name in titles if uid in graded]
        text = tr("\n\n".join(parts) or "No rule applies to these pictures.")
        if text != self.rules.toPlainText():
            self.rules.setPlainText(text)

    def pick(self, uid: str | None, number: int | None) -> None:
        """Put the table on a lesion without saying so."""
        comparison = self._comparison
        blocked = self.table.blockSignals(True)
        place = None
        if comparison is not None and uid in comparison.columns and number is not None:
            column = comparison.columns.index(uid)
            place = next((at for at, row in enumerate(comparison.rows) if row.cells[column].number == number), None)
            if place is not None:
                self.table.setCurrentCell(place, 1 + column)
        if place is None:
            self.table.setCurrentCell(-1, -1)
        self.table.blockSignals(blocked)

    def _choose(self, line: int, column: int, *_: int) -> None:
        comparison = self._comparison
        if comparison is None or not 0 <= line < len(comparison.rows) or not 1 <= column <= len(comparison.columns):
            return
        self.chosen.emit(comparison.columns[column - 1], comparison.rows[line].cells[column - 1].number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return item
