"""Draws two images on one another: blended, in tiles, one at a time, side by side of a line, or their difference."""

from math import ceil, floor

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.pictures import ComparedPictures
from reirrad_gui.ui.overlay.canvas import Place
from reirrad_gui.ui.overlay.legend_picture import INK, hatch
from reirrad_gui.ui.overlay.pictures import Drawn
from reirrad_gui.ui.overlay.pixels import Window


def draw_images(
    painter: QPainter, pictures: ComparedPictures, number: int, window: Window, mixing: Mixing, place: Place
) -> None:
    """The two images of a slice, mixed. Where the other image does not reach, hatching stands in its place."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    mode = mixing.mode
    other = None if mode is Mode.DIFFERENCE else pictures.other_grey(number, window)
    if mode is Mode.DIFFERENCE:
        drawn = pictures.difference(number, mixing.difference_hu)
        _hatch(painter, pictures, number, place)
        _image(painter, drawn, place)
    elif mode is Mode.BLEND:
        _image(painter, pictures.grey(number, window), place)
        painter.setOpacity(mixing.blend_percent / 100.0)
        _image(painter, other, place)
        painter.setOpacity(1.0)
    else:
        _image(painter, pictures.grey(number, window), place)
        area = others_area(mixing, place)
        if other is not None and not area.isEmpty():
            painter.setClipRegion(area)
            painter.fillRect(QRectF(QPointF(0, 0), place.size), Qt.GlobalColor.black)
            _hatch(painter, pictures, number, place)
            _image(painter, other, place)
            painter.setClipping(False)
        if mode is Mode.SWIPE and other is not None:
            _draw_divider(painter, divider_px(mixing, place.size.width()), place)


def divider_px(mixing: Mixing, width: float) -> int:
    """Where the swipe's line stands, logical pixels from the left."""
    return round(width * mixing.swipe_percent / 100.0)


def others_area(mixing: Mixing, place: Place) -> QRegion:
    """Where the other image is seen instead of the reference, logical pixels."""
    width, height = ceil(place.size.width()), ceil(place.size.height())
    whole = QRect(0, 0, width, height)
    if mixing.mode is Mode.FLICKER:
        return QRegion(whole) if mixing.other_seen else QRegion()
    if mixing.mode is Mode.SWIPE:
        left = divider_px(mixing, place.size.width())
        return QRegion(QRect(left, 0, width - left, height)) if left < width else QRegion()
    return _tiles(mixing.tile_mm, place, whole)


def _tiles(tile_mm: float, place: Place, whole: QRect) -> QRegion:
    """Every other tile of a board that lies still in the patient: it moves with the picture."""
    back = place.to_px.inverted()[0]
    seen = back.mapRect(QRectF(whole))
    columns = range(floor(seen.left() / tile_mm), ceil(seen.right() / tile_mm))
    rows = range(floor(seen.top() / tile_mm), ceil(seen.bottom() / tile_mm))
    xs = {i: round(place.to_px.map(QPointF(i * tile_mm, 0)).x()) for i in (*columns, columns.stop)}
    ys = {j: round(place.to_px.map(QPointF(0, j * tile_mm)).y()) for j in (*rows, rows.stop)}
    tiles = QRegion()
    for j in rows:
        for i in columns:
            if (i + j) % 2:
                tiles += QRect(xs[i], ys[j], xs[i + 1] - xs[i], ys[j + 1] - ys[j])
    return tiles.intersected(QRegion(whole))


def _image(painter: QPainter, drawn: Drawn | None, place: Place) -> None:
    if drawn is not None:
        painter.setTransform(drawn.to_mm * place.to_px)
        painter.drawImage(QPointF(0, 0), drawn.image)
        painter.resetTransform()


def _hatch(painter: QPainter, pictures: ComparedPictures, number: int, place: Place) -> None:
    left, top, right, bottom = pictures.stack.bounds(number)
    painter.fillRect(place.to_px.mapRect(QRectF(left, top, right - left, bottom - top)), hatch(place.ratio, quiet=True))


def _draw_divider(painter: QPainter, x: int, place: Place) -> None:
    """A line with a grip in its middle."""
    height = place.size.height()
    painter.setPen(QPen(Qt.GlobalColor.black, 3))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setPen(QPen(INK, 1))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setBrush(INK)
    painter.setPen(QPen(Qt.GlobalColor.black, 1))
    painter.drawRoundedRect(QRectF(x - 4, height / 2 + 18, 8, 30), 3, 3)
