"""Two images on one another, read from the pixels on screen."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from reirrad_gui.session.shown import ShownStructure
from reirrad_gui.ui.compare.mixing import RANGES, Mixing, Mode
from reirrad_gui.ui.compare.view import ComparisonView
from reirrad_gui.ui.overlay.pixels import Window
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.texts import NOT_APPROVED
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.image import Image
from tests.support import overlay_case as case
from tests.support.compared_case import compared, even, grid
from tests.support.overlay_case import FRAME_1, FRAME_2
from tests.ui.overlay.conftest import drag, wheel

# Soft tissue, W 400 L 40: grey = round(255 ((HU - 39.5) / 399 + 0.5)) (PS3.3 C.11.2.1.2): 0 HU 102, 200 HU 230
GREY_0, GREY_200 = 102, 230
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def comparison_of(qtbot):
    """A comparison on screen with its images read, its texts off so that pixels are images only."""
    made = []

    def make(display, size=(900, 620), texts=False):
        view = ComparisonView(display, FRAME_1, FRAME_2, Theme.dark())
        qtbot.addWidget(view)
        made.append(view)
        view.resize(*size)
        view.show()
        qtbot.waitUntil(lambda: not view.runner.busy, timeout=10_000)
        axial = view.area.planes[Plane.AXIAL]
        if not texts:
            QTest.keyClick(axial, Qt.Key.Key_Space)
            QTest.keyClick(axial, Qt.Key.Key_X)
            QTest.keyClick(axial, Qt.Key.Key_O)
        return view

    yield make
    for view in made:
        view.runner.close()


def pixel(view, right_mm, down_mm):
    """Colour (r, g, b) on screen at a place of the slice, view mm."""
    x, y = view.viewport.to_px(right_mm, down_mm)
    colour = view.grab().toImage().pixelColor(round(x), round(y))
    return colour.red(), colour.green(), colour.blue()


def mixed(view, **changes):
    view.mix(replace(view.mixing, **changes))
    return view.area.planes[Plane.AXIAL]


@pytest.mark.parametrize(("percent", "grey"), [(0, GREY_0), (50, (GREY_0 + GREY_200) / 2), (100, GREY_200)])
def test_a_blend_of_half_is_the_mean_of_both_images(comparison_of, percent, grey):
    axial = mixed(comparison_of(compared()), mode=Mode.BLEND, blend_percent=percent)
    assert pixel(axial, 10, 10) == pytest.approx((grey,) * 3, abs=1.01)


@pytest.mark.parametrize("tile", [10, 20])
def test_a_checkerboard_shows_the_reference_on_even_tiles_and_the_other_image_on_odd_ones(comparison_of, tile):
    axial = mixed(comparison_of(compared()), mode=Mode.CHECKERBOARD, tile_mm=tile)
    for column in (-2, -1, 0, 1):
        for row in (-2, -1, 0, 1):
            expected = GREY_200 if (column + row) % 2 else GREY_0
            assert pixel(axial, (column + 0.5) * tile, (row + 0.5) * tile)[0] == expected


def test_tiles_stay_on_the_patient_when_the_picture_is_moved(comparison_of):
    view = comparison_of(compared())
    axial = mixed(view, mode=Mode.CHECKERBOARD, tile_mm=20)
    axial.set_viewport(axial.viewport.panned(37, 21))
    assert (pixel(axial, 10, 10)[0], pixel(axial, 30, 10)[0]) == (GREY_0, GREY_200)


def test_the_swipe_has_the_reference_left_of_its_line_and_the_other_image_right_of_it(comparison_of):
    axial = mixed(comparison_of(compared()), mode=Mode.SWIPE, swipe_percent=50)
    picture, line = axial.grab().toImage(), round(axial.width() / 2)
    row = axial.height() // 2
    assert picture.pixelColor(line - 8, row).red() == GREY_0
    assert picture.pixelColor(line + 8, row).red() == GREY_200


def test_the_line_of_the_swipe_goes_where_it_is_dragged(comparison_of):
    view = comparison_of(compared())
    axial = mixed(view, mode=Mode.SWIPE, swipe_percent=50)
    before = view.point_mm.copy()
    end = round(axial.width() * 0.3)
    drag(axial, LEFT, QPointF(axial.width() / 2, 200), QPointF(end, 200))
    assert view.mixing.swipe_percent == pytest.approx(30, abs=1)
    picture = axial.grab().toImage()
    assert (picture.pixelColor(end - 14, 200).red(), picture.pixelColor(end + 14, 200).red()) == (GREY_0, GREY_200)
    assert view.point_mm.tolist() == before.tolist()  # the crosshair was not dragged along


@pytest.mark.parametrize("mode", Mode)
def test_every_slider_moves_by_the_arrow_keys(comparison_of, mode):
    view = comparison_of(compared())
    axial = mixed(view, mode=mode)
    before, step = view.mixing.value, RANGES[mode].step
    QTest.keyClick(axial, Qt.Key.Key_Right)
    assert view.mixing.value == before + step
    QTest.keyClick(axial, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.mixing.value == RANGES[mode].kept(before - 4 * step)
    assert view.bar.slider.value() == view.mixing.value


def test_the_flicker_shows_one_image_after_the_other_by_itself(comparison_of, qtbot):
    view = comparison_of(compared())
    axial = mixed(view, mode=Mode.FLICKER, flicker_ms=350)
    assert pixel(axial, 0, 0)[0] == GREY_0
    qtbot.waitUntil(lambda: view.mixing.other_seen, timeout=3000)
    assert pixel(axial, 0, 0)[0] == GREY_200
    qtbot.waitUntil(lambda: not view.mixing.other_seen, timeout=3000)
    assert pixel(axial, 0, 0)[0] == GREY_0


def test_enter_changes_the_image_by_hand_and_stops_the_flicker(comparison_of):
    view = comparison_of(compared())
    axial = mixed(view, mode=Mode.FLICKER)
    QTest.keyClick(axial, Qt.Key.Key_Return)
    assert pixel(axial, 0, 0)[0] == GREY_200
    assert not view._flickering.isActive()
    QTest.keyClick(axial, Qt.Key.Key_Return)
    assert pixel(axial, 0, 0)[0] == GREY_0


def test_the_flicker_rests_while_nobody_sees_it(comparison_of):
    view = comparison_of(compared())
    mixed(view, mode=Mode.FLICKER)
    view.hide()
    assert not view._flickering.isActive()


def test_no_flicker_changes_more_than_three_times_a_second():
    assert Mixing(Mode.FLICKER).with_value(1).flicker_ms >= 334


def test_the_difference_is_orange_where_the_other_image_is_higher_and_blue_where_it_is_lower(comparison_of):
    for other, warm in ((200, True), (-200, False)):
        axial = mixed(comparison_of(compared(other=even(other))), mode=Mode.DIFFERENCE, difference_hu=200)
        red, _, blue = pixel(axial, 0, 0)
        assert (red > blue) is warm
        assert max(red, blue) > 240  # the full difference has the full colour
    red, green, blue = pixel(mixed(comparison_of(compared(other=even(0))), mode=Mode.DIFFERENCE), 0, 0)
    assert max(red, green, blue) < 30


def test_the_other_image_lies_where_the_registration_puts_it(comparison_of):
    # a bright half from x = 0 to the left in frame 1; 10 mm to the left by the registration: bright from 10 mm on
    half = grid()
    columns = half.points(np.arange(60), np.zeros(60), np.zeros(60))[:, 0]
    values = np.broadcast_to(np.where(columns > 0, 200, 0), half.shape).astype(np.int16)
    axial = mixed(comparison_of(compared(other=Image(half, values), mm=(10.0, 0.0, 0.0))), blend_percent=100)
    assert pixel(axial, 5, 0)[0] == GREY_0
    assert pixel(axial, 15, 0)[0] == GREY_200


def test_where_the_other_image_does_not_reach_the_reference_is_hatched_not_black(comparison_of):
    axial = mixed(comparison_of(compared(mm=(60.0, 0.0, 0.0))), mode=Mode.FLICKER, running=False, other_seen=True)
    x, y = (round(v) for v in axial.viewport.to_px(-40, 0))
    picture = axial.grab().toImage()
    seen = {picture.pixelColor(x + i, y).red() for i in range(24)}
    assert len(seen) > 3
    assert max(seen) < GREY_0
    assert "no image of Course 1 here" in axial._key.words


def test_a_preview_moves_the_other_image_and_leaves_everything_else(comparison_of, qtbot):
    half = grid()
    columns = half.points(np.arange(60), np.zeros(60), np.zeros(60))[:, 0]
    values = np.broadcast_to(np.where(columns > 0, 200, 0), half.shape).astype(np.int16)
    display = compared(other=Image(half, values))
    view = comparison_of(display)
    axial = mixed(view, blend_percent=100)
    wheel(axial, 3)
    number, port, point = axial.number, axial.viewport, view.point_mm.copy()
    assert pixel(axial, 15, 0)[0] == GREY_200
    view.show_display(display.with_registration(case.shift_registration((30.0, 0.0, 0.0))))
    assert pixel(axial, 15, 0)[0] == GREY_0
    assert pixel(axial, 35, 0)[0] == GREY_200
    assert (axial.number, axial.viewport, view.point_mm.tolist()) == (number, port, point.tolist())
    qtbot.waitUntil(lambda: not view._refining.isActive())
    assert not axial.pictures.other.coarse


def test_a_coarse_slice_lies_where_the_fine_one_does(comparison_of):
    rows = np.arange(60)
    ramp = np.broadcast_to(rows[None, :, None] * 4 - 100, grid().shape).astype(np.int16)
    view = comparison_of(compared(other=Image(grid(), ramp)))
    other = view.area.planes[Plane.AXIAL].pictures.other
    fine = other.on_slice(5)
    other.coarse = True
    coarse = other.on_slice(5)
    np.testing.assert_allclose(coarse.values, fine.values[::2, ::2])
    a, b, c, d, e, f = coarse.placement  # the centre of a coarse pixel is the centre of its fine one
    x, y = a * 3.5 + c * 2.5 + e, b * 3.5 + d * 2.5 + f
    a, b, c, d, e, f = fine.placement
    assert (x, y) == pytest.approx((a * 6.5 + c * 4.5 + e, b * 6.5 + d * 4.5 + f))


def test_the_window_serves_both_images(comparison_of):
    view = comparison_of(compared())
    axial = mixed(view, blend_percent=100)
    axial.windowed.emit(Window(1000, 200))
    # W 1000 L 200: 200 HU -> round(255 (0.5 / 999 + 0.5)) = 128
    assert pixel(axial, 0, 0)[0] == 128
    view.mix(replace(view.mixing, blend_percent=0))
    # 0 HU -> round(255 (-199.5 / 999 + 0.5)) = 77
    assert pixel(axial, 0, 0)[0] == 77


def test_planes_are_linked_by_the_crosshair(comparison_of):
    view = comparison_of(compared(), texts=True)
    axial, coronal = view.area.planes[Plane.AXIAL], view.area.planes[Plane.CORONAL]
    seen = []
    view.pointed.connect(seen.append)
    x, y = axial.viewport.to_px(20.0, -31.0)
    drag(axial, LEFT, QPointF(x, y), QPointF(x, y))
    assert seen[-1][:2] == pytest.approx([20.0, -31.0], abs=0.5)
    assert coronal.pictures.stack.depth_mm[coronal.number] == pytest.approx(-31.0, abs=1.0)
    assert "Course 2: 0 HU · Course 1: 200 HU · difference +200 HU" in axial.words.probe


def test_outlines_of_the_other_course_are_dashed_and_those_of_the_reference_solid(comparison_of):
    boxes = (
        ShownStructure("a", case.box("Own", low=(-40, -40, -15), high=(40, 40, 15)), FRAME_2),
        ShownStructure("b", case.box("Other", low=(-20, -20, -15), high=(20, 20, 15), frame=FRAME_1), FRAME_1),
    )
    view = comparison_of(compared(other=even(0), structures=boxes))
    axial = mixed(view, outlines=True)
    lit = {}
    for side, reach in ((40, 25), (20, 15)):
        x, _ = axial.viewport.to_px(side, 0)
        top, bottom = (round(axial.viewport.to_px(0, down)[1]) for down in (-reach, reach))
        picture = axial.grab().toImage()
        reds = [
            max(
                abs(picture.pixelColor(round(x) + i, y).green() - picture.pixelColor(round(x) + i, y).red())
                for i in (-1, 0, 1)
            )
            for y in range(top, bottom)
        ]
        lit[side] = np.mean(np.array(reds) > 25)
    assert lit[40] > 0.98
    assert 0.4 < lit[20] < 0.9


@pytest.mark.parametrize(("approved", "mark"), [(False, NOT_APPROVED), (True, "")])
def test_every_plane_says_that_a_registration_is_not_approved(comparison_of, approved, mark):
    view = comparison_of(compared(approved=approved), texts=True)
    for plane in view.area.planes.values():
        assert plane._mark == mark
        assert (NOT_APPROVED in plane.accessibleDescription()) is not approved


def test_images_that_nothing_links_are_not_laid_on_one_another(comparison_of):
    view = comparison_of(compared(registrations=()), texts=True)
    said = view.area.large.words.message
    assert said.startswith("Nothing links the images of Course 1 and Course 2")
    assert view.area.large.pictures is None


def test_a_link_found_later_shows_the_images(comparison_of, qtbot):
    display = compared(registrations=())
    view = comparison_of(display, texts=True)
    view.show_display(display.with_registration(case.shift_registration((0.0, 0.0, 0.0))))
    qtbot.waitUntil(lambda: view.area.large.pictures is not None)
    assert view.area.large.words.message == ""


def test_a_course_without_images_is_said_plainly(comparison_of):
    view = comparison_of(case.display(), texts=True)
    assert "Course 1 has no stack of images here" in view.area.large.words.message


def test_images_of_two_kinds_have_no_difference_in_hu(comparison_of):
    other = replace(even(500), unit="")
    view = comparison_of(compared(other=other), texts=True)
    axial = mixed(view, mode=Mode.DIFFERENCE)
    assert "needs two CTs" in axial.words.message


def test_the_narrowest_bar_cuts_no_button(comparison_of):
    view = comparison_of(compared(), size=(480, 400), texts=True)
    for mode in Mode:
        mixed(view, mode=mode)
        for button in (*view.bar.modes.buttons, view.bar.outlines):
            assert button.width() >= button.sizeHint().width()
            assert view.bar.rect().contains(button.mapTo(view.bar, button.rect().center()))
