"""What a widget writes: every piece of text with its colour and place, as it is painted, and the colour under it.

The pieces come from painting the widget once as a vector picture, so a text that is painted by hand is found like the
text of a label; the ground is the commonest colour of the pixels under it.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.scans.picture import ScanPicture
from reirrad_gui.ui.theme import contrast

LEAST = 4.5
"""Contrast of text, WCAG 2.2, 1.4.3."""
ON_IMAGES = (PlaneView, ScanPicture)
"""These write on images of patients, whose grey is anything; the grounds of that text have a test of their own."""
SVG = "{http://www.w3.org/2000/svg}"
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of text in one colour; `ground` is "#rrggbb" like `ink`."""

    text: str
    ink: str
    ground: str
    opacity: float
    box: QRect


def pieces(widget: QWidget) -> list[Piece]:
    """Everything a widget and what is in it write now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.devicePixelRatio()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()] & 0xFFFFFF
    found = []
    for text, ink, opacity, box in _written(vector_picture(widget)):
        inside = QRect(QPoint(), widget.size()).intersected(box.toAlignedRect())
        if inside.width() < 2 or inside.height() < 4:
            continue
        left, top, right, bottom = (
            round(v * ratio) for v in (inside.left(), inside.top(), inside.right() + 1, inside.bottom() + 1)
        )
        colours, counts = np.unique(pixels[top:bottom, left:right], return_counts=True)
        found.append(Piece(text, ink, f"#{int(colours[counts.argmax()]):06x}", opacity, inside))
    return found


def low_contrast(widget: QWidget, least: float = LEAST) -> list[str]:
    """Texts that do not stand out from their ground, but for those on images of patients."""
    image = [w for w in widget.findChildren(QWidget) if isinstance(w, ON_IMAGES) and w.isVisible()]
    places = [QRect(w.mapTo(widget, QPoint()), w.size()) for w in image]
    found = {}
    for piece in pieces(widget):
        if any(place.contains(piece.box.center()) for place in places) or isinstance(widget, ON_IMAGES):
            continue
        reached = contrast(piece.ink, piece.ground)
        if reached < least:
            found[f"“{piece.text}” {piece.ink} on {piece.ground}: {reached:.2f}"] = None
    return list(found)


def vector_picture(widget: QWidget) -> str:
    """The widget as SVG."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(kept)
    made.setResolution(96)
    made.setSize(widget.size())
    made.setViewBox(QRect(QPoint(), widget.size()))
    painter = QPainter(made)
    widget.render(painter, QPoint())
    painter.end()
    return bytes(kept.data().data()).decode()


def _written(svg: str) -> list[tuple[str, str, float, QRectF]]:
    found: list[tuple[str, str, float, QRectF]] = []
    _walk(ElementTree.fromstring(svg), QTransform(), 1.0, found)
    return found


def _walk(node, here, opacity, found):  # type: ignore[no-untyped-def]
    matrix = node.get("transform", "")
    if matrix.startswith("matrix"):
        here = QTransform(*(float(n) for n in _NUMBERS.findall(matrix))) * here
    opacity *= float(node.get("opacity", 1.0))
    if node.tag == f"{SVG}text" and (text := (node.text or "").strip()):
        font = QFont(node.get("font-family"))
        font.setPixelSize(max(round(float(node.get("font-size")) * 96 / 72) or 1, 1))
        font.setWeight(QFont.Weight(int(node.get("font-weight", 400))))
        metrics = QFontMetricsF(font)
        x, y = float(node.get("x")), float(node.get("y"))
        box = QRectF(x, y - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
        found.append(
            (text, node.get("fill", "#000000"), opacity * float(node.get("fill-opacity", 1)), here.mapRect(box))
        )
    for child in node:
        _walk(child, here, opacity, found)
