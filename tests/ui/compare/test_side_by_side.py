"""Courses and their sum side by side: what is linked, what is not, what each says."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.shown import ShownCourse, ShownPhase
from reirrad_gui.ui.compare.arrangement import at_first
from reirrad_gui.ui.compare.marks import mark_top
from reirrad_gui.ui.compare.side_legend import STRIP_PX
from reirrad_gui.ui.overlay.captions import image_font
from reirrad_gui.ui.overlay.pixels import Window
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.texts import DISPLAY_ONLY, NOT_APPROVED, NOT_CONFIRMED
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL, SHIPPED
from reirrad_gui.volume.image import Image
from tests.support import overlay_case as case
from tests.support.compared_case import OTHER_UID, REFERENCE_UID, even, grid
from tests.support.overlay_case import FRAME_1, FRAME_2
from tests.support.windows import shown, window_of
from tests.ui.overlay.conftest import drag, wheel

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def side_of(qtbot):
    """The overlay of a display, its courses side by side."""
    made = []

    def make(display=None, size=(1000, 700)):
        place = next(place for place in SHIPPED if place.name == CENTRAL)
        overlay = place.make(Selection(), Theme.dark())
        qtbot.addWidget(overlay)
        made.append(overlay)
        overlay.resize(*size)
        overlay.show()
        with qtbot.waitSignal(overlay.runner.settled, timeout=10_000):
            overlay.show_session(case.SessionOf(display))
        qtbot.waitUntil(lambda: not overlay.runner.busy)
        QTest.keyClick(overlay.area.planes[Plane.AXIAL], Qt.Key.Key_V)
        side = overlay.pages.page
        qtbot.waitUntil(lambda: not side._wording.isActive())
        return overlay, side

    yield make
    for overlay in made:
        overlay.runner.close()
        overlay.pages.widget(1).runner.close()


@pytest.fixture
def settle(qtbot):
    """Wait until every view has followed and the words are there."""

    def wait(side):
        qtbot.waitUntil(lambda: not side._following.isActive() and not side._wording.isActive())

    return wait


def two_cts(other=None, mm=(10.0, 0.0, 0.0), approved=False, registrations=None):
    """Both courses with a CT of their own: 0 HU the reference, 200 HU course 1."""
    pictures = {REFERENCE_UID: even(0), OTHER_UID: other or even(200)}
    images = (case.series(REFERENCE_UID, FRAME_2), case.series(OTHER_UID, FRAME_1))
    links = (case.shift_registration(mm, approved),) if registrations is None else registrations
    return case.display(
        registrations=links, structures=[], images=images, default=REFERENCE_UID,
        load=lambda one, _: pictures[one.uid],
    )  # fmt: skip


def bare(overlay):
    overlay._adopt(replace(overlay.look, wash=False, isodoses=False, crosshair=False, texts=False))


def middle(plane):
    return plane.grab().toImage().pixelColor(plane.width() // 2 + 7, plane.height() // 2 + 7).red()


def test_every_course_and_their_sum_have_a_view_with_name_quantity_and_alpha_beta(side_of):
    _, side = side_of()
    assert [view.shown for view in side.views] == [0, 1, None]
    assert [view.heading.text for view in side.views] == [
        "Course 1 · EQD2 (α/β 3 Gy), Gy", "Course 2 · EQD2 (α/β 3 Gy), Gy", "Accumulated · EQD2 (α/β 3 Gy), Gy",
    ]  # fmt: skip
    assert [view.plane._look.shown for view in side.views] == [0, 1, None]


def test_the_legend_that_serves_all_says_quantity_levels_and_what_is_unknown(side_of):
    _, side = side_of(size=(700, 700))  # two by two: a place is left for it
    assert side.legend.isVisible()
    assert not any(plane.has_legend for plane in side.planes)
    said = side.legend.accessibleName()
    for words in ("EQD2 (α/β 3 Gy), Gy", "isodoses", "dose unknown here", NOT_APPROVED):
        assert words in said


def test_three_in_a_row_have_their_legend_in_a_strip_below(side_of):
    _, side = side_of(size=(1000, 400))
    assert side.legend.isVisible()
    assert side.legend.height() == STRIP_PX
    assert side.legend.width() > 900
    assert not any(plane.has_legend for plane in side.planes)


def test_an_enlarged_view_carries_the_legend_itself(side_of):
    _, side = side_of(size=(600, 400))
    QTest.keyClick(side.planes[2], Qt.Key.Key_F11)
    assert not side.legend.isVisible()
    assert side.planes[2].has_legend
    assert "EQD2 (α/β 3 Gy), Gy" in side.planes[2].words.legend.words


@pytest.mark.parametrize("width", [180, 220, 330, 700])
def test_the_mark_of_a_registration_never_covers_the_letter_of_the_side(qtbot, width):
    # the letter stands in the middle of the upper edge, at most 8 + 18 + 16 = 42 pixels down
    top = mark_top(NOT_APPROVED, width)
    reaches = 4 + 12 + QFontMetricsF(image_font(11, bold=True)).horizontalAdvance(NOT_APPROVED)
    assert reaches < width / 2 - 6 or top >= 42


def test_the_physical_sum_is_for_display_only(side_of, settle):
    overlay, side = side_of()
    overlay._choose_quantity(Quantity.PHYSICAL)
    settle(side)
    assert DISPLAY_ONLY in side.views[2].heading.text
    assert DISPLAY_ONLY not in side.views[0].heading.text


def test_each_view_reads_its_own_dose_at_the_crosshair(side_of, settle):
    overlay, side = side_of()
    overlay._choose_quantity(Quantity.PHYSICAL)
    overlay._move_to(np.array([0.0, -50.0, 0.0]))
    settle(side)
    # 30 + 0.1 x + 0.05 y + 0.02 z: course 2 at (0, -50, 0) 27.5 Gy; course 1 10 mm to the right of it 26.5 Gy
    assert side.views[0].plane.words.probe == ("physical dose 26.5 Gy",)
    assert side.views[1].plane.words.probe == ("physical dose 27.5 Gy",)
    assert side.views[2].plane.words.probe == ()  # no figure is given for a physical sum


def test_linked_views_turn_slices_together(side_of, settle):
    overlay, side = side_of()
    before = side.planes[0].number
    wheel(side.planes[0], -3)
    settle(side)
    assert [plane.number for plane in side.planes] == [before - 3] * 3
    assert overlay.area.planes[Plane.AXIAL].number == before - 3


def test_linked_views_zoom_and_move_together(side_of):
    _, side = side_of()
    wheel(side.planes[1], 2, modifiers=CTRL)
    drag(side.planes[1], MIDDLE, QPointF(100, 100), QPointF(130, 90))
    one, other = side.planes[1].viewport, side.planes[0].viewport
    assert (other.px_per_mm, other.centre_right_mm, other.centre_down_mm) == (
        one.px_per_mm, one.centre_right_mm, one.centre_down_mm,
    )  # fmt: skip


def test_linked_views_share_window_and_crosshair(side_of, settle):
    overlay, side = side_of()
    drag(side.planes[2], RIGHT, QPointF(100, 100), QPointF(150, 100))
    assert overlay.look.window.width == 450.0  # 400 wide, 1 HU a pixel, 50 pixels to the right
    assert {plane._look.window for plane in side.planes} == {overlay.look.window}
    drag(side.planes[0], LEFT, QPointF(90, 80), QPointF(90, 80))
    settle(side)
    for plane in side.planes:
        assert plane._cursor.tolist() == overlay.point_mm.tolist()


def test_unlinked_views_leave_each_other_alone(side_of, settle):
    overlay, side = side_of()
    QTest.keyClick(side.planes[0], Qt.Key.Key_L)
    assert not side.bar.linked.isChecked()
    ports = [plane.viewport for plane in side.planes]
    numbers, window, point = [plane.number for plane in side.planes], overlay.look.window, overlay.point_mm.tolist()
    wheel(side.planes[0], 2)
    wheel(side.planes[0], 2, modifiers=CTRL)
    drag(side.planes[0], RIGHT, QPointF(100, 100), QPointF(150, 100))
    drag(side.planes[0], LEFT, QPointF(90, 80), QPointF(90, 80))
    settle(side)
    assert side.planes[0].number == numbers[0] + 2
    assert side.planes[0].viewport.px_per_mm > ports[0].px_per_mm
    assert side.planes[0]._look.window.width == 450.0
    for other in (1, 2):
        assert side.planes[other].number == numbers[other]
        assert side.planes[other].viewport == ports[other]
        assert side.planes[other]._look.window == window
        assert side.planes[other]._cursor.tolist() == point
    assert (overlay.look.window, overlay.point_mm.tolist()) == (window, point)


def test_linking_again_brings_the_views_together(side_of, settle):
    overlay, side = side_of()
    side.planes[0].setFocus()
    QTest.keyClick(side.planes[0], Qt.Key.Key_L)
    wheel(side.planes[0], 3)
    wheel(side.planes[0], 2, modifiers=CTRL)
    side.bar.linked.click()
    settle(side)
    assert len({plane.number for plane in side.planes}) == 1
    assert len({plane.viewport.px_per_mm for plane in side.planes}) == 1
    assert {plane._look.window for plane in side.planes} == {overlay.look.window}


def test_the_plane_is_switched_in_all_views(side_of):
    _, side = side_of()
    QTest.keyClick(side.planes[0], Qt.Key.Key_A)
    assert {plane.pictures.stack.plane for plane in side.planes} == {Plane.SAGITTAL}
    side.bar.planes.buttons[2].click()
    assert {plane.pictures.stack.plane for plane in side.planes} == {Plane.CORONAL}


def test_a_view_says_why_it_shows_no_dose(side_of, settle):
    _, side = side_of(two_cts(registrations=()))
    settle(side)
    assert "no registration links the two" in side.views[0].plane.words.message
    assert side.views[1].plane.words.message == ""
    assert "would leave out a course" in side.views[2].plane.words.message
    assert side.views[0].plane.words.legend is None


def test_the_view_of_a_sum_without_a_letter_says_at_least(side_of, settle):
    letter = ShownCourse("Course 1", None, (ShownPhase("letter", None, 3),), from_letter="letter")
    _, side = side_of(case.display((letter, case.two_courses()[1])))
    settle(side)
    accumulated = side.views[-1]
    assert accumulated.plane._mark == "▲ at least"
    assert accumulated.heading._name == "Accumulated, at least"
    assert "without Course 1 (letter), whose dose is on no image" in accumulated.heading._what
    assert accumulated.plane.words.probe[0].startswith("EQD2 ≥ ")
    assert [view.plane._mark for view in side.views[:-1]] == ["", ""]


@pytest.mark.parametrize("approved", [False, True])
def test_only_views_that_need_an_unapproved_registration_are_marked(side_of, approved):
    _, side = side_of(two_cts(approved=approved))
    mark = "" if approved else NOT_APPROVED
    assert [view.plane._mark for view in side.views] == [mark, "", mark]


def test_views_of_a_course_whose_fractions_nobody_confirmed_are_marked_on_a_line_of_their_own(side_of, settle):
    first, second = case.two_courses()
    doubtful = replace(first, phases=(replace(first.phases[0], in_doubt=True),))
    _, side = side_of(case.display((doubtful, second)))
    settle(side)
    both = f"{NOT_CONFIRMED}\n{NOT_APPROVED}"
    assert [view.plane._mark for view in side.views] == [both, "", both]
    marked = side.planes[0]
    left, top = marked._mark_place()
    one_line = QFontMetricsF(image_font(11, bold=True)).horizontalAdvance(NOT_CONFIRMED)
    assert left + one_line <= marked.width()  # whole, not cut
    assert top + 2 * 19 <= marked.height()


def test_the_reference_ct_lies_under_every_dose_until_own_cts_are_asked_for(side_of, qtbot):
    # soft tissue: 0 HU is grey 102, 200 HU grey 230
    overlay, side = side_of(two_cts())
    bare(overlay)
    assert [middle(plane) for plane in side.planes] == [102, 102, 102]
    QTest.keyClick(side.planes[0], Qt.Key.Key_O)
    qtbot.waitUntil(lambda: not side.runner.busy and not side._wording.isActive())
    assert [middle(plane) for plane in side.planes] == [230, 102, 102]
    assert "own CT" in side.views[0].heading.text
    assert "reference CT" in side.views[1].heading.text


def test_an_own_ct_is_cut_along_the_same_patient_plane(side_of, qtbot):
    # bright left of x = 0 in frame 1, which lies 10 mm further left in the reference's frame
    half = grid()
    columns = half.points(np.arange(60), np.zeros(60), np.zeros(60))[:, 0]
    values = np.broadcast_to(np.where(columns > 0, 200, 0), half.shape).astype(np.int16)
    overlay, side = side_of(two_cts(other=Image(half, values)))
    bare(overlay)
    side.choose_own_ct(True)
    qtbot.waitUntil(lambda: not side.runner.busy)
    plane = side.planes[0]
    picture = plane.grab().toImage()
    seen = [picture.pixelColor(*(round(v) for v in plane.viewport.to_px(mm, 0.0))).red() for mm in (5.0, 15.0)]
    assert seen == [102, 230]


def test_a_course_without_images_keeps_the_reference_ct_and_says_so(side_of):
    overlay, side = side_of()  # only the reference has an image
    side.choose_own_ct(True)
    side._show_words()
    assert "no CT of its own here: reference CT" in side.views[0].heading.text
    assert side.planes[0].pictures is overlay.area.planes[Plane.AXIAL].pictures


def test_more_than_three_courses_begin_with_three_and_their_sum_and_the_rest_is_picked(side_of):
    assert at_first((0, 1, 2, 3, 4, None)) == (0, 1, 2, None)
    base = case.two_courses()
    courses = (*base, *(case.course(n, base[1].phases[0].field, 5, FRAME_2) for n in (3, 4, 5)))
    _, side = side_of(case.display(courses))
    assert [view.shown for view in side.views] == [0, 1, 2, None]
    side.bar.menu.actions()[4].trigger()
    assert [view.shown for view in side.views] == [0, 1, 2, 4, None]
    for number in (0, 1, 2, 4):
        side.bar.menu.actions()[number].trigger()
    assert [view.shown for view in side.views] == [None]
    assert not side.bar.menu.actions()[5].isEnabled()  # the last one stays


def test_the_list_of_keys_names_those_of_the_views_side_by_side(side_of):
    overlay, _ = side_of()
    keys = {group.title: [one.keys for one in group.bindings] for group in overlay.bindings}
    assert keys["Doses side by side"][:4] == ["V", "A", "L", "O"]
    assert "V" in keys["Dose images"]


def test_a_distance_is_measured_in_one_view_and_seen_in_all(side_of):
    _, side = side_of()
    QTest.keyClick(side.planes[0], Qt.Key.Key_D)
    drag(side.planes[0], LEFT, QPointF(60, 60), QPointF(60, 60))
    drag(side.planes[0], LEFT, QPointF(150, 180), QPointF(150, 180))
    # 90 and 120 pixels apart: 150 pixels, in mm by the magnification
    lengths = {round(plane._ruler.length_mm, 3) for plane in side.planes}
    assert lengths == {round(150.0 / side.planes[0].viewport.px_per_mm, 3)}
    QTest.keyClick(side.planes[0], Qt.Key.Key_Escape)
    assert {plane._ruler for plane in side.planes} == {None}


def test_one_view_is_enlarged_and_the_others_come_back(side_of):
    _, side = side_of()
    QTest.keyClick(side.planes[1], Qt.Key.Key_F11)
    assert [view.isVisible() for view in side.views] == [False, True, False]
    QTest.keyClick(side.planes[1], Qt.Key.Key_F11)
    assert all(view.isVisible() for view in side.views)


def test_the_key_and_the_button_lead_back_to_three_planes(side_of):
    overlay, side = side_of()
    QTest.keyClick(side.planes[0], Qt.Key.Key_V)
    assert overlay.pages.page is None
    assert overlay.area.isVisible()
    overlay.pages.switch()
    side.findChild(QToolButton, "back to three planes").click()
    assert overlay.area.isVisible()


def test_the_courses_side_by_side_are_found_again_at_the_next_start_and_reset_leads_back(tmp_path, qtbot):
    first = shown(window_of(tmp_path, qtbot, real=(CENTRAL,)), qtbot)
    assert json.loads(first.stage.widget(CENTRAL).saved_state())["page"] == 0
    first.switch_side_by_side()
    first.close()
    second = shown(window_of(tmp_path, qtbot, real=(CENTRAL,)), qtbot)
    overlay = second.stage.widget(CENTRAL)
    assert overlay.pages.page is not None
    second.reset_layout()
    assert overlay.pages.page is None
    overlay.restore_state("what another version may have kept")
    assert overlay.pages.page is None


def test_what_was_found_again_shows_the_case_that_is_opened_and_takes_no_keyboard(qtbot):
    place = next(place for place in SHIPPED if place.name == CENTRAL)
    overlay = place.make(Selection(), Theme.dark())
    qtbot.addWidget(overlay)
    overlay.restore_state("1")
    overlay.show()
    assert not overlay.pages.page.isAncestorOf(QApplication.focusWidget() or overlay)
    with qtbot.waitSignal(overlay.runner.settled, timeout=10_000):
        overlay.show_session(case.SessionOf())
    side = overlay.pages.page
    qtbot.waitUntil(lambda: not side._wording.isActive() and len(side.views) == 3)
    assert all(view.plane.pictures is not None for view in side.views)
    overlay.runner.close()
    side.runner.close()


def test_a_change_of_the_case_reaches_every_view(side_of):
    overlay, side = side_of(two_cts(mm=(0.0, 0.0, 0.0)))
    session = overlay._session
    session.display = session.display.with_registration(case.shift_registration((10.0, 0.0, 0.0), approved=True))
    overlay.refresh()
    side._show_words()
    assert [view.plane._mark for view in side.views] == ["", "", ""]


def test_a_window_of_one_view_alone_takes_presets(side_of):
    overlay, side = side_of()
    side.link(False)
    QTest.keyClick(side.planes[1], Qt.Key.Key_4)  # bone: 2500 / 480
    assert side.planes[1]._look.window == Window(2500, 480)
    assert side.planes[0]._look.window == overlay.look.window != Window(2500, 480)


@pytest.mark.parametrize("size", [(670, 440), (1000, 700)])
def test_no_button_is_cut_at_the_sizes_the_window_gives(side_of, size):
    _, side = side_of(size=size)
    for button in side.bar.findChildren(QToolButton):
        assert button.width() >= button.sizeHint().width() or button.width() >= button.minimumSizeHint().width()
        assert side.bar.rect().contains(
            button.geometry().translated(
                button.parentWidget().mapTo(side.bar, button.parentWidget().rect().topLeft())
                if button.parentWidget() is not side.bar
                else side.bar.rect().topLeft()
            )
        )
