"""Distances, fills, a second isodose set, levels in percent: what the reader does with the images."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider

from reirrad_gui.session.shown import ShownStructure
from reirrad_gui.ui.overlay.look import NO_SECOND, OWN, Look, Scale
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.ruler import Ruler
from reirrad_gui.ui.overlay.sets import isodose_sets, with_next_second
from reirrad_gui.ui.overlay.texts import NOT_APPROVED
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_2
from tests.ui.overlay.conftest import drag, wheel
from tests.ui.overlay.test_widget import words_of

LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def overlay(overlay_of):
    return overlay_of()


@pytest.fixture
def settled(qtbot):
    """Waits until the probe has been read."""

    def wait(view):
        qtbot.waitUntil(lambda: not view._probing.isActive() and not view._following.isActive())
        return view

    return wait


# --- distances ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plane", Plane)
@pytest.mark.parametrize("by", ["two clicks", "one drag"])
def test_a_distance_is_that_of_the_formula_in_every_plane(overlay, plane, by):
    # two places 90 and 120 pixels apart: hypot(90, 120) = 150 pixels, in mm by the view's magnification
    view = overlay.area.planes[plane]
    wheel(view, 2, modifiers=CTRL)
    QTest.keyClick(view, Qt.Key.Key_D)
    start, end = QPointF(60, 50), QPointF(150, 170)
    if by == "one drag":
        drag(view, LEFT, start, end)
    else:
        drag(view, LEFT, start, start)
        drag(view, LEFT, end, end)
    assert overlay.measuring.ruler.hand is None
    assert overlay.measuring.ruler.length_mm == pytest.approx(150.0 / view.viewport.px_per_mm, abs=0.01)


def test_a_distance_runs_through_the_patient_from_slice_to_slice(overlay, settled):
    # 9 slices of 5 mm between two clicks at the same place: 45 mm; and 30 mm to the left: hypot(45, 30) = 54.08 mm
    axial = overlay.area.planes[Plane.AXIAL]
    QTest.keyClick(axial, Qt.Key.Key_Home)
    QTest.keyClick(axial, Qt.Key.Key_D)
    place = QPointF(200, 200)
    drag(axial, LEFT, place, place)
    wheel(axial, 9)
    beside = QPointF(200 + 30 * axial.viewport.px_per_mm, 200)
    drag(axial, LEFT, beside, beside)
    assert overlay.measuring.ruler.length_mm == pytest.approx(np.hypot(45.0, 30.0), abs=0.1)
    assert "Distance 54.1 mm" in settled(overlay).words.probe


def test_a_distance_is_measured_without_a_mouse(overlay, settled):
    # 3 steps of 10 mm to the left of the picture, 4 of 1 mm down: hypot(30, 4) = 30.27 mm
    axial = overlay.area.planes[Plane.AXIAL]
    QTest.keyClick(axial, Qt.Key.Key_D)
    assert "press Enter at both ends" in settled(overlay).words.probe[0]
    QTest.keyClick(axial, Qt.Key.Key_Return)
    number = axial.number
    for _ in range(3):
        QTest.keyClick(axial, Qt.Key.Key_Left, SHIFT)
    for _ in range(4):
        QTest.keyClick(axial, Qt.Key.Key_Down)
    QTest.keyClick(axial, Qt.Key.Key_Return)
    assert overlay.measuring.ruler.text == "30.3 mm"
    assert axial.number == number  # the arrows moved the ruler, not the slice
    QTest.keyClick(axial, Qt.Key.Key_Up)
    assert axial.number == number + 1  # and turn slices again


def test_esc_takes_the_ruler_away_and_only_then_resets_the_view(overlay):
    axial = overlay.area.planes[Plane.AXIAL]
    wheel(axial, 3, modifiers=CTRL)
    zoomed = axial.viewport
    QTest.keyClick(axial, Qt.Key.Key_D)
    QTest.keyClick(axial, Qt.Key.Key_Escape)
    assert overlay.measuring.ruler is None
    assert axial.viewport == zoomed
    QTest.keyClick(axial, Qt.Key.Key_Escape)
    assert axial.viewport != zoomed


def test_measuring_moves_neither_crosshair_nor_slices(overlay, selection):
    axial = overlay.area.planes[Plane.AXIAL]
    point, numbers = overlay.point_mm.copy(), [view.number for view in overlay.area.planes.values()]
    QTest.keyClick(axial, Qt.Key.Key_D)
    drag(axial, LEFT, QPointF(50, 50), QPointF(200, 220))
    assert (overlay.point_mm == point).all()
    assert [view.number for view in overlay.area.planes.values()] == numbers


def test_the_ruler_is_drawn_where_it_was_put_and_dashed_off_its_slice(overlay):
    axial = overlay.area.planes[Plane.AXIAL]
    QTest.keyClick(axial, Qt.Key.Key_D)
    drag(axial, LEFT, QPointF(100, 100), QPointF(300, 100))

    def yellow():
        shot = axial.grab().toImage()
        return sum(shot.pixelColor(x, 100).blue() < 0.75 * shot.pixelColor(x, 100).red() for x in range(115, 290))

    on_slice = yellow()
    wheel(axial, 3)
    assert on_slice > 165
    assert 0.4 * on_slice < yellow() < 0.85 * on_slice


def test_the_first_end_of_a_ruler_stays_while_the_second_moves():
    ruler = Ruler.at(np.zeros(3)).moved_to(np.array([1.0, 0, 0])).put_down().moved_to(np.array([1.0, 4.0, 3.0]))
    assert ruler.length_mm == 5.0
    placed = ruler.put_down()
    assert placed.moved_to(np.zeros(3)).length_mm == 5.0  # nothing is in hand any more


# --- structures -----------------------------------------------------------------------------------------------------


def two_boxes():
    """One in the middle, one beside it, both in the image's frame."""
    return [
        ShownStructure("set/1/Box", case.box(), FRAME_2),
        ShownStructure("set/2/Side", case.box("Side", 2, (25, -50, -20), (45, -10, 20)), FRAME_2),
    ]


def test_a_structure_is_filled_as_strongly_as_its_slider_says_and_no_other(overlay_of):
    view = overlay_of(case.SessionOf(case.display(structures=two_boxes())))
    view.structure_list.show_chosen("set/1/Box")
    view.structure_list.findChild(QSlider, "fill").setValue(60)
    assert view.look.filled("set/1/Box") == 0.6
    assert view.look.filled("set/2/Side") == 0.0


def test_filling_tints_the_inside_of_the_outline_only(overlay_of):
    view = overlay_of(case.SessionOf(case.display(structures=two_boxes())))
    axial = view.area.planes[Plane.AXIAL]
    view._adopt(replace(view.look, wash=False, isodoses=False, crosshair=False, texts=False))
    view._move_to(np.array([0.0, -30.0, 0.0]))
    inside, outside = (axial.viewport.to_px(*at) for at in ((-10.0, -30.0), (-40.0, -30.0)))

    def colour(place):
        return axial.grab().toImage().pixelColor(QPoint(round(place[0]), round(place[1])))

    before = colour(inside), colour(outside)
    QTest.keyClick(axial, Qt.Key.Key_F)
    tinted = colour(inside)
    assert tinted.red() > before[0].red() or tinted.green() < before[0].green()  # the boxes are magenta
    assert colour(outside) == before[1]
    QTest.keyClick(axial, Qt.Key.Key_F)
    assert colour(inside) == before[0]


def test_the_area_of_a_reformat_is_filled_though_its_pieces_come_in_any_order(overlay_of):
    view = overlay_of(case.SessionOf(case.display(structures=two_boxes())))
    for plane in Plane:
        pictures = view.area.planes[plane].pictures
        number = pictures.stack.slice_at(np.array([0.0, -30.0, 0.0]))
        area = pictures.area(number, "set/1/Box")
        for at, inside in (((0.0, -30.0, 0.0), True), ((-19.0, -49.0, -19.0), True), ((0.0, -30.0, 40.0), False)):
            right, down = pictures.stack.on_screen(np.array(at))
            in_plane = abs(float(np.array(at) @ pictures.stack.through - pictures.stack.depth_mm[number])) < 3
            if in_plane:
                assert area.contains(QPointF(float(right), float(down))) is inside


def test_outlines_are_as_wide_as_chosen(overlay):
    overlay.structure_list.findChild(QDoubleSpinBox, "outline width").setValue(3.0)
    assert overlay.look.outline_px == 3.0


# --- isodoses -------------------------------------------------------------------------------------------------------


def test_c_adds_the_isodoses_of_the_other_doses_in_turn_and_then_none(overlay):
    axial = overlay.area.planes[Plane.AXIAL]
    seconds = []
    for _ in range(3):
        QTest.keyClick(axial, Qt.Key.Key_C)
        seconds.append(overlay.look.second)
    assert seconds == [0, 1, NO_SECOND]  # beside the accumulated dose


def test_two_isodose_sets_differ_by_line_style_colour_and_mark():
    first, second = isodose_sets(Look(shown=0, second=1), ("Course 1", "Course 2"))
    assert first.dashes != second.dashes
    assert first.colour != second.colour
    assert (first.mark, second.mark) == ("C1", "C2")
    assert (first.text, second.text) == ("Course 1, dashed", "Course 2, dotted")


def test_one_set_keeps_the_colours_of_its_levels():
    assert [one.colour for one in isodose_sets(Look(shown=0), ("Course 1", "Course 2"))] == [""]
    assert isodose_sets(Look(isodoses=False, second=0), ("Course 1", "Course 2")) == ()


def test_a_course_is_not_compared_with_itself():
    look = Look(shown=0, second=0)
    assert not look.compares
    assert with_next_second(look, ("Course 1",)).second == NO_SECOND


def test_the_legend_says_which_lines_are_whose(overlay, selection, settled):
    selection.select_course(0)
    combo = overlay.dose_panel.findChild(QComboBox, "second isodoses")
    assert [combo.itemText(i) for i in range(combo.count())] == ["none", "Course 2, dotted", "Accumulated, solid"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    said = words_of(settled(overlay))
    assert "isodoses of Course 1, dashed" in said
    assert "isodoses of Course 2, dotted" in said


def test_a_second_set_that_came_through_an_unapproved_registration_is_marked(overlay, selection, settled):
    selection.select_course(1)  # planned on this image
    assert NOT_APPROVED not in words_of(settled(overlay))
    QTest.keyClick(overlay.area.planes[Plane.AXIAL], Qt.Key.Key_C)
    assert overlay.look.second == 0
    assert NOT_APPROVED in words_of(settled(overlay))


def test_a_second_set_that_cannot_be_drawn_says_so(overlay_of, selection, settled):
    view = overlay_of(case.SessionOf(case.display(registrations=())))
    selection.select_course(1)
    view._adopt(replace(view.look, second=0))
    assert "C1: no isodoses, dose not available" in words_of(settled(view))


def test_a_course_of_which_nothing_was_delivered_is_drawn_as_0_and_the_legend_says_so(overlay_of, selection, settled):
    view = overlay_of(case.SessionOf(case.display(case.two_courses((0, 5)))))
    said = "Course 1: no fraction was delivered, its dose is 0"
    assert said in words_of(settled(view))
    assert not any("not known" in words for words in words_of(settled(view)))
    selection.select_course(1)
    assert said not in words_of(settled(view))
    selection.select_course(0)
    assert said in words_of(settled(view))


def test_percent_levels_follow_their_prescription_when_alpha_beta_changes(overlay_of):
    # course 1, 21 Gy in 3: EQD2 at α/β 3 is 21 (7 + 3) / 5 = 42, at α/β 10 21 (7 + 10) / 12 = 29.75 Gy
    view = overlay_of()
    view.dose_panel._reference.setCurrentIndex(1)
    view.dose_panel._reference.activated.emit(1)
    view.dose_panel._levels.setText("100")
    view.dose_panel._levels.editingFinished.emit()
    assert view.look.scale.levels_gy == pytest.approx((42.0,))
    view.bar.alpha_beta.setValue(10.0)
    assert view.look.scale.levels_gy == pytest.approx((29.75,))
    assert "100 % = 29.8 EQD2₁₀, prescription of course 1" in words_of(view)


def test_levels_in_percent_of_a_value_of_ones_own(overlay):
    panel = overlay.dose_panel
    own = panel._reference.count() - 1
    assert panel._reference.itemText(own) == "% of your own value, below"
    panel._reference.setCurrentIndex(own)
    panel._reference.activated.emit(own)
    panel.findChild(QDoubleSpinBox, "own reference").setValue(60.0)
    panel._levels.setText("95 50")
    panel._levels.editingFinished.emit()
    assert overlay.look.scale.levels_gy == pytest.approx((57.0, 30.0))
    assert "100 % = 60.0 EQD2₃, own value" in words_of(overlay)


def test_a_reference_that_is_no_longer_known_becomes_the_users_own_value():
    scale = Scale(70.0, 5.0, (50.0,), "prescription of course 1", 42.0)
    assert scale.under(()).reference == OWN
    assert scale.under(()).levels_gy == (21.0,)
    assert Scale(70.0, 5.0, (50.0,)).under(()) == Scale(70.0, 5.0, (50.0,))
