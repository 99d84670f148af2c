"""Draws what stands on top of a slice: crosshair, letters, slice position, scale bar, probe, legend, message."""

from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPen, QPixmap

from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning
from reirrad_gui.ui.overlay.legend import Legend
from reirrad_gui.ui.overlay.legend_picture import BACKDROP, INK, WARN
from reirrad_gui.ui.overlay.planes import Stack, Viewport
from reirrad_gui.ui.overlay.stamps import Stamp, put_down
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
    what must stand beside a dose wherever no legend says it; `meaning` is what the probe's numbers are; `names` are
    those of structures in the probe, which no language changes.
    """

    probe: tuple[str, ...] = ()
    legend: Legend | None = None
    corner: str = ""
    greys: tuple[str, str] | None = None
    message: str = ""
    marks: tuple[str, ...] = ()
    meaning: Meaning = NO_MEANING
    names: tuple[str, ...] = ()


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
    painter: QPainter,
    stack: Stack,
    number: int,
    port: Viewport,
    words: Words,
    legend: QPixmap | None,
    ratio: float = 1.0,
) -> None:
    """All texts around the edges, none over another; `legend` is its finished picture, `ratio` that of the device."""
    width, height = port.width_px, port.height_px
    painter.setFont(image_font(CAPTION_PX))
    metrics = painter.fontMetrics()
    position = tr(slice_text(stack, number))
    long = _advance(position)
    if long > width / 2 - 3 * MARGIN:
        position = tr(slice_text(stack, number, brief=True))
        long = _advance(position)
    corner = _advance(words.corner) + (2 * MARGIN if words.corner else 0)
    if long > width - corner - 2 * MARGIN:
        position = metrics.elidedText(position, Qt.TextElideMode.ElideRight, int(width - corner - 2 * MARGIN))
    _draw_line(painter, position, MARGIN)
    if words.corner:
        x = width - MARGIN - _advance(words.corner)
        put_down(painter, _Corner(words.corner), _ground_of_line(words.corner, x), ratio)
    if words.greys is not None and width >= _GREYS_FROM_PX:
        shades = _Greys(words.greys)
        put_down(painter, shades, shades.box(width - MARGIN), ratio)
    above = _draw_scale_bar(painter, port, ratio)
    free = width - 2 * MARGIN
    if legend is not None:
        block = legend.deviceIndependentSize()
        painter.drawPixmap(QPointF(width - MARGIN - block.width(), height - MARGIN - block.height()), legend)
        free = width - MARGIN - block.width() - 2 * MARGIN
    _draw_probe(painter, tuple(tr_of(line, *words.names) for line in words.probe), above, free, ratio)
    crowded = max(2 * MARGIN + long, corner) > width / 2 - 14
    _draw_letters(painter, stack.side_letters(), port, crowded, ratio)


@lru_cache(maxsize=100)
def _advance(text: str, pixels: int = CAPTION_PX, *, bold: bool = False) -> float:
    """Measured once."""
    return float(QFontMetrics(image_font(pixels, bold=bold)).horizontalAdvance(text))


def _ground_of_line(text: str, x: float) -> QRectF:
    height = QFontMetrics(image_font(CAPTION_PX)).height()
    return QRectF(x - 3, MARGIN - 1, _advance(text) + 6, height + 2)


def _draw_line(painter: QPainter, text: str, x: float) -> None:
    """One line at the upper edge on its dark ground."""
    metrics = painter.fontMetrics()
    baseline = MARGIN + metrics.ascent()
    painter.fillRect(_ground_of_line(text, x), _GROUND)
    for ink, shift in ((_SHADOW, 1.0), (INK, 0.0)):
        painter.setPen(ink)
        painter.drawText(QPointF(x + shift, baseline + shift), text)


@dataclass(frozen=True, slots=True)
class _Corner(Stamp):
    """A line at the upper edge that stays for many a slice."""

    text: str

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(CAPTION_PX))
        painter.translate(0.0, 1.0 - MARGIN)
        _draw_line(painter, self.text, 3.0)


@dataclass(frozen=True, slots=True)
class _Greys(Stamp):
    """Below the window's numbers: which image values are black and white."""

    ends: tuple[str, str]

    def box(self, right: float) -> QRectF:
        """Where it stands, its last number ending at `right`."""
        height = QFontMetrics(image_font(CAPTION_PX)).height()
        inner = sum(_advance(text) for text in self.ends) + _GREYS_PX + 12.0
        return QRectF(right - inner - 3, MARGIN + height + 4.0, inner + 6, height + 2)

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(CAPTION_PX))
        metrics = painter.fontMetrics()
        room = self.box(0.0).size()
        low = _advance(self.ends[0])
        painter.fillRect(QRectF(QPointF(0, 0), room), _GROUND)
        ramp = QRectF(3 + low + 6, 5, _GREYS_PX, metrics.height() - 8)
        shades = QLinearGradient(ramp.topLeft(), ramp.topRight())
        shades.setColorAt(0.0, QColor("#000000"))
        shades.setColorAt(1.0, QColor("#ffffff"))
        painter.fillRect(ramp, shades)
        painter.setPen(QPen(_SHADES_RIM, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(ramp)
        painter.setPen(INK)
        baseline = 1 + metrics.ascent()
        painter.drawText(QPointF(3, baseline), self.ends[0])
        painter.drawText(QPointF(room.width() - 3 - _advance(self.ends[1]), baseline), self.ends[1])


@dataclass(frozen=True, slots=True)
class _Letter(Stamp):
    """A side of the patient, with a rim all around; its box reaches two pixels beyond."""

    text: str

    def box(self, x: float, baseline: float) -> QRectF:
        """Where it stands when it is written at a place."""
        metrics = QFontMetrics(image_font(_LETTER_PX, bold=True))
        width = _advance(self.text, _LETTER_PX, bold=True)
        return QRectF(x - 2, baseline - metrics.ascent() - 2, width + 4, metrics.height() + 4)

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(_LETTER_PX, bold=True))
        baseline = 2.0 + painter.fontMetrics().ascent()
        painter.setPen(_SHADOW)
        for across, down in _AROUND:
            painter.drawText(QPointF(2 + across, baseline + down), self.text)
        painter.setPen(INK)
        painter.drawText(QPointF(2, baseline), self.text)


def _draw_letters(
    painter: QPainter, letters: tuple[str, str, str, str], port: Viewport, crowded: bool, ratio: float
) -> None:
    width, height = port.width_px, port.height_px
    left, right, top, bottom = letters
    ascent = QFontMetrics(image_font(_LETTER_PX, bold=True)).ascent()
    middle = height / 2 + ascent / 2
    top_line = MARGIN + ascent + (18 if crowded else 0)

    def centred(text: str) -> float:
        return width / 2 - _advance(text, _LETTER_PX, bold=True) / 2

    for text, x, y in (
        (left, MARGIN, middle),
        (right, width - MARGIN - _advance(right, _LETTER_PX, bold=True), middle),
        (top, centred(top), top_line),
        (bottom, centred(bottom), height - MARGIN),
    ):
        letter = _Letter(text)
        put_down(painter, letter, letter.box(x, y), ratio)


def _draw_scale_bar(painter: QPainter, port: Viewport, ratio: float) -> float:
    """Lower left, where there is room for one; returns the height above which the probe may write."""
    words = _advance("100 mm") + 22
    room, y = min(120.0, port.width_px / 2 - MARGIN - words), port.height_px - MARGIN - 3
    if room < _SHORTEST_BAR_PX:
        return y - 14
    length_mm, text = scale_bar(port.px_per_mm, room)
    bar = _ScaleBar(length_mm * port.px_per_mm, words, text)
    put_down(painter, bar, QRectF(MARGIN - 3, y - 8, max(bar.length + words - 8, 12 + bar.width), 16), ratio)
    return y - 14


@dataclass(frozen=True, slots=True)
class _ScaleBar(Stamp):
    """A length in pixels with its millimetres; `words` is the room for these."""

    length: float
    words: float
    text: str

    @property
    def width(self) -> float:
        """From the bar's beginning to the end of its text."""
        return self.length + 6 + _advance(self.text)

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(CAPTION_PX))
        painter.fillRect(QRectF(0, 0, self.length + self.words - 8, 16), _GROUND)
        for ink, shift in ((_SHADOW, 1.0), (INK, 0.0)):
            painter.setPen(QPen(ink, 1.4))
            x, y = 3 + shift, 8 + shift
            painter.drawLine(QPointF(x, y), QPointF(x + self.length, y))
            for end in (x, x + self.length):
                painter.drawLine(QPointF(end, y - 3), QPointF(end, y + 3))
            painter.drawText(QPointF(x + self.length + 6, y + 4), self.text)


def draw_marks(painter: QPainter, marks: tuple[str, ...], port: Viewport, ratio: float = 1.0) -> None:
    """Lower left, above the scale bar, where the large plane has its probe."""
    told = tuple(tr(mark) for mark in marks)
    _draw_probe(painter, told, port.height_px - MARGIN - 17, port.width_px - 2 * MARGIN, ratio, warns=True)


def _draw_probe(
    painter: QPainter, lines: tuple[str, ...], bottom: float, width: float, ratio: float, *, warns: bool = False
) -> None:
    """Its last line ends at `bottom`, on a dark block no wider than `width`."""
    if not lines or width < 60:
        return
    written, widest = _fitted(lines, width - 12)
    block = _Block(written, min(width, widest + 12), warns)
    box = QRectF(MARGIN - 4, bottom - block.height, block.width, block.height)
    put_down(painter, block, box, ratio, large=True)


@dataclass(frozen=True, slots=True)
class _Block(Stamp):
    """Lines on a dark block."""

    lines: tuple[str, ...]
    width: float
    warns: bool

    @property
    def height(self) -> float:
        """Of all lines with the block's edges."""
        return (QFontMetrics(image_font(CAPTION_PX)).height() + 1) * len(self.lines) + 8.0

    def draw(self, painter: QPainter) -> None:
        painter.setFont(image_font(CAPTION_PX))
        metrics = painter.fontMetrics()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(BACKDROP)
        painter.drawRoundedRect(QRectF(0, 0, self.width, self.height), 3, 3)
        painter.setPen(WARN if self.warns else INK)
        for line, text in enumerate(self.lines):
            painter.drawText(QPointF(6, 4 + metrics.ascent() + line * (metrics.height() + 1)), text)


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
    _chip(painter, tr(text), QPointF(end.x() + 10, end.y() - 8), _RULER)


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
    message = tr(message)
    painter.setFont(image_font(CAPTION_PX + 1))
    room = QRectF(QPointF(0, 0), size).adjusted(34, 52, -34, -24)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    needed = painter.boundingRect(room, flags, message)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(needed.adjusted(-10, -8, 10, 8), 3, 3)
    painter.setPen(INK)
    painter.drawText(needed, flags, message)
