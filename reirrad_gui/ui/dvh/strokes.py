"""The curves of one organ on the plot: made once, given other data or another pen when something changed.

Items of their own and not pyqtgraph's: those look at their data again for every question about their size, and draw
every point of a curve although most lie on a straight line between their neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import Line
from reirrad_gui.ui.overlay.pens import offsets
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.stripes import scaled_stripes
from reirrad_gui.volume.grid import FloatArray

_THIN, _THICK, _STRONGER = 1.3, 2.1, 1.6
"""Widths of a course's and of the accumulated curve, px, and how much wider a chosen one is."""
_HAIR, MANY = 1.0, 18
"""With more lines than that, those of courses are 1 px: Qt draws these in a tenth of the time, and they crowd less."""
_SOFT, _HATCH, _EDGE = 46, 150, 190
"""How opaque the soft bands, the hatched band of unknown dose and the edges of the draws' band are, of 255."""
_BLOCK, _STRAIGHT_PX = 8, 0.12
_SHARES = np.arange(_BLOCK) / _BLOCK
"""Between every eighth point a curve is drawn as a straight line where none lies further from it than that."""


class Drawn(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """One or two curves: a line with `pen`, or the area between two with `brush`."""

    def __init__(self) -> None:
        super().__init__()
        self.pen = self._sharp = QPen(Qt.PenStyle.NoPen)
        self.brush = QBrush(Qt.BrushStyle.NoBrush)
        self._curves: tuple[ShownCurve, ...] = ()
        self._bounds = QRectF()
        self._path: tuple[float, QPainterPath] | None = None
        self._thin: QPen | None = None
        self._ratio = 1.0

    def show_curves(self, curves: Sequence[ShownCurve], bounds: QRectF) -> None:
        """Draw this curve, or the area between these two, within the bounds of the plot."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        if len(curves) != len(self._curves) or any(a is not b for a, b in zip(curves, self._curves, strict=True)):
            self._curves, self._path = tuple(curves), None
            self.update()

    def dress(self, pen: QPen, brush: QBrush) -> None:
        """Another pen or brush."""
        self.pen, self.brush = pen, brush
        self._make_ready(self._ratio)
        self.update()

    def _make_ready(self, ratio: float) -> None:
        """The pens for so many device pixels to a logical one: Qt counts the widths of such pens in device pixels."""
        self._ratio = ratio
        alone = self.brush.style() == Qt.BrushStyle.NoBrush and self.pen.style() != Qt.PenStyle.NoPen
        self._sharp = _widened(self.pen, ratio)
        self._thin = _thin(self._sharp) if alone and self._sharp.widthF() > 1.0 else None

    def boundingRect(self) -> QRectF:
        """All of the plot: to know it costs nothing."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw."""
        del option, widget
        ratio = round(abs(painter.deviceTransform().m22() / painter.worldTransform().m22()), 3)
        if ratio != self._ratio:
            self._make_ready(ratio)
        scale = abs(painter.worldTransform().m22()) * ratio
        if self._path is None or self._path[0] != scale:
            self._path = (scale, self._shape(scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._brush_for(painter))
        if self._thin is None:
            painter.setPen(self._sharp)
            painter.drawPath(self._path[1])
        else:
            self._draw_line(painter, self._thin, self._path[1])

    def _brush_for(self, painter: QPainter) -> QBrush:
        """Stripes are laid on the screen and not on the axes, which stretch them."""
        if self.brush.style() != Qt.BrushStyle.BDiagPattern or self._ratio == 1.0:
            return self.brush
        brush = scaled_stripes(self.brush.color(), self._ratio)
        brush.setTransform(brush.transform() * painter.worldTransform().inverted()[0])
        return brush

    def _draw_line(self, painter: QPainter, pen: QPen, path: QPainterPath) -> None:
        """A wide line as several thin ones (`overlay.pens`), in a tenth of the time."""
        here = painter.worldTransform()
        painter.setPen(pen)
        for dx, dy in offsets((self._sharp.widthF() - 1.0) / 2.0):
            painter.setWorldTransform(here * QTransform.fromTranslate(dx / self._ratio, dy / self._ratio))
            painter.drawPath(path)
        painter.setWorldTransform(here)

    def _shape(self, scale: float) -> QPainterPath:
        points = [straightened(curve.dose, curve.volume, scale) for curve in self._curves]
        path = QPainterPath()
        if len(points) == 2:
            dose, volume = (np.concatenate([points[0][axis], points[1][axis][::-1]]) for axis in (0, 1))
            path.addPolygon(_polygon(dose, volume))
            path.closeSubpath()
        elif points:
            path.addPolygon(_polygon(*points[0]))
        return path


def straightened(dose: FloatArray, volume: FloatArray, px_per_volume: float) -> tuple[FloatArray, FloatArray]:
    """A curve without the points that lie on a straight line at this scale; its doses are evenly spaced."""
    blocks = (dose.size - 1) // _BLOCK
    if blocks < 2:
        return dose, volume
    end = blocks * _BLOCK
    first, last = volume[:end:_BLOCK, None], volume[_BLOCK : end + 1 : _BLOCK, None]
    away = np.abs(volume[:end].reshape(blocks, _BLOCK) - (first + _SHARES * (last - first)))
    bent = np.maximum.reduce(away, axis=1) * px_per_volume > _STRAIGHT_PX
    kept = np.ones(dose.size, bool)
    kept[:end].reshape(blocks, _BLOCK)[:, 1:] = bent[:, None]
    return dose[kept], volume[kept]


def _polygon(dose: FloatArray, volume: FloatArray) -> QPolygonF:
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(dose, volume)
    return polygon


@dataclass(frozen=True, slots=True)
class Look:
    """How an organ's lines are drawn: `strong` when it is chosen or pointed at, `crowded` among many lines."""

    colour: str
    strong: bool
    crowded: bool


class LineItems:
    """One line on the plot: its curve, or both bounds with the hatched band between, and the soft bands around."""

    def __init__(self, plot: "pg.PlotItem", course: int | None) -> None:
        self._plot, self._course = plot, course
        self._curves: list[Drawn] = []
        self._hatch: Drawn | None = None
        self._soft: Drawn | None = None
        self._draws: Drawn | None = None
        self._worn: tuple[object, ...] = ()

    def show(self, line: Line, bounds: QRectF, look: Look, *, hatched: bool) -> None:
        """Draw this line; only what differs from what is drawn is touched."""
        while len(self._curves) > len(line.curves):
            self._plot.removeItem(self._curves.pop())
        while len(self._curves) < len(line.curves):
            self._curves.append(self._added(0))
        for item, curve in zip(self._curves, line.curves, strict=True):
            item.show_curves((curve,), bounds)
        between = line.curves if hatched and line.course is None and line.upper is not None else ()
        self._hatch = self._area(self._hatch, between, bounds, -5)
        self._soft = self._area(self._soft, line.within or (), bounds, -10)
        self._draws = self._area(self._draws, line.drawn or (), bounds, -8)
        self.dress(look, exact=line.exact)

    def dress(self, look: Look, *, exact: bool) -> None:
        """Another pen; the data stay."""
        wanted = (look, exact, len(self._curves), self._soft, self._hatch, self._draws)
        if wanted == self._worn:
            return
        self._worn = wanted
        pen = line_pen(self._course, look, exact=exact)
        for curve in self._curves:
            curve.dress(pen, QBrush(Qt.BrushStyle.NoBrush))
        if self._soft is not None:
            self._soft.dress(QPen(Qt.PenStyle.NoPen), QBrush(_faint(look.colour, _SOFT)))
        if self._draws is not None:
            edge = QPen(_faint(look.colour, _EDGE), 1.0, Qt.PenStyle.DotLine)
            edge.setCosmetic(True)
            self._draws.dress(edge, QBrush(_faint(look.colour, _SOFT)))
        if self._hatch is not None:
            hatch = QBrush(_faint(look.colour, _HATCH), Qt.BrushStyle.BDiagPattern)
            self._hatch.dress(QPen(Qt.PenStyle.NoPen), hatch)

    def remove(self) -> None:
        """Take everything off the plot."""
        for item in (*self._curves, self._hatch, self._soft, self._draws):
            if item is not None:
                self._plot.removeItem(item)
        self._curves, self._hatch, self._soft, self._draws, self._worn = [], None, None, None, ()

    def _area(self, item: Drawn | None, curves: Sequence[ShownCurve], bounds: QRectF, below: int) -> Drawn | None:
        if not curves:
            if item is not None:
                self._plot.removeItem(item)
            return None
        item = item or self._added(below)
        item.show_curves(curves, bounds)
        return item

    def _added(self, z: int) -> Drawn:
        item = Drawn()
        item.setZValue(z)
        self._plot.addItem(item, ignoreBounds=True)
        return item


def line_pen(course: int | None, look: Look, *, exact: bool) -> QPen:
    """The accumulated dose solid and thicker, each course in its own dashes; bounds thinner."""
    width = (_THICK if course is None else _HAIR if look.crowded else _THIN) * (_STRONGER if look.strong else 1.0)
    pen = QPen(QColor(look.colour), width if exact else max(1.0, width * 0.6))
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if course is None else Qt.PenCapStyle.SquareCap)
    if dashes := course_dashes(course):
        pen.setDashPattern([dash / pen.widthF() for dash in dashes])
    return pen


def _widened(pen: QPen, ratio: float) -> QPen:
    """So many times as wide; dashes, which are measured in widths, grow along."""
    wide = QPen(pen)
    wide.setWidthF(pen.widthF() * ratio)
    return wide


def _thin(pen: QPen) -> QPen:
    """One pixel wide, with dashes of the same length."""
    thin = QPen(pen)
    thin.setWidthF(1.0)
    if pen.style() == Qt.PenStyle.CustomDashLine:
        thin.setDashPattern([length * pen.widthF() for length in pen.dashPattern()])
    thin.setCapStyle(Qt.PenCapStyle.FlatCap)
    return thin


def _faint(colour: str, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
