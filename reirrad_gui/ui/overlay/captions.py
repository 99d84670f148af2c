"""Draws what stands on top of a slice: crosshair, letters, slice position, scale bar, probe, legend, message."""

from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPen, QPixmap

from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning
from reirrad_gui.ui.overlay.legend import Legend
from reirrad_gui.ui.overlay.legend_picture import BACKDROP, INK, WARN
from reirrad_gui.ui.overlay.planes import Stack, Viewport
from reirrad_gui.ui.overlay.texts import scale_bar, slice_text
from reirrad_gui.ui.overlay.wrapping import wrapped
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX

MARGIN = 8.0
_SHADOW = QColor(0, 0, 0, 200)
_GROUND = QColor(0, 0, 0, 160)
_AROUND = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))
_CROSS = QColor(255, 255, 255, 120)
_RULER = QColor("#ffe08a")
_GAP = 9.0
_LETTER_PX = 13
_GREYS_PX, _GREYS_FROM_PX = 56.0, 400.0
_SHORTEST_BAR_PX = 8.0
_SHADES_RIM = QColor("#b4c0cc")


@dataclass(frozen=True, slots=True)
class Words:
    """What a plane writes besides its own position: only the large plane has a probe and a legend.

    `greys` are the image values at the black and the white end of the window, the latter with the unit. `marks` are
    what must stand beside a dose wherever no legend says it; `meaning` is what the probe's numbers are.
    """

    probe: tuple[str, ...] = ()
    legend: Legend | None = None
    corner: str = ""
    greys: tuple[str, str] | None = None
    message: str = ""
    marks: tuple[str, ...] = ()
    meaning: Meaning = NO_MEANING


@cache
def image_font(pixels: int, *, bold: bool = False) -> QFont:
    """The interface font at a size; looked up once, because every paint asks for it."""
    return interface_font(pixels, bold=bold)


def draw_crosshair(painter: QPainter, x: float, y: float, size: QSizeF) -> None:
    """Two hairlines that leave the point itself open."""
    column, row, gap = round(x - 0.5), round(y - 0.5), round(_GAP)
    width, height = round(size.width()), round(size.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(_CROSS)  # as lines: filled rectangles with a see-through colour wait for Qt's other threads
    for left, top, right, bottom in (
        (0, row, column - gap, row + 1),
        (column + gap, row, width, row + 1),
        (column, 0, column + 1, row - gap),
        (column, row + gap, column + 1, height),
    ):
        seen = QRect(QPoint(left, top), QPoint(right - 1, bottom - 1)) & QRect(0, 0, width, height)
        if not seen.isEmpty():
            painter.drawLine(seen.topLeft(), seen.bottomRight())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def draw_captions(
    painter: QPainter, stack: Stack, number: int, port: Viewport, words: Words, legend: QPixmap | None
) -> None:
    """All texts around the edges, none over another; `legend` is its finished picture."""
    width, height = port.width_px, port.height_px
    painter.setFont(image_font(CAPTION_PX))
    metrics = painter.fontMetrics()
    position = slice_text(stack, number)
    if metrics.horizontalAdvance(position) > width / 2 - 3 * MARGIN:
        position = slice_text(stack, number, brief=True)
    corner = metrics.horizontalAdvance(words.corner) + (2 * MARGIN if words.corner else 0)
    _line(painter, metrics.elidedText(position, Qt.TextElideMode.ElideRight, int(width - corner - 2 * MARGIN)), MARGIN)
    if words.corner:
        _line(painter, words.corner, width - MARGIN - metrics.horizontalAdvance(words.corner))
    if words.greys is not None and width >= _GREYS_FROM_PX:
        _draw_greys(painter, words.greys, width - MARGIN)
    above = _draw_scale_bar(painter, port)
    free = width - 2 * MARGIN
    if legend is not None:
        block = legend.deviceIndependentSize()
        painter.drawPixmap(QPointF(width - MARGIN - block.width(), height - MARGIN - block.height()), legend)
        free = width - MARGIN - block.width() - 2 * MARGIN
    _draw_probe(painter, words.probe, above, free)
    crowded = max(2 * MARGIN + metrics.horizontalAdvance(position), corner) > width / 2 - 14
    _draw_letters(painter, stack.side_letters(), port, crowded)


def _line(painter: QPainter, text: str, x: float) -> None:
    metrics = painter.fontMetrics()
    baseline = MARGIN + metrics.ascent()
    ground = QRectF(x - 3, MARGIN - 1, metrics.horizontalAdvance(text) + 6, metrics.height() + 2)
    painter.fillRect(ground, _GROUND)
    for ink, shift in ((_SHADOW, 1.0), (INK, 0.0)):
        painter.setPen(ink)
        painter.drawText(QPointF(x + shift, baseline + shift), text)


def _draw_greys(painter: QPainter, ends: tuple[str, str], right: float) -> None:
    """Below the window's numbers: which image values are black and white."""
    metrics = painter.fontMetrics()
    low, high = (float(metrics.horizontalAdvance(text)) for text in ends)
    top = MARGIN + metrics.height() + 6.0
    left = right - high - _GREYS_PX - low - 12.0
    painter.fillRect(QRectF(left - 3, top - 2, right - left + 6, metrics.height() + 2), _GROUND)
    ramp = QRectF(left + low + 6, top + 3, _GREYS_PX, metrics.height() - 8)
    shades = QLinearGradient(ramp.topLeft(), ramp.topRight())
    shades.setColorAt(0.0, QColor("#000000"))
    shades.setColorAt(1.0, QColor("#ffffff"))
    painter.fillRect(ramp, shades)
    painter.setPen(QPen(_SHADES_RIM, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(ramp)
    painter.setPen(INK)
    baseline = top + metrics.ascent() - 1
    painter.drawText(QPointF(left, baseline), ends[0])
    painter.drawText(QPointF(right - high, baseline), ends[1])


def _draw_letters(painter: QPainter, letters: tuple[str, str, str, str], port: Viewport, crowded: bool) -> None:
    painter.setFont(image_font(_LETTER_PX, bold=True))
    metrics = painter.fontMetrics()
    width, height = port.width_px, port.height_px
    left, right, top, bottom = letters
    middle = height / 2 + metrics.ascent() / 2
    top_line = MARGIN + metrics.ascent() + (18 if crowded else 0)

    def centred(text: str) -> float:
        return width / 2 - metrics.horizontalAdvance(text) / 2

    for text, x, y in (
        (left, MARGIN, middle),
        (right, width - MARGIN - metrics.horizontalAdvance(right), middle),
        (top, centred(top), top_line),
        (bottom, centred(bottom), height - MARGIN),
    ):
        painter.setPen(_SHADOW)
        for across, down in _AROUND:
            painter.drawText(QPointF(x + across, y + down), text)
        painter.setPen(INK)
        painter.drawText(QPointF(x, y), text)


def _draw_scale_bar(painter: QPainter, port: Viewport) -> float:
    """Lower left, where there is room for one; returns the height above which the probe may write."""
    words = painter.fontMetrics().horizontalAdvance("100 mm") + 22
    room, y = min(120.0, port.width_px / 2 - MARGIN - words), port.height_px - MARGIN - 3
    if room < _SHORTEST_BAR_PX:
        return y - 14
    length_mm, text = scale_bar(port.px_per_mm, room)
    length = length_mm * port.px_per_mm
    painter.fillRect(QRectF(MARGIN - 3, y - 8, length + words - 8, 16), _GROUND)
    for ink, shift in ((_SHADOW, 1.0), (INK, 0.0)):
        painter.setPen(QPen(ink, 1.4))
        x = MARGIN + shift
        painter.drawLine(QPointF(x, y + shift), QPointF(x + length, y + shift))
        for end in (x, x + length):
            painter.drawLine(QPointF(end, y - 3 + shift), QPointF(end, y + 3 + shift))
        painter.drawText(QPointF(x + length + 6, y + 4 + shift), text)
    return y - 14


def draw_marks(painter: QPainter, marks: tuple[str, ...], port: Viewport) -> None:
    """Lower left, above the scale bar, where the large plane has its probe."""
    if marks:
        painter.setFont(image_font(CAPTION_PX))
        _draw_probe(painter, marks, port.height_px - MARGIN - 17, port.width_px - 2 * MARGIN, WARN)


def _draw_probe(painter: QPainter, lines: tuple[str, ...], bottom: float, width: float, ink: QColor = INK) -> None:
    """Its last line ends at `bottom`, on a dark block no wider than `width`."""
    if not lines or width < 60:
        return
    metrics = painter.fontMetrics()
    written, widest = _fitted(lines, width - 12)
    step = metrics.height() + 1
    block = QRectF(MARGIN - 4, bottom - step * len(written) - 8, min(width, widest + 12), step * len(written) + 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(block, 3, 3)
    painter.setPen(ink)
    for line, text in enumerate(written):
        painter.drawText(QPointF(block.left() + 6, block.top() + 4 + metrics.ascent() + line * step), text)


@lru_cache(maxsize=8)
def _fitted(lines: tuple[str, ...], width: float) -> tuple[tuple[str, ...], float]:
    """The probe's lines as they fit, and how wide the widest is; the same for many a slice."""
    metrics = QFontMetrics(image_font(CAPTION_PX))
    written = tuple(part for text in lines for part in wrapped(text, metrics.horizontalAdvance, width))
    return written, float(max(metrics.horizontalAdvance(text) for text in written))


def draw_ruler(painter: QPainter, start: QPointF, end: QPointF, text: str, *, flat: bool) -> None:
    """A line between two marks with its length beside its last end; dashed where it leaves the slice."""
    for ink, width in ((_SHADOW, 4.0), (_RULER, 1.6)):
        pen = QPen(ink, width)
        if not flat and ink is _RULER:
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(start, end)
        painter.setPen(QPen(ink, width))
        for x, y in ((start.x(), start.y()), (end.x(), end.y())):
            painter.drawLine(QPointF(x - 5, y), QPointF(x + 5, y))
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
    painter.setFont(image_font(CAPTION_PX + 1, bold=True))
    _chip(painter, text, QPointF(end.x() + 10, end.y() - 8), _RULER)


def draw_name(painter: QPainter, name: str, box: QRectF, size: QSizeF) -> None:
    """A structure's name above its outline, kept on the picture."""
    painter.setFont(image_font(CAPTION_PX, bold=True))
    metrics = painter.fontMetrics()
    x = min(max(box.center().x() - metrics.horizontalAdvance(name) / 2, 6.0), size.width() - 6.0)
    y = min(max(box.top() - 8.0, 2.0 * metrics.height() + MARGIN), size.height() - 6.0)
    _chip(painter, name, QPointF(x, y), INK)


def _chip(painter: QPainter, text: str, baseline: QPointF, ink: QColor) -> None:
    metrics = painter.fontMetrics()
    ground = QRectF(metrics.boundingRect(text)).adjusted(-5, -3, 5, 3).translated(baseline)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(ground, 3, 3)
    painter.setPen(ink)
    painter.drawText(baseline, text)


def draw_message(painter: QPainter, message: str, size: QSizeF) -> None:
    """Why something cannot be shown, below the upper edge."""
    if not message:
        return
    painter.setFont(image_font(CAPTION_PX + 1))
    room = QRectF(QPointF(0, 0), size).adjusted(34, 52, -34, -24)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    needed = painter.boundingRect(room, flags, message)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(needed.adjusted(-10, -8, 10, 8), 3, 3)
    painter.setPen(INK)
    painter.drawText(needed, flags, message)
