"""CHECKLIST 70: what the program draws pixel by pixel is as large, as thick and as sharp at 100, 150 and 200 %."""

from math import cos, pi, sin

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.ui.help.browser import PageBrowser
from reirrad_gui.ui.overlay.legend_picture import hatch
from reirrad_gui.ui.overlay.pens import offsets
from reirrad_gui.ui.stripes import stripes

SCALES = (1.0, 1.5, 2.0)
BOARD_SCALE = 24 / 13
"""What the shared screen enlarges bars by at 1920 × 1080."""
HATCH_EVERY_PX = 11.0
"""How far apart the slanted lines for "not known" are along a row."""


def canvas(width, height, ratio):
    """Black, with so many of its pixels for each one that is drawn in."""
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    return image


def green(image):
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 1].astype(float)


@pytest.mark.parametrize("ratio", SCALES)
def test_hatching_of_unknown_dose_is_as_wide_and_as_bright_at_every_scale(qapp, ratio):
    image = canvas(220, 40, ratio)
    painter = QPainter(image)
    painter.fillRect(QRectF(0, 0, 220, 40), hatch(ratio))
    painter.end()
    row = green(image)[image.height() // 2] > 20
    lines = int((row[1:] & ~row[:-1]).sum())
    assert lines == pytest.approx(220 / HATCH_EVERY_PX, abs=1)
    assert green(image).mean() == pytest.approx(17.0, abs=2.5)  # lines of 1.1 px: an eighth of the area


@pytest.mark.parametrize("ratio", SCALES)
def test_curves_of_a_dvh_are_as_thick_at_every_scale(qtbot, ratio):
    import pyqtgraph as pg

    from reirrad_gui.session.curves import ShownCurve
    from reirrad_gui.ui.dvh.strokes import Drawn

    plot = pg.PlotWidget(background="k")
    qtbot.addWidget(plot)
    for side in ("left", "bottom"):
        plot.getPlotItem().hideAxis(side)
    plot.setRange(QRectF(0, 0, 80, 100), padding=0)
    drawn = Drawn()
    flat = ShownCurve(None, np.linspace(0.0, 80.0, 161), np.full(161, 50.2), None)
    drawn.show_curves((flat,), QRectF(0, 0, 80, 100))
    pen = QPen(QColor("#ffffff"), 3.4)
    pen.setCosmetic(True)
    drawn.dress(pen, QBrush(Qt.BrushStyle.NoBrush))
    plot.addItem(drawn)
    plot.resize(300, 200)
    plot.show()
    QApplication.processEvents()
    image = canvas(300, 200, ratio)
    QWidget.render(plot, image, QPoint())
    columns = green(image)[:, image.width() // 3 : image.width() // 2]
    assert (columns > 230).sum(axis=0).min() / ratio == pytest.approx(3.4, abs=1.1)  # whole, and no gap inside
    inside = columns[np.nonzero(columns.mean(axis=1) > 230)[0].min() : np.nonzero(columns.mean(axis=1) > 230)[0].max()]
    assert inside.min() > 200


@pytest.mark.parametrize("radius", [1.3, 1.6, 1.9, 2.4, 2.9, 3.6, 4.5])
def test_a_wide_line_made_of_thin_ones_has_no_gaps_whatever_its_direction(radius):
    for step in range(24):
        across = cos(pi * step / 24), sin(pi * step / 24)
        places = sorted(dx * across[0] + dy * across[1] for dx, dy in offsets(radius))
        assert max(np.diff(places)) <= 1.3
        assert places[-1] == pytest.approx(radius, rel=0.14) and places[0] == pytest.approx(-radius, rel=0.14)


@pytest.mark.parametrize("ratio", SCALES)
def test_pictures_of_the_help_are_as_wide_and_keep_the_pixels_that_the_screen_shows(
    qtbot, tmp_path, monkeypatch, ratio
):
    picture = QImage(1280, 800, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    picture.save(str(tmp_path / "window.png"))
    browser = PageBrowser()
    qtbot.addWidget(browser)
    browser._folder = tmp_path
    browser.resize(900, 600)
    monkeypatch.setattr(browser, "devicePixelRatioF", lambda: ratio)
    image = browser.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("window.png"))
    wide = image.width() / image.devicePixelRatio()
    assert 780 < wide < 900 and image.width() == min(1280, round(wide * ratio))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, BOARD_SCALE])
def test_stripes_of_a_bar_that_may_be_longer_are_as_wide_and_as_bright_at_every_scale(qapp, scale):
    image = canvas(160, 40, scale)
    painter = QPainter(image)
    painter.fillRect(QRectF(0, 0, 160, 40), stripes(QColor("#ffffff"), painter))
    painter.end()
    row = green(image)[image.height() // 2] > 90
    assert int((row[1:] & ~row[:-1]).sum()) == pytest.approx(20, abs=1)
    assert green(image).mean() == pytest.approx(255 / 8, rel=0.12)
