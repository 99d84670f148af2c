"""The bar as pixels: lengths are doses, and what cannot be judged never looks like what is kept."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from reirrad_gui.constraints import Standing
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.ui.panel.drawing import FAINT, paint_bar
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.theme import Theme, contrast, mixed

WIDTH, HEIGHT, SCALE_GY = 601, 32, 120.0
THEMES = [Theme.dark(), Theme.light()]


def drawn(row, theme):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    paint_bar(painter, QRectF(0, 0, WIDTH - 1, HEIGHT), row, SCALE_GY, theme)
    painter.end()
    return image


def colour_at(image, dose_gy, y=HEIGHT // 2):
    return image.pixelColor(round(dose_gy / SCALE_GY * (WIDTH - 1)), y).name()


def colours(image):
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def row_of(opened, organ, settings=None):
    rows = constraint_rows(Session(opened, settings or Settings()).assessment)
    return next(row for row in rows if row.name == organ)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_each_course_fills_its_part_of_the_accumulated_dose(seed, theme):
    image = drawn(row_of(seed, "Bladder"), theme)  # 42 and 28 Gy
    assert colour_at(image, 20) == colour_at(image, 41) == theme.course(0)
    assert colour_at(image, 43) == colour_at(image, 69) == theme.course(1)
    assert colour_at(image, 72) == theme.raised


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_what_cannot_be_judged_is_pale_where_what_is_kept_is_full(seed, theme):
    kept = row_of(seed, "Bladder")
    unjudged = replace(kept, standing=Standing.NOT_ASSESSABLE)
    image = drawn(unjudged, theme)
    assert colour_at(image, 20) == mixed(theme.course(0), theme.panel, FAINT)
    assert colour_at(image, 20) != colour_at(drawn(kept, theme), 20)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_an_unknown_part_is_hatched_in_the_colour_of_not_assessable(uncovered, theme):
    image = drawn(row_of(uncovered, "Bowel_Small"), theme)
    middle = HEIGHT // 2
    between = {image.pixelColor(x, middle + 3).name() for x in range(150, 340)}  # 30 to 68 Gy
    assert theme.not_assessable in between
    assert len(between) > 1  # hatched, not filled
    assert not {theme.course(0), theme.course(1)} & colours(image)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_the_flag_stands_at_its_limit(seed, theme):
    image = drawn(row_of(seed, "Bladder"), theme)
    assert colour_at(image, 80, 6) == theme.text
    assert theme.text not in {colour_at(image, dose, 6) for dose in (70, 75, 90)}


def test_a_refused_limit_is_drawn_otherwise_than_one_that_counts(seed):
    theme = Theme.dark()
    off = drawn(row_of(seed, "Bladder"), theme)
    on = drawn(row_of(seed, "Bladder", Settings(recovery=Recovery("fox-chase"))), theme)
    around = [(x, y) for x in range(540, 560) for y in range(HEIGHT)]  # 110 Gy
    assert any(off.pixelColor(*at) != on.pixelColor(*at) for at in around)


def test_an_organ_nobody_drew_has_a_dashed_line_and_no_track(seed):
    theme = Theme.dark()
    found = colours(drawn(row_of(seed, "Colon"), theme))
    assert found == {theme.panel, theme.line}


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_graphics_stand_out_from_the_track_and_the_panel(theme):
    for ground in (theme.panel, theme.raised):
        for ink in (*theme.courses, theme.not_assessable, theme.text, theme.muted):
            assert contrast(ink, ground) >= 3
