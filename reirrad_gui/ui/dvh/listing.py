"""The list of organs beside the plot, and the curves as a table."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from reirrad_gui.session.curves import CurveChoice, dose_unit
from reirrad_gui.ui.dvh.bands import SHARES
from reirrad_gui.ui.dvh.rows import Line, OrganLines, dose_name, drawn_reading, reading, table_doses
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE, Meaning

_KEY = Qt.ItemDataRole.UserRole
_ALPHA_BETA, _READING = 1, 2
"""The columns of numbers: α/β, and what is read at the cursor."""
_USUAL, _SIDES_PX = "8.88", 8
"""The column of α/β has room for such a one and Qt's air beside it: one with fewer digits moves nothing."""


class OrganList(QTreeWidget):
    """Every organ with a tick, its colour, its α/β and what is read at the cursor."""

    ticked = Signal(str, bool)
    picked = Signal(str)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dvh organs")
        self.setAccessibleName(tr("Organs of the dose-volume histogram"))
        self.setHeaderLabels([tr("Organ"), "α/β", ""])
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(12, 12))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(150)
        self.headerItem().setToolTip(1, tr("α/β of the organ's EQD2 and BED, Gy"))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(26)
        header.setStyleSheet("QHeaderView::section { padding: 3px; }")  # names need the room more
        for column in (_ALPHA_BETA, _READING):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._colours: dict[str, str] = {}
        self._keys: list[str] = []
        self._dressed: dict[str, tuple[object, ...]] = {}
        self._read: tuple[object, ...] = ()
        self._hovered: str | None = None
        self._fitted: dict[int, set[str]] = {}
        self.setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.itemEntered.connect(lambda item, _: self.hovered.emit(item.data(0, _KEY)))
        self.itemChanged.connect(self._say_ticked)
        self.currentItemChanged.connect(self._say_picked)

    @property
    def items(self) -> list[QTreeWidgetItem]:
        """The rows from top to bottom."""
        found = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def show_organs(
        self, organs: Sequence[OrganLines], colours: Mapping[str, str], shown: frozenset[str], chosen: str | None
    ) -> None:
        """These organs; rows that are there already get new texts only."""
        blocker = QSignalBlocker(self)
        if self._keys != (keys := [organ.key for organ in organs]):
            self.clear()
            self._keys, self._colours, self._dressed, self._read = keys, {}, {}, ()
            for organ in organs:
                self.addTopLevelItem(_item(organ))
        for item, organ in zip(self.items, organs, strict=True):
            look = colours[organ.key], organ.key in shown
            worn = (organ.label, organ.note, organ.alpha_beta_gy, organ.points, *look)
            if self._dressed.get(organ.key) != worn:  # other curves alone are not seen here
                self._dress(item, organ, *look)
                self._dressed[organ.key] = worn
            if organ.key == chosen and not item.isSelected():
                item.setSelected(True)
        del blocker
        self._fit()

    def _dress(self, item: QTreeWidgetItem, organ: OrganLines, colour: str, shown: bool) -> None:
        _set(item, 0, f"{organ.name} ◐" if organ.note else organ.name)
        _set(item, 1, f"{organ.alpha_beta_gy:g}")
        state = Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        if item.checkState(0) != state:
            item.setCheckState(0, state)
        if self._colours.get(organ.key) != colour:
            self._colours[organ.key] = colour
            item.setIcon(0, _mark(colour))
        points = "" if organ.points is None else f"{organ.points:,} points sampled".replace(",", " ")
        tip = "\n".join(part for part in (organ.label, organ.note, points) if part)
        if item.toolTip(0) != (told := tr_of(tip, organ.name)):
            item.setToolTip(0, told)

    def show_readings(self, header: str, tip: str, readings: Sequence[str]) -> None:
        """What the cursor reads, beside each organ."""
        if (header, tip, *readings) == self._read:
            return
        self._read = (header, tip, *readings)
        blocker = QSignalBlocker(self)
        head = self.headerItem()
        _set(head, 2, tr(header))
        head.setToolTip(2, tr(tip))
        for item, text in zip(self.items, readings, strict=True):
            _set(item, 2, tr(text))
        del blocker
        self._fit()

    def show_chosen(self, key: str | None) -> None:
        """Highlight the organ that was chosen elsewhere."""
        blocker = QSignalBlocker(self)
        for item in self.items:
            if item.data(0, _KEY) == key:
                self.setCurrentItem(item)
        if key is None:
            self.clearSelection()
        del blocker

    def show_hovered(self, key: str | None) -> None:
        """Mark the organ that is pointed at, here or elsewhere."""
        if key == self._hovered:
            return
        blocker = QSignalBlocker(self)
        for item in self.items:
            if item.data(0, _KEY) in (key, self._hovered):
                font = item.font(0)
                font.setBold(item.data(0, _KEY) == key)
                item.setFont(0, font)
        self._hovered = key
        del blocker

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the list ends pointing at an organ."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit(anew=True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit(anew=True)

    def _fit(self, *, anew: bool = False) -> None:
        """Columns of numbers as wide as their texts need; asked of Qt again only where a text is another one."""
        head = self.headerItem()
        for column in (_ALPHA_BETA, _READING):
            texts = {head.text(column), *(item.text(column) for item in self.items)}
            if not anew and texts == self._fitted.get(column):
                continue
            self._fitted[column] = texts
            wanted = max(self.sizeHintForColumn(column), self.header().sectionSizeHint(column))
            if column == _ALPHA_BETA:
                wanted = max(wanted, self.fontMetrics().horizontalAdvance(_USUAL) + _SIDES_PX)
            if wanted != self.columnWidth(column):
                self.setColumnWidth(column, wanted)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._hovered is not None:
            self.hovered.emit(None)

    @Slot(QTreeWidgetItem, int)
    def _say_ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            self._dressed.pop(item.data(0, _KEY), None)
            self.ticked.emit(item.data(0, _KEY), item.checkState(0) == Qt.CheckState.Checked)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _say_picked(self, item: QTreeWidgetItem | None, _: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(0, _KEY))


class CurveTable(QTableWidget):
    """One row per curve: the volume at round doses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setObjectName("dvh table")
        self.setAccessibleName(tr("Dose-volume histogram as a table"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()

    def show_rows(
        self, cells: Sequence[Sequence[str]], meanings: Sequence[Sequence[Meaning]] = (), names: Sequence[str] = ()
    ) -> None:
        """The first row is the header; `meanings` are what the numbers of the others are, `names` those of organs."""
        header, *rows = cells
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels([tr(text) for text in header])
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(tr(text) if column else tr_of(text, *(name for name in names if name in text)))
                if column > 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if meanings:
                    item.setData(MEANING_ROLE, meanings[number][column])
                self.setItem(number, column, item)
        self.resizeColumnsToContents()


def table_cells(
    drawn: Sequence[OrganLines], doses: frozenset[int | None], largest: float, quantity: str, choice: CurveChoice
) -> list[list[str]]:
    """Header and rows of the table: what each drawn curve reads at round doses."""
    levels, unit = table_doses(largest), dose_unit(choice)
    sign = "at" if choice.differential else "≥"
    rows: list[tuple[OrganLines, Line, str, Callable[[Line, float, CurveChoice], str]]] = []
    for o in drawn:
        for line in (line for line in o.lines if line.course in doses):
            rows.append((o, line, dose_name(line.course), reading))
            if line.drawn is not None:
                rows.append((o, line, f"{dose_name(line.course)}, {SHARES} of draws", drawn_reading))
    header = ["Organ", f"{quantity} of", *(f"{sign} {level:g} {unit}" for level in levels)]
    return [
        header,
        *(
            [
                f"{organ.label}; {organ.note}" if organ.note else organ.label,
                name,
                *(read(line, level, choice) for level in levels),
            ]
            for organ, line, name, read in rows
        ),
    ]


def _item(organ: OrganLines) -> QTreeWidgetItem:
    item = QTreeWidgetItem(["", "", ""])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
    item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
    item.setData(0, _KEY, organ.key)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    return item


def _set(item: QTreeWidgetItem, column: int, text: str) -> None:
    if item.text(column) != text:
        item.setText(column, text)


def _mark(colour: str) -> QIcon:
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor(colour))
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
