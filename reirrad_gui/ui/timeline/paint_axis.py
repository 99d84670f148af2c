"""Paints what runs through all lanes: ticks with their dates, breaks, the day time is counted from, the cursor."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import mixed
from reirrad_gui.ui.timeline.changed import Heights
from reirrad_gui.ui.timeline.labels import Stretch
from reirrad_gui.ui.timeline.lanes import outside_words
from reirrad_gui.ui.timeline.look import Look, hairline
from reirrad_gui.ui.timeline.scene import AXIS_PX, GUTTER_PX, Break, Scene

LEFT_PX = 9.0
ZIGZAG_PX = 4.0
OVER_AXIS_PX = 24.0
"""No letter of the dates reaches higher above their line."""


def touches_dates(scene: Scene, part: Heights | None) -> bool:
    """False where a part of the surface ends above the line with the dates, and nothing on it is seen."""
    return part is None or part[1] > scene.axis_top - OVER_AXIS_PX


def paint_axis(painter: QPainter, scene: Scene, look: Look, part: Heights | None = None) -> None:
    """Behind the lanes; the dates only where a `part` to be painted reaches them."""
    painter.setFont(look.caption)
    bottom = scene.axis_top + AXIS_PX - 8.0
    if scene.zero is not None:
        width = max(scene.zero.x1 - scene.zero.x0, 2.0)
        shade = QColor(mixed(look.theme.muted, look.theme.panel, 0.3))
        painter.fillRect(QRectF(scene.zero.x0, scene.top, width, bottom - scene.top), shade)
    floor = round(scene.axis_top) + 0.5
    painter.setPen(QPen(QColor(look.theme.edge), 1.0))
    painter.drawLine(QPointF(scene.plot.x0, floor), QPointF(scene.plot.x1, floor))
    dates = touches_dates(scene, part)
    for tick in scene.ticks:
        hairline(painter, look.theme.line, QPointF(tick.x, scene.top), QPointF(tick.x, scene.axis_top))
        if not dates:
            continue
        hairline(painter, look.theme.edge, QPointF(tick.x, scene.axis_top), QPointF(tick.x, bottom))
        if tick.text:
            painter.setPen(QColor(look.theme.muted))
            painter.drawText(QPointF(tick.text_x, _baseline(scene)), tick.text)


def paint_over_lanes(painter: QPainter, scene: Scene, look: Look, part: Heights | None = None) -> None:
    """In front of the lanes; the dates as in `paint_axis`."""
    for one in scene.breaks:
        _break(painter, scene, one, look)
    if scene.strip is not None:
        _strip(painter, scene, scene.strip, look)
    if touches_dates(scene, part):
        _overview(painter, scene, look)
        _outside(painter, scene, look)
    if look.cursor_x is not None:
        _cursor(painter, scene, look)


def _break(painter: QPainter, scene: Scene, one: Break, look: Look) -> None:
    """Time left out: a torn strip through all lanes with the length of what is missing."""
    bottom = scene.axis_top + AXIS_PX - 10.0
    shade = QColor(look.theme.background)
    shade.setAlphaF(0.82)
    painter.fillRect(QRectF(one.x0, scene.top, one.x1 - one.x0, bottom - scene.top), shade)
    painter.setPen(QPen(QColor(look.theme.near), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x in (one.x0, one.x1):
        steps = int((bottom - scene.top) / ZIGZAG_PX)
        corners = [QPointF(x + (ZIGZAG_PX / 2 if n % 2 else -ZIGZAG_PX / 2), scene.top + n * ZIGZAG_PX)
                   for n in range(steps + 1)]  # fmt: skip
        painter.drawPolyline(QPolygonF(corners))
    painter.setFont(look.caption)
    width = QFontMetricsF(look.caption).horizontalAdvance(one.text)
    x = min(max((one.x0 + one.x1 - width) / 2, scene.plot.x0), scene.plot.x1 - width)
    painter.fillRect(QRectF(x - 2.0, scene.axis_top + 1.0, width + 4.0, 15.0), QColor(look.theme.panel))
    painter.setPen(QColor(look.theme.near))
    painter.drawText(QPointF(x, _baseline(scene)), one.text)


def _strip(painter: QPainter, scene: Scene, strip: Stretch, look: Look) -> None:
    x = strip.x0 - 8.0
    hairline(painter, look.theme.line, QPointF(x, scene.top), QPointF(x, scene.axis_top + AXIS_PX - 8.0))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.muted))
    said = QFontMetricsF(look.caption).elidedText(tr("not dated"), Qt.TextElideMode.ElideRight, strip.x1 - strip.x0)
    painter.drawText(QPointF(strip.x0, _baseline(scene)), said)


def _outside(painter: QPainter, scene: Scene, look: Look) -> None:
    """How much lies before and after what is visible, and what about the axis is not as usual."""
    metrics = QFontMetricsF(look.caption)
    room = GUTTER_PX - LEFT_PX - 4.0
    broken = "axis broken" if scene.axis is not None and scene.axis.fold.cuts else ""
    aside = " · ".join(part for part in (look.lanes_hidden, broken) if part)
    english = (*outside_words(scene.earlier, scene.later, aside), *outside_words(scene.earlier, scene.later, ""))
    wordings = [tr(words) for words in english]
    words = next((words for words in wordings if words and metrics.horizontalAdvance(words) <= room), wordings[-1])
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.text))
    both = bool(words and look.axis_words)
    painter.drawText(QPointF(LEFT_PX, _baseline(scene) - (4.0 if both else 0.0)), words)
    if look.axis_words:
        painter.setPen(QColor(look.theme.near))
        said = metrics.elidedText(look.axis_words, Qt.TextElideMode.ElideRight, GUTTER_PX - LEFT_PX)
        painter.drawText(QPointF(LEFT_PX, _baseline(scene) + (8.0 if both else 0.0)), said)


def _overview(painter: QPainter, scene: Scene, look: Look) -> None:
    """Where the view lies in all there is: a thin line below the dates that can be dragged."""
    if scene.overview is not None:
        y = scene.axis_top + AXIS_PX - 4.0
        for stretch, colour in ((scene.plot, look.theme.line), (scene.overview, look.theme.muted)):
            painter.fillRect(QRectF(stretch.x0, y, stretch.x1 - stretch.x0, 3.0), QColor(colour))


def _baseline(scene: Scene) -> float:
    """Where the dates stand."""
    return scene.axis_top + 13.0


def _cursor(painter: QPainter, scene: Scene, look: Look) -> None:
    """A line under the mouse with its date on the axis."""
    x = look.cursor_x or 0.0
    hairline(painter, look.theme.muted, QPointF(x, scene.top), QPointF(x, scene.axis_top + AXIS_PX - 8.0))
    metrics = QFontMetricsF(look.caption)
    width = metrics.horizontalAdvance(look.cursor_text) + 8.0
    left = min(max(x - width / 2, scene.plot.x0), scene.plot.x1 - width)
    box = QRectF(left, scene.axis_top + 1.0, width, 16.0)
    painter.fillRect(box, QColor(look.theme.raised))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), look.cursor_text)
