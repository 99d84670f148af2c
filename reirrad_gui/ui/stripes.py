"""Slanted stripes for what is not known, as far apart and as thick at every scale and on the shared screen.

Qt's own pattern counts in pixels of the screen: at 200 % it is twice as fine, beside twice as large words.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

_EVERY_PX = 8
"""As far apart as Qt's."""


def stripes(colour: QColor, painter: QPainter) -> QBrush:
    """A brush for this painter as it is transformed now, which stands upright and is scaled alike both ways."""
    return scaled_stripes(colour, abs(painter.deviceTransform().m22()))


def scaled_stripes(colour: QColor, scale: float) -> QBrush:
    """A brush for a painter that draws `scale` device pixels for each of its own."""
    if abs(scale - 1.0) < 0.01:
        return QBrush(colour, Qt.BrushStyle.BDiagPattern)
    size = max(round(_EVERY_PX * scale), 2)
    brush = QBrush(_tile(colour.rgba(), size))
    brush.setTransform(QTransform.fromScale(_EVERY_PX / size, _EVERY_PX / size))
    return brush


@lru_cache(maxsize=32)
def _tile(rgba: int, size: int) -> QImage:
    """One stripe from corner to corner that goes on in the next tile; an image, as a pixmap must not outlive Qt."""
    tile = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rgba), 0.72 * size / _EVERY_PX))  # a stripe of Qt's, 1 px along a row
    for shift in (-size, 0, size):
        painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
    painter.end()
    return tile
