"""The rows as a table that fits its width: the bar takes what the texts leave."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.drawing import WIDTHS_KEPT, RowDelegate, row_height
from reirrad_gui.ui.panel.legend import LegendHeader
from reirrad_gui.ui.panel.model import ORDERS, Column, RowsModel, cell_of
from reirrad_gui.ui.panel.rows import Cell, Row
from reirrad_gui.ui.theme import Theme

TIGHT_BELOW_PX = 590
LEAST_BAR_PX = 90
SMALLEST_BAR_PX = 50
LEAST_ORGAN_PX = 86
MOST_ORGAN_PX = 190
SHRINKING = (Column.LIMIT, Column.LEFT)


class RowsTable(QTableView):
    """Announces what the person at the screen chooses or points at; choosing from elsewhere announces nothing."""

    organ_chosen = Signal(object)
    organ_hovered = Signal(object)
    computation_wanted = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("constraints")
        self.setAccessibleName(tr("Organs and their limits"))
        self._quiet = False
        self._rows_model = RowsModel()
        self._delegate = RowDelegate(theme, self)
        self._header = LegendHeader(theme, self)
        self._titles: dict[Column, tuple[tuple[object, ...], int]] = {}
        self._widths: dict[tuple[Column, bool, Cell], tuple[int, int]] = {}
        self.setModel(self._rows_model)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(self._header)
        self._header.sectionClicked.connect(self._header_clicked)
        self._dress()
        self.selectionModel().currentRowChanged.connect(self._announce)
        self.doubleClicked.connect(lambda _: self.computation_wanted.emit())
        self.setMouseTracking(True)
        self.entered.connect(lambda index: self.organ_hovered.emit(self.rows[index.row()].key))

    def _dress(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMinimumHeight(60)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order shown."""
        return self._rows_model.rows

    @property
    def chosen_row(self) -> Row | None:
        """The row that the keyboard is on."""
        line = self.currentIndex().row()
        return self.rows[line] if 0 <= line < len(self.rows) else None

    def show_rows(self, rows: tuple[Row, ...], courses: int, chosen: str | None, typed: tuple[str, ...] = ()) -> None:
        """Other rows; the chosen organ keeps its highlight, one without a key its place. `typed` as the model's."""
        before = self.chosen_row
        self._quiet = True
        self._rows_model.show_rows(rows, typed)
        self._quiet = False
        drawn = any(row.bar.whisker_gy is not None for row in rows)
        bounded = any(row.bar.bounds_gy is not None for row in rows)
        self._header.show_courses(courses, self._rows_model.scale_gy, drawn=drawn, bounded=bounded)
        self._fit()
        now = self.chosen_row
        if now is None or before is None or (now.key, now.name) != (before.key, before.name) or now.key != chosen:
            self._restore(before, chosen)

    def sort_by(self, column: Column) -> None:
        """Order by this column; a second time turns the order round."""
        now, turned = self.order
        self.set_order(column, turned=now is column and not turned)

    @property
    def order(self) -> tuple[Column, bool]:
        """The column sorted by, and whether its order is turned round."""
        return self._rows_model.order

    def set_order(self, column: Column, *, turned: bool) -> None:
        """Order by a column that can sort, this way round."""
        if (column, turned) != self.order and column in ORDERS:
            before = self.chosen_row
            self._quiet = True
            self._rows_model.sort_by(column, turned)
            self._quiet = False
            self._fit()
            self._restore(before, before.key if before else None)

    @Slot(object)
    def show_chosen(self, key: str | None) -> None:
        """Highlight the organ that was chosen elsewhere."""
        row = self.chosen_row
        if row is not None and row.key == key:
            return
        self._highlight(self._rows_model.line_of(key))

    @Slot(object)
    def show_hovered(self, key: str | None) -> None:
        """Mark the organ that is pointed at, here or elsewhere; only its row is painted again."""
        before, self._delegate.hovered = self._delegate.hovered, key
        for line in {self._rows_model.line_of(before), self._rows_model.line_of(key)} - {None}:
            if line is not None and before != key:
                top = self.rowViewportPosition(line)
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(line))

    def viewportEvent(self, event: QEvent) -> bool:
        """Leaving the table ends pointing at an organ."""
        if event.type() == QEvent.Type.Leave:
            self.organ_hovered.emit(None)
        return super().viewportEvent(event)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._delegate.theme = theme
        self._header.theme = theme
        self._header.viewport().update()
        self.viewport().update()

    def _restore(self, before: Row | None, chosen: str | None) -> None:
        line = self._rows_model.line_of(chosen)
        if line is None and before is not None and before.key is None:
            line = next((i for i, row in enumerate(self.rows) if row.key is None and row.name == before.name), None)
        self._highlight(line)

    def _highlight(self, line: int | None) -> None:
        self._quiet = True
        if line is None:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        else:
            self.selectRow(line)
            self.scrollTo(self._rows_model.index(line, 0))
        self._quiet = False

    @Slot(QModelIndex, QModelIndex)
    def _announce(self, current: QModelIndex, _: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.organ_chosen.emit(self.rows[current.row()].key)

    @Slot(int)
    def _header_clicked(self, section: int) -> None:
        if section in ORDERS:
            self.sort_by(Column(section))

    # Width: texts first, the bar gets the rest

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._titles.clear()
            self._widths.clear()
            self._fit()

    def _fit(self) -> None:
        if self.verticalHeader().defaultSectionSize() != (height := row_height(self.font())):
            self.verticalHeader().setDefaultSectionSize(height)
        room = self.viewport().width()
        self._tighten(room < TIGHT_BELOW_PX)
        wanted: dict[Column, int] = {c: self._wanted(c) for c in Column if c is not Column.BAR}
        wanted[Column.ORGAN] = min(max(wanted[Column.ORGAN], LEAST_ORGAN_PX), MOST_ORGAN_PX)
        lacking = LEAST_BAR_PX - (room - sum(wanted.values()))
        for column in SHRINKING if lacking > 0 else ():
            given = max(0, min(lacking, wanted[column] - self._least(column)))
            wanted[column] -= given
            lacking -= given
        short = SMALLEST_BAR_PX - (room - sum(wanted.values()))
        wanted[Column.ORGAN] -= max(0, min(short, wanted[Column.ORGAN] - LEAST_ORGAN_PX))
        wanted[Column.BAR] = max(room - sum(wanted.values()), 0)
        for column, width in wanted.items():
            if self._header.sectionSize(int(column)) != width:
                self._header.resizeSection(int(column), width)

    def _tighten(self, tight: bool) -> None:
        if tight != self._delegate.tight:
            self._delegate.tight = tight
            self._widths.clear()
            self._header.set_side(self._delegate.side_px)

    def _wanted(self, column: Column) -> int:
        return max((self._title_width(column), *(self._widths_of(column, row)[0] for row in self.rows)))

    def _least(self, column: Column) -> int:
        """What the first lines need; below it a limit could be read as another."""
        return max((self._title_width(column), *(self._widths_of(column, row)[1] for row in self.rows)))

    def _widths_of(self, column: Column, row: Row) -> tuple[int, int]:
        """What a cell needs, and its first line alone: of each text measured once."""
        key = (column, row.absent, cell_of(row, column))
        found = self._widths.get(key)
        if found is None:
            font, told = self.font(), self._rows_model.told_cell(row, column)
            if len(self._widths) > WIDTHS_KEPT:
                self._widths.clear()
            measured = self._delegate
            found = measured.wanted_width(font, column, row, told), measured.first_width(font, column, row, told)
            self._widths[key] = found
        return found

    def _title_width(self, column: Column) -> int:
        """What a title needs, measured again where it has another arrow, font or air beside it."""
        key = (column, self._rows_model.order, self._header.font(), self._header.side_px)
        if key != self._titles.get(column, ((), 0))[0]:
            self._titles[column] = (key, self._header.sectionSizeFromContents(int(column)).width())
        return self._titles[column][1]

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen_row is not None:
            self.computation_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Home and self.rows:
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and self.rows:
            self.selectRow(len(self.rows) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen_row is None and self.rows and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectRow(0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Mouse and at.isValid():
            self.setCurrentIndex(at)
        index = self.currentIndex()
        if index.isValid():
            by_key = event.reason() != QContextMenuEvent.Reason.Mouse
            where = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(self.viewport().mapToGlobal(where))
