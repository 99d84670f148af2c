"""The largest dose in each number of fractions: table and frontier, and always what the answer does not clear."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSpinBox, QToolButton, QVBoxLayout, QWidget

from reirrad_gui.session.planner.regimens import Regimen
from reirrad_gui.session.planner.solve import Solution
from reirrad_gui.session.what_if import MOST_FRACTIONS
from reirrad_gui.ui.divided import Divided
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.frontier_rows import frontier, point_text
from reirrad_gui.ui.planner.pages import Page
from reirrad_gui.ui.planner.rows import cautions, largest, not_part_lines
from reirrad_gui.ui.planner.tables import CellTable
from reirrad_gui.ui.states import in_shares
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.ui.planner.plot import FrontierPlot

BOTH_FROM_PX, TABLE_SHARE = 780, 0.58
LIMITED_BY = 3
HINT = "Point at the plot, or use ← → in it, to read a number of fractions; click or Enter tries it"


class LargestPage(Page):
    """Table and plot side by side where there is room, else one of them; pyqtgraph is loaded with the first answer.

    `up_to_changed`: other numbers of fractions are asked for.
    """

    up_to_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(CellTable("largest doses", "Largest dose in each number of fractions", theme), "not part")
        self._theme = theme
        self._answer: Solution | None = None
        self._now: Regimen | None = None
        self._in_front = False
        self.plot: FrontierPlot | None = None
        self.table.left_columns, self.table.wide_column = frozenset({LIMITED_BY}), LIMITED_BY
        self.clearance, self.reading = QLabel(), ElidedLabel(tr(HINT))
        self.up_to, self.quantity, self.as_plot = QSpinBox(), _toggle("tumour frontier"), _toggle("frontier")
        self._split, self._place = Divided(Qt.Orientation.Horizontal, partial(in_shares, TABLE_SHARE)), QWidget()
        self._dress()
        self._arrange()
        self.table.entered_cell.connect(lambda row, _column: self._try(row))
        self.table.currentCellChanged.connect(self._read_row)
        self.quantity.toggled.connect(self._show_plot)
        self.as_plot.toggled.connect(self._fit)
        self.up_to.valueChanged.connect(self.up_to_changed)

    def _dress(self) -> None:
        self.clearance.setObjectName("clearance")
        self.clearance.setWordWrap(True)
        self.clearance.setTextFormat(Qt.TextFormat.PlainText)
        self.clearance.setContentsMargins(8, 2, 8, 2)
        self.reading.setObjectName("frontier reading")
        self.reading.setProperty("role", "caption")
        self.reading.setContentsMargins(8, 1, 8, 1)
        self.up_to.setObjectName("up to fractions")
        self.up_to.setAccessibleName(tr("Largest number of fractions to look at"))
        self.up_to.setToolTip(tr("Look at 1 up to so many fractions"))
        self.up_to.setRange(1, MOST_FRACTIONS)
        self.up_to.setValue(10)
        self.up_to.setPrefix(f"{tr('to')} ")
        self.up_to.setKeyboardTracking(False)
        self.up_to.setFixedWidth(self.up_to.fontMetrics().horizontalAdvance(f"{self.up_to.prefix()}40") + 30)
        self.quantity.setText("EQD2")
        self.quantity.setToolTip(
            tr("The plot's dose: total, or the prescription's EQD2 for the tumour with a band of α/β")
        )
        self.as_plot.setText(tr("Plot"))
        self.as_plot.setToolTip(tr("The frontier as a plot; the same numbers stand in the table"))

    def _arrange(self) -> None:
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self._place)
        for widget in (self.clearance, self._split, self.reading, self.notes):
            self.column.addWidget(widget, 1 if widget is self._split else 0)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What stands beside the tabs while this page is in front."""
        return (self.up_to, self.as_plot, self.quantity)

    def come_forward(self, in_front: bool) -> None:
        """Show or hide what stands beside the tabs."""
        self._in_front = in_front
        super().come_forward(in_front)
        self._fit()

    @property
    def state(self) -> Mapping[str, object]:
        """What is found again at the next start."""
        return {"plot": self.as_plot.isChecked(), "tumour": self.quantity.isChecked(), "share": self._split.share}

    def set_state(self, state: Mapping[str, object]) -> None:
        """As it was left; what is not given is as at first."""
        self.as_plot.setChecked(state.get("plot") is True)
        self.quantity.setChecked(state.get("tumour") is True)
        self._split.set_share(state.get("share"))
        self._fit()

    def forget(self) -> None:
        """Another case: up to ten fractions."""
        with QSignalBlocker(self.up_to):
            self.up_to.setValue(10)
        self.reading.setText(tr(HINT))

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        super().apply_theme(theme)
        self._theme = theme
        self.clearance.setStyleSheet(f"color: {theme.near}; font-weight: 600;")
        if self.plot is not None:
            self.plot.apply_theme(theme)

    def show_answer(
        self, answer: Solution | None, now: Regimen | None, chosen: str | None, said: Sequence[str]
    ) -> None:
        """The newest answer; `now` is the regimen that is tried."""
        self._answer, self._now = answer, now
        for widget in self.controls:
            widget.setEnabled(answer is not None)
        if answer is None:
            return
        table = self.made.table(answer, (said,), lambda: largest(answer, (*cautions(answer), *said)))
        if table is not self.table.shown:
            self._show_notes(answer, said)
        self.table.show_table(table, chosen)
        if self.plot is None:
            self._make_plot()
        self._show_plot()
        self._fit()

    def _show_notes(self, answer: Solution, said: Sequence[str]) -> None:
        """What the answer does not clear stands above it in full, why stands below."""
        parts = not_part_lines(answer)
        named = bool(answer.clearance_text)
        self.clearance.setText(tr(parts[0]) if named else "")
        self.clearance.setVisible(named)
        self.notes.show_lines((*parts[int(named) :], *cautions(answer), *said))

    def _make_plot(self) -> None:
        from reirrad_gui.ui.planner.plot import FrontierPlot

        self.plot = FrontierPlot(self._theme)
        self.plot.read.connect(self.reading.setText)
        self.plot.chosen.connect(self.tried)
        layout = self._place.layout()
        if layout is not None:
            layout.addWidget(self.plot)

    @Slot()
    def _show_plot(self) -> None:
        if self.plot is not None and self._answer is not None:
            self.plot.show_frontier(frontier(self._answer, tumour=self.quantity.isChecked(), tried=self._now))

    @Slot()
    def _fit(self) -> None:
        """Both where there is room; else what was asked for."""
        wide = self.width() >= BOTH_FROM_PX
        self.as_plot.setVisible(not wide and self._in_front)
        plot = wide or self.as_plot.isChecked()
        self.table.setVisible(wide or not plot)
        self._place.setVisible(plot)
        if wide:
            self._split.divide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot(int, int, int, int)
    def _read_row(self, row: int, *_: int) -> None:
        if self._answer is not None and 0 <= row < len(self._answer.points):
            point = self._answer.points[row]
            self.reading.setText(tr(point_text(point)))
            if self.plot is not None:
                self.plot.move_cursor(point.fractions)

    def _try(self, row: int) -> None:
        point = self._answer.points[row] if self._answer is not None else None
        if point is not None and point.regimen is not None:
            self.tried.emit(point.regimen)


def _toggle(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setCheckable(True)
    button.setStyleSheet("padding-left: 6px; padding-right: 6px;")
    return button
