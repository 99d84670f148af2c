"""Small pictures of texts, drawn once and put down on every slice: they stay while one turns through an image."""

from abc import ABC, abstractmethod
from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter

_FINEST = 64
"""Parts of a pixel in which a place is told from another one: as finely as Qt places letters."""


class Stamp(ABC):
    """Something that looks the same wherever it stands. A frozen value: equal stamps have one picture."""

    @abstractmethod
    def draw(self, painter: QPainter) -> None:
        """Draw with the upper left corner at (0, 0), logical pixels."""


def put_down(
    painter: QPainter, stamp: Stamp, box: QRectF, ratio: float, *, whole: bool = False, large: bool = False
) -> None:
    """Put a stamp into its box (logical pixels; nothing is drawn beyond it), `ratio` device pixels to a logical one.

    `whole`: on the nearest whole device pixel, so that the picture serves wherever the box lies. `large`: only the last
    few such pictures are kept. On paper and in vector pictures words stay words.
    """
    if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
        painter.save()
        painter.translate(box.topLeft())
        stamp.draw(painter)
        painter.restore()
        return
    x, y = box.left() * ratio, box.top() * ratio
    left, top = (round(x), round(y)) if whole else (floor(x), floor(y))
    shift = (0.0, 0.0) if whole else (round((x - left) * _FINEST) / _FINEST, round((y - top) * _FINEST) / _FINEST)
    width, height = ceil(box.width() * ratio + shift[0]), ceil(box.height() * ratio + shift[1])
    kept = _few if large else _many
    painter.drawImage(QPointF(left / ratio, top / ratio), kept(stamp, shift, width, height, ratio))


def _picture(stamp: Stamp, shift: tuple[float, float], width: int, height: int, ratio: float) -> QImage:
    """The stamp on nothing; an image, because a pixmap must not outlive the program."""
    picture = QImage(max(width, 1), max(height, 1), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(shift[0] / ratio, shift[1] / ratio)
    stamp.draw(painter)
    painter.end()
    return picture


_many, _few = lru_cache(maxsize=200)(_picture), lru_cache(maxsize=8)(_picture)
