"""The tornado as a table: for screen readers, for copying, and with the sentence of every bar."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.asking import offer_meanings
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE
from reirrad_gui.ui.theme import SPACE_PX, Theme
from reirrad_gui.ui.uncertainty.rows import Tornado, TornadoBar, TornadoEnd

HEADS = ("Assumption", "Lowest", "Highest", "What it means")
_HIGH, _SENTENCE, _AIR_PX = 2, 3, 16
_SHARES = (0.2, 0.22, 0.22)


class TornadoTable(QTableWidget):
    """As tall as its rows: the page around it scrolls. `chosen` carries the line of a bar."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setObjectName("tornado table")
        self.setAccessibleName(tr("What each assumption alone would change"))
        self.setHorizontalHeaderLabels([tr(head) for head in HEADS])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setStyleSheet("QTableView::item { padding: 2px 4px; }")
        self._theme = theme
        self._shown: tuple[Tornado | None, bool] = (None, False)
        self._quiet = False
        self.currentCellChanged.connect(self._announce)
        offer_meanings(self)

    def show_tornado(self, tornado: Tornado | None, *, faded: bool) -> None:
        """Other bars, in the order of the picture."""
        self._shown, self._quiet = (tornado, faded), True
        bars = () if tornado is None else tornado.every
        self.setRowCount(len(bars))
        for line, bar in enumerate(bars):
            for column, text in enumerate(_cells(bar)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                item.setForeground(QColor(self._ink(bar, column, faded=faded)))
                item.setData(MEANING_ROLE, bar.high.meaning if column == _HIGH else bar.low.meaning)
                self.setItem(line, column, item)
        self._quiet = False
        self.setVisible(bool(bars))
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self.show_tornado(self._shown[0], faded=self._shown[1])

    def choose(self, line: int) -> None:
        """Mark a bar that was chosen in the picture, without saying so."""
        if 0 <= line < self.rowCount() and line != self.currentRow():
            self._quiet = True
            self.selectRow(line)
            self._quiet = False

    @property
    def text(self) -> str:
        """All of it with tabs between the columns."""
        items = [[self.item(row, column) for column in range(len(HEADS))] for row in range(self.rowCount())]
        lines = ["\t".join("" if item is None else item.text() for item in row) for row in items]
        return "\n".join(["\t".join(map(tr, HEADS)), *lines])

    def _ink(self, bar: TornadoBar, column: int, *, faded: bool) -> str:
        if faded or not bar.counts:
            return self._theme.muted
        end = {1: bar.low, 2: bar.high}.get(column)
        return self._theme.text if end is None or not _cells(bar)[column] else self._theme.status(end.word)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        for column, share in enumerate(_SHARES):
            self.setColumnWidth(column, round(room * share))
        self.setColumnWidth(_SENTENCE, room - sum(round(room * share) for share in _SHARES))
        for row in range(self.rowCount()):
            self.setRowHeight(row, self._needed(row))
        tall = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(tall + self.horizontalHeader().sizeHint().height() + 2)

    def _needed(self, row: int) -> int:
        """What the longest of a row's texts needs, wrapped in its column."""
        wrap, metrics = int(Qt.TextFlag.TextWordWrap), self.fontMetrics()
        texts = ((column, item.text()) for column in range(len(HEADS)) if (item := self.item(row, column)) is not None)
        rooms = ((QRect(0, 0, self.columnWidth(column) - _AIR_PX, 10_000), text) for column, text in texts)
        return max((metrics.boundingRect(room, wrap, text).height() for room, text in rooms), default=0) + 2 * SPACE_PX

    @Slot(int, int, int, int)
    def _announce(self, row: int, *_: int) -> None:
        if row >= 0 and not self._quiet:
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text)
        else:
            super().keyPressEvent(event)


def _cells(bar: TornadoBar) -> tuple[str, str, str, str]:
    """As they are shown."""
    name = f"◆ {tr(bar.title)}" if bar.flips and bar.counts else tr(bar.title)
    low, high = _end(bar.low), "" if bar.alone else _end(bar.high)
    return (f"{name}\n{tr(bar.under)}" if bar.under else name, low, high, tr(bar.sentence))


def _end(end: TornadoEnd) -> str:
    return f"{end.text} {tr(end.status)}\n{tr(end.label)}"
