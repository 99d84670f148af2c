"""The curves of one organ on the plot: made once, given other data or another pen when something changed."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import Line
from reirrad_gui.ui.overlay.strokes import course_dashes

_THIN, _THICK, _STRONGER = 1.3, 2.1, 1.6
_SOFT, _HATCH = 46, 150
"""How opaque the soft band of a registration and the hatched band of unknown dose are, of 255."""


class LineItems:
    """One line on the plot: its curve, or both bounds with the hatched band between, and the soft band around."""

    def __init__(self, plot: "pg.PlotItem", course: int | None) -> None:
        self._plot, self._course = plot, course
        self._curves: list[pg.PlotCurveItem] = []
        self._shown: list[ShownCurve] = []
        self._hatch: pg.FillBetweenItem | None = None
        self._ends: list[pg.PlotCurveItem] = []
        self._soft: pg.FillBetweenItem | None = None
        self._around: Sequence[ShownCurve] = ()
        self._pen_of: tuple[object, ...] = ()

    def show(self, line: Line, colour: str, *, strong: bool, hatched: bool) -> None:
        """Draw this line; only what differs from what is drawn is touched."""
        self._show_curves(line.curves)
        self._show_within(line.within or ())
        self._show_hatch(hatched and line.course is None and line.upper is not None)
        self.dress(colour, exact=line.exact, strong=strong)

    def dress(self, colour: str, *, exact: bool, strong: bool) -> None:
        """Another pen; the data stay."""
        wanted = (colour, exact, strong, len(self._curves), self._soft is None, self._hatch is None)
        if wanted == self._pen_of:
            return
        self._pen_of = wanted
        pen = line_pen(self._course, colour, exact=exact, strong=strong)
        for curve in self._curves:
            curve.setPen(pen)
        if self._soft is not None:
            self._soft.setBrush(QBrush(_faint(colour, _SOFT)))
        if self._hatch is not None:
            self._hatch.setBrush(QBrush(_faint(colour, _HATCH), Qt.BrushStyle.BDiagPattern))

    def remove(self) -> None:
        """Take everything off the plot."""
        for item in (*self._curves, *self._ends, self._hatch, self._soft):
            if item is not None:
                self._plot.removeItem(item)
        self._curves, self._shown, self._ends, self._hatch, self._soft = [], [], [], None, None
        self._around, self._pen_of = (), ()

    def _show_curves(self, curves: Sequence[ShownCurve]) -> None:
        if len(curves) != len(self._curves):
            self.remove()
            self._curves = [_curve() for _ in curves]
            self._shown = []
            for item in self._curves:
                self._plot.addItem(item)
        for number, (item, curve) in enumerate(zip(self._curves, curves, strict=True)):
            if number >= len(self._shown) or self._shown[number] is not curve:
                item.setData(curve.dose, curve.volume)
        self._shown = list(curves)

    def _show_hatch(self, on: bool) -> None:
        if on and self._hatch is None:
            self._hatch = pg.FillBetweenItem(self._curves[0], self._curves[1])
            self._plot.addItem(self._hatch)
        elif not on and self._hatch is not None:
            self._plot.removeItem(self._hatch)
            self._hatch = None

    def _show_within(self, around: Sequence[ShownCurve]) -> None:
        if not around:
            for item in (*self._ends, self._soft):
                if item is not None:
                    self._plot.removeItem(item)
            self._ends, self._soft = [], None
        elif around[0] is not (self._around[0] if self._around else None):
            if self._soft is None:
                self._ends = [_curve(pg.mkPen(None)) for _ in around]
                self._soft = pg.FillBetweenItem(*self._ends)
                self._soft.setZValue(-10)
                for item in (*self._ends, self._soft):
                    self._plot.addItem(item)
            for item, curve in zip(self._ends, around, strict=True):
                item.setData(curve.dose, curve.volume)
        self._around = tuple(around)


def line_pen(course: int | None, colour: str, *, exact: bool, strong: bool) -> QPen:
    """The accumulated dose solid and thicker, each course in its own dashes; bounds thinner."""
    width = (_THICK if course is None else _THIN) * (_STRONGER if strong else 1.0)
    pen = QPen(QColor(colour), width if exact else max(1.0, width * 0.6))
    pen.setCosmetic(True)
    if dashes := course_dashes(course):
        pen.setDashPattern([dash / pen.widthF() for dash in dashes])
    return pen


def _curve(pen: QPen | None = None) -> "pg.PlotCurveItem":
    return pg.PlotCurveItem(pen=pen, antialias=True)


def _faint(colour: str, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
