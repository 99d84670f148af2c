"""Dose-volume histograms of the chosen organs: plot, list with readings at the cursor, and the same as a table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.dvh.rows import (
    OrganLines,
    dose_axis,
    dose_name,
    first_shown,
    organ_lines,
    reading,
    table_doses,
    why_empty,
)
from reirrad_gui.ui.overlay.strokes import course_style_name, structure_colour
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.ui.dvh.plot import DvhPlot

_KEY = Qt.ItemDataRole.UserRole


class DvhView(QWidget):
    """Draws the curves of the assessment; pyqtgraph is loaded with the first case that has one."""

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dvh")
        self.setAccessibleName("Dose-volume histogram")
        self._selection, self._theme = selection, theme
        self._session: Session | None = None
        self._organs: tuple[OrganLines, ...] = ()
        self._shown: frozenset[str] = frozenset()
        self._hidden_doses: frozenset[int | None] = frozenset()
        self.plot: DvhPlot | None = None
        self._doses = QWidget()
        self._doses_row = QHBoxLayout(self._doses)
        self._doses_row.setContentsMargins(0, 0, 0, 0)
        self._as_table = _table_button()
        self._as_table.toggled.connect(self._show_table)
        self.list, self.table = _organ_list(), _table()
        self.list.itemChanged.connect(self._ticked)
        self.list.currentItemChanged.connect(self._picked)
        self._empty = QLabel()
        self._empty.setObjectName("dvh empty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(24)
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._arrange()
        selection.organ_selected.connect(self._organ_selected)
        selection.course_selected.connect(lambda _: self._redraw())

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 0)
        top.addWidget(self._doses, 1)
        top.addWidget(self._as_table)
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self._split.addWidget(self._place)
        self._split.addWidget(self.list)
        self._split.setHandleWidth(2)
        self._split.setSizes([640, 280])
        self._split.setStretchFactor(0, 1)
        for widget in (self._empty, self._split, self.table):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._stack, 1)

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys and gestures, for the window's list of keys."""
        keys = (
            Binding("Mouse, ← →", "Read every curve at a dose (Shift: steps of 5 Gy)"),
            Binding("Home, End", "Cursor to the ends of the dose axis"),
            Binding("Click on a curve", "Choose its organ everywhere"),
        )
        return (Group("DVH", keys),)

    # --- what the window calls ----------------------------------------------------------------------------------------

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._session = session
        self._hidden_doses = frozenset()
        self._organs = () if session is None else organ_lines(session.assessment)
        self._shown = frozenset() if session is None else first_shown(session.assessment, self._organs)
        self._show_all()

    def refresh(self) -> None:
        """The assessment has changed: the same organs, their new curves."""
        if self._session is None:
            return
        before = {organ.key for organ in self._organs}
        self._organs = organ_lines(self._session.assessment)
        keys = {organ.key for organ in self._organs}
        self._shown = (self._shown & keys) or first_shown(self._session.assessment, self._organs)
        if keys != before:
            self._show_all()
        else:
            self._fill_list()
            self._redraw()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        if self.plot is not None:
            self.plot.apply_theme(theme)
        self._fill_list()
        self._redraw()

    @property
    def shown(self) -> frozenset[str]:
        """Keys of the organs whose curves are drawn."""
        return self._shown

    def show_organs(self, keys: frozenset[str]) -> None:
        """Draw the curves of exactly these organs."""
        self._shown = keys & {organ.key for organ in self._organs}
        self._fill_list()
        self._redraw()

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        assessment = None if self._session is None else self._session.assessment
        self._empty.setText("" if self._organs else why_empty(assessment))
        self._fill_doses()
        if self._organs and self.plot is None:
            self._make_plot()
        self._fill_list()
        self._redraw()
        self._show_table(self._as_table.isChecked())

    def _make_plot(self) -> None:
        from reirrad_gui.ui.dvh.plot import DvhPlot

        self.plot = DvhPlot(self._theme)
        self.plot.cursor_moved.connect(self._read)
        self.plot.hovered.connect(self._mark_hovered)
        self.plot.clicked.connect(self._selection.select_organ)
        layout = self._place.layout()
        if layout is not None:
            layout.addWidget(self.plot)
        self.setFocusProxy(self.plot)

    def _fill_doses(self) -> None:
        """One tick per dose, named with its line style."""
        while (item := self._doses_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for course in self._all_doses():
            box = QCheckBox(f"{dose_name(course)} ({course_style_name(course)})")
            box.setObjectName(f"dvh dose {dose_name(course)}")
            box.setChecked(course not in self._hidden_doses)
            box.toggled.connect(lambda on, which=course: self._tick_dose(which, on))
            self._doses_row.addWidget(box)
        self._doses_row.addStretch(1)
        self._as_table.setEnabled(bool(self._organs))

    def _all_doses(self) -> tuple[int | None, ...]:
        found = {line.course for organ in self._organs for line in organ.lines}
        courses = sorted(course for course in found if course is not None)
        if len(courses) == 1 and None in found:  # the accumulated dose of one course is that course
            return (None,)
        return (*((None,) if None in found else ()), *courses)

    def _tick_dose(self, course: int | None, on: bool) -> None:
        self._hidden_doses = self._hidden_doses - {course} if on else self._hidden_doses | {course}
        self._redraw()

    def _colours(self) -> dict[str, str]:
        if self._session is None:
            return {}
        display = self._session.display
        frame = display.reference_frame_uid or ""
        drawn = {key: structure.colour for key, structure, _ in display.structures(frame)}
        return {
            organ.key: structure_colour(drawn.get(organ.key), order, self._theme.panel)
            for order, organ in enumerate(self._organs)
        }

    def _fill_list(self) -> None:
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        colours = self._colours()
        for organ in self._organs:
            item = QTreeWidgetItem([organ.name, organ.alpha_beta.removesuffix(" Gy"), ""])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            item.setIcon(0, _mark(colours[organ.key]))
            item.setData(0, _KEY, organ.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if organ.key in self._shown else Qt.CheckState.Unchecked)
            item.setToolTip(0, "\n".join(part for part in (organ.label, organ.note) if part))
            if organ.note:
                item.setText(0, f"{organ.name} ◐")
            self.list.addTopLevelItem(item)
            item.setSelected(organ.key == self._selection.organ)
        del blocker
        if self.plot is not None and self.plot.cursor_gy is not None:
            self._read(self.plot.cursor_gy)

    def _drawn(self) -> tuple[OrganLines, ...]:
        chosen = self._selection.organ
        return tuple(organ for organ in self._organs if organ.key in self._shown or organ.key == chosen)

    def _redraw(self) -> None:
        if self.plot is None:
            return
        drawn = self._drawn()
        doses = frozenset(course for course in self._all_doses() if course not in self._hidden_doses)
        largest = max(
            (line.largest_gy for organ in drawn for line in organ.lines if line.course in doses), default=10.0
        )
        self.plot.show_chosen(self._selection.organ)
        self.plot.show_lines(drawn, self._colours(), doses, dose_axis(drawn), largest)
        self._fill_table(drawn, doses, largest)

    @Slot(bool)
    def _show_table(self, on: bool) -> None:
        self._stack.setCurrentWidget(self._empty if not self._organs else self.table if on else self._split)

    def _fill_table(self, drawn: tuple[OrganLines, ...], doses: frozenset[int | None], largest_gy: float) -> None:
        """One row per curve: the volume at round doses."""
        levels = table_doses(largest_gy)
        quantity = dose_axis(drawn).split(",")[0]
        rows = [(organ, line) for organ in drawn for line in organ.lines if line.course in doses]
        self.table.setColumnCount(2 + len(levels))
        self.table.setHorizontalHeaderLabels(["Organ", f"{quantity} of", *(f"≥ {level:g} Gy" for level in levels)])
        self.table.setRowCount(len(rows))
        for number, (organ, line) in enumerate(rows):
            known = organ.label if not organ.note else f"{organ.label}; {organ.note}"
            texts = [known, dose_name(line.course), *(reading(line, level) for level in levels)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column > 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(number, column, item)
        self.table.resizeColumnsToContents()

    # --- wishes and selection -----------------------------------------------------------------------------------------

    @Slot(float)
    def _read(self, dose_gy: float) -> None:
        """The volumes at the cursor, beside each organ: of the accumulated dose, or of the only one shown."""
        visible = [course for course in self._all_doses() if course not in self._hidden_doses]
        which = None if None in visible or not visible else visible[0]
        self.list.setHeaderLabels(["Organ", "α/β", f"≥{dose_gy:.1f} Gy"])
        blocker = QSignalBlocker(self.list)
        for item, organ in zip(self._items(), self._organs, strict=True):
            line = next((one for one in organ.lines if one.course == which), None)
            item.setText(2, "" if line is None else reading(line, dose_gy))
        self.list.headerItem().setToolTip(1, "α/β of the organ's EQD2, Gy")
        self.list.headerItem().setToolTip(2, f"Volume of the {dose_name(which).lower()} dose at the cursor")
        del blocker

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    @Slot(object)
    def _mark_hovered(self, key: str | None) -> None:
        for item in self._items():
            font = item.font(0)
            font.setBold(item.data(0, _KEY) == key)
            item.setFont(0, font)

    @Slot(QTreeWidgetItem, int)
    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            key = item.data(0, _KEY)
            on = item.checkState(0) == Qt.CheckState.Checked
            self._shown = self._shown | {key} if on else self._shown - {key}
            self._redraw()

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _picked(self, item: QTreeWidgetItem | None, _: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._selection.select_organ(item.data(0, _KEY))

    @Slot(object)
    def _organ_selected(self, key: str | None) -> None:
        blocker = QSignalBlocker(self.list)
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.list.setCurrentItem(item)
        if key is None:
            self.list.clearSelection()
        del blocker
        self._redraw()


def _table_button() -> QToolButton:
    button = QToolButton()
    button.setText("Table")
    button.setObjectName("dvh as table")
    button.setCheckable(True)
    button.setProperty("role", "tight")
    button.setToolTip("The same numbers as a table")
    return button


def _organ_list() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("dvh organs")
    tree.setAccessibleName("Organs of the dose-volume histogram")
    tree.setHeaderLabels(["Organ", "α/β", ""])
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setIconSize(QSize(12, 12))
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(30)
    for column in (1, 2):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumWidth(150)
    return tree


def _table() -> QTableWidget:
    table = QTableWidget(0, 2)
    table.setObjectName("dvh table")
    table.setAccessibleName("Dose-volume histogram as a table")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    return table


def _mark(colour: str) -> QIcon:
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
