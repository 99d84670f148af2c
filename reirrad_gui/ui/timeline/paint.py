"""Paints a scene: nothing here decides where anything stands."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text
from reirrad_gui.ui.timeline.lanes import outside_words
from reirrad_gui.ui.timeline.scene import AXIS_PX, GUTTER_PX, LaneBand, Row, Scene
from reirrad_gui.ui.timeline.strokes import Stroke, draw_mark

LANE_LABEL_PX = 12.0


@dataclass(frozen=True, slots=True)
class Look:
    """What the painter needs besides the scene. `font` for labels, `caption` for axis and counts."""

    theme: Theme
    font: QFont
    bold: QFont
    caption: QFont
    selected_course: int | None = None
    focused: str | None = None
    scrolled: float = 0.0
    cursor_x: float | None = None
    cursor_text: str = ""
    lanes_hidden: str = ""


def paint_scene(painter: QPainter, scene: Scene, look: Look) -> None:
    """Everything, back to front; lanes scroll behind the axis."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ticks(painter, scene, look)
    painter.save()
    painter.setClipRect(QRectF(0.0, 0.0, scene.right, scene.axis_top))
    painter.translate(0.0, -look.scrolled)
    for lane in scene.lanes:
        _lane(painter, scene, lane, look)
    painter.restore()
    if scene.strip is not None:
        _strip(painter, scene, scene.strip, look)
    _overview(painter, scene, look)
    _outside(painter, scene, look)
    if look.cursor_x is not None:
        _cursor(painter, scene, look)


def _ticks(painter: QPainter, scene: Scene, look: Look) -> None:
    painter.setFont(look.caption)
    bottom = scene.axis_top + AXIS_PX - 8.0
    for tick in scene.ticks:
        _hairline(painter, look.theme.line, QPointF(tick.x, scene.top), QPointF(tick.x, bottom))
        if tick.text:
            painter.setPen(QColor(look.theme.muted))
            painter.drawText(QPointF(tick.x + 4.0, _baseline(scene)), tick.text)


def _lane(painter: QPainter, scene: Scene, lane: LaneBand, look: Look) -> None:
    theme = look.theme
    middle = lane.rows[0].middle
    painter.setFont(look.font)
    _words(painter, lane.title, LANE_LABEL_PX, middle, theme.muted)
    if lane.hidden:
        painter.setFont(look.caption)
        x = GUTTER_PX - 8.0 - QFontMetricsF(look.caption).horizontalAdvance(f"+{len(lane.hidden)}")
        y = lane.rows[-1].middle if len(lane.rows) > 1 else middle
        _words(painter, f"+{len(lane.hidden)}", x, y, theme.text)
    if lane.nothing:
        _words(
            painter, "nothing dated" if lane.undated else "nothing recorded", scene.plot.x0 + 8.0, middle, theme.muted
        )
    painter.save()
    inside = QRectF(scene.plot.x0, lane.top, scene.plot.x1 - scene.plot.x0, lane.bottom - lane.top)
    painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
    for row in lane.rows:
        for drawn in row.drawn:
            _item(painter, drawn, row, look)
        for text in row.texts:
            _label(painter, text, row, look)
    painter.restore()
    for row in lane.rows:
        for drawn in row.drawn:
            if drawn.item.key == look.focused:
                _focus(painter, drawn.stretch, row.middle, row.bottom - row.top, theme)
    painter.setFont(look.font)
    for undated, y in lane.undated:
        colour = _undated_colour(undated.key, look)
        _words(painter, undated.text, undated.stretch.x0, y, colour)
        if undated.key == look.focused:
            _focus(painter, undated.stretch, y, lane.rows[0].bottom - lane.rows[0].top, theme)
    if lane.more_undated and scene.strip is not None:
        _words(painter, f"+{lane.more_undated} more", scene.strip.x0, lane.rows[-1].middle, theme.muted)


def _item(painter: QPainter, drawn: Drawn, row: Row, look: Look) -> None:
    for mark in drawn.marks:
        draw_mark(Stroke(painter, mark, drawn, row, look.theme))
    if drawn.item.course is not None and drawn.item.course == look.selected_course:
        _outline(painter, drawn.stretch, row, look.theme.text)


def _label(painter: QPainter, text: Text, row: Row, look: Look) -> None:
    item = next(d.item for d in row.drawn if d.item.key == text.key)
    painter.setFont(look.bold if item.shape is Shape.COURSE else look.font)
    _words(painter, text.text, text.stretch.x0, row.middle, _label_colour(item, text, look))


def _label_colour(item: Item, text: Text, look: Look) -> str:
    if item.course is not None and not text.inside:
        return look.theme.course(item.course)
    return look.theme.text


def _undated_colour(key: str, look: Look) -> str:
    return look.theme.course(int(key.split()[1])) if key.startswith("course ") else look.theme.text


def _strip(painter: QPainter, scene: Scene, strip: Stretch, look: Look) -> None:
    x = strip.x0 - 8.0
    _hairline(painter, look.theme.line, QPointF(x, scene.top), QPointF(x, scene.axis_top + AXIS_PX - 8.0))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.muted))
    painter.drawText(QPointF(strip.x0, _baseline(scene)), "not dated")


def _outside(painter: QPainter, scene: Scene, look: Look) -> None:
    """How much lies before and after what is visible."""
    metrics = QFontMetricsF(look.caption)
    room = GUTTER_PX - LANE_LABEL_PX - 4.0
    wordings = outside_words(scene.earlier, scene.later, look.lanes_hidden)
    words = next((words for words in wordings if metrics.horizontalAdvance(words) <= room), wordings[-1])
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.text))
    painter.drawText(QPointF(LANE_LABEL_PX, _baseline(scene)), words)


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
    _hairline(painter, look.theme.muted, QPointF(x, scene.top), QPointF(x, scene.axis_top + AXIS_PX - 8.0))
    metrics = QFontMetricsF(look.caption)
    width = metrics.horizontalAdvance(look.cursor_text) + 8.0
    left = min(max(x - width / 2, scene.plot.x0), scene.plot.x1 - width)
    box = QRectF(left, scene.axis_top + 1.0, width, 16.0)
    painter.fillRect(box, QColor(look.theme.raised))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), look.cursor_text)


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


def _words(painter: QPainter, text: str, x: float, y: float, colour: str) -> None:
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)


def _hairline(painter: QPainter, colour: str, one: QPointF, other: QPointF) -> None:
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawLine(QPointF(round(one.x()) + 0.5, one.y()), QPointF(round(other.x()) + 0.5, other.y()))
