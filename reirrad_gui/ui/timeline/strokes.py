"""How each part of an item is drawn: bands, fading bars, dots, blocks with their ticks, links."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPolygonF

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.theme import Theme, mixed, readable_on
from reirrad_gui.ui.timeline.item import Item, Shape
from reirrad_gui.ui.timeline.labels import Drawn, Stretch, free_parts
from reirrad_gui.ui.timeline.marks import Mark, Part
from reirrad_gui.ui.timeline.scene import Row

BAR_PX = 16.0
PILL_SHARE = 0.82
AIR_PX = 2.0
FADE_PX = 60.0


shade = lru_cache(maxsize=64)(mixed)
readable = lru_cache(maxsize=64)(readable_on)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One mark about to be drawn."""

    painter: QPainter
    mark: Mark
    drawn: Drawn
    row: Row
    theme: Theme

    @property
    def colour(self) -> str:
        """The colour of the item's kind: its course, a conflict, a drug, anything else."""
        return item_colour(self.drawn.item, self.theme)

    @property
    def fill(self) -> str:
        """A quiet version of the colour on the panel."""
        return shade(self.colour, self.theme.panel, 0.34 if self.theme.is_dark else 0.28)

    @property
    def y(self) -> float:
        """The middle of the row."""
        return self.row.middle

    def box(self, share: float = 1.0) -> QRectF:
        """The mark with a share of a bar's height."""
        height = bar_height(self.row) * share
        return QRectF(self.mark.x0, self.y - height / 2, self.mark.x1 - self.mark.x0, height)


def bar_height(row: Row) -> float:
    """Bars leave air between rows, however low those are."""
    return min(BAR_PX, row.bottom - row.top - AIR_PX)


def item_colour(item: Item, theme: Theme) -> str:
    """Colour never says anything alone: the label, a ⚠ or the lane says it too."""
    if item.course is not None:
        return theme.course(item.course)
    if item.shape is Shape.INTERVAL:
        return theme.muted
    if item.conflicting:
        return theme.near
    return theme.systemic if item.lane is Lane.SYSTEMIC else theme.muted


def draw_mark(stroke: Stroke) -> None:
    """Draw one mark."""
    DRAW[stroke.mark.part](stroke)


def _unsure(stroke: Stroke) -> None:
    box = stroke.box(1.0 if stroke.drawn.item.shape is Shape.COURSE else PILL_SHARE)
    stroke.painter.setBrush(QColor(stroke.fill))
    stroke.painter.setPen(QPen(QColor(shade(stroke.colour, stroke.theme.panel, 0.75)), 1.0))
    stroke.painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)


def _sure(stroke: Stroke) -> None:
    stroke.painter.setBrush(QColor(stroke.fill))
    stroke.painter.setPen(QPen(QColor(stroke.colour), 1.0))
    stroke.painter.drawRect(stroke.box())


def _fade(stroke: Stroke) -> None:
    """A bar whose open end fades out behind an arrow head; a moment that lies somewhere in it is only outlined."""
    to_right = stroke.mark.part is Part.FADE_RIGHT
    vague = stroke.drawn.item.shape is Shape.POINT
    painter, box = stroke.painter, stroke.box()
    if not vague:
        painter.fillRect(box, _fading(QColor(stroke.fill), box, to_right=to_right))
    pen = QPen(_fading(QColor(stroke.colour), box, to_right=to_right), 1.0)
    if vague:
        pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    for edge in (box.top() + 0.5, box.bottom() - 0.5):
        painter.drawLine(QPointF(box.left(), edge), QPointF(box.right(), edge))
    start = box.left() if to_right else box.right() - 1.5
    painter.fillRect(QRectF(start, box.top(), 1.5, box.height()), QColor(stroke.colour))
    _arrow(stroke, box.right() if to_right else box.left(), to_right=to_right)


def _fading(colour: QColor, box: QRectF, *, to_right: bool) -> QBrush:
    """A colour that is gone at the open end."""
    clear = QColor(colour)
    clear.setAlpha(0)
    share = min(FADE_PX / max(box.width(), 1.0), 1.0)
    gradient = QLinearGradient(box.left(), 0, box.right(), 0)
    for at, shade in ((0.0, colour), (1.0 - share, colour), (1.0, clear)):
        gradient.setColorAt(at if to_right else 1.0 - at, shade)
    return QBrush(gradient)


def _arrow(stroke: Stroke, x: float, *, to_right: bool) -> None:
    way, y = (-1.0 if to_right else 1.0), stroke.y
    head = [QPointF(x + way * 5.0, y - 4.0), QPointF(x, y), QPointF(x + way * 5.0, y + 4.0)]
    stroke.painter.setPen(QPen(QColor(stroke.colour), 1.5))
    stroke.painter.setBrush(Qt.BrushStyle.NoBrush)
    stroke.painter.drawPolyline(QPolygonF(head))


def _dot(stroke: Stroke) -> None:
    radius = min((stroke.mark.x1 - stroke.mark.x0) / 2, bar_height(stroke.row) * 0.3)
    item = stroke.drawn.item
    dot = stroke.colour if item.conflicting or item.course is not None else stroke.theme.point
    stroke.painter.setBrush(QColor(dot))
    stroke.painter.setPen(QPen(QColor(stroke.theme.panel), 1.0))
    stroke.painter.drawEllipse(QPointF((stroke.mark.x0 + stroke.mark.x1) / 2, stroke.y), radius, radius)


def _block(stroke: Stroke) -> None:
    stroke.painter.fillRect(stroke.box(), QColor(stroke.colour))


def _tick(stroke: Stroke) -> None:
    half = bar_height(stroke.row) / 2 - 3.0
    stroke.painter.setPen(QPen(QColor(readable(stroke.colour)), 1.5))
    stroke.painter.drawLine(QPointF(stroke.mark.x0, stroke.y - half), QPointF(stroke.mark.x0, stroke.y + half))


def _link(stroke: Stroke) -> None:
    """Between two sources a line; along an interval dots, interrupted where something else stands in the row."""
    whole = Stretch(stroke.mark.x0, stroke.mark.x1)
    conflict = stroke.drawn.item.conflicting
    stroke.painter.setPen(QPen(QColor(stroke.colour), 1.0, Qt.PenStyle.SolidLine if conflict else Qt.PenStyle.DotLine))
    others = [other.stretch for other in stroke.row.drawn if other is not stroke.drawn]
    texts = [text.stretch for text in stroke.row.texts]
    for part in [whole] if conflict else free_parts(whole, [*others, *texts]):
        stroke.painter.drawLine(QPointF(part.x0, stroke.y), QPointF(part.x1, stroke.y))


DRAW: dict[Part, Callable[[Stroke], None]] = {
    Part.SURE: _sure,
    Part.UNSURE: _unsure,
    Part.FADE_LEFT: _fade,
    Part.FADE_RIGHT: _fade,
    Part.DOT: _dot,
    Part.BLOCK: _block,
    Part.TICK: _tick,
    Part.LINK: _link,
}
