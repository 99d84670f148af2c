"""The iso-toxic frontier drawn: number of fractions against total dose, or against the tumour's EQD2."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.frontier_rows import Frontier, FrontierPoint, ListedMark
from reirrad_gui.ui.plot_axis import GRID, axes
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

SYMBOLS = ("o", "s", "d", "t", "p", "h")
SIZE_PX, MARK_PX, NEAR_PX, LABEL_PX = 8, 9, 14.0, 22.0


class FrontierPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`read` carries what is under the cursor in words, `chosen` the regimen of a point that was clicked or entered."""

    read = Signal(str)
    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems=axes())
        self.setObjectName("frontier plot")
        self.setAccessibleName(tr("Largest dose by number of fractions; the same numbers are in the table"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(200, 90)
        self._theme = theme
        self.shown: Frontier | None = None
        self.cursor: int | None = None
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.disableAutoRange()
        item.layout.setContentsMargins(0, 5, 8, 0)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        self.setBackground(theme.panel)
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.getAxis(side).apply_theme(theme)
        item.showGrid(x=False, y=True, alpha=GRID)
        self._draw()

    def show_frontier(self, frontier: Frontier | None) -> None:
        """Another answer, or another quantity of it."""
        if frontier != self.shown:
            self.shown = frontier
            numbers = [point.fractions for point in frontier.points] if frontier is not None else []
            if self.cursor not in numbers:
                self.cursor = None
            self._draw()

    def point_at(self, fractions: int | None) -> FrontierPoint | None:
        """The point of a number of fractions."""
        points = () if self.shown is None else self.shown.points
        return next((point for point in points if point.fractions == fractions), None)

    def move_cursor(self, fractions: int) -> None:
        """Read the point of so many fractions."""
        point = self.point_at(fractions)
        if point is not None:
            moved = fractions != self.cursor
            self.cursor = fractions
            said = tr(point.said)
            self.setAccessibleDescription(said)
            self.read.emit(said)
            if moved:
                self._draw()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        item = self.getPlotItem()
        item.clear()
        shown = self.shown
        if shown is None or not shown.points:
            return
        numbers = [point.fractions for point in shown.points]
        item.setXRange(min(numbers) - 0.6, max(numbers) + 0.9, padding=0)
        item.setYRange(0.0, shown.top * self._headroom(), padding=0)
        item.setLabel("bottom", tr(f"{shown.axis}, by fractions{f'; {shown.band}' if shown.band else ''}"))
        item.getAxis("bottom").resizeEvent()  # pyqtgraph leaves a caption where the one before was in the middle
        item.getAxis("bottom").setTicks([[(n, str(n)) for n in numbers if len(numbers) <= 15 or n % 5 == 0 or n == 1]])
        self._draw_band(shown)
        line = pg.PlotDataItem(numbers, [p.gray for p in shown.points], pen=self._pen(self._theme.accumulated, 1.6))
        item.addItem(line)
        for place, organ in enumerate(shown.organs):
            self._draw_points([p for p in shown.points if p.organ == organ], SYMBOLS[place % len(SYMBOLS)])
        self._draw_organs(shown)
        for mark in shown.marks:
            above = any(m.regimen.fractions == mark.regimen.fractions and m.gray > mark.gray for m in shown.marks)
            self._draw_mark(mark, self._theme.exceeds if mark.over else self._theme.within, beside=above and mark.over)
        if shown.tried is not None:
            self._draw_mark(shown.tried, self._theme.near, tried=True)
        point = self.point_at(self.cursor)
        if point is not None:
            ring = pg.ScatterPlotItem([point.fractions], [point.gray], symbol="o", size=SIZE_PX + 9, brush=None)
            ring.setPen(self._pen(self._theme.text, 1.2))
            item.addItem(ring)

    def _headroom(self) -> float:
        """How much further than the highest mark the axis goes, for the words above it."""
        high = float(self.getPlotItem().getViewBox().height())
        return high / max(high - LABEL_PX, 0.5 * high, 1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown: Frontier | None = getattr(self, "shown", None)  # pyqtgraph resizes while it is being made
        if shown is not None:
            self.getPlotItem().setYRange(0.0, shown.top * self._headroom(), padding=0)

    def _draw_band(self, shown: Frontier) -> None:
        ends = [(p.fractions, p.low, p.high) for p in shown.points if p.low is not None and p.high is not None]
        if not ends:
            return
        numbers = [n for n, _, _ in ends]
        quiet = self._pen(self._theme.muted, 1.0)
        low, high = (pg.PlotDataItem(numbers, heights, pen=quiet)
                     for heights in ([low for _, low, _ in ends], [high for _, _, high in ends]))  # fmt: skip
        soft = QColor(self._theme.muted)
        soft.setAlpha(46)
        item = self.getPlotItem()
        for drawn in (pg.FillBetweenItem(low, high, brush=soft), low, high):
            item.addItem(drawn)

    def _draw_points(self, points: list[FrontierPoint], symbol: str) -> None:
        drawn = pg.ScatterPlotItem([p.fractions for p in points], [p.gray for p in points], symbol=symbol, size=SIZE_PX)
        drawn.setPen(self._pen(self._theme.accumulated, 1.0))
        drawn.setBrush(QColor(self._theme.accumulated))
        self.getPlotItem().addItem(drawn)

    def _draw_organs(self, shown: Frontier) -> None:
        """The organ that limits, below the end of each stretch that it limits."""
        for point, after in zip(shown.points, (*shown.points[1:], None), strict=True):
            if after is None or after.organ != point.organ:
                self._write(tr(f"limited by {point.organ}"), point.fractions, point.gray, self._theme.text, (1.0, -0.9))

    def _draw_mark(self, mark: ListedMark, colour: str, *, tried: bool = False, beside: bool = False) -> None:
        symbol = "t1" if tried else "x" if mark.over else "o"
        drawn = pg.ScatterPlotItem([mark.regimen.fractions], [mark.gray], symbol=symbol, size=MARK_PX + 3 * tried)
        drawn.setPen(self._pen(colour, 1.6))
        drawn.setBrush(QColor(colour) if tried else None)
        self.getPlotItem().addItem(drawn)
        text = tr(f"tried {mark.text}") if tried else mark.text
        place = (1.2, 0.5) if beside else (0.5, 1.25 if mark.over or tried else -0.2)
        self._write(text, mark.regimen.fractions, mark.gray, colour, place)

    def _write(self, text: str, x: float, y: float, colour: str, anchor: tuple[float, float]) -> None:
        label = pg.TextItem(text, color=QColor(colour), anchor=anchor)
        label.setFont(interface_font(CAPTION_PX - 1))
        label.setPos(x, y)
        self.getPlotItem().addItem(label, ignoreBounds=True)

    def _pen(self, colour: str, width: float) -> QPen:
        pen = QPen(QColor(colour), width * self.devicePixelRatioF())
        pen.setCosmetic(True)
        return pen

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._near(event.position())
        if found is not None and (point := self._nearest(found)) is not None:
            self.move_cursor(point.fractions)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._near(event.position())
        mark = None if found is None else self._mark_near(found)
        point = None if found is None else self._nearest(found)
        if mark is not None:
            self.chosen.emit(mark.regimen)
        elif point is not None:
            self.move_cursor(point.fractions)
            self.chosen.emit(point.regimen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        numbers = [] if self.shown is None else [point.fractions for point in self.shown.points]
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and numbers:
            here = numbers.index(self.cursor) + step if self.cursor in numbers else 0
            self.move_cursor(numbers[min(max(here, 0), len(numbers) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (point := self.point_at(self.cursor)) is not None:
            self.chosen.emit(point.regimen)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.cursor is None and self.shown is not None and self.shown.points:
            self.move_cursor(self.shown.points[0].fractions)

    def _near(self, position: QPointF) -> QPointF | None:
        box = self.getPlotItem().getViewBox()
        scene = self.mapToScene(position.toPoint())
        return scene if box.sceneBoundingRect().contains(scene) else None

    def _away(self, fractions: int, gray: float, scene: QPointF) -> tuple[float, float]:
        here = self.getPlotItem().getViewBox().mapViewToScene(QPointF(fractions, gray))
        return abs(here.x() - scene.x()), abs(here.y() - scene.y())

    def _nearest(self, scene: QPointF) -> FrontierPoint | None:
        """The point whose number of fractions the mouse is at."""
        points = () if self.shown is None else self.shown.points
        return min(points, key=lambda p: self._away(p.fractions, p.gray, scene)[0], default=None)

    def _mark_near(self, scene: QPointF) -> ListedMark | None:
        marks = () if self.shown is None else self.shown.marks
        near = [(max(self._away(m.regimen.fractions, m.gray, scene)), m) for m in marks]
        best = min(near, key=lambda one: one[0], default=None)
        return best[1] if best is not None and best[0] <= NEAR_PX else None
