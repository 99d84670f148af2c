"""An axis of a plot: its line and ticks are seen, its grid stays faint. Loads pyqtgraph."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

TICK_PX = 4.0
GRID = 0.14
"""Share of the edge's colour that a grid is drawn in: it helps the eye along, and no number hangs on it."""


class PlotAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """`orientation` "left" or "bottom". Each number has a tick, which the grid, being faint, does not replace."""

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self.setPen(QPen(QColor(theme.edge), 1))
        self.setTextPen(QColor(theme.muted))
        self.setTickFont(interface_font(CAPTION_PX))
        self.label.setFont(interface_font(CAPTION_PX))

    _lies: tuple[object, ...] = ()
    _bounds = QRectF()

    def boundingRect(self) -> QRectF:
        """As pyqtgraph finds it, once for a place of the axis and of the plot: it is asked for many times a frame."""
        view = self.linkedView()
        beside = None if view is None else view.geometry()
        lies = (self.geometry(), beside, self.grid, self.style["hideOverlappingLabels"], self.style["tickLength"])
        if lies != self._lies:
            self._lies, self._bounds = lies, super().boundingRect()
        return self._bounds

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """What pyqtgraph draws, and a tick into the plot at each place that bears a number."""
        specs = super().generateDrawSpecs(p)
        if specs is None or not specs[1]:
            return specs
        line, grid, texts = specs
        ticks = [(line[0], *self._tick(line[1], [at for _, at, _ in grid], box.center())) for box, *_ in texts]
        return line, [*grid, *ticks], texts

    def _tick(self, line: QPointF, grid: Sequence[QPointF], number: QPointF) -> tuple[QPointF, QPointF]:
        """On the line of the grid that the number belongs to."""
        if self.orientation == "left":
            y = min((at.y() for at in grid), key=lambda y: abs(y - number.y()))
            return QPointF(line.x(), y), QPointF(line.x() + TICK_PX, y)
        x = min((at.x() for at in grid), key=lambda x: abs(x - number.x()))
        return QPointF(x, line.y()), QPointF(x, line.y() - TICK_PX)


def axes() -> dict[str, PlotAxis]:
    """Those of a plot: doses below, volumes or other doses to the left."""
    return {side: PlotAxis(side) for side in ("left", "bottom")}
