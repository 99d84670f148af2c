"""Draws a slice: image, wash, unknown area, outlines, isodoses. Everything that does not move with the crosshair."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QTransform

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.ui.overlay.captions import image_font
from reirrad_gui.ui.overlay.legend_picture import hatch
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pens import draw_line
from reirrad_gui.ui.overlay.pictures import Ask, Drawn, Level, Pictures
from reirrad_gui.ui.overlay.sets import IsodoseSet, isodose_sets
from reirrad_gui.ui.overlay.stamps import Stamp, put_down
from reirrad_gui.ui.overlay.strokes import course_colour, course_dashes
from reirrad_gui.ui.overlay.texts import CourseLine, unit_text
from reirrad_gui.ui.overlay.wash import line_colour, palette
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.volume.grid import FloatArray

_CHOSEN = 2.0
_COURSE_PX, _ACCUMULATED_PX = 1.6, 2.0
_CASING = QColor(0, 0, 0, 95)
_LABEL_GROUND = QColor(0, 0, 0, 165)
_LABELS_FROM_PX, _ALL_LABELS_FROM_PX = 260, 420
_SHORTEST_LABELLED = 12
_EDGE_PX = 34
_OVERLAP_PX = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slice is drawn: the way from view mm to logical pixels, the size, and device pixels per logical one.

    `covered` are rectangles (left, top, right, bottom) that texts are going to stand on: no label goes there.
    """

    to_px: QTransform
    size: QSizeF
    ratio: float
    covered: tuple[tuple[float, float, float, float], ...] = ()


def draw_slice(
    painter: QPainter,
    pictures: Pictures,
    number: int,
    look: Look,
    courses: tuple[CourseLine, ...],
    place: Place,
    theme: Theme,
) -> None:
    """All layers of one slice, the image lowest."""
    draw_ground(painter, pictures, number, look, place)
    draw_on_ground(painter, pictures, number, look, courses, place, theme)


def blacken(painter: QPainter, drawn: Drawn | None, place: Place) -> None:
    """Black where an image will not be drawn, and a little below its edges; everywhere without an image."""
    whole = QRect(0, 0, ceil(place.size.width()), ceil(place.size.height()))
    inner = QRect()
    if drawn is not None and not (drawn.to_mm * place.to_px).isRotating():
        seen = (drawn.to_mm * place.to_px).mapRect(QRectF(drawn.image.rect())).toAlignedRect()
        inner = seen.adjusted(_OVERLAP_PX, _OVERLAP_PX, -_OVERLAP_PX, -_OVERLAP_PX) & whole
    if inner.isEmpty():
        painter.fillRect(whole, Qt.GlobalColor.black)
        return
    for left, top, right, bottom in (
        (0, 0, whole.right(), inner.top() - 1),
        (0, inner.bottom() + 1, whole.right(), whole.bottom()),
        (0, inner.top(), inner.left() - 1, inner.bottom()),
        (inner.right() + 1, inner.top(), whole.right(), inner.bottom()),
    ):
        painter.fillRect(QRect(QPoint(left, top), QPoint(right, bottom)), Qt.GlobalColor.black)


def draw_ground(painter: QPainter, pictures: Pictures, number: int, look: Look, place: Place) -> None:
    """What no change of a dose moves: the image, and where the dose is not known."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    _draw_image(painter, pictures.grey(number, look.window), place)
    if look.wash or look.isodoses:
        _draw_unknown(painter, pictures, number, asked_by(look), place)


def draw_on_ground(
    painter: QPainter,
    pictures: Pictures,
    number: int,
    look: Look,
    courses: tuple[CourseLine, ...],
    place: Place,
    theme: Theme,
) -> None:
    """The doses and the outlines."""
    ask, sets = asked_by(look), isodose_sets(look, pictures.course_names)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if look.wash:
        _draw_image(painter, pictures.wash(number, ask, look), place)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_fills(painter, pictures, number, look, place, theme)
    draw_outlines(painter, pictures, number, look, place, theme)
    _draw_course_lines(painter, pictures, number, look, courses, place)
    drawn = [(one, pictures.levels(number, replace(ask, shown=one.shown), look.scale.levels_gy)) for one in sets]
    for one, levels in drawn:
        _draw_isodoses(painter, one, levels, look, place)
    taken = [QRectF(QPointF(left, top), QPointF(right, bottom)) for left, top, right, bottom in place.covered]
    for one, levels in drawn:
        _label_isodoses(painter, one, levels, look, place, taken)


def asked_by(look: Look) -> Ask:
    """The dose that a look asks for."""
    return Ask(look.shown, look.quantity, look.alpha_beta_gy)


def _draw_image(painter: QPainter, drawn: Drawn | None, place: Place) -> None:
    if drawn is not None:
        painter.setTransform(drawn.to_mm * place.to_px)
        painter.drawImage(QPointF(0, 0), drawn.image)
        painter.resetTransform()


def _draw_unknown(painter: QPainter, pictures: Pictures, number: int, ask: Ask, place: Place) -> None:
    """Hatched without smooth edges: these take Qt many times as long."""
    area = pictures.unknown(number, ask)
    if area is None:
        return
    left, top, right, bottom = pictures.stack.bounds(number)
    painter.setClipRect(place.to_px.mapRect(QRectF(left, top, right - left, bottom - top)))
    shape, body = place.to_px.map(area), pictures.body(number)
    if body is None:
        painter.fillPath(shape, hatch(place.ratio))
    else:
        painter.fillPath(shape, hatch(place.ratio, quiet=True))
        if area.intersects(body.boundingRect()):
            painter.setClipPath(place.to_px.map(body), Qt.ClipOperation.IntersectClip)
            painter.fillPath(shape, hatch(place.ratio))
    painter.setClipping(False)


def _draw_fills(painter: QPainter, pictures: Pictures, number: int, look: Look, place: Place, theme: Theme) -> None:
    for key in pictures.structures:
        opacity = look.filled(key)
        if opacity > 0 and look.draws(key):
            colour = pictures.colour(key, theme.image)
            colour.setAlphaF(opacity)
            painter.fillPath(place.to_px.map(pictures.area(number, key)), colour)


def draw_outlines(painter: QPainter, pictures: Pictures, number: int, look: Look, place: Place, theme: Theme) -> None:
    """The outlines of all structures that a look draws."""
    for key in pictures.structures:
        if look.draws(key):
            width = look.outline_px * (_CHOSEN if key == look.chosen else 1.0)
            draw_outline(painter, pictures, number, key, width, place, theme)


def draw_outline(
    painter: QPainter, pictures: Pictures, number: int, key: str, width: float, place: Place, theme: Theme
) -> None:
    """One structure's outline on a slice, `width` logical pixels wide."""
    path = pictures.outline(number, key)
    if not path.isEmpty():
        colour = pictures.colour(key, theme.image)
        draw_line(painter, path, place.to_px, colour, width, place.ratio, pictures.dashes(key))


def _draw_course_lines(
    painter: QPainter, pictures: Pictures, number: int, look: Look, courses: tuple[CourseLine, ...], place: Place
) -> None:
    for course in courses:
        own = Ask(course.course, Quantity.PHYSICAL, look.alpha_beta_gy)
        for level in pictures.levels(number, own, (course.level_gy,)):
            colour, dashes = QColor(course_colour(course.course)), course_dashes(course.course)
            draw_line(painter, level.path, place.to_px, colour, _COURSE_PX, place.ratio, dashes)


def _draw_isodoses(painter: QPainter, drawn: IsodoseSet, levels: tuple[Level, ...], look: Look, place: Place) -> None:
    """Each line over a dark casing, so that it stands on its own wash colour."""
    width = _ACCUMULATED_PX if drawn.shown is None else _COURSE_PX
    for level in levels:
        draw_line(painter, level.path, place.to_px, _CASING, width + 1.6, place.ratio, drawn.dashes, soft=True)
    for level in levels:
        colour = _level_colour(look, drawn, level)
        draw_line(painter, level.path, place.to_px, colour, width, place.ratio, drawn.dashes)


def _level_colour(look: Look, drawn: IsodoseSet, level: Level) -> QColor:
    if drawn.colour:
        return QColor(drawn.colour)
    return QColor(*line_colour(palette(look.palette), level.level_gy / look.scale.top_gy))


def _label_isodoses(
    painter: QPainter, drawn: IsodoseSet, levels: tuple[Level, ...], look: Look, place: Place, taken: list[QRectF]
) -> None:
    """Each level with its unit once on its longest line: levels are told apart without colour."""
    if min(place.size.width(), place.size.height()) < _LABELS_FROM_PX:
        return
    scale, unit = look.scale, unit_text(look.quantity, look.alpha_beta_gy, look.model)
    names = dict(zip(scale.levels_gy, scale.levels, strict=True))
    every = 1 if min(place.size.width(), place.size.height()) >= _ALL_LABELS_FROM_PX else 2
    for level in levels[::every]:
        text = f"{drawn.mark} {scale.line_label(names[level.level_gy], unit)}".strip()
        label = _Label(text, _level_colour(look, drawn, level).rgba())
        box = _free_place(level.longest, place, _size_of_label(text), taken)
        if box is not None:
            taken.append(box)
            put_down(painter, label, box, place.ratio, whole=True)


@dataclass(frozen=True, slots=True)
class _Label(Stamp):
    """A level in the colour of its line on a dark ground."""

    text: str
    rgba: int

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(CAPTION_PX - 1, bold=True))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_LABEL_GROUND)
        painter.drawRoundedRect(QRectF(QPointF(0, 0), _size_of_label(self.text)), 2, 2)
        painter.setPen(QColor.fromRgba(self.rgba))
        painter.drawText(QPointF(3, painter.fontMetrics().ascent()), self.text)


@lru_cache(maxsize=200)
def _size_of_label(text: str) -> QSizeF:
    """Measured once: levels keep their words while doses change."""
    metrics = QFontMetrics(image_font(CAPTION_PX - 1, bold=True))
    return QSizeF(metrics.horizontalAdvance(text) + 6, metrics.height())


def _free_place(line_mm: FloatArray, place: Place, size: QSizeF, taken: list[QRectF]) -> QRectF | None:
    """A place on a line that is on screen, away from the texts at the edges and from other labels."""
    if len(line_mm) < _SHORTEST_LABELLED:
        return None
    inside = QRectF(QPointF(0, 0), place.size).adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
    for share in (0.125, 0.375, 0.625, 0.875, 0.25, 0.5, 0.75, 0.0):
        x, y = line_mm[int(share * (len(line_mm) - 1))]
        box = QRectF(QPointF(0, 0), size)
        box.moveCenter(place.to_px.map(QPointF(float(x), float(y))))
        if inside.contains(box) and not any(box.intersects(other) for other in taken):
            return box
    return None
