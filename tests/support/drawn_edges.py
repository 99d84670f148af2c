"""By what a control is known: the contrast of its rim to what lies inside and outside of it, from pixels as painted.

On each side of a control the colours of the lines of pixels at its rim, a little outside and a little inside are taken,
each the commonest along the side, so that words and signs do not count. What is drawn as an axis is measured alike.
"""

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from reirrad_gui.ui.theme import contrast

LEAST = 3.0
"""Contrast of what a control or a graphic is known by, WCAG 2.2, 1.4.11."""
CORNER_PX, OUTSIDE_PX, INSIDE_PX, SMALL_PX = 4, 2, 3, 16
NO_RIM = ("link", "chip")
"""Buttons known by their words or their filled ground."""

Pixels = NDArray[np.uint32]


def faint_edges(top: QWidget) -> list[str]:
    """Controls that can be used and are seen whole, the rim of which is below 3 : 1 on some side."""
    return [f"{name}: {reached:.2f}" for name, reached in edges(top) if reached < LEAST]


def edges(top: QWidget) -> list[tuple[str, float]]:
    """Every control that can be used and is seen whole, and the contrast of its faintest side."""
    pixels, ratio = painted(top)
    return [(name, _rim(pixels, box, ratio, circle=circle)) for name, box, circle in _controls(top)]


def painted(widget: QWidget) -> tuple[Pixels, float]:
    """The widget's pixels as 0xRRGGBB, rows first, and how many there are for each of its own."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()] & np.uint32(0xFFFFFF), image.devicePixelRatio()


def strongest(line: Pixels, ground: str) -> float:
    """The highest contrast to a ground among these pixels."""
    return max(contrast(f"#{int(colour):06x}", ground) for colour in np.unique(line))


def _controls(top: QWidget) -> Iterator[tuple[str, QRect, bool]]:
    for widget in top.findChildren(QWidget):
        seen = widget.isVisible() and widget.isEnabled() and widget.window() is top.window()
        if seen and widget.visibleRegion().boundingRect() == widget.rect() and (box := _box(widget)) is not None:
            name = f"{type(widget).__name__} {widget.objectName() or widget.accessibleName() or _words(widget)}"
            yield name, QRect(widget.mapTo(top, box.topLeft()), box.size()), isinstance(widget, QRadioButton)


def _box(widget: QWidget) -> QRect | None:
    """Where the rim of a control is; None where it has none of its own."""
    held = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    if isinstance(widget, QCheckBox | QRadioButton):
        option = QStyleOptionButton()
        option.initFrom(widget)
        ticked = isinstance(widget, QCheckBox)
        part = QStyle.SubElement.SE_CheckBoxIndicator if ticked else QStyle.SubElement.SE_RadioButtonIndicator
        return widget.style().subElementRect(part, option, widget)
    if isinstance(widget, QLineEdit):
        return None if held or not widget.hasFrame() else widget.rect()
    if isinstance(widget, QPlainTextEdit):
        return None if widget.isReadOnly() else widget.rect()
    rimmed = isinstance(widget, QAbstractSpinBox | QComboBox | QPushButton | QToolButton)
    return widget.rect() if rimmed and not held and widget.property("role") not in NO_RIM else None


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _rim(pixels: Pixels, box: QRect, ratio: float, *, circle: bool) -> float:
    """Of a circle only the middle of each side is straight; small ones hold a tick or a dot near their rim."""
    left, top, right, bottom = (round(v * ratio) for v in (box.left(), box.top(), box.right() + 1, box.bottom() + 1))
    corner = round((box.width() / 2 - 1 if circle else min(CORNER_PX, box.height() / 3)) * ratio)
    far = round((INSIDE_PX - (box.height() < SMALL_PX)) * ratio)
    along = {True: slice(left + corner, right - corner), False: slice(top + corner, bottom - corner)}
    sides = ((True, top, 1), (True, bottom - 1, -1), (False, left, 1), (False, right - 1, -1))
    return min(_side(pixels if flat else pixels.T, along[flat], at, step, far, ratio) for flat, at, step in sides)


def _side(lines: Pixels, along: slice, at: int, inwards: int, far: int, ratio: float) -> float:
    """The rim's contrast to the less different of what is inside and outside; what is beyond the window is left out."""
    places = (at - inwards * round(OUTSIDE_PX * ratio), at + inwards * far)
    beside = [_commonest(lines[n, along]) for n in places if 0 <= n < len(lines)]
    reach = ceil(ratio)
    rims = range(at - reach, at + reach + 1)
    return max(
        min(contrast(_commonest(lines[n, along]), ground) for ground in beside) for n in rims if 0 <= n < len(lines)
    )


def _commonest(line: Pixels) -> str:
    colours, counts = np.unique(line, return_counts=True)
    return f"#{int(colours[counts.argmax()]):06x}"


def inside(pixels: Pixels, ratio: float, box: QRect) -> Pixels:
    """The pixels of a place given in the widget's own."""
    left, top, right, bottom = (round(v * ratio) for v in (box.left(), box.top(), box.right() + 1, box.bottom() + 1))
    return pixels[max(top, 0) : bottom, max(left, 0) : right]


def place_of(part: QWidget, top: QWidget) -> QRect:
    """A widget in the window."""
    return QRect(part.mapTo(top, QPoint()), part.size())
