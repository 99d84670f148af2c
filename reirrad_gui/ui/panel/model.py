"""The rows as Qt's table: one cell per text, each readable by a screen reader."""

import re
from enum import IntEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE, Meaning
from reirrad_gui.ui.panel.bar import scale_gy
from reirrad_gui.ui.panel.rows import Cell, Row, by_margin, by_organ
from reirrad_gui.ui.panel.telling import bar_text, described, tooltip
from reirrad_gui.ui.panel.typed import tell

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
CELL_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """Columns from left to right."""

    ORGAN = 0
    BAR = 1
    NUMBER = 2
    LIMIT = 3
    LEFT = 4
    STATUS = 5


TITLES = ("Organ", "Accumulated EQD2 against the limits", "Gy", "Limit, Gy", "Left, Gy", "Status")
ORDERS = {Column.ORGAN: "organ", Column.LEFT: "what is left", Column.STATUS: "worst first"}
"""The columns that can sort, and what by."""
QUOTED = re.compile("“(.*?)”")
"""A structure's own name beside an organ's."""
TOLD_KEPT = 2000


_ANSWERED = frozenset(
    (
        ROW_ROLE,
        CELL_ROLE,
        MEANING_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    )
)


class RowsModel(QAbstractTableModel):
    """Holds the rows in the order chosen; the common scale of all bars belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self._given: tuple[Row, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._order = Column.STATUS
        self._reversed = False
        self._typed: tuple[str, ...] = ()
        self._told: dict[tuple[Column, Cell], Cell] = {}
        self.scale_gy = scale_gy(())

    @property
    def rows(self) -> tuple[Row, ...]:
        """As they stand on screen."""
        return self._rows

    @property
    def order(self) -> tuple[Column, bool]:
        """The column sorted by, and whether its order is turned round."""
        return self._order, self._reversed

    def show_rows(self, rows: tuple[Row, ...], typed: tuple[str, ...] = ()) -> None:
        """Other rows, given worst first; where the same organs stand in the same order, only what differs is told.

        `typed` is what people wrote: it stands as it is in what is told of a row.
        """
        self._typed = typed
        before, scale, shown = self._rows, self.scale_gy, self._ordered(rows)
        self.scale_gy, self._given = scale_gy(tuple(row.bar for row in rows)), rows
        if _names(shown) != _names(before):
            self.beginResetModel()
            self._rows = shown
            self.endResetModel()
            return
        self._rows = shown
        differing = [_differing(*pair, scaled=scale != self.scale_gy) for pair in zip(shown, before, strict=True)]
        for column in Column:
            for first, last in _runs([line for line, columns in enumerate(differing) if column in columns]):
                self.dataChanged.emit(self.index(first, column), self.index(last, column))

    def sort_by(self, column: Column, turned: bool = False) -> None:
        """Order by a column that can sort; organs nobody drew stay last either way."""
        self.beginResetModel()
        self._order, self._reversed = column, turned
        self._rows = self._ordered(self._given)
        self.endResetModel()

    def line_of(self, key: str | None) -> int | None:
        """Where the organ with this key stands; None for no key or one that is not listed."""
        if key is None:
            return None
        return next((line for line, row in enumerate(self._rows) if row.key == key), None)

    def told_cell(self, row: Row, column: Column) -> Cell:
        """The two lines of a cell as they are shown; an organ keeps its name. Each is told once."""
        cell = cell_of(row, column)
        found = self._told.get((column, cell))
        if found is None:
            if len(self._told) > TOLD_KEPT:
                self._told.clear()
            first = cell.first if column is Column.ORGAN else tr(cell.first)
            found = self._told[column, cell] = Cell(first, tell(cell.second, QUOTED.findall(cell.second)))
        return found

    def _arrow(self, section: int) -> str:
        if section != self._order:
            return ""
        return " ▴" if self._reversed else " ▾"

    def _ordered(self, given: tuple[Row, ...]) -> tuple[Row, ...]:
        ways = {Column.ORGAN: by_organ, Column.LEFT: by_margin}
        rows = ways[self._order](given) if self._order in ways else given
        if not self._reversed:
            return rows
        drawn = tuple(row for row in rows if not row.absent)
        return drawn[::-1] + tuple(row for row in rows if row.absent)

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role not in _ANSWERED:
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(bar_text(row)) if column is Column.BAR else self.told_cell(row, column).spoken
        if role in (ROW_ROLE, CELL_ROLE):
            return row if role == ROW_ROLE else self.told_cell(row, column)
        if role == MEANING_ROLE:
            return meaning_of(row, column)
        told = partial(tell, typed=self._typed)
        return tooltip(row, told) if role == Qt.ItemDataRole.ToolTipRole else told(described(row))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == Column.BAR else f"{tr(TITLES[section])}{self._arrow(section)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr(TITLES[section] + (", rows ordered by it" if section == self._order else ""))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if section == Column.NUMBER else Qt.AlignmentFlag.AlignLeft
            return right | Qt.AlignmentFlag.AlignVCenter
        return None


def _differing(row: Row, old: Row, *, scaled: bool) -> list[Column]:
    """The columns that are drawn differently; what a row only tells when asked is read when it is asked."""
    if row is old and not scaled:
        return []
    restated = row.standing is not old.standing or row.absent != old.absent
    changed = [column for column, name in _CELLS.items() if restated or getattr(row, name) != getattr(old, name)]
    return [Column.BAR, *changed] if scaled or restated or row.bar != old.bar else changed


def _runs(lines: list[int]) -> list[tuple[int, int]]:
    """First and last of the lines that follow each other without a gap.

    >>> _runs([0, 1, 2, 5])
    [(0, 2), (5, 5)]
    """
    firsts = [line for line in lines if line - 1 not in lines]
    lasts = [line for line in lines if line + 1 not in lines]
    return list(zip(firsts, lasts, strict=True))


def _names(rows: tuple[Row, ...]) -> list[tuple[str | None, str]]:
    return [(row.key, row.name) for row in rows]


def cell_of(row: Row, column: Column) -> Cell:
    """The two lines of a cell; the bar has none."""
    name = _CELLS.get(column)
    return NO_CELL if name is None else getattr(row, name)


def meaning_of(row: Row, column: Column) -> Meaning:
    """What the number of a cell is; bar and status are those of the accumulated dose."""
    named = {Column.ORGAN: row.meanings.organ, Column.LIMIT: row.meanings.limit, Column.LEFT: row.meanings.left}
    return named.get(column, row.meanings.number)


_CELLS = {
    Column.ORGAN: "organ",
    Column.NUMBER: "number",
    Column.LIMIT: "limit",
    Column.LEFT: "left",
    Column.STATUS: "status",
}
NO_CELL = Cell("")
