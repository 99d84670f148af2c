"""Smooth lines of any width, drawn fast.

Qt draws an antialiased line of one device pixel some fifteen times faster than a wider one, which it turns into a
filled shape first. A wider line is therefore drawn as several thin ones around it: for the widths used here the eye
sees none of it, and a slice with a dozen outlines stays within the time of a wheel click.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, cos, pi, sin

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

_SLIGHT_PX = 0.35
"""So little more than the thin line's own half width that two of it make up for it."""

_ROUND_FROM_PX, _WIDE_FROM_PX, _BROAD_FROM_PX = 0.75, 1.3, 1.9
"""Half widths beyond the thin line's own from which six directions are needed to look round, below it three do; from
which eight are, and the middle; and from which (on screens of 200 %) a ring within the ring is, or gaps are seen."""


def draw_line(
    painter: QPainter,
    path: QPainterPath,
    to_px: QTransform,
    colour: QColor,
    width: float,
    ratio: float,
    dashes: Sequence[float] = (),
    *,
    soft: bool = False,
) -> None:
    """Draw a path given in view mm.

    `to_px` leads to logical pixels; `width` and `dashes` are logical pixels too, so that lines look alike at any
    `ratio` of device to logical pixels. `soft` is for the dark rim below a line: two lines beside it, whose own edges
    nobody sees, so they are not smoothed.
    """
    painter.setPen(_pen(colour.rgba(), tuple(dashes), ratio))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not soft)
    for dx, dy in offsets((width * ratio - 1.0) / 2.0, soft=soft):
        painter.setTransform(to_px * QTransform.fromTranslate(dx / ratio, dy / ratio))
        painter.drawPath(path)
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


@lru_cache(maxsize=64)
def _pen(rgba: int, dashes: tuple[float, ...], ratio: float) -> QPen:
    """One device pixel wide."""
    pen = QPen(QColor.fromRgba(rgba), 1.0)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    if dashes:
        pen.setDashPattern([dash * ratio for dash in dashes])
    return pen


@lru_cache(maxsize=64)
def offsets(radius: float, *, soft: bool = False) -> tuple[tuple[float, float], ...]:
    """Device pixels by which the thin line is shifted, for a line `radius` more than half a pixel to either side."""
    if radius <= 0.05:
        return ((0.0, 0.0),)
    if soft:
        return (radius, 0.4 * radius), (-radius, -0.4 * radius)
    if radius < _SLIGHT_PX:
        return (0.7 * radius, 0.7 * radius), (-0.7 * radius, -0.7 * radius)
    if radius >= _BROAD_FROM_PX:
        count = max(12, ceil(4.2 * radius))
        return (0.0, 0.0), *_ring(radius / 2, count // 2), *_ring(radius, count)
    count = 3 if radius < _ROUND_FROM_PX else 6 if radius < _WIDE_FROM_PX else 8
    return ((0.0, 0.0), *_ring(radius, 8)) if count == 8 else _ring(radius, count)


def _ring(radius: float, count: int) -> tuple[tuple[float, float], ...]:
    return tuple((radius * cos(2 * pi * k / count), radius * sin(2 * pi * k / count)) for k in range(count))
