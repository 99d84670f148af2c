"""Landmarks: set in each image or typed, residuals by hand, nothing taken over before the fit has been seen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QTableWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.registrations.ends import all_ends
from reirrad_gui.ui.registrations.points import FROM, NAME, RESIDUAL, TO, PointsDialog
from reirrad_gui.ui.registrations.points_rows import PointRow, fitted, position, rows_of
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.registration import Origin, moved
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2

CROSS = ((50.0, 0.0, 0.0), (-50.0, 0.0, 0.0), (0.0, 40.0, 0.0), (0.0, -40.0, 0.0))


def cross(up_mm, shift=(5.0, 0.0, 0.0)):
    """Four points in a plane; in the other image two opposite ones lie higher and two lower, all shifted.

    By symmetry the best rigid motion is the shift alone: each opposite pair pulls the same way, so no turn helps, and
    up and down cancel. Every landmark is missed by `up_mm`.
    """
    heights = (up_mm, up_mm, -up_mm, -up_mm)
    return tuple(
        PointRow(name, place, tuple(np.add(np.add(place, shift), (0.0, 0.0, height)).tolist()))
        for name, place, height in zip("abcd", CROSS, heights, strict=True)
    )


@pytest.fixture
def landmarks_of(qtbot):
    """The dialog for the first pair of frames of a session."""
    made = []

    def make(session, rows=()):
        (ends,) = all_ends(session)
        dialog = PointsDialog(session, ends, Theme.dark(), rows)
        qtbot.addWidget(dialog)
        made.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    yield make
    for dialog in made:
        for view in (dialog.moving, dialog.still):
            view.runner.close()


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def cell(dialog, row, column):
    return dialog.table.item(row, column).text()


def said(dialog, name):
    label = dialog.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def test_residuals_are_those_of_the_hand_calculation(landmarks_of):
    dialog = landmarks_of(Session(shifted_case()), cross(1.5))
    assert [cell(dialog, row, RESIDUAL) for row in range(4)] == ["1.5"] * 4
    assert "residual 1.5 mm RMS, at most 1.5 mm" in said(dialog, "fit")
    # the shift of 5 mm, wherever the dose lies: nothing is turned
    assert "It moves Course 1 by L +5.0, P 0.0, H 0.0 mm (to the left); 0.0°: not turned." in said(dialog, "fit")
    assert button(dialog, "ok").isEnabled()


def test_residuals_follow_a_typed_position_at_once(landmarks_of):
    dialog = landmarks_of(Session(shifted_case()), cross(0.0))
    assert cell(dialog, 0, RESIDUAL) == "0.0"
    for row, height in enumerate((2.0, 2.0, -2.0, -2.0)):
        left, back, _ = dialog.rows[row].to_mm
        dialog.table.item(row, TO).setText(f"{left} {back} {height}")
    assert [cell(dialog, row, RESIDUAL) for row in range(4)] == ["2.0"] * 4


def test_two_landmarks_and_three_on_a_line_are_refused_with_a_sentence(landmarks_of):
    session = Session(shifted_case())
    two = landmarks_of(session, cross(0.0)[:2])
    assert "A rigid fit needs 3 landmarks in both images; 2 are set." in said(two, "fit")
    assert not button(two, "ok").isEnabled()
    assert "needs 3 landmarks" in button(two, "ok").toolTip()
    line = [PointRow(str(x), (x, 0.0, 0.0), (x, 1.0, 0.0)) for x in (0.0, 40.0, 80.0)]
    assert "one line" in said(landmarks_of(session, line), "fit")


def test_a_landmark_in_one_image_only_is_named_and_left_out_of_the_fit(landmarks_of):
    dialog = landmarks_of(Session(shifted_case()), (*cross(0.0), PointRow("sacrum", (1.0, 2.0, 3.0))))
    assert "set in one image only: sacrum" in said(dialog, "fit")
    assert cell(dialog, 4, RESIDUAL) == "–"
    assert "Fitted to 4 landmarks" in said(dialog, "fit")


@pytest.mark.parametrize("text", ["1 2", "1 2 3 4", "left", "1 2 nan", "1 2 99999"])
def test_what_is_no_position_is_said_and_changes_nothing(landmarks_of, text):
    dialog = landmarks_of(Session(shifted_case()), cross(0.0))
    before = dialog.rows
    dialog.table.item(0, FROM).setText(text)
    assert f"✖ “{text}” is no position" in said(dialog, "problem")
    assert dialog.rows == before
    assert cell(dialog, 0, FROM) == "50.0  0.0  0.0"


def test_positions_are_read_as_people_write_them():
    assert position("12,5 -3 40") == (12.5, -3.0, 40.0)
    assert position("12.5, -3.0, 40") == (12.5, -3.0, 40.0)
    assert position("L 12.5 P −3 H 40 mm") == (12.5, -3.0, 40.0)
    assert position("") is None
    with pytest.raises(EntryError, match="three numbers"):
        position("12.5")


def test_a_cell_that_is_left_as_it_is_keeps_every_digit(landmarks_of):
    exact = (PointRow("a", (0.123456, 1.0, 2.0), None),)
    dialog = landmarks_of(Session(shifted_case()), exact)
    assert cell(dialog, 0, FROM) == "0.1  1.0  2.0"
    dialog._typed(dialog.table.item(0, FROM))
    assert dialog.rows == exact


def test_landmarks_can_be_added_named_and_removed_by_keyboard(landmarks_of, qtbot):
    dialog = landmarks_of(Session(shifted_case()))
    names = lambda: [row.name for row in dialog.rows]  # noqa: E731
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(dialog.table, Qt.Key.Key_N, alt)
    qtbot.waitUntil(lambda: names() == ["Landmark 1", "Landmark 2"])  # Qt shows the button pressed for a moment
    assert dialog.table.currentRow() == 1
    dialog.table.item(1, NAME).setText("promontory")
    assert dialog.rows[1].name == "promontory"
    QTest.keyClick(dialog.table, Qt.Key.Key_V, alt)
    qtbot.waitUntil(lambda: names() == ["Landmark 1"])
    dialog.moving.go_to(np.array([1.0, 2.0, 3.0]))
    QTest.keyClick(dialog.table, Qt.Key.Key_1, alt)
    qtbot.waitUntil(lambda: dialog.rows[0].from_mm == (1.0, 2.0, 3.0))
    assert dialog.findChild(QTableWidget).accessibleName() != ""


def read(qtbot, dialog):
    qtbot.waitUntil(lambda: not (dialog.moving.runner.busy or dialog.still.runner.busy), timeout=60_000)


def test_a_landmark_is_set_where_each_images_own_crosshair_is(example, qtbot, landmarks_of):
    dialog = landmarks_of(example[1])
    read(qtbot, dialog)
    dialog.moving.go_to(np.array([10.0, -20.0, 30.0]))
    dialog.still.go_to(np.array([-1.0, 2.0, 3.5]))
    button(dialog, "set moving").click()
    button(dialog, "set still").click()
    assert dialog.rows == (PointRow("Landmark 1", (10.0, -20.0, 30.0), (-1.0, 2.0, 3.5)),)
    # each image is seen in its own frame, so the place is its own
    course_1, course_2 = (course.frame_uid for course in example[1].assessment.courses)
    assert [view._pair.fixed.frame_uid for view in (dialog.moving, dialog.still)] == [course_1, course_2]


def test_no_landmark_is_set_while_both_images_are_seen(example, qtbot, landmarks_of):
    dialog = landmarks_of(example[1])
    read(qtbot, dialog)
    dialog.still.mix(Mixing(Mode.BLEND))
    button(dialog, "set still").click()
    assert dialog.rows[0].to_mm is None
    assert "Only the image of Course 2 is shown now" in said(dialog, "problem")
    assert not dialog.still.mixing.other_seen
    button(dialog, "set still").click()
    assert dialog.rows[0].to_mm is not None
    assert said(dialog, "problem") == ""


def test_the_fit_is_looked_through_before_it_is_taken_over(landmarks_of):
    session = Session(shifted_case())
    dialog = landmarks_of(session, cross(0.0))
    look = dialog.findChild(QCheckBox, "look")
    look.setChecked(True)
    assert dialog.still.mixing.mode is Mode.BLEND
    assert moved(np.zeros(3), dialog.still._display.matrix(FRAME_1, FRAME_2)) == pytest.approx([5.0, 0.0, 0.0])
    dialog.table.item(0, TO).setText("")  # still three landmarks: the fit is another one, and is seen at once
    assert look.isChecked()
    dialog.table.item(1, TO).setText("")  # two: nothing to look through
    assert not look.isChecked()
    assert dialog.still._display is session.display
    assert session.undo_label is None


def test_a_fit_taken_over_links_the_courses_and_undo_leads_back(window_with, qtbot, dialog_of):
    session = Session(shifted_case())
    window = window_with(session)
    window.actions_by_name["landmarks"].trigger()
    dialog = dialog_of(window, "landmarks dialog")
    dialog.rows = cross(1.5)
    dialog._list(0)
    with qtbot.waitSignal(window.runner.settled):
        button(dialog, "ok").click()
    found = session.assessment.registrations[0]
    assert (found.origin, found.approved) == (Origin.LANDMARKS, False)
    assert moved(np.zeros(3), found.way) == pytest.approx([5.0, 0.0, 0.0])
    assert session.undo_label == "Register Course 1 → Course 2 by 4 landmarks"
    texts = [label.text() for label in dialog_of(window, "registrations dialog").findChildren(QLabel)]
    assert texts.count("1.5") == 5  # four landmarks and the RMS of all
    assert rows_of(found, all_ends(session)[0]) == cross(1.5)
    window.actions_by_name["undo"].trigger()
    assert session.assessment.registrations[0].origin is Origin.REG_OBJECT


def test_landmarks_that_were_not_taken_over_are_found_again_until_another_case(window_with, dialog_of):
    session = Session(shifted_case())
    window = window_with(session)
    window.actions_by_name["landmarks"].trigger()
    dialog = dialog_of(window, "landmarks dialog")
    dialog.table.item(0, FROM).setText("1 2 3")
    dialog.reject()
    window.actions_by_name["landmarks"].trigger()
    again = dialog_of(window, "landmarks dialog")
    assert again.rows[0].from_mm == (1.0, 2.0, 3.0)
    again.reject()
    window.show_session(Session(shifted_case()))
    window.actions_by_name["landmarks"].trigger()
    fresh = dialog_of(window, "landmarks dialog")
    assert fresh.rows[0].from_mm is None
    fresh.reject()


def test_without_a_fit_every_residual_has_a_reason():
    session = Session(shifted_case())
    found = fitted(session, all_ends(session)[0], (*cross(0.0)[:2], PointRow("c")))
    assert [figure.reason for figure in found.residuals] == ["no fit yet", "no fit yet", "not set in both images"]
