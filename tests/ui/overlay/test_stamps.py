"""Texts that stay from slice to slice are drawn once; on screen they look as if they had been written there."""

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from reirrad_gui.ui.overlay.captions import image_font
from reirrad_gui.ui.overlay.stamps import Stamp, put_down

pytestmark = pytest.mark.usefixtures("qapp")
BOX = QRectF(10.25, 20.5, 40.0, 18.0)


@dataclass(frozen=True)
class Word(Stamp):
    text: str

    def draw(self, painter):
        painter.setFont(image_font(13))
        painter.fillRect(QRectF(0, 0, BOX.width(), BOX.height()), QColor(0, 0, 0, 160))
        painter.setPen(QColor("#e8edf2"))
        painter.drawText(QPointF(4, 14), self.text)


def drawn(ratio, put):
    image = QImage(round(80 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.darkCyan)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    put(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(int)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_stamp_looks_like_the_text_itself(ratio):
    def by_hand(painter):
        painter.translate(BOX.topLeft())
        Word("Left").draw(painter)

    stamped = drawn(ratio, lambda painter: put_down(painter, Word("Left"), BOX, ratio))
    assert np.abs(stamped - drawn(ratio, by_hand)).max() <= 2  # two roundings instead of one


def test_other_words_have_another_stamp():
    first, second = (drawn(1.0, lambda p, w=word: put_down(p, Word(w), BOX, 1.0)) for word in ("12 Gy", "13 Gy"))
    assert (first != second).any()


def test_a_stamp_on_whole_pixels_is_the_same_picture_wherever_it_stands():
    def at(x):
        return drawn(1.0, lambda painter: put_down(painter, Word("50"), QRectF(x, 9.0, 40, 18), 1.0, whole=True))

    assert (np.roll(at(10.4), 4, axis=1) == at(11.0)).all()  # 4 bytes to a pixel


def test_in_a_vector_picture_words_stay_words():
    kept, made = QBuffer(), QSvgGenerator()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    made.setOutputDevice(kept)
    painter = QPainter(made)
    put_down(painter, Word("60 EQD2"), BOX, 1.0)
    painter.end()
    assert b"60 EQD2" in bytes(kept.data())
