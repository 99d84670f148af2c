"""The courses side by side on screen; missing numbers are asked for here."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.notices.rows import Asked
from reirrad_gui.ui.numbers.asking import offer_meanings
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE
from reirrad_gui.ui.panel.course_facts import CourseFacts, Fact, course_facts
from reirrad_gui.ui.panel.model import Index
from reirrad_gui.ui.panel.typed import tell
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session

NAME_LINE = 0
ASKED = "Asked for"
AIR_PX, SIDE_PX, MOST_PX = 5, 8, 10_000


class CoursesView(QWidget):
    """One column per course; choosing a column chooses the course everywhere.

    `numbers_wanted` carries the uid of a phase whose missing numbers somebody wants to enter.
    """

    numbers_wanted = Signal(str)

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("courses view")
        self.setAccessibleName(tr("Courses"))
        self._selection = selection
        self._theme = theme
        self._session: Session | None = None
        self._table = _table()
        self._table.currentCellChanged.connect(self._announce)
        self._empty = QLabel(tr("No case is open."))
        self._empty.setObjectName("courses empty")
        self._empty.setProperty("role", "muted")
        self._empty.setContentsMargins(8, 8, 8, 8)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._table)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self._table)
        selection.course_selected.connect(self._highlight)
        self.apply_theme(theme)

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._session = session
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the session's assessment again."""
        session = self._session
        self._pages.setCurrentIndex(0 if session is None else 1)
        if session is not None:
            with QSignalBlocker(self._table):
                self._fill(course_facts(session))
            self._highlight(self._selection.course)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        role = QPalette.ColorRole
        ground = self.palette()
        colours = {role.Window: theme.panel, role.Base: theme.panel, role.Text: theme.text}
        colours |= {role.Highlight: theme.raised, role.HighlightedText: theme.text}
        for which, colour in colours.items():
            ground.setColor(which, QColor(colour))
        self.setPalette(ground)
        self._table.setPalette(ground)
        self.refresh()

    def _fill(self, facts: CourseFacts) -> None:
        labels = ["", *([ASKED] if any(facts.asked) else []), *(fact.label for fact in facts.facts)]
        self._table.clear()
        self._table.setColumnCount(len(facts.names))
        self._table.setRowCount(len(labels))
        self._table.setVerticalHeaderLabels([tr(label) for label in labels])
        self._table.setHorizontalHeaderLabels([tr(name) for name in facts.names])
        for column, name in enumerate(facts.names):
            self._table.setItem(NAME_LINE, column, self._name_item(name, column))
            if any(facts.asked):
                self._fill_asked(labels.index(ASKED), column, facts.asked[column])
        first = len(labels) - len(facts.facts)
        for line, fact in enumerate(facts.facts, first):
            self._fill_line(line, fact, facts.typed)
        self._table.resizeRowsToContents()

    def _name_item(self, name: str, column: int) -> QTableWidgetItem:
        item = QTableWidgetItem(f"■ {tr(name)}")
        item.setForeground(QColor(self._theme.course(column)))
        font = self._table.font()
        font.setBold(True)
        item.setFont(font)
        return item

    def _fill_line(self, line: int, fact: Fact, typed: tuple[str, ...]) -> None:
        for column, told in enumerate(fact.told):
            item = QTableWidgetItem(told.text if told.is_name else tell(told.text, typed))
            item.setToolTip(tell(told.source, typed))
            item.setData(MEANING_ROLE, told.meaning)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(line, column, item)

    def _fill_asked(self, line: int, column: int, asked: tuple[Asked, ...]) -> None:
        self._table.setItem(line, column, QTableWidgetItem(tr("" if asked else "nothing")))
        if not asked:
            return
        box = QWidget()
        stack = QVBoxLayout(box)
        stack.setContentsMargins(4, 4, 4, 4)
        for one in asked:
            button = QPushButton(tr("Enter…"))
            button.setObjectName(f"enter {one.phase_uid}")
            button.setAccessibleName(tr(one.title))
            button.setToolTip(tr(f"{one.title}. {one.why}"))
            button.clicked.connect(partial(self._ask, one))
            stack.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._table.setCellWidget(line, column, box)

    def _ask(self, asked: Asked, *_: object) -> None:
        self.numbers_wanted.emit(asked.phase_uid)

    @Slot(int, int, int, int)
    def _announce(self, _line: int, column: int, *_: int) -> None:
        if column >= 0:
            self._selection.select_course(column)

    @Slot(object)
    def _highlight(self, course: int | None) -> None:
        with QSignalBlocker(self._table):
            if course is None:
                self._table.setCurrentCell(-1, -1)
                self._table.clearSelection()
            elif self._table.currentColumn() != course and course < self._table.columnCount():
                self._table.setCurrentCell(max(self._table.currentRow(), 0), course)
        self._table.viewport().update()


class _KeepsColour(QStyledItemDelegate):
    """A course keeps its colour where it is chosen; lines have a little air."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        table = self.parent()
        width = table.columnWidth(index.column()) if isinstance(table, QTableWidget) else option.rect.width()
        room = QRect(0, 0, max(width - 2 * SIDE_PX, 1), MOST_PX)
        font = index.data(Qt.ItemDataRole.FontRole) or option.font
        text = str(index.data() or "")
        needed = QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return needed.size() + QSize(2 * SIDE_PX, 2 * AIR_PX)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if colour is not None:
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, colour)


class _WrappedTable(QTableWidget):
    """Lines are as high as their texts need at the present width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resizeRowsToContents()


def _table() -> QTableWidget:
    table = _WrappedTable()
    table.setObjectName("courses")
    table.setAccessibleName(tr("Courses side by side"))
    table.setItemDelegate(_KeepsColour(table))
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    offer_meanings(table)
    table.horizontalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.verticalHeader().setHighlightSections(False)
    table.verticalHeader().setSectionsClickable(False)
    return table
