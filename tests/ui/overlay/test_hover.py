"""Pointing at an organ in one view marks it in all of them, and does nothing else."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QListWidget

from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.selection import Selection
from tests.support import overlay_case as case

KEY = "set/1/Box"


@pytest.fixture
def overlay(overlay_of):
    view = overlay_of()
    view._move_to(np.array([0.0, -30.0, 0.0]))
    return view


@pytest.fixture
def axial(overlay):
    return overlay.area.planes[Plane.AXIAL]


def hover(view, right_mm, down_mm):
    """The mouse over a place of the slice, no button held."""
    place = QPointF(*view.viewport.to_px(right_mm, down_mm))
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(
        view, QMouseEvent(QEvent.Type.MouseMove, place, view.mapToGlobal(place), none, none, Qt.KeyboardModifier(0))
    )


def test_the_outline_under_the_mouse_is_told_to_all_views(axial, selection, qtbot):
    with qtbot.waitSignal(selection.organ_hovered) as told:
        hover(axial, -20.0, -30.0)  # the box's right side
    assert told.args == [KEY]
    hover(axial, -5.0, -30.0)  # well inside: no outline
    assert selection.hovered is None


def test_leaving_the_picture_ends_it(axial, selection):
    hover(axial, -20.0, -30.0)
    QApplication.sendEvent(axial, QEvent(QEvent.Type.Leave))
    assert selection.hovered is None


def test_a_hidden_outline_cannot_be_pointed_at(overlay, axial, selection):
    overlay.structure_list.hidden_changed.emit(frozenset({KEY}))
    hover(axial, -20.0, -30.0)
    assert selection.hovered is None


def test_an_organ_pointed_at_elsewhere_is_outlined_strongly_and_named(overlay, axial, selection):
    def magenta():
        shot = axial.grab().toImage()
        colours = [shot.pixelColor(x, y) for x in range(shot.width()) for y in range(0, shot.height(), 7)]
        return sum(c.red() > 200 and c.blue() > 200 and c.green() < 90 for c in colours)

    before = magenta()
    selection.hover_organ(KEY)
    assert magenta() > 1.3 * before
    selection.hover_organ(None)
    assert magenta() == before


def test_pointing_moves_nothing_and_chooses_nothing(overlay, axial, selection):
    look, point, numbers = overlay.look, overlay.point_mm.copy(), [v.number for v in overlay.area.planes.values()]
    hover(axial, -20.0, -30.0)
    assert selection.organ is None
    assert overlay.look == look
    assert (overlay.point_mm == point).all()
    assert [v.number for v in overlay.area.planes.values()] == numbers


def test_pointing_draws_no_slice_again(axial, selection):
    for _ in range(2):
        axial.grab()
    before = axial.pictures.work_done, axial._canvas_of
    assert before[1] is not None
    selection.hover_organ(KEY)
    axial.grab()
    assert (axial.pictures.work_done, axial._canvas_of) == before


def test_the_list_of_structures_points_too_and_is_marked(overlay, selection, qtbot):
    names = overlay.structure_list.findChild(QListWidget, "first")
    with qtbot.waitSignal(selection.organ_hovered):
        names.itemEntered.emit(names.item(0))
    assert selection.hovered == KEY
    assert names.item(0).font().bold()
    overlay.structure_list.hide()
    names.itemEntered.emit(names.item(0))
    QApplication.sendEvent(names.viewport(), QEvent(QEvent.Type.Leave))
    assert selection.hovered is None
    assert not names.item(0).font().bold()


def test_a_signal_comes_only_when_something_changes():
    selection = Selection()
    told = []
    selection.organ_hovered.connect(told.append)
    for key in ("a", "a", "b", None, None):
        selection.hover_organ(key)
    selection.hover_organ("c")
    selection.clear()
    assert told == ["a", "b", None, "c", None]


def test_an_organ_of_another_case_is_not_looked_for(overlay, axial, selection):
    before = axial.grab().toImage()
    selection.hover_organ("not/here")
    assert axial.grab().toImage() == before
    overlay.show_session(case.SessionOf())
    assert not axial.grab().toImage().isNull()
