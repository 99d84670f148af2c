"""The acceptance checklist's lines on images and dose (6 to 23): which test holds each, and those that were missing."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.display import OUTSIDE
from reirrad_gui.session.shown import ShownStructure
from reirrad_gui.ui.overlay.legend import legend
from reirrad_gui.ui.overlay.look import Look, Scale
from reirrad_gui.ui.overlay.pictures import Ask
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.strokes import course_colour
from reirrad_gui.ui.overlay.texts import unit_text
from reirrad_gui.volume.grid import Grid
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_2
from tests.ui.overlay.conftest import drag, wheel
from tests.ui.overlay.test_widget import words_of

HERE = Path(__file__).parent
LINES = {
    6: (
        "test_plane_view::test_the_wheel_moves_exactly_one_slice_and_ten_with_shift",
        "test_plane_view::test_at_the_ends_the_wheel_stops_without_wrapping",
    ),
    7: ("test_plane_view::test_ctrl_and_wheel_zoom_about_the_cursor",),
    8: (
        "test_plane_view::test_a_middle_drag_moves_the_picture_with_the_hand",
        "test_plane_view::test_a_double_click_enlarges_a_plane_and_another_brings_all_back",
        "test_plane_view::test_r_and_esc_reset_zoom_position_and_window",
    ),
    9: (
        "test_plane_view::test_a_right_drag_changes_window_and_level_and_says_them_live",
        "test_plane_view::test_a_right_click_without_a_drag_opens_the_menu",
    ),
    10: (
        "test_plane_view::test_number_keys_apply_the_ct_presets",
        "test_widget::test_the_menu_lists_presets_with_their_keys_and_the_images",
        "test_pixels::test_the_presets_are_those_of_common_viewers",
    ),
    11: (
        "test_planes::test_letters_stand_on_the_patients_sides_in_every_position",
        "test_planes::test_an_oblique_series_keeps_its_own_axes_and_its_letters_say_so",
        "test_checklist_images::test_the_letters_are_painted_at_their_sides",
    ),
    12: ("test_plane_view::test_a_click_is_one_patient_point_for_all_three_planes",),
    14: (
        "test_checklist_images::test_the_probe_says_hu_dose_fractions_eqd2_bed_and_structures",
        "test_checklist_images::test_beyond_a_grid_the_probe_says_outside_and_never_zero",
    ),
    15: (
        "test_widget::test_wash_and_isodoses_are_shown_alone_or_together",
        "test_widget::test_opacity_threshold_and_levels_stand_in_the_legend",
        "test_checklist_images::test_wash_and_lines_are_painted_alone_and_together",
        "test_checklist_images::test_opacity_goes_from_nothing_to_nothing_but_wash",
        "test_pictures::test_the_wash_ends_at_its_threshold",
    ),
    16: (
        "test_tools::test_levels_in_percent_of_a_value_of_ones_own",
        "test_tools::test_percent_levels_follow_their_prescription_when_alpha_beta_changes",
        "test_widget::test_levels_in_percent_name_their_reference_and_stay_where_they_were",
        "test_checklist_images::test_the_unit_is_part_of_every_isodose_label",
    ),
    17: (
        "test_tools::test_two_isodose_sets_differ_by_line_style_colour_and_mark",
        "test_tools::test_the_legend_says_which_lines_are_whose",
        "test_checklist_images::test_two_courses_isodoses_are_painted_in_their_colours_with_gaps_of_their_own",
    ),
    18: (
        "test_pictures::test_an_isodose_of_a_linear_dose_lies_on_the_line_that_the_formula_gives",
        "test_pictures::test_an_isodose_is_painted_within_a_tenth_of_a_voxel",
        "test_pictures::test_the_colours_of_the_wash_lie_within_a_tenth_of_a_voxel",
    ),
    19: ("test_widget::test_a_dose_of_another_frame_without_registration_is_not_drawn_and_a_sentence_says_why",),
    20: (
        "test_texts::test_the_scale_bar_is_a_round_length_that_fits",
        "test_tools::test_a_distance_is_that_of_the_formula_in_every_plane",
        "test_checklist_images::test_the_scale_bar_is_as_long_as_it_says",
    ),
    21: (
        "test_pictures::test_a_prepared_slice_needs_no_more_work",
        "test_widget::test_a_slice_turned_to_is_painted_from_what_was_made_ready",
        "test_checklist_images::test_isodoses_are_traced_on_the_doses_own_points_once_for_each_slice",
        "test_checklist_images::test_the_plane_in_hand_is_painted_before_the_others",
    ),
    22: (
        "test_widget::test_structures_are_shown_hidden_and_shown_alone",
        "test_tools::test_a_structure_is_filled_as_strongly_as_its_slider_says_and_no_other",
        "test_pictures::test_a_line_is_as_wide_at_any_scale_of_the_screen",
        "test_checklist_images::test_each_structure_of_the_list_can_be_hidden_by_itself",
    ),
    23: (
        "test_checklist_images::test_the_bars_of_hu_and_dose_say_unit_and_range",
        "test_widget::test_m_goes_to_the_highest_dose_of_what_is_shown",
    ),
}
"""Line of the checklist: the tests that hold it. Speed (21) is measured by `run.py bench slice`, not asserted.
Views of courses side by side (13) have a file of their own."""


def test_every_line_on_images_is_held_by_tests_that_exist():
    claims = {
        f"{path.stem}::{node.name}"
        for path in HERE.glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert set(LINES) == {*range(6, 24)} - {13}
    assert [test for tests in LINES.values() for test in tests if test not in claims] == []


@pytest.fixture
def settled(qtbot):
    """Waits until probe and legend stand."""

    def wait(view):
        qtbot.waitUntil(lambda: not view._probing.isActive() and not view._following.isActive())
        return view

    return wait


def bare(look, **changes):
    """Nothing but image and dose."""
    return replace(look, crosshair=False, texts=False, course_lines=False, hidden=frozenset({"set/1/Box"}), **changes)


def session_known_everywhere(formulas=(case.affine,)):
    """Courses in 5 fractions whose dose is known all over the image, so that nothing is hatched."""
    grid = Grid.axis_aligned((-66.0, -96.0, -45.0), (2.7, 2.5), 2.5 * np.arange(68), columns=60, rows=64)
    courses = (case.course(n, case.dose_on(grid, f), 5, FRAME_2) for n, f in enumerate(formulas, start=1))
    return case.SessionOf(case.display(tuple(courses), ()))


def shot_of(view):
    return view.area.planes[Plane.AXIAL].grab().toImage()


def coloured(shot):
    """Share of pixels that are no grey."""
    colours = [shot.pixelColor(x, y) for x in range(0, shot.width(), 3) for y in range(0, shot.height(), 3)]
    return sum(max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) > 12 for c in colours) / len(
        colours
    )


def test_the_letters_are_painted_at_their_sides(overlay_of):
    # head first supine, axial: the patient's right on the left of the picture, their front above
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    assert axial.pictures.stack.side_letters() == ("R", "L", "A", "P")
    view._adopt(bare(view.look, wash=False, isodoses=False))
    without = axial.grab().toImage()
    view._adopt(replace(view.look, texts=True))
    lettered = axial.grab().toImage()
    middle, left = axial.height() // 2, range(4, 30)
    assert any(lettered.pixel(x, y) != without.pixel(x, y) for x in left for y in range(middle - 12, middle + 12))


def test_the_probe_says_hu_dose_fractions_eqd2_bed_and_structures(overlay_of, selection, settled):
    # both doses 30 + 0.1 x + 0.05 y + 0.02 z in their own frame; at (0, −30, 0) course 2 has 28.5 Gy in 5: EQD2 at
    # α/β 3 28.5 (5.7 + 3) / 5 = 49.59, BED 28.5 (1 + 5.7 / 3) = 82.65; course 1, 10 mm to the right, 27.5 Gy in 3:
    # 27.5 (9.1667 + 3) / 5 = 66.92, BED 27.5 (1 + 9.1667 / 3) = 111.53
    view = overlay_of()
    selection.select_point((0.0, -30.0, 0.0), FRAME_2)
    first, eqd2, bed, structures = settled(view).words.probe
    assert first.split(" · ")[0].endswith(" HU")
    assert first.split(" · ")[1:] == ["Course 1 27.5 Gy in 3", "Course 2 28.5 Gy in 5"]
    assert eqd2 == "EQD2 (α/β 3 Gy): 66.9 + 49.6 = 116.5 Gy"
    assert bed == "BED (α/β 3 Gy): 111.5 + 82.7 = 194.2 Gy"
    assert structures == "Box"


def test_beyond_a_grid_the_probe_says_outside_and_never_zero(overlay_of, selection, settled):
    view = overlay_of()
    selection.select_point((60.0, -30.0, 0.0), FRAME_2)
    lines = settled(view).words.probe
    assert f"Course 2 {OUTSIDE}" in lines[0]
    assert not any(" 0.0 Gy" in line for line in lines)


def test_wash_and_lines_are_painted_alone_and_together(overlay_of):
    view = overlay_of(session_known_everywhere())
    shares = {}
    for wash in (False, True):
        for lines in (False, True):
            view._adopt(bare(view.look, wash=wash, isodoses=lines))
            shares[wash, lines] = coloured(shot_of(view))
    assert shares[False, False] == 0.0
    assert 0.0 < shares[False, True] < 0.2 < shares[True, False]
    assert shares[True, True] >= shares[True, False] - 0.02


def test_opacity_goes_from_nothing_to_nothing_but_wash(overlay_of):
    view = overlay_of(session_known_everywhere())
    axial = view.area.planes[Plane.AXIAL]
    place = QPointF(*axial.viewport.to_px(0.0, -40.0)).toPoint()
    seen = {}
    for opacity in (0.0, 0.5, 1.0):
        view._adopt(bare(view.look, isodoses=False, wash=True, opacity=opacity))
        seen[opacity] = shot_of(view).pixelColor(place)
    view._adopt(bare(view.look, isodoses=False, wash=False))
    grey = shot_of(view).pixelColor(place)
    assert seen[0.0] == grey
    for low, half, high in zip(grey.getRgb()[:3], seen[0.5].getRgb()[:3], seen[1.0].getRgb()[:3], strict=True):
        assert half == pytest.approx((low + high) / 2, abs=2)
    view._adopt(bare(view.look, wash=True, opacity=1.0, window=replace(view.look.window, level=900.0)))
    assert shot_of(view).pixelColor(place) == seen[1.0]  # the image no longer shows through


@pytest.mark.parametrize(
    ("quantity", "alpha_beta_gy", "label"),
    [
        (Quantity.PHYSICAL, 3.0, "60 Gy"),
        (Quantity.EQD2, 3.0, "60 EQD2₃"),
        (Quantity.EQD2, 2.5, "60 EQD2(2.5)"),
        (Quantity.BED, 10.0, "60 BED₁₀"),
    ],
)
def test_the_unit_is_part_of_every_isodose_label(quantity, alpha_beta_gy, label):
    scale, unit = Scale(70.0, 5.0, (60.0,)), unit_text(quantity, alpha_beta_gy)
    assert scale.line_label(60.0, unit) == label
    look = Look(shown=0, quantity=quantity, alpha_beta_gy=alpha_beta_gy).with_scale(scale)
    said = legend(case.display(), look, (), (), unknown=False)
    assert f"isodoses {label}" in said.words
    assert said.title[0] == f"{look.quantity_label}, Gy"


def test_two_courses_isodoses_are_painted_in_their_colours_with_gaps_of_their_own(overlay_of, selection):
    # course 1 has 0.5 Gy per mm to the left and 40 Gy at x = 0; course 2 at x = 20: two straight lines of 40 Gy
    def rising(to):
        return lambda p: np.clip(40.0 + 0.5 * (p[..., 0] - to), 0, None)

    view = overlay_of(session_known_everywhere((rising(0.0), rising(20.0))))
    selection.select_course(0)
    view._adopt(
        bare(replace(view.look, quantity=Quantity.PHYSICAL), wash=False, second=1).with_scale(Scale(60, 1, (40,)))
    )
    axial = view.area.planes[Plane.AXIAL]
    shot, painted = axial.grab().toImage(), {}
    for course, x_mm in ((0, 0.0), (1, 20.0)):
        wanted = QColor(course_colour(course))
        x = round(axial.viewport.to_px(x_mm, 0.0)[0] - 0.5)
        near = [
            any(
                sum(abs(a - b) for a, b in zip(shot.pixelColor(x + dx, y).getRgb(), wanted.getRgb(), strict=True)) < 110
                for dx in (-1, 0, 1)
            )
            for y in range(round(axial.viewport.to_px(0.0, -75.0)[1]), round(axial.viewport.to_px(0.0, 15.0)[1]))
        ]
        painted[course] = sum(near) / len(near)
    assert 0.5 < painted[0] < 0.85  # 10 of 15 pixels: dashes
    assert 0.15 < painted[1] < 0.6  # 2.5 of 6.5 pixels: dots


def test_the_scale_bar_is_as_long_as_it_says(overlay_of):
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    view._adopt(replace(bare(view.look, wash=False, isodoses=False), texts=True))
    for clicks in (0, 2, 3):
        wheel(axial, clicks, modifiers=Qt.KeyboardModifier.ControlModifier)
        row = axial.height() - 11
        shot = axial.grab().toImage()
        light = [shot.pixelColor(x, row).lightness() > 140 for x in range(axial.width() // 2)]
        first = light.index(True)
        length_mm = light[first:].index(False) / axial.viewport.px_per_mm
        # the bar's own numbers: 1, 2, 5 times a power of ten, to within the width of its end strokes
        assert min(abs(length_mm - mm) for mm in (1, 2, 5, 10, 20, 50, 100, 200)) < 3.0 / axial.viewport.px_per_mm


def test_isodoses_are_traced_on_the_doses_own_points_once_for_each_slice(overlay_of):
    view = overlay_of()
    pictures = view.area.planes[Plane.AXIAL].pictures
    ask = Ask(1, Quantity.PHYSICAL, 3.0)
    found = pictures.dose(9, ask)
    assert found.dose_gy.shape < (80, 80)  # not on the 512 or 900 points of a screen
    assert (found.at.step_right_mm, found.at.step_down_mm) == (2.5, 2.5)  # the spacing of the dose grid
    eleven = tuple(float(gy) for gy in range(20, 42, 2))
    first = pictures.levels(9, ask, eleven)
    before = pictures.work_done
    assert pictures.levels(9, ask, eleven) is first
    assert pictures.work_done == before


def test_the_plane_in_hand_is_painted_before_the_others(overlay_of, qtbot):
    view = overlay_of()
    axial, sagittal = view.area.planes[Plane.AXIAL], view.area.planes[Plane.SAGITTAL]
    drag(axial, Qt.MouseButton.LeftButton, QPointF(200, 200), QPointF(260, 200))
    assert not axial._behind
    assert sagittal._behind  # it stands on its new slice already, and is painted a moment later
    assert sagittal.number == sagittal.pictures.stack.slice_at(view.point_mm)
    qtbot.waitUntil(lambda: not sagittal._behind)


def test_each_structure_of_the_list_can_be_hidden_by_itself(overlay_of):
    side = ShownStructure("set/2/Side", case.box("Side", 2, (25, -50, -20), (45, -10, 20)), FRAME_2)
    shown = case.display(structures=[ShownStructure("set/1/Box", case.box(), FRAME_2), side])
    view = overlay_of(case.SessionOf(shown))
    names = view.structure_list.findChild(QListWidget, "first")
    names.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert view.look.hidden == {"set/1/Box"}
    assert view.look.draws("set/2/Side")


def test_the_bars_of_hu_and_dose_say_unit_and_range(overlay_of, settled):
    view = overlay_of()
    words = settled(view).words
    assert words.greys == ("−160", "240 HU")
    top = view.look.scale.top_gy
    assert f"colour wash from {view.look.scale.threshold_gy:g} Gy, opacity 45%, scale to {top:g} Gy" in words_of(view)
    QTest.keyClick(view.area.planes[Plane.AXIAL], Qt.Key.Key_4)
    assert settled(view).words.greys == ("−770", "1730 HU")  # bone: 2500 wide around 480
