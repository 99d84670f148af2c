"""Organs on the shared screen: name, bar, number, status; read by a screen reader like any table."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.drawing import paint_bar
from reirrad_gui.ui.panel.rows import Cell, Row
from reirrad_gui.ui.presentation.rows import Board
from reirrad_gui.ui.presentation.scale import factor
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import SPACE_PX, Theme

COLUMNS = ("Organ", "Dose and limit", "Gy", "Status")
ORGAN, BAR, NUMBER, STATUS = range(4)
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
LEAST_BAR = 5.0
"""Of the type's size: a narrower bar says nothing."""


class BoardTable(QTableWidget):
    """Shows the rows it is given. `organ_chosen` carries the key of the organ that was chosen."""

    organ_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self.setObjectName("board table")
        self.setAccessibleName(tr("Cumulative dose of organs"))
        self.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._delegate = _Cells(theme, self)
        self.setItemDelegate(self._delegate)
        self._rows: tuple[Row, ...] = ()
        self._filling = False
        self.currentCellChanged.connect(self._choose)

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._delegate.pixels = pixels
        self.setFont(interface_font(pixels))
        self.verticalHeader().setMinimumSectionSize(1)
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def show_board(self, board: Board, chosen: str | None) -> None:
        """Other rows, or the same; `chosen` is the organ that is chosen elsewhere, too."""
        self._filling = True
        if board.rows != self._rows or self._delegate.scale_gy != board.scale_gy:
            self._rows, self._delegate.scale_gy = board.rows, board.scale_gy
            self.setRowCount(len(board.rows))
            for line, row in enumerate(board.rows):
                for column, text in enumerate(_spoken(row)):
                    item = QTableWidgetItem(text)
                    item.setData(ROW_ROLE, row)
                    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tr(row.why))
                    self.setItem(line, column, item)
            self._fit()
        place = next((n for n, row in enumerate(board.rows) if row.key is not None and row.key == chosen), None)
        if place is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif place != self.currentRow():
            self.setCurrentCell(place, ORGAN)
        self._filling = False

    def _choose(self, line: int, *_: int) -> None:
        if not self._filling and 0 <= line < len(self._rows):
            self.organ_chosen.emit(self._rows[line].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # the storyboard's
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        """Texts as wide as they are, the bar what is left; no scrolling to the side."""
        pixels = self._delegate.pixels
        metrics = QFontMetrics(interface_font(pixels, bold=True))
        wide = self.viewport().width()
        pad = 2 * SPACE_PX + pixels // 2

        def width(texts: list[str], least: int) -> int:
            return max([metrics.horizontalAdvance(text) for text in texts] + [least]) + pad

        number = width([part for row in self._rows for part in _lines(row, NUMBER)] + ["63.9"], 0)
        status = width([text for row in self._rows for text in _lines(row, STATUS)] + [tr("✔ within")], 0)
        organ = width([part for row in self._rows for part in _lines(row, ORGAN)], 4 * pixels)
        organ = min(organ, max(4 * pixels, wide - number - status - round(LEAST_BAR * pixels)))
        for column, size in ((ORGAN, organ), (NUMBER, number), (STATUS, status)):
            self.setColumnWidth(column, size)
        self.setColumnWidth(BAR, max(wide - organ - number - status, pixels))
        height = 2 * QFontMetrics(interface_font(pixels)).height() + 2 * SPACE_PX
        self.verticalHeader().setDefaultSectionSize(height)
        for line in range(self.rowCount()):
            self.setRowHeight(line, height)


def _ratio(cell: Cell) -> str:
    """Only the α/β: what else stands there is for the workstation."""
    return tr(cell.second.split(" · ")[0])


def _lines(row: Row, column: int) -> tuple[str, str]:
    """The two lines of a cell, as they are shown."""
    if column == ORGAN:
        return row.organ.first, _ratio(row.organ)
    if column == NUMBER:
        return tr(row.number.first), tr(row.number.second)
    return tr(row.status.first), tr(row.condition)


def _spoken(row: Row) -> tuple[str, ...]:
    bar = tr(f"{row.bar.division}; limit {row.limit.spoken}")
    return f"{row.organ.first}, {_ratio(row.organ)}", bar, tr(row.number.spoken), tr(row.status.spoken)


class _Cells(QStyledItemDelegate):
    """Two lines a cell, or the bar of the workstation, enlarged."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.pixels, self.scale_gy = theme, 24, 1.0

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(self.pixels, 2 * self.pixels)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, rect = index.data(ROW_ROLE), option.rect
        painter.save()
        self._ground(painter, option, index.column())
        room = rect.adjusted(2 * SPACE_PX, 0, -SPACE_PX, 0)
        if index.column() == BAR:
            enlarged = factor(self.pixels)
            painter.translate(QPointF(room.topLeft()))
            painter.scale(enlarged, enlarged)
            size = QRectF(0, 0, room.width() / enlarged - 6, room.height() / enlarged)
            paint_bar(painter, size.adjusted(0, 6, 0, -6), row, self.scale_gy, self.theme)
        else:
            self._texts(painter, room, index.column(), row)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, column: int) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.fillRect(rect, QColor(self.theme.raised if chosen else self.theme.panel))
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and column == ORGAN:
            painter.fillRect(QRect(rect.left(), rect.top(), SPACE_PX, rect.height()), QColor(self.theme.text))

    def _texts(self, painter: QPainter, room: QRect, column: int, row: Row) -> None:
        lines = _lines(row, column)
        side = Qt.AlignmentFlag.AlignRight if column == NUMBER else Qt.AlignmentFlag.AlignLeft
        inks = (self.theme.status(row.standing.word) if column == STATUS else self.theme.text, self.theme.muted)
        half = room.height() // 2
        both = bool(lines[1])
        for place, text in enumerate(lines):
            if not text:
                continue
            strong = place == 0 or column == NUMBER
            font = interface_font(self.pixels, bold=strong)
            painter.setFont(font)
            painter.setPen(QColor(inks[0 if strong else 1]))
            box = QRect(room.left(), room.top() + place * half, room.width(), half if both else room.height())
            where = Qt.AlignmentFlag.AlignVCenter
            fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(side | where), fitted)
