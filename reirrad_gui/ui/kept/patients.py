"""The list of patients whose cases are kept: typed words search it, Enter opens, Del deletes after a question."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.flowing import FlowLayout
from reirrad_gui.ui.kept.rows import LOOKING, NONE_FOUND, NONE_KEPT, SYNTHETIC, Listed, counted, matching
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Patient", "Last changed")
ROW_PX, AIR_PX = 44, 8
SECOND = Qt.ItemDataRole.UserRole
"""The line below, in small muted letters."""


class PatientsModel(QAbstractTableModel):
    """The lines that are shown now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Listed, ...] = ()

    def show_rows(self, rows: tuple[Listed, ...]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, first = self.rows[index.row()], index.column() == 0
        if role == Qt.ItemDataRole.DisplayRole:
            mark = f"   {tr(SYNTHETIC)}" if row.synthetic else ""
            return f"{row.name}{mark}" if first else tr(row.changed)
        if role == SECOND:
            return tr(row.identity if first else f"{counted(row.revisions, 'revision')} · {row.label}")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr_of(row.spoken, row.name)
        return None


class TwoLines(QStyledItemDelegate):
    """A line in the body's size over one in the caption's, each shortened rather than cut."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        palette, chosen = option.palette, option.state & QStyle.StateFlag.State_Selected
        painter.save()
        if chosen:
            painter.fillRect(rect, palette.alternateBase())
            if index.column() == 0:
                painter.fillRect(rect.x(), rect.y(), 2, rect.height(), palette.highlight())
        area = rect.adjusted(AIR_PX, 5, -AIR_PX, -5)
        half = area.height() // 2
        texts = (str(index.data()), str(index.data(SECOND)))
        inks = (palette.text().color(), palette.placeholderText().color())
        for place, (text, ink) in enumerate(zip(texts, inks, strict=True)):
            painter.setFont(interface_font() if place == 0 else interface_font(CAPTION_PX))
            painter.setPen(ink)
            line = QRect(area.x(), area.y() + place * half, area.width(), half)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()


class PatientsList(QWidget):
    """Search, list and what can be done; knows no store. `wanted` carries a case's id, the other two its line."""

    open_wanted = Signal(str)
    history_wanted = Signal(object)
    delete_wanted = Signal(object)
    retry_wanted = Signal()
    set_aside_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("patients list")
        self._all: tuple[Listed, ...] = ()
        self.search = QLineEdit()
        self.search.setObjectName("search patients")
        self.search.setPlaceholderText(tr("Search a name or an ID"))
        self.search.setAccessibleName(tr("Search the kept patients by name or ID"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._model = PatientsModel(self)
        self.table = self._made_table()
        self._said = QLabel(tr(LOOKING))
        self._said.setObjectName("patients said")
        self._said.setWordWrap(True)
        self._said.setProperty("role", "muted")
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setContentsMargins(0, 12, 0, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._said)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self._pages, 1)
        column.addLayout(self._made_buttons())
        self._enable()

    def _made_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("patients table")
        table.setAccessibleName(tr("Kept patients, last changed first"))
        table.setModel(self._model)
        table.setItemDelegate(TwoLines(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.installEventFilter(self)
        table.doubleClicked.connect(lambda _: self._open())
        table.selectionModel().selectionChanged.connect(self._enable)
        return table

    def _made_buttons(self) -> FlowLayout:
        self._buttons = {
            "open kept": _button("Open the kept case", "Open it as it was left (Enter)", self._open),
            "history of kept": _button("History…", "Every change: who, when, what", self._history),
            "delete kept": _button("Delete…", "Remove it from the case store, after a question (Del)", self._delete),
        }
        self._trouble_buttons = {
            "try again": _button("Try again", "Look for the case store again", self.retry_wanted.emit),
            "set aside": _button(
                "Set the damaged store aside…", "Move it out of the way and begin a new one", self.set_aside_wanted.emit
            ),
        }
        row = FlowLayout()
        for name, button in {**self._buttons, **self._trouble_buttons}.items():
            button.setObjectName(name)
            row.addWidget(button)
        return row

    @property
    def current(self) -> Listed | None:
        """The line that is chosen."""
        index = self.table.currentIndex()
        return self._model.rows[index.row()] if index.isValid() and index.row() < len(self._model.rows) else None

    @property
    def shown(self) -> tuple[Listed, ...]:
        """The lines on screen, in order."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Listed]) -> None:
        """All kept cases; the search stays."""
        chosen = self.current
        self._all = tuple(rows)
        self._said.setText(tr(NONE_KEPT))
        self._filter()
        self._choose(None if chosen is None else chosen.case_id)
        self._show_trouble_buttons()

    def show_trouble(self, sentence: str, *, damaged: bool = False) -> None:
        """The store cannot be read; everything else works on."""
        self._all = ()
        self._model.show_rows(())
        self._said.setText(f"▲ {tr(sentence)}")
        self._pages.setCurrentWidget(self._said)
        self._show_trouble_buttons(trouble=True, damaged=damaged)
        self._enable()

    def _show_trouble_buttons(self, *, trouble: bool = False, damaged: bool = False) -> None:
        self._trouble_buttons["try again"].setVisible(trouble)
        self._trouble_buttons["set aside"].setVisible(damaged)
        for button in self._buttons.values():
            button.setVisible(bool(self._all))
        self.search.setVisible(bool(self._all))

    @Slot()
    def _filter(self) -> None:
        chosen = self.current
        rows = matching(self._all, self.search.text())
        self._model.show_rows(rows)
        if self._all:
            self._said.setText(tr(NONE_FOUND))
        self._pages.setCurrentWidget(self.table if rows else self._said)
        self._choose(None if chosen is None else chosen.case_id)

    def _choose(self, case_id: str | None) -> None:
        """The same case as before where it is still listed, or the first."""
        places = [place for place, row in enumerate(self._model.rows) if row.case_id == case_id]
        if self._model.rows:
            self.table.setCurrentIndex(self._model.index(places[0] if places and not self.search.text() else 0, 0))
        self._enable()

    @Slot()
    def _enable(self) -> None:
        for button in self._buttons.values():
            button.setEnabled(self.current is not None)

    def _open(self) -> None:
        if (row := self.current) is not None:
            self.open_wanted.emit(row.case_id)

    def _history(self) -> None:
        if (row := self.current) is not None:
            self.history_wanted.emit(row)

    def _delete(self) -> None:
        if (row := self.current) is not None:
            self.delete_wanted.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.search:
                return self._key_in_search(event)
            if watched is self.table:
                return self._key_in_table(event)
        return super().eventFilter(watched, event)

    def _key_in_search(self, event: QKeyEvent) -> bool:
        """Arrows walk the list while the words are typed; Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._model.rows:
            return False
        place = min(max(self.table.currentIndex().row() + step, 0), len(self._model.rows) - 1)
        self.table.setCurrentIndex(self._model.index(place, 0))
        return True

    def _key_in_table(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Delete:
            self._delete()
        elif event.text().strip() and event.text().isprintable() and not _commands(event):
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.insert(event.text())
        else:
            return False
        return True


class PatientsDialog(QDialog):
    """The same list while a case is open."""

    def __init__(self, patients: PatientsList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Patients"))
        self.setObjectName("patients dialog")
        self.resize(720, 520)
        self.patients = patients
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(patients, 1)
        column.addWidget(close)
        patients.search.setFocus()


def _commands(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return held != Qt.KeyboardModifier.NoModifier


def _button(text: str, why: str, slot: Any) -> QPushButton:
    button, told = QPushButton(tr(text)), tr(why)
    button.setToolTip(told)
    button.setAccessibleDescription(told)
    button.setAutoDefault(False)
    button.clicked.connect(lambda *_: slot())
    return button
