"""Paints a curve in its lane: name and scale on the left, values by sign, lines between what surely follows."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.curve_marks import Drawing, Sign, Spot
from reirrad_gui.ui.timeline.labels import Stretch
from reirrad_gui.ui.timeline.look import DIMMED, Look, write
from reirrad_gui.ui.timeline.scene import GUTTER_PX, Row

NAME_PX = 18.0
INSET_PX = 5.0
DOT_PX = 2.6


def paint_curve(painter: QPainter, row: Row, drawing: Drawing, plot: Stretch, look: Look) -> None:
    """One row of a curve."""
    _scale(painter, row, drawing, plot, look)
    painter.save()
    inside = QRectF(plot.x0, row.top, plot.x1 - plot.x0, row.bottom - row.top)
    painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
    painter.setOpacity(1.0 if look.matching is None or not drawing.spans else DIMMED)
    painter.setPen(QPen(QColor(look.theme.point), 1.4))
    painter.drawLines([QLineF(x0, _y(row, a), x1, _y(row, b)) for x0, a, x1, b in drawing.joins])
    painter.drawLines([QLineF(x, _y(row, a) + 0.7, x, _y(row, b) - 0.7) for x, a, b in drawing.spans])
    plain = [s for s in drawing.spots if s.sign is Sign.EXACT and s.x0 == s.x1 and _as_others(s, look)]
    together = {id(spot) for spot in plain}
    pen = QPen(QColor(look.theme.point), 2 * DOT_PX)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints([QPointF(spot.x, _y(row, spot.height)) for spot in plain])
    for spot in drawing.spots:
        if id(spot) not in together:
            painter.setOpacity(look.opacity(spot.key))
            _spot(painter, row, spot, look)
    painter.restore()


def _as_others(spot: Spot, look: Look) -> bool:
    """Neither searched for nor under the keyboard: drawn together with all such."""
    return spot.key != look.focused and look.matching is None


def _y(row: Row, height: float) -> float:
    return row.bottom - INSET_PX - height * (row.bottom - row.top - 2 * INSET_PX)


def _scale(painter: QPainter, row: Row, drawing: Drawing, plot: Stretch, look: Look) -> None:
    """The name low, where the lane's own name cannot be; the ends of the scale at their heights."""
    painter.setFont(look.caption)
    metrics = QFontMetricsF(look.caption)
    top, bottom = drawing.curve.scale
    quarter = row.bottom - (row.bottom - row.top) / 4
    room = GUTTER_PX - NAME_PX - metrics.horizontalAdvance(bottom) - 12.0
    name = metrics.elidedText(tr(drawing.curve.title), Qt.TextElideMode.ElideRight, room)
    write(painter, name, NAME_PX, quarter, look.theme.text)
    for text, height in ((top, 1.0), (bottom, 0.0)):
        y = min(max(_y(row, height), row.top + metrics.height() / 2), row.bottom - metrics.height() / 2)
        write(painter, text, GUTTER_PX - 6.0 - metrics.horizontalAdvance(text), y, look.theme.muted)
    painter.setPen(QPen(QColor(look.theme.edge), 1.0))
    for height in (0.0, 1.0):
        painter.drawLine(QPointF(plot.x0, _y(row, height)), QPointF(plot.x1, _y(row, height)))


def _spot(painter: QPainter, row: Row, spot: Spot, look: Look) -> None:
    """A dot; a triangle that points where the value may be; a hollow square on the floor where none is stated."""
    y, colour = _y(row, spot.height), QColor(look.theme.point)
    painter.setPen(QPen(colour, 1.4))
    if spot.x1 > spot.x0:
        painter.drawLine(QPointF(spot.x0, y), QPointF(spot.x1, y))
    painter.setBrush(QBrush(colour) if spot.sign is Sign.EXACT else QBrush(QColor(look.theme.panel)))
    if spot.sign is Sign.EXACT:
        painter.drawEllipse(QPointF(spot.x, y), DOT_PX, DOT_PX)
    elif spot.sign is Sign.MISSING:
        painter.drawRect(QRectF(spot.x - DOT_PX, y - DOT_PX, 2 * DOT_PX, 2 * DOT_PX))
    else:
        way = 1.0 if spot.sign is Sign.BELOW else -1.0
        corners = [QPointF(spot.x - 4.0, y - 2.0 * way), QPointF(spot.x + 4.0, y - 2.0 * way),
                   QPointF(spot.x, y + 4.0 * way)]  # fmt: skip
        painter.drawPolygon(QPolygonF(corners))
    if spot.key == look.focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.theme.text), 1.0, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(spot.x0 - 6.0, y - 6.0, spot.x1 - spot.x0 + 12.0, 12.0), 3.0, 3.0)
