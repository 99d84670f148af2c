"""Tables of two-line cells: names stay in sight, columns share the width, one row and one column can be marked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.asking import offer_meanings
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE
from reirrad_gui.ui.planner.rows import Cell, Line, Table
from reirrad_gui.ui.planner.words import in_words
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
ONE_LINE_PX, TWO_LINES_PX, AIR_PX = 22, 34, 8
LEAST_NAME_PX, NAME_PX = 56, 150
MOST_PX = 250


class CellTable(QTableWidget):
    """Shows a `Table` (`shown`) in the language of the window.

    `organ_chosen` follows the keyboard and the mouse; `column_chosen` a click on a heading;
    `entered_cell` carries row and column where Enter was pressed or a cell was clicked twice.
    """

    organ_chosen = Signal(object)
    column_chosen = Signal(int)
    entered_cell = Signal(int, int)

    def __init__(self, name: str, said: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr(said))
        self.theme = theme
        self.shown: Table | None = None
        self._words = Table("", (), ())
        self.left_columns: frozenset[int] = frozenset()
        self.wide_column: int | None = None
        self.most_name_px = NAME_PX
        self._corner = QLabel(self)
        self._corner.setProperty("role", "caption")
        self._corner.setContentsMargins(AIR_PX, 0, 0, 0)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.tried: int | None = None
        self._chosen: str | None = None
        self.setVerticalHeader(_Names(self))
        self.setItemDelegate(_Cells(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMinimumHeight(60)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(20)
        head.setStyleSheet("QHeaderView::section { padding: 2px 8px 2px 2px; }")
        head.sectionClicked.connect(self.column_chosen)
        self.verticalHeader().sectionClicked.connect(self._name_clicked)
        self.currentCellChanged.connect(self._announce)
        self.cellDoubleClicked.connect(self.entered_cell)
        offer_meanings(self)

    def show_table(self, table: Table, chosen: str | None, tried: int | None = None) -> None:
        """Other contents; the keyboard stays where it was."""
        if table is self.shown:
            self.show_chosen(chosen)
            self._show_tried(tried)
            return
        where = (self.currentRow(), self.currentColumn())
        self.shown, self.tried, self._chosen = table, tried, chosen
        table = self._words = in_words(table)
        with QSignalBlocker(self):
            self.setColumnCount(len(table.headings))
            self.setRowCount(len(table.lines))
            for column in range(len(table.headings)):
                self._head(column)
            for row, line in enumerate(table.lines):
                self._fill(row, line)
            if where[0] < self.rowCount() and where[1] < self.columnCount():
                self.setCurrentCell(*where)
        self._fit()
        self.viewport().update()

    def _show_tried(self, tried: int | None) -> None:
        """Another column is the one that is tried: two headings change, and what is painted."""
        if tried != self.tried:
            before, self.tried = self.tried, tried
            for column in (before, tried):
                if column is not None:
                    self._head(column)
            self._fit()
            self.viewport().update()

    def _head(self, column: int) -> None:
        heading, mark = self._words.headings[column], column == self.tried
        item = QTableWidgetItem(f"▲ {heading.text}" if mark else heading.text)
        if column in self.left_columns:
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if mark and self.shown is not None:
            item.setToolTip(tr(f"{self.shown.headings[column].why}\n▲ tried now"))
        else:
            item.setToolTip(heading.why)
        self.setHorizontalHeaderItem(column, item)

    def _fill(self, row: int, line: Line) -> None:
        self.setVerticalHeaderItem(row, _item(line.name))
        two = bool(line.name.second)
        for column, cell in enumerate(line.cells):
            self.setItem(row, column, _item(cell))
            two = two or bool(cell.second)
        self.setRowHeight(row, TWO_LINES_PX if two else ONE_LINE_PX)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.theme = theme
        self.viewport().update()
        self.verticalHeader().viewport().update()

    @Slot(object)
    def show_chosen(self, key: str | None) -> None:
        """Mark the organ that was chosen, here or elsewhere."""
        if key != self._chosen:
            self._chosen = key
            self.viewport().update()
            self.verticalHeader().viewport().update()

    @property
    def chosen(self) -> str | None:
        """Key of the organ that is marked."""
        return self._chosen

    def line(self, row: int) -> Line | None:
        """What stands in a row, as it is shown."""
        lines = self._words.lines
        return lines[row] if 0 <= row < len(lines) else None

    def is_marked(self, row: int, column: int | None = None) -> bool:
        """Whether a cell belongs to the chosen organ or to the column that is tried."""
        line = self.line(row)
        chosen = line is not None and line.key is not None and line.key == self._chosen
        return chosen or (column is not None and column == self.tried)

    def copy(self) -> None:
        """The whole table to the clipboard, with what must be known to read it."""
        if self.shown is not None:
            QGuiApplication.clipboard().setText(self._words.copied)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.entered_cell.emit(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot(int, int, int, int)
    def _announce(self, row: int, *_: int) -> None:
        line = self.line(row)
        if line is not None and line.key is not None:
            self.organ_chosen.emit(line.key)

    @Slot(int)
    def _name_clicked(self, row: int) -> None:
        self.setCurrentCell(row, max(self.currentColumn(), 0))

    def _fit(self) -> None:
        """Every column what its texts need; what is left over is shared, or given to the columns of words."""
        table = self._words
        if not table.headings:
            return
        names = max((needed_px(line.name) for line in table.lines), default=0)
        corner = _wide(table.corner) + 2 * AIR_PX
        names = max(names, corner, LEAST_NAME_PX)
        needed = [self._column_px(column) for column in range(len(table.headings))]
        room = self.viewport().width() + self.verticalHeader().width()
        widest = min(names, max(NAME_PX, corner, min(self.most_name_px, room - sum(needed))))
        self.verticalHeader().setFixedWidth(widest)
        spare = max(0, room - widest - sum(needed))
        takers = range(len(needed)) if self.wide_column is None else (self.wide_column,)
        for column, px in enumerate(needed):
            self.setColumnWidth(column, px + (spare // len(takers) if column in takers else 0))
        self._corner.setText(table.corner)
        self._corner.setGeometry(0, 0, widest, self.horizontalHeader().height())

    def _column_px(self, column: int) -> int:
        texts = [_wide(part) + 14 for part in self._words.headings[column].text.split("\n")]
        cells = [needed_px(line.cells[column]) for line in self._words.lines]
        return min(max([*texts, *cells]), MOST_PX)


def _item(cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.spoken)
    item.setData(CELL, cell)
    item.setToolTip(cell.why)
    item.setData(MEANING_ROLE, cell.meaning)
    return item


def _wide(text: str) -> int:
    return QFontMetrics(interface_font(CAPTION_PX)).horizontalAdvance(text)


def needed_px(cell: Cell) -> int:
    """The width that both lines of a cell take."""
    first = QFontMetrics(interface_font(BODY_PX, bold=True)).horizontalAdvance(cell.first)
    return max(first, _wide(cell.second)) + 2 * AIR_PX + 2


class _Cells(QStyledItemDelegate):
    """Number over words; a status is a symbol in its colour, with its word below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self.parent()
        assert isinstance(table, CellTable)
        line, cell = table.line(index.row()), index.data(CELL)
        painter.save()
        ground(painter, option.rect, table.theme, marked=table.is_marked(index.row(), index.column()))
        if cell is not None and line is not None:
            draw(
                painter,
                option.rect,
                cell,
                table.theme,
                left=index.column() in table.left_columns,
                bold=not line.heading,
            )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(table.theme.text), 1))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -2))
        painter.restore()


class _Names(QHeaderView):
    """The names of the rows, in two lines like the cells."""

    def __init__(self, table: CellTable) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(ONE_LINE_PX)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        line = self._table.line(logical)
        if line is None:
            return
        painter.save()
        ground(painter, rect, self._table.theme, marked=self._table.is_marked(logical))
        draw(painter, rect, line.name, self._table.theme, left=True, bold=not line.heading, muted=line.heading)
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(max(self.minimumWidth(), LEAST_NAME_PX), super().sizeHint().height())


def ground(painter: QPainter, rect: QRect, theme: Theme, *, marked: bool) -> None:
    """The surface of a cell with its hairline."""
    painter.fillRect(rect, QColor(theme.raised if marked else theme.panel))
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def draw(
    painter: QPainter, rect: QRect, cell: Cell, theme: Theme, *, left: bool, bold: bool, muted: bool = False
) -> None:
    """The two lines of a cell in their colours, shortened rather than cut."""
    inner = rect.adjusted(AIR_PX, 2, -AIR_PX, -3)
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2 + 2 if cell.second else inner.height())
    painter.setFont(interface_font(BODY_PX, bold=bold and not left))
    number, symbol = (cell.first[:-1], cell.first[-1]) if cell.word else (cell.first, "")
    if symbol:
        painter.setPen(QColor(theme.status(cell.word)))
        painter.drawText(upper, int(side | Qt.AlignmentFlag.AlignVCenter), symbol)
        upper.setRight(upper.right() - painter.fontMetrics().horizontalAdvance(symbol))
    painter.setPen(QColor(theme.muted if muted else theme.text))
    _text(painter, upper, number, side)
    if cell.second:
        painter.setFont(interface_font(CAPTION_PX))
        painter.setPen(QColor(theme.status(cell.word) if cell.word else theme.muted))
        lower = QRect(inner.left(), inner.top() + inner.height() // 2 + 1, inner.width(), inner.height() // 2)
        _text(painter, lower, cell.second, side)


def _text(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
