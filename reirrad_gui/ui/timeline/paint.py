"""Paints a scene: nothing here decides where anything stands."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.theme import Theme, mixed, readable_on
from reirrad_gui.ui.timeline.items import Item, Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, Text, free_parts
from reirrad_gui.ui.timeline.marks import Mark, Part
from reirrad_gui.ui.timeline.scene import GUTTER_PX, LaneBand, Row, Scene

BAR_PX = 16.0
BAND_PX = 13.0
FADE_PX = 60.0
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
    cursor_x: float | None = None
    cursor_text: str = ""


def paint_scene(painter: QPainter, scene: Scene, look: Look) -> None:
    """Everything, back to front."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ticks(painter, scene, look)
    for lane in scene.lanes:
        _lane(painter, scene, lane, look)
    if scene.strip is not None:
        _strip(painter, scene, scene.strip, look)
    _outside(painter, scene, look)
    if look.cursor_x is not None:
        _cursor(painter, scene, look)


def _ticks(painter: QPainter, scene: Scene, look: Look) -> None:
    painter.setFont(look.caption)
    bottom = scene.height - 4.0
    for tick in scene.ticks:
        _hairline(painter, look.theme.line, QPointF(tick.x, scene.top), QPointF(tick.x, bottom))
        if tick.text:
            painter.setPen(QColor(look.theme.muted))
            painter.drawText(QPointF(tick.x + 4.0, bottom - 3.0), tick.text)


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
    painter.setClipRect(QRectF(scene.plot.x0, lane.top, scene.plot.x1 - scene.plot.x0, lane.bottom - lane.top))
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
    colour = _item_colour(drawn.item, look.theme)
    for mark in drawn.marks:
        draw: Callable[[QPainter, Mark, float, str, Drawn, Row, Look], None] = DRAW[mark.part]
        draw(painter, mark, row.middle, colour, drawn, row, look)
    if drawn.item.course is not None and drawn.item.course == look.selected_course:
        _outline(painter, drawn.stretch, row.middle, look.theme.text)


def _item_colour(item: Item, theme: Theme) -> str:
    if item.course is not None:
        return theme.course(item.course)
    if item.shape is Shape.INTERVAL:
        return theme.muted
    if item.conflicting:
        return theme.near
    return theme.systemic if item.lane is Lane.SYSTEMIC else theme.muted


def _fill(colour: str, look: Look) -> str:
    """A band is a quiet version of its colour on the panel."""
    return mixed(colour, look.theme.panel, 0.34 if look.theme.is_dark else 0.28)


def _unsure(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del row
    height = BAR_PX if drawn.item.shape is Shape.COURSE else BAND_PX
    painter.setBrush(QColor(_fill(colour, look)))
    painter.setPen(QPen(QColor(mixed(colour, look.theme.panel, 0.75)), 1.0))
    painter.drawRoundedRect(_box(mark, y, height), height / 2, height / 2)


def _sure(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del drawn, row
    painter.setBrush(QColor(_fill(colour, look)))
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawRect(_box(mark, y, BAR_PX))


def _fade_right(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del drawn, row
    _faded(painter, mark, y, colour, look, to_right=True)


def _fade_left(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del drawn, row
    _faded(painter, mark, y, colour, look, to_right=False)


def _faded(painter: QPainter, mark: Mark, y: float, colour: str, look: Look, *, to_right: bool) -> None:
    """A bar whose open end fades out behind an arrow head."""
    box = _box(mark, y, BAR_PX)
    share = min(FADE_PX / max(box.width(), 1.0), 1.0)
    solid, clear = QColor(_fill(colour, look)), QColor(_fill(colour, look))
    clear.setAlpha(0)
    line, no_line = QColor(colour), QColor(colour)
    no_line.setAlpha(0)
    for brush_ends, rect in (
        ((solid, clear), box),
        ((line, no_line), QRectF(box.left(), box.top(), box.width(), 1.0)),
        ((line, no_line), QRectF(box.left(), box.bottom() - 1.0, box.width(), 1.0)),
    ):
        gradient = QLinearGradient(box.left(), 0, box.right(), 0)
        stops = ((0.0, brush_ends[0]), (1.0 - share, brush_ends[0]), (1.0, brush_ends[1]))
        for at, shade in stops:
            gradient.setColorAt(at if to_right else 1.0 - at, shade)
        painter.fillRect(rect, QBrush(gradient))
    start = box.left() if to_right else box.right() - 1.0
    painter.fillRect(QRectF(start, box.top(), 1.0, box.height()), line)
    _arrow(painter, box.right() if to_right else box.left(), y, colour, to_right=to_right)


def _arrow(painter: QPainter, x: float, y: float, colour: str, *, to_right: bool) -> None:
    way = -1.0 if to_right else 1.0
    head = QPolygonF([QPointF(x + way * 5.0, y - 4.0), QPointF(x, y), QPointF(x + way * 5.0, y + 4.0)])
    painter.setPen(QPen(QColor(colour), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(head)


def _dot(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del row
    shade = colour if drawn.item.conflicting or drawn.item.course is not None else look.theme.point
    painter.setBrush(QColor(shade))
    painter.setPen(QPen(QColor(look.theme.panel), 1.0))
    painter.drawEllipse(QPointF((mark.x0 + mark.x1) / 2, y), (mark.x1 - mark.x0) / 2, (mark.x1 - mark.x0) / 2)


def _block(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del drawn, row, look
    painter.fillRect(_box(mark, y, BAR_PX + 2.0), QColor(colour))


def _tick(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    del drawn, row, look
    painter.setPen(QPen(QColor(readable_on(colour)), 1.5))
    painter.drawLine(QPointF(mark.x0, y - BAR_PX / 2 + 3.0), QPointF(mark.x0, y + BAR_PX / 2 - 3.0))


def _link(painter: QPainter, mark: Mark, y: float, colour: str, drawn: Drawn, row: Row, look: Look) -> None:
    """A dotted line, interrupted where something else stands in the row."""
    obstacles = [other.stretch for other in row.drawn if other is not drawn]
    obstacles += [text.stretch for text in row.texts]
    pen = QPen(QColor(colour), 1.0, Qt.PenStyle.SolidLine if drawn.item.conflicting else Qt.PenStyle.DotLine)
    painter.setPen(pen)
    free = [Stretch(mark.x0, mark.x1)] if drawn.item.conflicting else free_parts(Stretch(mark.x0, mark.x1), obstacles)
    for part in free:
        painter.drawLine(QPointF(part.x0, y), QPointF(part.x1, y))
    del look


DRAW = {
    Part.SURE: _sure,
    Part.UNSURE: _unsure,
    Part.FADE_LEFT: _fade_left,
    Part.FADE_RIGHT: _fade_right,
    Part.DOT: _dot,
    Part.BLOCK: _block,
    Part.TICK: _tick,
    Part.LINK: _link,
}


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
    _hairline(painter, look.theme.line, QPointF(x, scene.top), QPointF(x, scene.height - 4.0))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.muted))
    painter.drawText(QPointF(strip.x0, scene.height - 7.0), "not dated")


def _outside(painter: QPainter, scene: Scene, look: Look) -> None:
    """How much lies before and after what is visible."""
    parts = (f"◂ {scene.earlier}" if scene.earlier else "", f"{scene.later} ▸" if scene.later else "")
    words = " · ".join(part for part in parts if part)
    if words:
        painter.setFont(look.caption)
        painter.setPen(QColor(look.theme.text))
        painter.drawText(QPointF(LANE_LABEL_PX, scene.height - 7.0), words)


def _cursor(painter: QPainter, scene: Scene, look: Look) -> None:
    """A line under the mouse with its date on the axis."""
    x = look.cursor_x or 0.0
    _hairline(painter, look.theme.muted, QPointF(x, scene.top), QPointF(x, scene.height - 4.0))
    metrics = QFontMetricsF(look.caption)
    width = metrics.horizontalAdvance(look.cursor_text) + 8.0
    left = min(max(x - width / 2, scene.plot.x0), scene.plot.x1 - width)
    box = QRectF(left, scene.height - 20.0, width, 16.0)
    painter.fillRect(box, QColor(look.theme.raised))
    painter.setFont(look.caption)
    painter.setPen(QColor(look.theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), look.cursor_text)


def _outline(painter: QPainter, stretch: Stretch, y: float, colour: str) -> None:
    """The chosen course."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 1.5))
    half = BAR_PX / 2 + 2.5
    painter.drawRoundedRect(QRectF(stretch.x0 + 0.75, y - half, stretch.x1 - stretch.x0 - 1.5, 2 * half), half, half)


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


def _box(mark: Mark, y: float, height: float) -> QRectF:
    return QRectF(mark.x0, y - height / 2, mark.x1 - mark.x0, height)


def _hairline(painter: QPainter, colour: str, one: QPointF, other: QPointF) -> None:
    painter.setPen(QPen(QColor(colour), 1.0))
    painter.drawLine(QPointF(round(one.x()) + 0.5, one.y()), QPointF(round(other.x()) + 0.5, other.y()))
