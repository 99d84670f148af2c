"""The command that compares the courses' images."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from reirrad_gui.ui.compare.chains import chained
from reirrad_gui.ui.compare.commands import COMPARE, ONE_FRAME
from reirrad_gui.ui.compare.pair import links
from reirrad_gui.ui.theme import Theme
from tests.support import overlay_case as case
from tests.support.assessments import StandInSession
from tests.support.compared_case import OTHER_UID, REFERENCE_UID, compared, even
from tests.support.overlay_case import FRAME_1, FRAME_2
from tests.support.windows import shown, window_of


@pytest.fixture
def window_with(tmp_path, qtbot):
    """A window whose case has these images."""

    def make(display):
        session = StandInSession()
        session.display = display
        return shown(window_of(tmp_path, qtbot, session=session), qtbot)

    return make


@pytest.fixture
def comparing(window_with, qtbot):
    """The window and its open comparison, the images read."""

    def make(display):
        window = window_with(display)
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        dialog = window.comparisons._shown
        qtbot.waitUntil(lambda: not dialog.view.runner.busy, timeout=10_000)
        return window, dialog

    return make


def test_images_of_one_frame_are_not_compared_and_the_menu_says_why(window_with):
    window = window_with(case.display())  # only course 2 has an image
    action = window.actions_by_name[COMPARE]
    assert not action.isEnabled()
    assert action.toolTip() == ONE_FRAME


def test_a_key_opens_the_comparison_and_it_closes_with_the_patient(comparing):
    window, dialog = comparing(compared())
    assert dialog.isVisible()
    assert dialog.view.area.large.pictures is not None
    window.show_session(None)
    assert window.comparisons._shown is None


def test_the_comparison_and_the_other_views_follow_one_point(comparing):
    window, dialog = comparing(compared(mm=(10.0, 0.0, 0.0)))
    window.selection.select_point((1.0, 2.0, 3.0), FRAME_1)  # 10 mm to the left in the reference's frame
    assert dialog.view.point_mm.tolist() == [11.0, 2.0, 3.0]
    dialog.view._point_at(np.array([5.0, 6.0, 7.0]))
    assert window.selection.point == ((5.0, 6.0, 7.0), FRAME_2)


def test_an_approval_takes_the_mark_off_the_open_comparison(comparing):
    window, dialog = comparing(compared(approved=False))
    plane = dialog.view.area.large
    assert "registration not approved" in plane.accessibleDescription()
    window.session.display = window.session.display.with_registration(case.shift_registration((0, 0, 0), approved=True))
    window._changed()
    assert "registration not approved" not in plane.accessibleDescription()


def test_the_pair_is_chosen_where_three_courses_lie_in_three_frames(comparing, qtbot):
    third = "1.2.3.3"
    courses = (*case.two_courses(), case.course(3, None, 5, third))
    images = tuple(case.series(uid, frame) for uid, frame in
                   ((REFERENCE_UID, FRAME_2), (OTHER_UID, FRAME_1), ("1.2.3.3.9", third)))  # fmt: skip
    display = case.display(courses, structures=[], images=images, load=lambda *_: even(0))
    _, dialog = comparing(display)
    choice = dialog.findChild(QComboBox, "compared courses")
    assert [choice.itemText(i) for i in range(choice.count())] == ["Course 1 on Course 2", "Course 3 on Course 2"]
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert "Nothing links the images of Course 3" in dialog.view.area.large.words.message


def test_other_images_that_a_registration_links_are_offered_too(window_with):
    scan = "1.2.3.7"
    images = (case.series(REFERENCE_UID, FRAME_2), case.series("1.2.3.7.9", scan, "MR"))
    alone = case.display(case.two_courses()[1:], structures=[], images=images, registrations=())
    assert not window_with(alone).actions_by_name[COMPARE].isEnabled()
    linked = alone.with_registration(replace(case.shift_registration(), from_frame_uid=scan))
    assert links(linked) == ((scan, FRAME_2),)


def test_the_comparison_wears_the_theme_of_the_window(comparing):
    window, dialog = comparing(compared())
    window.set_theme(Theme.light())
    assert dialog.view.area.large._theme is Theme.light()


def test_pieces_of_an_outline_are_put_one_after_the_other_whatever_their_order():
    corners = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    square = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    mixed = np.concatenate([square, square + 5.0])[[3, 6, 1, 0, 5, 2, 7, 4]]
    mixed[::2] = mixed[::2, ::-1]
    found = chained(mixed)
    joined = np.isclose(found[1:, 0], found[:-1, 1]).all(axis=1)
    assert joined.sum() == 6  # two closed lines of four pieces: three joints each
    assert {frozenset(map(tuple, piece)) for piece in found.tolist()} == {
        frozenset(map(tuple, piece)) for piece in mixed.tolist()
    }
