"""Paints a scene: nothing here decides where anything stands."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.changed import AROUND_CURVE_PX, Heights
from reirrad_gui.ui.timeline.crowd import Crowd
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text
from reirrad_gui.ui.timeline.lanes import count_words
from reirrad_gui.ui.timeline.look import DIMMED, Look, write
from reirrad_gui.ui.timeline.paint_axis import paint_axis, paint_over_lanes
from reirrad_gui.ui.timeline.paint_curves import paint_curve
from reirrad_gui.ui.timeline.scene import GUTTER_PX, LaneBand, Row, Scene
from reirrad_gui.ui.timeline.strokes import Stroke, bar_height, draw_mark

__all__ = ["Look", "paint_scene"]
LANE_LABEL_PX = 18.0
ARROW_PX = 9.0
CROWD_SHARE = 0.7


def paint_scene(painter: QPainter, scene: Scene, look: Look, part: Heights | None = None) -> None:
    """Everything, back to front; lanes scroll behind the axis. Where only a `part` is painted, what it touches."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_axis(painter, scene, look, part)
    painter.save()
    painter.setClipRect(QRectF(0.0, 0.0, scene.right, scene.axis_top))
    painter.translate(0.0, -look.scrolled)
    inside = None if part is None else (part[0] + look.scrolled, part[1] + look.scrolled)
    for lane in scene.lanes:
        if _touches(lane, inside):
            _lane(painter, scene, lane, look, inside)
    painter.restore()
    paint_over_lanes(painter, scene, look, part)


def _touches(one: LaneBand | Row, part: Heights | None) -> bool:
    """False where nothing of a lane or row reaches into a part."""
    return part is None or (one.top - AROUND_CURVE_PX < part[1] and one.bottom + AROUND_CURVE_PX > part[0])


def _lane(painter: QPainter, scene: Scene, lane: LaneBand, look: Look, part: Heights | None) -> None:
    if _touches(lane.rows[0], part):
        _name(painter, lane, look)
    if lane.nothing:
        words = "nothing dated" if lane.undated else "nothing recorded"
        write(painter, tr(words), scene.plot.x0 + 8.0, lane.rows[0].middle, look.theme.muted)
    painter.save()
    inside = QRectF(scene.plot.x0, lane.top, scene.plot.x1 - scene.plot.x0, lane.bottom - lane.top)
    painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
    rows = [row for row in lane.rows if _touches(row, part)]
    for row in rows:
        _row(painter, row, look)
    painter.restore()
    for row in rows:
        if row.drawing is not None:
            paint_curve(painter, row, row.drawing, scene.plot, look)
        for drawn in row.drawn:
            if drawn.item.key == look.focused:
                _focus(painter, drawn.stretch, row.middle, row.bottom - row.top, look.theme)
    _undated(painter, scene, lane, look)


def _name(painter: QPainter, lane: LaneBand, look: Look) -> None:
    """The lane's name behind an arrow that says whether it is open, and how many of its labels are hidden."""
    first = lane.rows[0]
    middle = first.middle if first.drawing is None else first.top + (first.bottom - first.top) / 4
    x, size = ARROW_PX, 3.0
    if lane.collapsed:
        corners = [QPointF(x - 1.5, middle - size), QPointF(x + 2.0, middle), QPointF(x - 1.5, middle + size)]
    else:
        corners = [QPointF(x - size, middle - 1.5), QPointF(x, middle + 2.0), QPointF(x + size, middle - 1.5)]
    painter.setPen(QPen(QColor(look.theme.muted), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(corners))
    count, room = lane.total if lane.collapsed else lane.hidden_count, GUTTER_PX - 6.0
    if count:
        painter.setFont(look.caption)
        words = count_words(count) if lane.collapsed else f"+{count_words(count)}"
        room -= _width(painter, words)
        write(painter, words, room, middle, look.theme.text)
    painter.setFont(look.font)
    title = QFontMetricsF(look.font).elidedText(lane.title, Qt.TextElideMode.ElideRight, room - LANE_LABEL_PX - 4.0)
    write(painter, title, LANE_LABEL_PX, middle, look.theme.muted)


def _width(painter: QPainter, text: str) -> float:
    return QFontMetricsF(painter.font()).horizontalAdvance(text)


def _row(painter: QPainter, row: Row, look: Look) -> None:
    if row.crowd is not None:
        _crowd(painter, row, row.crowd, look)
    for drawn in row.drawn:
        painter.setOpacity(look.opacity(drawn.item.key))
        _item(painter, drawn, row, look)
    for text in row.texts:
        painter.setOpacity(look.opacity(text.key))
        _label(painter, text, row, look)
    painter.setOpacity(1.0)


def _crowd(painter: QPainter, row: Row, crowd: Crowd, look: Look) -> None:
    """Where any of the items lies."""
    height = bar_height(row) * CROWD_SHARE
    painter.setOpacity(1.0 if look.matching is None else DIMMED)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.theme.muted))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawRects([QRectF(x0, row.middle - height / 2, x1 - x0, height) for x0, x1 in crowd.runs])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(1.0)


def _undated(painter: QPainter, scene: Scene, lane: LaneBand, look: Look) -> None:
    painter.setFont(look.font)
    for undated, y in lane.undated:
        painter.setOpacity(look.opacity(undated.key))
        write(painter, undated.text, undated.stretch.x0, y, _undated_colour(undated.key, look))
        painter.setOpacity(1.0)
        if undated.key == look.focused:
            _focus(painter, undated.stretch, y, lane.rows[0].bottom - lane.rows[0].top, look.theme)
    if lane.more_undated and scene.strip is not None:
        write(painter, tr(f"+{lane.more_undated} more"), scene.strip.x0, lane.rows[-1].middle, look.theme.muted)


def _item(painter: QPainter, drawn: Drawn, row: Row, look: Look) -> None:
    for mark in drawn.marks:
        draw_mark(Stroke(painter, mark, drawn, row, look.theme))
    if drawn.item.course is not None and drawn.item.course == look.selected_course:
        _outline(painter, drawn.stretch, row, look.theme.text)


def _label(painter: QPainter, text: Text, row: Row, look: Look) -> None:
    item = text.item
    bold = item is not None and item.shape is Shape.COURSE
    painter.setFont(look.bold if bold else look.font)
    colour = look.theme.text
    if item is not None and item.course is not None and not text.inside:
        colour = look.theme.course(item.course)
    write(painter, text.text, text.stretch.x0, row.middle, colour)


def _undated_colour(key: str, look: Look) -> str:
    return look.theme.course(int(key.split()[1])) if key.startswith("course ") else look.theme.text


def _outline(painter: QPainter, stretch: Stretch, row: Row, colour: str) -> None:
    """The chosen course."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 2.0))
    half = (row.bottom - row.top) / 2 - 1.0
    box = QRectF(stretch.x0 + 1.0, row.middle - half, stretch.x1 - stretch.x0 - 2.0, 2 * half)
    painter.drawRoundedRect(box, half, half)


def _focus(painter: QPainter, stretch: Stretch, y: float, row_px: float, theme: Theme) -> None:
    """Where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DashLine))
    box = QRectF(stretch.x0 - 4.0, y - row_px / 2 + 1.0, stretch.x1 - stretch.x0 + 8.0, row_px - 2.0)
    painter.drawRoundedRect(box, 3.0, 3.0)
