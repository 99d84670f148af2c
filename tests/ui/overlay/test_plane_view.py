"""Mouse and keys of a plane, as users of other viewers expect them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from reirrad_gui.ui.overlay.pixels import PRESETS, Window
from reirrad_gui.ui.overlay.planes import Plane
from tests.ui.overlay.conftest import drag, wheel

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def overlay(overlay_of):
    return overlay_of()


@pytest.fixture
def axial(overlay):
    view = overlay.area.planes[Plane.AXIAL]
    view.setFocus()
    return view


@pytest.mark.parametrize(("clicks", "modifiers", "slices"), [(1, None, 1), (-1, None, -1), (1, SHIFT, 10)])
def test_the_wheel_moves_exactly_one_slice_and_ten_with_shift(axial, clicks, modifiers, slices):
    QTest.keyClick(axial, Qt.Key.Key_Home)
    wheel(axial, 3)
    start = axial.number
    wheel(axial, clicks, modifiers=modifiers or Qt.KeyboardModifier.NoModifier)
    assert axial.number == start + slices


@pytest.mark.parametrize("factor", [0.3, 0.9, 1.0, 4.0])
def test_nothing_of_the_picture_before_is_left_beside_the_image(axial, factor):
    """One canvas serves them all: what is drawn on it is what a new one would have."""
    for step in ((-150.0, 40.0), (290.0, -120.0), (-170.0, 95.0)):
        axial.set_viewport(axial.viewport.panned(*step).zoomed(200, 200, factor))
        again = axial.grab().toImage()
        kept = axial.grab().toImage()
        axial._canvas = axial._ground_of = None
        axial._draw_anew()
        assert again == kept == axial.grab().toImage()
        axial.fit()


def test_half_a_wheel_click_waits_for_the_other_half(axial):
    start = axial.number
    for _ in range(3):
        wheel(axial, 0.5)
    assert axial.number == start + 1


def test_at_the_ends_the_wheel_stops_without_wrapping(axial):
    wheel(axial, 100)
    assert axial.number == 19
    wheel(axial, 1)
    assert axial.number == 19
    wheel(axial, -100)
    wheel(axial, -1)
    assert axial.number == 0


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Up, 6),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_PageUp, 15),
        (Qt.Key.Key_PageDown, 0),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 19),
    ],
)
def test_keys_step_through_the_slices(axial, key, expected):
    QTest.keyClick(axial, Qt.Key.Key_Home)
    wheel(axial, 5)
    QTest.keyClick(axial, key)
    assert axial.number == expected


def test_ctrl_and_wheel_zoom_about_the_cursor(axial):
    place = QPointF(120, 330)
    before = axial.viewport.to_mm(place.x(), place.y())
    scale, number = axial.viewport.px_per_mm, axial.number
    wheel(axial, 3, at=place, modifiers=CTRL)
    assert axial.viewport.px_per_mm == pytest.approx(scale * 1.2**3)
    assert axial.viewport.to_px(*before) == pytest.approx((120, 330), abs=0.01)
    assert axial.number == number


def test_plus_and_minus_zoom_without_a_mouse(axial):
    scale = axial.viewport.px_per_mm
    QTest.keyClick(axial, Qt.Key.Key_Plus)
    assert axial.viewport.px_per_mm == pytest.approx(scale * 1.2)
    QTest.keyClick(axial, Qt.Key.Key_Minus)
    assert axial.viewport.px_per_mm == pytest.approx(scale)


def test_a_middle_drag_moves_the_picture_with_the_hand(axial):
    under = axial.viewport.to_mm(200, 200)
    drag(axial, MIDDLE, QPointF(200, 200), QPointF(260, 170))
    assert axial.viewport.to_px(*under) == pytest.approx((260, 170), abs=0.01)


def test_a_right_drag_changes_window_and_level_and_says_them_live(overlay, axial):
    assert overlay.look.window == Window(400, 40)
    menus = []
    axial.menu_wanted.connect(menus.append)
    drag(axial, RIGHT, QPointF(200, 200), QPointF(240, 180))
    assert overlay.look.window == Window(440, 60)  # 1 per pixel at a width of 400
    assert overlay.bar.image.text() == "W 440  L 60"
    assert overlay.words.corner == "W 440  L 60 HU"  # also where the bar is too narrow to say it
    assert menus == []


def test_a_right_click_without_a_drag_opens_the_menu(axial, overlay, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: opened.append((menu.objectName(), place)))
    drag(axial, RIGHT, QPointF(200, 200), QPointF(201, 201))
    assert opened == [("images menu", axial.mapToGlobal(QPoint(201, 201)))]
    assert overlay.look.window == Window(400, 40)


@pytest.mark.parametrize("number", range(5))
def test_number_keys_apply_the_ct_presets(overlay, axial, number):
    QTest.keyClick(axial, Qt.Key(Qt.Key.Key_1 + number))
    assert overlay.look.window == PRESETS[number][1]


def test_a_click_is_one_patient_point_for_all_three_planes(overlay, axial):
    place = QPointF(200, 300)
    right, down = axial.viewport.to_mm(200, 300)
    drag(axial, LEFT, place, place)
    assert axial.pictures.stack.on_screen(overlay.point_mm) == pytest.approx((right, down))
    for view in overlay.area.planes.values():
        stack = view.pictures.stack
        gaps = np.diff(stack.depth_mm)
        depth = float(stack.depth_mm[view.number])
        assert abs(float(overlay.point_mm @ stack.through) - depth) <= gaps.max() / 2 + 1e-9


def test_dragging_the_crosshair_takes_the_other_planes_along(overlay, axial):
    sagittal = overlay.area.planes[Plane.SAGITTAL]
    drag(axial, LEFT, QPointF(200, 300), QPointF(200, 300))
    before = sagittal.number
    drag(axial, LEFT, QPointF(200, 300), QPointF(320, 300))
    assert sagittal.number > before


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Escape])
def test_r_and_esc_reset_zoom_position_and_window(overlay, axial, key):
    fitted = axial.viewport
    wheel(axial, 4, modifiers=CTRL)
    drag(axial, RIGHT, QPointF(200, 200), QPointF(240, 180))
    QTest.keyClick(axial, key)
    assert axial.viewport == fitted
    assert overlay.look.window == Window(400, 40)


def test_a_double_click_enlarges_a_plane_and_another_brings_all_back(overlay):
    sagittal = overlay.area.planes[Plane.SAGITTAL]
    QTest.mouseDClick(sagittal, LEFT)
    assert overlay.area.enlarged is Plane.SAGITTAL
    assert [view.isVisible() for view in overlay.area.planes.values()] == [False, True, False]
    assert sagittal.words.legend is not None  # the legend goes where the eye is
    QTest.keyClick(sagittal, Qt.Key.Key_F11)
    assert overlay.area.enlarged is None
    assert all(view.isVisible() for view in overlay.area.planes.values())


def test_letters_that_are_no_command_are_left_to_others(overlay, axial):
    before = overlay.look
    QTest.keyClick(axial, Qt.Key.Key_Q)
    QTest.keyClick(axial, Qt.Key.Key_M, CTRL)
    assert overlay.look == before


def test_a_plane_tells_screen_readers_its_name_its_slice_and_all_that_is_written_on_it(overlay, axial, qtbot):
    QTest.keyClick(axial, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: not overlay._probing.isActive())
    assert axial.accessibleName() == "Axial plane"
    said = axial.accessibleDescription()
    assert said.startswith("Axial · z −40.0 mm · 1/20. ")
    assert all(line in said for line in (*overlay.words.probe, *overlay.words.legend.words))


def test_a_resized_plane_still_shows_the_whole_slice_until_it_was_zoomed(overlay, axial):
    overlay.resize(700, 500)
    left, top, right, bottom = axial.pictures.first_bounds(axial.number)
    x0, y0 = axial.viewport.to_px(left, top)
    x1, y1 = axial.viewport.to_px(right, bottom)
    assert x0 >= -0.01 and y0 >= -0.01 and x1 <= axial.width() + 0.01 and y1 <= axial.height() + 0.01
    wheel(axial, 3, modifiers=CTRL)
    centre = (axial.viewport.centre_right_mm, axial.viewport.centre_down_mm)
    overlay.resize(1000, 700)
    assert (axial.viewport.centre_right_mm, axial.viewport.centre_down_mm) == pytest.approx(centre)
