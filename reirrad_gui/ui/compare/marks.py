"""Texts that the comparison adds to a plane: what is seen, whose outlines are which, whether the link is approved."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.resampled import difference_colours
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.captions import MARGIN, image_font
from reirrad_gui.ui.overlay.legend_picture import BACKDROP, INK, QUIET, WARN, hatch
from reirrad_gui.ui.overlay.strokes import COURSE_DASHES
from reirrad_gui.ui.theme import CAPTION_PX

_PAD, _MARK = 8.0, 22.0
_BAR = 9.0


@dataclass(frozen=True, slots=True)
class Key:
    """What the key of a comparison says: how the images are mixed, whose outlines are which."""

    mixing: Mixing
    reference: str
    other: str

    @property
    def words(self) -> tuple[str, ...]:
        """Every line as text in English."""
        mixing = self.mixing
        lines = [mixing.words(self.reference, self.other)]
        if mixing.mode is Mode.DIFFERENCE:
            lines.append(f"−{mixing.difference_hu} HU blue to +{mixing.difference_hu} HU orange")
        if mixing.outlines:
            lines += [f"outlines of {self.reference}, solid", f"outlines of {self.other}, dashed"]
        if mixing.mode is not Mode.BLEND:
            lines.append(self.no_image)
        return tuple(lines)

    @property
    def no_image(self) -> str:
        """What the hatching means."""
        return f"no image of {self.other} here"


def key_picture(key: Key, room: float, ratio: float) -> QPixmap:
    """The key as one block, no wider than `room`."""
    font = image_font(CAPTION_PX)
    probe = QPixmap(1, 1)
    measuring = QPainter(probe)
    measuring.setFont(font)
    metrics = measuring.fontMetrics()
    line = metrics.height() + 2.0
    widest = max(metrics.horizontalAdvance(tr(text)) for text in key.words) + _MARK
    measuring.end()
    difference = key.mixing.mode is Mode.DIFFERENCE
    width = min(room, widest + 2 * _PAD)
    height = 2 * _PAD + line * len(key.words) + (_BAR + 2.0 if difference else 0.0)
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(QRectF(0, 0, width, height), 3, 3)
    _draw_lines(painter, key, width - 2 * _PAD, line)
    painter.end()
    return picture


def _draw_lines(painter: QPainter, key: Key, width: float, line: float) -> None:
    y = _PAD
    _text(painter, _PAD, y, width, key.words[0], INK)
    y += line
    if key.mixing.mode is Mode.DIFFERENCE:
        y = _draw_scale(painter, key.mixing.difference_hu, y, width, line)
    if key.mixing.outlines:
        for text, dashes in ((f"outlines of {key.reference}", ()), (f"outlines of {key.other}", COURSE_DASHES[0])):
            pen = QPen(INK, 1.4)
            if dashes:
                pen.setDashPattern([dash / 1.8 for dash in dashes])
            painter.setPen(pen)
            painter.drawLine(QPointF(_PAD, y + line / 2 - 1), QPointF(_PAD + 17, y + line / 2 - 1))
            _text(painter, _PAD + _MARK, y, width - _MARK, text, QUIET)
            y += line
    if key.mixing.mode is not Mode.BLEND:
        mark = QRectF(_PAD, y + 2, 17, line - 5)
        painter.fillRect(mark, hatch(painter.device().devicePixelRatio()))
        painter.setPen(QPen(QUIET, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(mark)
        _text(painter, _PAD + _MARK, y, width - _MARK, key.no_image, QUIET)


def _draw_scale(painter: QPainter, full_hu: int, y: float, width: float, line: float) -> float:
    """The colours of the difference, with their ends and zero."""
    colours = difference_colours()
    cells = round(width)
    for cell in range(cells):
        rgb = int(colours[min(510, cell * 511 // cells)])
        painter.fillRect(QRectF(_PAD + cell, y, 1.3, _BAR), QColor.fromRgb(rgb))
    painter.setPen(QPen(QUIET, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(_PAD, y, width, _BAR))
    metrics = painter.fontMetrics()
    for text, share in ((f"−{full_hu}", 0.0), ("0", 0.5), (f"+{full_hu} HU", 1.0)):
        start = _PAD + share * (width - metrics.horizontalAdvance(text))
        painter.setPen(INK)
        painter.drawText(QPointF(start, y + _BAR + 2 + metrics.ascent()), text)
    return y + _BAR + 2 + line


def _text(painter: QPainter, x: float, y: float, width: float, text: str, ink: QColor) -> None:
    metrics = painter.fontMetrics()
    painter.setPen(ink)
    shown = metrics.elidedText(tr(text), Qt.TextElideMode.ElideRight, int(width))
    painter.drawText(QPointF(x, y + metrics.ascent()), shown)


def mark_top(text: str, width: float) -> float:
    """Where a mark begins from above: below the slice's position, and below the letter where it would cover it.

    Marks are told already where their room is looked for.
    """
    return MARGIN + (20.0 if MARGIN - 4 + mark_width(text) < width / 2 - 14 else 38.0)


def mark_width(text: str) -> float:
    """How wide a mark is, its ground included."""
    return QFontMetricsF(image_font(CAPTION_PX, bold=True)).horizontalAdvance(text) + 12.0


def draw_mark(painter: QPainter, text: str, x: float, y: float, room: float, *, warn: bool = False) -> float:
    """A short text, told already, on its own ground, its upper left corner at (x, y); returns how wide it is."""
    painter.setFont(image_font(CAPTION_PX, bold=True))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room - 12))
    ground = QRectF(x, y, metrics.horizontalAdvance(shown) + 12, metrics.height() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BACKDROP)
    painter.drawRoundedRect(ground, 3, 3)
    painter.setPen(WARN if warn else INK)
    painter.drawText(QPointF(x + 6, y + 2 + metrics.ascent()), shown)
    return ground.width()
