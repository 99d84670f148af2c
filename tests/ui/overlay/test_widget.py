"""The overlay as a whole: choices, selection, background reading, what is said when something cannot be drawn."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import DicomError
from reirrad_gui.session.shown import ShownCourse, ShownPhase, ShownStructure
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.overlay.pictures import Ask
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.texts import DISPLAY_ONLY, NOT_APPROVED, UNKNOWN_HERE
from reirrad_gui.ui.overlay.widget import NOTHING, STOPPED, OverlayView
from reirrad_gui.ui.theme import Theme
from tests.support import overlay_case as case
from tests.support.assessments import organ
from tests.support.overlay_case import FRAME_1, FRAME_2
from tests.ui.overlay.conftest import drag, wheel

EQD2, PHYSICAL, BED = Quantity.EQD2, Quantity.PHYSICAL, Quantity.BED


@pytest.fixture
def settled(qtbot):
    """Waits until the probe has been read."""

    def wait(view):
        qtbot.waitUntil(lambda: not view._probing.isActive() and not view._searcher.busy)
        return view

    return wait


def words_of(view):
    """Legend and probe of the large plane."""
    words = view.words
    return (*words.probe, *(words.legend.words if words.legend else ()), words.message)


# --- what is chosen -------------------------------------------------------------------------------------------------


def test_one_button_per_course_and_one_for_the_sum(overlay_of):
    view = overlay_of()
    assert view.bar.shown.texts == ("Course 1", "Course 2", "Accumulated")
    assert view.bar.shown.chosen_number == 2


def test_a_single_course_needs_no_sum(overlay_of):
    first, _ = case.two_courses()
    view = overlay_of(case.SessionOf(case.display((replace(first, frame_uid=FRAME_2),), ())))
    assert view.bar.shown.texts == ("Course 1",)
    assert view.look.shown == 0


def test_choosing_a_course_is_shared_and_comes_back_from_others(overlay_of, selection, settled):
    view = overlay_of()
    QTest.mouseClick(view.bar.shown.buttons[0], Qt.MouseButton.LeftButton)
    assert selection.course == 0
    assert "Course 1" in settled(view).words.legend.title
    selection.select_course(None)
    assert view.bar.shown.chosen_number == 2
    assert "accumulated" in view.words.legend.title


@pytest.mark.parametrize(
    ("number", "label"), [(0, "physical dose, Gy"), (1, "EQD2 (α/β 3 Gy), Gy"), (2, "BED (α/β 3 Gy), Gy")]
)
def test_the_quantity_with_its_alpha_beta_is_in_the_legend(overlay_of, settled, number, label):
    view = overlay_of()
    QTest.mouseClick(view.bar.quantity.buttons[number], Qt.MouseButton.LeftButton)
    assert settled(view).words.legend.title[0] == label
    assert view.bar.alpha_beta.isEnabled() == (number > 0)


def test_accumulated_physical_dose_is_marked_display_only(overlay_of, settled):
    view = overlay_of()
    view.bar.quantity_chosen.emit(PHYSICAL)
    assert DISPLAY_ONLY in words_of(settled(view))


def test_alpha_beta_is_an_edit_of_the_session_and_reaches_every_label(overlay_of, settled):
    session = case.SessionOf()
    view = overlay_of(session)
    view.bar.alpha_beta.setValue(2.0)
    assert session.labels == ["Set α/β of the images to 2 Gy"]
    assert session.settings.display_alpha_beta_gy == 2.0
    said = words_of(settled(view))
    assert "EQD2 (α/β 2 Gy), Gy" in said
    assert any(line.startswith("EQD2 (α/β 2 Gy):") for line in said)


def test_changing_alpha_beta_changes_neither_slice_nor_scale_nor_window(overlay_of):
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    wheel(axial, -4)
    before = (axial.number, view.look.scales, view.look.window, axial.viewport)
    view.bar.alpha_beta.setValue(10.0)
    assert (axial.number, view.look.scales, view.look.window, axial.viewport) == before


def test_switching_between_doses_changes_nothing_else(overlay_of, selection):
    view = overlay_of()
    before = view.look
    for course in (0, 1, None):
        selection.select_course(course)
    assert view.look == before


def test_the_scale_of_a_quantity_reaches_the_highest_of_all_its_doses(overlay_of):
    display = case.display()
    view = overlay_of(case.SessionOf(display))
    for quantity in Quantity:
        highest = max(display.max_gy(c, quantity, 3.0) for c in (0, 1, None))
        assert highest <= view.look.scales[quantity].top_gy <= 2.1 * highest


# --- the point ------------------------------------------------------------------------------------------------------


def test_it_opens_at_the_highest_accumulated_dose(overlay_of):
    display = case.display()
    view = overlay_of(case.SessionOf(display))
    point, _ = display.hottest(None, EQD2, 3.0, FRAME_2)
    # it is a corner of the dose grid: each view opens on its nearest slice within the grid, less than one slice away
    away = np.abs(np.asarray(view.point_mm) - point)
    assert (away < (2.0, 3.0, 7.0)).all()
    assert np.isfinite(display.dose(np.asarray(view.point_mm), None, EQD2, 3.0, FRAME_2))


def test_m_goes_to_the_highest_dose_of_what_is_shown(overlay_of, selection):
    display = case.display()
    view = overlay_of(case.SessionOf(display))
    axial = view.area.planes[Plane.AXIAL]
    selection.select_course(1)
    wheel(axial, -5)
    QTest.keyClick(axial, Qt.Key.Key_M)
    assert view.point_mm == pytest.approx(display.hottest(1, EQD2, 3.0, FRAME_2)[0])


def test_a_point_is_shared_with_its_frame(overlay_of, selection, qtbot):
    view = overlay_of()
    with qtbot.waitSignal(selection.point_selected) as told:
        wheel(view.area.planes[Plane.AXIAL], -1)
    assert told.args[0] == pytest.approx(tuple(view.point_mm))
    assert told.args[1] == FRAME_2


def test_a_point_given_in_another_frame_is_brought_here(overlay_of, selection):
    view = overlay_of()
    selection.select_point((0.0, -40.0, 0.0), FRAME_1)
    assert view.point_mm == pytest.approx((10.0, -40.0, 0.0))
    selection.select_point((1.0, 2.0, 3.0), "a frame nobody linked")
    assert view.point_mm == pytest.approx((10.0, -40.0, 0.0))


def test_the_probe_reads_what_the_session_says_at_the_point(overlay_of, selection, settled):
    session = case.SessionOf()
    view = overlay_of(session)
    selection.select_point((0.0, -40.0, 0.0), FRAME_2)
    reading = session.display.probe((0.0, -40.0, 0.0), FRAME_2, 3.0, case.CT_UID)
    probe = settled(view).words.probe
    assert probe[0].startswith(reading.hu.text)
    assert all(figure.number in " ".join(probe) for _, figure in reading.figures)
    assert probe[-1] == "Box"


def test_the_probe_says_outside_the_dose_grid(overlay_of, selection, settled):
    view = overlay_of()
    selection.select_point((60.0, 40.0, 0.0), FRAME_2)
    assert "outside the dose grid" in settled(view).words.probe[0]
    assert " 0.0 Gy" not in " ".join(view.words.probe)


# --- organs ---------------------------------------------------------------------------------------------------------


def test_choosing_an_organ_outlines_it_and_goes_to_its_hottest_point(overlay_of, selection):
    hot = organ("Bladder", (20.0, 20.0), key="set/1/Box")  # its hottest point is (10, 20, 30) in frame 2
    view = overlay_of(case.SessionOf(organs=(hot,)))
    selection.select_organ("set/1/Box")
    assert view.look.chosen == "set/1/Box"
    assert view.point_mm == pytest.approx((10.0, 20.0, 30.0))


def test_an_organ_without_a_hottest_point_is_shown_at_its_middle(overlay_of, selection):
    view = overlay_of()
    selection.select_organ("set/1/Box")
    assert view.point_mm == pytest.approx((0.0, -30.0, 0.0))
    selection.select_organ("an organ that is not here")
    assert view.point_mm == pytest.approx((0.0, -30.0, 0.0))


def test_structures_are_shown_hidden_and_shown_alone(overlay_of, selection):
    shown = [ShownStructure(f"set/{n}/B", case.box(f"B{n}", n), FRAME_2) for n in range(3)]
    view = overlay_of(case.SessionOf(case.display(structures=shown)))
    listed = view.structure_list
    names = [listed._list.item(row).text() for row in range(listed._list.count())]
    assert names == ["B0", "B1", "B2"]
    listed._list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert [view.look.draws(s.key) for s in shown] == [True, False, True]
    selection.select_organ("set/2/B")
    listed.findChild(QPushButton, "no structures").click()
    assert [view.look.draws(s.key) for s in shown] == [False, False, True]  # the chosen one stays
    listed.findChild(QPushButton, "all structures").click()
    listed._solo.setChecked(True)
    assert [view.look.draws(s.key) for s in shown] == [False, False, True]
    selection.select_organ("set/0/B")
    assert [view.look.draws(s.key) for s in shown] == [True, False, False]


def test_outlines_drawn_on_another_image_begin_hidden(overlay_of):
    shown = [
        ShownStructure("a", case.box("Bladder", 1), FRAME_2),
        ShownStructure("b", case.box("Bladder", 1, frame=FRAME_1), FRAME_1),
    ]
    view = overlay_of(case.SessionOf(case.display(structures=shown)))
    assert view.look.draws("a") and not view.look.draws("b")


# --- how it is drawn ------------------------------------------------------------------------------------------------


def test_wash_and_isodoses_are_shown_alone_or_together(overlay_of, settled):
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    QTest.keyClick(axial, Qt.Key.Key_W)
    assert not view.look.wash and view.look.isodoses
    assert not any("colour wash" in word for word in words_of(settled(view)))
    QTest.keyClick(axial, Qt.Key.Key_I)
    assert view.words.legend is None
    QTest.keyClick(axial, Qt.Key.Key_W)
    assert any("colour wash" in word for word in words_of(view))


def test_opacity_threshold_and_levels_stand_in_the_legend(overlay_of):
    view = overlay_of()
    panel = view.dose_panel
    panel._opacity.setValue(70)
    panel._threshold.setValue(12.0)
    panel._levels.setText("50; 12,5")
    panel._levels.editingFinished.emit()
    said = words_of(view)
    assert any("from 12 Gy" in word and "opacity 70%" in word for word in said)
    assert "isodoses 50, 12.5 EQD2₃" in said


def test_levels_that_cannot_be_read_are_refused_beside_the_field(overlay_of):
    view = overlay_of()
    before = view.look
    view.dose_panel._levels.setText("fifty")
    view.dose_panel._levels.editingFinished.emit()
    assert view.look == before
    assert "not a list of isodose levels" in view.dose_panel._problem.text()


def test_levels_in_percent_name_their_reference_and_stay_where_they_were(overlay_of):
    view = overlay_of()
    panel = view.dose_panel
    panel._levels.setText("42 21")
    panel._levels.editingFinished.emit()
    texts = [panel._reference.itemText(i) for i in range(panel._reference.count())]
    assert texts[1] == "% of prescription of course 1, 42.0 Gy EQD2 (α/β 3 Gy)"
    panel._reference.setCurrentIndex(1)
    panel._reference.activated.emit(1)
    assert view.look.scale.levels == (100.0, 50.0)
    assert view.look.scale.levels_gy == pytest.approx((42.0, 21.0))


def test_the_scale_goes_back_to_the_maximum_when_asked(overlay_of):
    view = overlay_of()
    start = view.look.scale
    view.dose_panel._top.setValue(12.0)
    assert view.look.scale.top_gy == 12.0
    view.dose_panel.round_scale_wanted.emit()
    assert view.look.scale.top_gy == start.top_gy


def test_an_unapproved_registration_stands_beside_every_dose_that_came_through_it(overlay_of, selection, settled):
    view = overlay_of(case.SessionOf(approved=False))
    assert NOT_APPROVED in words_of(settled(view))
    selection.select_course(1)
    assert NOT_APPROVED not in words_of(view)  # course 2 was planned on this image
    approved = overlay_of(case.SessionOf(approved=True))
    assert NOT_APPROVED not in words_of(settled(approved))


def test_a_dose_laid_over_another_image_of_the_only_course_is_marked_until_the_registration_is_approved(
    overlay_of, settled
):
    # a planning CT, and the MR it was drawn on, linked by a REG: nothing is summed, so the assessment asks no approval
    [planned_elsewhere, _] = case.two_courses()
    for approved in (False, True):
        link = case.shift_registration(approved=approved)
        session = case.SessionOf(case.display((planned_elsewhere,), registrations=(link,)), approved=True)
        assert (NOT_APPROVED in words_of(settled(overlay_of(session)))) is not approved


def test_hatching_is_explained_where_there_is_some(overlay_of, settled):
    assert UNKNOWN_HERE in words_of(settled(overlay_of()))


# --- what cannot be drawn -------------------------------------------------------------------------------------------


def test_a_dose_of_another_frame_without_registration_is_not_drawn_and_a_sentence_says_why(overlay_of, settled):
    view = overlay_of(case.SessionOf(case.display(registrations=())))
    message = settled(view).words.message
    assert "leave out a course" in message and "Load the registration object" in message
    assert view.words.legend is None  # a scale of doses that are not drawn would pass for theirs
    view.bar.shown_chosen.emit(1)
    assert settled(view).words.message == ""


def test_no_image_still_shows_the_dose(overlay_of, settled):
    view = overlay_of(case.SessionOf(case.display(images=(), default=None)))
    axial = view.area.planes[Plane.AXIAL]
    assert axial.pictures is not None and axial.pictures.image is None
    assert settled(view).words.legend is not None


def test_nothing_at_all_says_so(overlay_of):
    letter = ShownCourse("Course 1", FRAME_2, (ShownPhase("letter", None, 5),))
    view = overlay_of(case.SessionOf(case.display((letter,), (), structures=[], images=(), default=None)))
    assert view.words.message == NOTHING
    view.grab()


def test_an_image_that_cannot_be_read_says_why_in_the_view(overlay_of):
    def broken(series, step):
        raise DicomError("Slice 7 of the CT is damaged, so the CT is not shown. Export it again.")

    view = overlay_of(case.SessionOf(case.display(load=broken)))
    assert view.words.message == "Slice 7 of the CT is damaged, so the CT is not shown. Export it again."


def test_one_slice_has_no_other_view_and_says_so(overlay_of, settled):
    grid = case.Grid.axis_aligned(case.ORIGIN, (2.0, 3.0), (40.0,), columns=64, rows=48)
    view = overlay_of(case.SessionOf(case.display(image=case.ct_image(grid))))
    settled(view)
    assert "one slice only" in view.area.planes[Plane.SAGITTAL].words.message
    assert view.words.message == ""


def test_a_case_in_which_no_eqd2_is_known_opens_with_physical_dose(overlay_of, settled):
    _, second = case.two_courses(fractions=(3, None))
    view = overlay_of(case.SessionOf(case.display((second,), ())))
    assert view.look.quantity is PHYSICAL
    assert settled(view).words.message == ""
    view.bar.quantity_chosen.emit(EQD2)
    assert "number of fractions" in settled(view).words.message


def test_an_image_without_any_course_is_not_hatched(overlay_of, settled):
    view = overlay_of(case.SessionOf(case.display((), ())))
    axial = view.area.planes[Plane.AXIAL]
    assert settled(view).words.legend is None
    assert "No course of radiotherapy was found" in view.words.message
    assert axial.pictures.unknown(3, Ask(None, EQD2, 3.0)) is None


# --- reading and closing --------------------------------------------------------------------------------------------


def test_reading_is_in_the_background_with_progress_and_can_be_stopped(qtbot, selection):
    reading, go = threading.Event(), threading.Event()

    def slow(series, step):
        step(3, 44, "Reading the CT")
        reading.set()
        while not go.wait(0.01):
            step(3, 44, "Reading the CT")
        return case.ct_image()

    view = OverlayView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.show()
    view.show_session(case.SessionOf(case.display(load=slow)))
    qtbot.waitUntil(reading.is_set)
    qtbot.waitUntil(lambda: view.loading._text.text() == "Reading the CT")
    assert view.loading.isVisible()
    with qtbot.waitSignal(view.runner.cancelled):
        view.loading.findChild(QPushButton, "image loading cancel").click()
    assert not view.loading.isVisible()
    assert view.words.message == STOPPED
    go.set()
    view.runner.close()


def test_closing_the_case_empties_the_view(overlay_of):
    view = overlay_of()
    view.show_session(None)
    assert all(plane.pictures is None for plane in view.area.planes.values())
    assert not view.isEnabled()
    view.grab()


def test_another_image_keeps_the_patient_point(overlay_of, qtbot):
    other = case.series("1.2.3.1.9", FRAME_1, "MR")
    display = case.display(images=(case.series(), other))
    view = overlay_of(case.SessionOf(display))
    view._selection.select_point((10.0, -40.0, 0.0), FRAME_2)
    with qtbot.waitSignal(view.runner.settled):
        view.choose_series("1.2.3.1.9")
    assert view.point_mm == pytest.approx((0.0, -40.0, 0.0))  # the same place, in frame 1


def test_the_menu_lists_presets_with_their_keys_and_the_images(overlay_of):
    view = overlay_of()
    menu = view.menu()
    texts = [action.text() for action in menu.actions()]
    first = texts.index("Soft tissue  400 / 40\t1")
    assert texts[first + 1] == "Lung  1500 / −600\t2"
    assert any("highest dose" in text and text.endswith("\tM") for text in texts)
    images = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert [action.text() for action in images.actions()] == ["CT planning, 1 image, not stated"]
    assert images.actions()[0].isChecked()
    menu.actions()[first + 3].trigger()
    assert view.look.window.width == 2500


def test_keys_and_gestures_are_offered_to_the_list_of_keys(overlay_of):
    groups = overlay_of().bindings
    assert all(isinstance(group, Group) for group in groups)
    keys = [binding.keys for group in groups for binding in group.bindings]
    assert len(keys) == len(set(keys))
    assert {"M", "F11", "1", "5"} <= set(keys)


def test_every_control_has_a_name_for_screen_readers(overlay_of):
    view = overlay_of()
    controls = [*view.bar.shown.buttons, *view.bar.quantity.buttons, view.bar.alpha_beta, view.bar.dose, view.bar.image]
    assert all(control.accessibleName() for control in controls)
    assert all(plane.accessibleName() for plane in view.area.planes.values())


@pytest.mark.parametrize("width", [1000, 760, 672, 600])
def test_the_bar_shortens_its_words_before_it_cuts_them(overlay_of, width):
    view = overlay_of(size=(width, 500))
    assert view.width() == width
    assert view.bar._needed() <= width or view.bar.shown.texts == ("C1", "C2", "Sum")
    assert [button.toolTip() for button in view.bar.shown.buttons] == ["Course 1", "Course 2", "Accumulated"]


def test_a_narrow_view_keeps_one_large_plane(overlay_of):
    view = overlay_of(size=(470, 480))
    assert [plane.isVisible() for plane in view.area.planes.values()] == [True, False, False]


def test_an_undone_change_is_drawn_again(overlay_of, settled):
    session = case.SessionOf()
    view = overlay_of(session)
    session.display = case.display(case.two_courses(fractions=(1, 5)))
    view.refresh()
    probe = settled(view).words.probe
    figure = session.display.probe(tuple(view.point_mm), FRAME_2, 3.0).figures[4][1]
    assert figure.text in probe[1]


def test_a_slice_turned_to_is_painted_from_what_was_made_ready(overlay_of, qtbot):
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    QTest.keyClick(axial, Qt.Key.Key_Home)
    wheel(axial, 1)
    qtbot.waitUntil(lambda: not view._ahead.isActive())
    before = axial.pictures.work_done
    wheel(axial, 1)
    axial.repaint()
    assert axial.pictures.work_done == before


def test_the_theme_reaches_the_view_and_images_stay_on_black(overlay_of):
    view = overlay_of()
    view.apply_theme(Theme.light())
    corner = view.area.planes[Plane.SAGITTAL].grab().toImage().pixelColor(2, 2)
    assert max(corner.red(), corner.green(), corner.blue()) < 80


def test_a_left_drag_over_nothing_is_harmless(qtbot, selection):
    view = OverlayView(selection, Theme.dark())
    qtbot.addWidget(view)
    axial = view.area.planes[Plane.AXIAL]
    drag(axial, Qt.MouseButton.LeftButton, axial.rect().center().toPointF(), axial.rect().center().toPointF())
    wheel(axial, 1)
    axial.wished.emit("maximum")
    assert (view.point_mm == np.zeros(3)).all()
