"""CHECKLIST 59: what a control or an axis is known by reaches 3 : 1 in every theme, as it is painted (WCAG 1.4.11)."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.presentation.scale import enlarged
from reirrad_gui.ui.style import palette, style_sheet
from reirrad_gui.ui.theme import Theme, contrast
from tests.support.drawn_edges import LEAST, edges, faint_edges, inside, painted, place_of, strongest

BOARD_PX = 24
WORN = [(Theme.dark(), 0), (Theme.light(), 0), (Theme.light(), BOARD_PX), (Theme.dark(), BOARD_PX)]
NAMES = ["dark", "light", "board", "board turned dark"]


def dressed(theme, pixels=0):
    """One of each control on one ground of the theme after another, in a window that wears it."""
    page = QWidget()
    page.setPalette(palette(theme))
    sheet = style_sheet(theme)
    page.setStyleSheet(enlarged(sheet, pixels) if pixels else sheet)
    column = QVBoxLayout(page)
    for ground in (theme.background, theme.panel, theme.raised):
        part = QWidget()
        part.setObjectName("ground")
        part.setStyleSheet(f"QWidget#ground {{ background: {ground}; }}")
        rows = QVBoxLayout(part)
        for control in controls():
            rows.addWidget(control)
        column.addWidget(part)
    page.show()
    QApplication.processEvents()
    return page


def controls():
    combo, spin, tool, ticked, chosen = QComboBox(), QSpinBox(), QToolButton(), QCheckBox("on"), QRadioButton("on")
    combo.addItems(["Viridis", "Cividis"])
    tool.setText("EQD2")
    tool.setCheckable(True)
    tool.setChecked(True)
    ticked.setChecked(True)
    chosen.setChecked(True)
    text = QPlainTextEdit("a note")
    text.setFixedHeight(60)
    return (QLineEdit("3.0"), combo, spin, text, QPushButton("Open…"), tool, QCheckBox("off"), ticked,
            QRadioButton("off"), chosen)  # fmt: skip


@pytest.mark.parametrize(("theme", "pixels"), WORN, ids=NAMES)
def test_every_control_has_a_rim_of_3_to_1_on_every_ground(qtbot, theme, pixels):
    page = dressed(theme, pixels)
    qtbot.addWidget(page)
    found = edges(page)
    assert len(found) == 3 * len(controls())
    assert [(name, reached) for name, reached in found if reached < LEAST] == []


@pytest.mark.parametrize(("theme", "pixels"), WORN, ids=NAMES)
def test_hairlines_in_the_place_of_edges_are_found_to_be_too_faint(qtbot, theme, pixels):
    page = dressed(replace(theme, edge=theme.line, muted=theme.line), pixels)
    qtbot.addWidget(page)
    assert {name.split()[0] for name in faint_edges(page)} == {type(control).__name__ for control in controls()}
    assert len(faint_edges(page)) >= 3 * len(controls()) - 3  # the boxes that hold a tick are partly known by it


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
def test_what_has_the_keyboard_changes_its_rim_by_3_to_1_and_what_is_off_stays_in_sight(theme):
    assert contrast(theme.text, theme.edge) >= LEAST
    for ground in (theme.background, theme.panel, theme.raised):
        assert 1.5 <= contrast(theme.edge_off, ground) < contrast(theme.edge, ground)


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
def test_what_is_down_is_told_from_what_is_not_by_a_line_of_3_to_1(qtbot, theme):
    page = dressed(theme)
    qtbot.addWidget(page)
    down = page.findChild(QToolButton)
    pixels, ratio = painted(page)
    box = place_of(down, page)
    under = inside(pixels, ratio, QRect(box.left() + 6, box.bottom() - 1, box.width() - 12, 2))
    assert {f"#{colour:06x}" for colour in np.unique(under)} == {theme.text}
    assert min(contrast(theme.text, ground) for ground in (theme.raised, theme.edge)) >= LEAST


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
def test_boxes_in_lists_handles_and_grooves_are_seen(qtbot, theme):
    page = QWidget()
    page.setPalette(palette(theme))
    page.setStyleSheet(style_sheet(theme))
    listed, slider = QListWidget(), QSlider(Qt.Orientation.Horizontal)
    for number in range(40):
        item = QListWidgetItem(str(number))
        item.setCheckState(Qt.CheckState.Unchecked)
        listed.addItem(item)
    column = QVBoxLayout(page)
    for part in (listed, slider):
        column.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    QApplication.processEvents()
    pixels, ratio = painted(page)
    row = listed.visualItemRect(listed.item(0)).translated(listed.viewport().mapTo(page, listed.viewport().pos()))
    box = inside(pixels, ratio, QRect(row.left(), row.center().y() - 1, 18, 2))
    bar = inside(pixels, ratio, place_of(listed.verticalScrollBar(), page))
    groove = inside(pixels, ratio, place_of(slider, page).adjusted(60, 0, -4, 0))
    assert [round(strongest(part, theme.panel), 2) >= LEAST for part in (box, bar)] == [True, True]
    assert strongest(groove, theme.background) >= LEAST


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
def test_a_narrow_field_opens_to_the_whole_of_its_choices_and_shows_which_one_enter_would_take(qtbot, theme):
    page = QWidget()
    page.setPalette(palette(theme))
    page.setStyleSheet(style_sheet(theme))
    narrow = QComboBox(page)
    narrow.addItems(["Pelvis, SABR re-irradiation (Slevin 2021, Delphi)", "Spinal cord (Nieder 2006)"])
    narrow.setFixedWidth(120)
    qtbot.addWidget(page)
    page.show()
    narrow.showPopup()
    QApplication.processEvents()
    offered = narrow.view().window()
    pixels, ratio = painted(offered)
    rows = [narrow.view().visualRect(narrow.model().index(row, 0)) for row in (0, 1)]
    right = [inside(pixels, ratio, QRect(offered.width() - 8, row.center().y(), 3, 3)) for row in rows]
    chosen, other = (f"#{int(np.unique(part)[0]):06x}" for part in right)
    narrow.hidePopup()
    assert offered.width() >= narrow.fontMetrics().horizontalAdvance(narrow.itemText(0))
    assert contrast(chosen, other) >= LEAST


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
@pytest.mark.parametrize("plot", ["dvh", "frontier"])
def test_axes_of_plots_and_a_tick_at_each_number_reach_3_to_1(qtbot, theme, plot):
    axes, ticks = measured(qtbot, plot, theme)
    assert min(axes) >= LEAST and min(ticks) >= 4
    axes, ticks = measured(qtbot, plot, replace(theme, edge=theme.line))
    assert max(axes) < LEAST and ticks == (0, 0)  # hairlines in their place are found


def measured(qtbot, plot, theme):
    """The contrast of both axes of a plot without curves, and how many ticks of each are seen."""
    from reirrad_gui.ui.dvh.plot import DvhPlot
    from reirrad_gui.ui.planner.plot import FrontierPlot

    made = DvhPlot(theme) if plot == "dvh" else FrontierPlot(theme)
    qtbot.addWidget(made)
    made.setRange(xRange=(0, 80), yRange=(0, 100), padding=0)
    made.resize(500, 300)
    made.show()
    QApplication.processEvents()
    pixels, ratio = painted(made)
    area = made.mapFromScene(made.getPlotItem().vb.sceneBoundingRect()).boundingRect()
    upright = inside(pixels, ratio, QRect(area.left() - 3, area.top() + 20, 4, area.height() - 40)).T
    level = inside(pixels, ratio, QRect(area.left() + 20, area.bottom() - 1, area.width() - 40, 4))
    axes = tuple(max(all_along(line, theme) for line in lines) for lines in (upright, level))
    beside = inside(pixels, ratio, QRect(area.left() + 1, area.top() + 4, 2, area.height() - 8))
    above = inside(pixels, ratio, QRect(area.left() + 4, area.bottom() - 4, area.width() - 8, 2)).T
    ticks = tuple(sum(strongest(line, theme.panel) >= LEAST for line in lines) for lines in (beside, above))
    return axes, ticks


def all_along(line, theme):
    """The least contrast in a line of pixels: an axis is seen all along."""
    return min(contrast(f"#{int(colour):06x}", theme.panel) for colour in np.unique(line))
