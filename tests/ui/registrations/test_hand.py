"""Six numbers by hand: each does what its words say, the picture follows at once, the doses only when taken over."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from reirrad_gui.session import Session
from reirrad_gui.session.opening import reregistered
from reirrad_gui.session.registering import registered_manually, starting_pose
from reirrad_gui.ui.registrations.ends import all_ends, ends_between, replaced_text
from reirrad_gui.ui.registrations.hand import NO_LINK, HandDialog
from reirrad_gui.ui.registrations.hand_rows import BENDS, TURNS, UNCHANGED, change_text, middles, with_number
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.motion import Pose
from reirrad_gui.volume.registration import Origin, Registration, moved
from reirrad_gui.volume.ways import Warp
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2
from tests.ui.registrations.test_rows import linked_by, registered
from tests.volume.test_ways import bend

LEFT, BACK, HEAD, ABOUT_H = 0, 1, 2, 5


@pytest.fixture
def by_hand(qtbot):
    """The dialog for the first pair of frames of a session."""
    made = []

    def make(session):
        (ends,) = all_ends(session)
        dialog = HandDialog(session, ends, Theme.dark())
        qtbot.addWidget(dialog)
        made.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    yield make
    for dialog in made:
        dialog.view.runner.close()


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def bladder(session):
    organ = next(o for o in session.assessment.organs if o.name == "Bladder")
    return organ.cumulative_eqd2.d0_5cc_gy.value, organ.cumulative_eqd2.max_gy.value


def test_five_millimetres_to_the_left_change_the_accumulated_dose_as_the_session_says(example, qtbot, dialog_of):
    window, session = example
    before, opened = bladder(session), session.opened
    uids = all_ends(session)[0].uids
    start = starting_pose(opened, *uids)
    window.actions_by_name["by hand"].trigger()
    dialog = dialog_of(window, "hand dialog")
    dialog.fields[LEFT].stepBy(5)
    shown = start.translation_mm[0]
    goal = with_number(start, LEFT, round(shown, 2) + 5.0)  # a field that is stepped holds two decimals
    assert dialog.pose == goal
    assert bladder(session) == before
    with qtbot.waitSignal(window.runner.settled, timeout=60_000):
        button(dialog, "ok").click()
    found = session.assessment.registrations[0]
    assert (found.origin, found.approved) == (Origin.MANUAL, False)
    assert found.quality.startswith("set by hand, starting from the registration in force: shifted L +")
    expected = bladder(Session(registered_manually(opened, *uids, goal)))
    assert bladder(session) == expected
    assert bladder(session)[0] != pytest.approx(before[0], abs=0.05)
    assert session.undo_label == "Register Course 1 → Course 2 by hand"
    window.actions_by_name["undo"].trigger()
    assert bladder(session) == before
    assert session.assessment.registrations[0].origin is Origin.REG_OBJECT


def test_the_picture_follows_every_number_and_the_session_none(by_hand):
    session = Session(shifted_case())
    dialog = by_hand(session)
    before = session.display.matrix(FRAME_1, FRAME_2)
    dialog.fields[HEAD].setValue(4.0)
    seen = dialog.view._display.matrix(FRAME_1, FRAME_2)
    # the file shifts 30 mm to the left
    assert moved(np.zeros(3), seen).tolist() == [30.0, 0.0, 4.0]
    assert session.display.matrix(FRAME_1, FRAME_2) is before
    assert not dialog.view._display.approved(FRAME_1, FRAME_2)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert session.undo_label is None


@pytest.mark.parametrize(
    ("key", "place", "step"),
    [
        (Qt.Key.Key_Right, LEFT, 1.0),
        (Qt.Key.Key_Left, LEFT, -1.0),
        (Qt.Key.Key_Up, BACK, -1.0),
        (Qt.Key.Key_Down, BACK, 1.0),
        (Qt.Key.Key_PageUp, HEAD, 1.0),
        (Qt.Key.Key_PageDown, HEAD, -1.0),
    ],
)
def test_alt_and_an_arrow_move_as_an_axial_slice_lies(by_hand, key, place, step):
    # on an axial slice the patient's left is on the right of the screen, and the front is up
    dialog = by_hand(Session(shifted_case()))
    before = dialog.pose.translation_mm
    QTest.keyClick(dialog.fields[0], key, Qt.KeyboardModifier.AltModifier)
    moved_by = np.subtract(dialog.pose.translation_mm, before)
    assert moved_by.tolist() == [step if axis == place else 0.0 for axis in range(3)]


def test_the_words_beside_a_turn_say_what_the_matrix_does():
    # quarter turns: x_to = R x_from
    ends = {"back": (0, 1, 0), "head": (0, 0, 1), "left": (1, 0, 0), "left side": (1, 0, 0)}
    for place, (_, _, direction) in enumerate(TURNS):
        what, where = direction.removeprefix("+ turns the ").split(" towards the ")
        rotation = with_number(Pose(), 3 + place, 90.0).matrix[:3, :3]
        assert rotation @ ends[what] == pytest.approx(ends[where], abs=1e-12)


def test_what_nobody_touched_keeps_every_digit(by_hand):
    exact = np.eye(4)
    exact[:3, 3] = 12.345678, -7.654321, 3.14159265
    dialog = by_hand(linked_by(exact))
    assert dialog.fields[LEFT].text() == "12.35 mm"
    dialog.fields[HEAD].setValue(10.0)
    assert dialog.pose.translation_mm == pytest.approx((12.345678, -7.654321, 10.0), abs=1e-9)


def test_a_typed_number_is_taken_and_enter_in_a_field_does_not_take_over(by_hand):
    dialog = by_hand(Session(shifted_case()))
    field = dialog.fields[BACK]
    field.selectAll()
    QTest.keyClicks(field, "-7.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.pose.translation_mm[BACK] == -7.5
    assert dialog.isVisible()


def test_what_is_in_force_cannot_be_taken_over_again_and_says_so(by_hand):
    dialog = by_hand(Session(shifted_case()))
    ok = button(dialog, "ok")
    assert not ok.isEnabled()
    assert ok.toolTip() == UNCHANGED
    dialog.fields[LEFT].stepBy(1)
    assert ok.isEnabled()
    dialog.fields[LEFT].stepBy(-1)
    assert not ok.isEnabled()


def test_the_numbers_begin_where_one_asks_and_reset_leads_back_there(by_hand):
    dialog = by_hand(Session(shifted_case()))
    assert dialog.pose.translation_mm == pytest.approx((30.0, 0.0, 0.0))
    button(dialog, "identity").click()
    assert (dialog.pose.translation_mm, dialog.pose.turns_deg) == ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    dialog.fields[LEFT].stepBy(3)
    button(dialog, "reset").click()
    assert dialog.pose.translation_mm[0] == 0.0
    button(dialog, "in force").click()
    assert dialog.fields[LEFT].value() == 30.0


def test_the_step_of_the_arrows_can_be_chosen(by_hand):
    dialog = by_hand(Session(shifted_case()))
    shifts, turns = dialog._steps
    shifts.setCurrentText("0.1 mm")
    turns.setCurrentText("5°")
    QTest.keyClick(dialog.fields[LEFT], Qt.Key.Key_Up)
    QTest.keyClick(dialog.fields[ABOUT_H], Qt.Key.Key_Down)
    assert dialog.pose.translation_mm[0] == pytest.approx(30.1)
    assert dialog.pose.turns_deg[2] == -5.0


def test_it_is_said_how_far_the_dose_moves_against_what_is_in_force():
    session = Session(shifted_case())
    ends = ends_between(session, FRAME_1, FRAME_2)
    pose = starting_pose(session.opened, FRAME_1, FRAME_2)
    assert "stays where" in change_text(session.display, ends, pose)
    text = change_text(session.display, ends, with_number(pose, HEAD, -3.0))
    assert text.endswith("the middle of the dose of Course 1 moves L 0.0, P 0.0, H −3.0 mm (to the feet).")


def test_frames_that_nothing_links_begin_as_they_are_and_are_linked(by_hand, qtbot, window_with, dialog_of):
    session = registered()
    dialog = by_hand(session)
    assert not button(dialog, "in force").isEnabled()
    assert button(dialog, "in force").toolTip() == NO_LINK
    assert button(dialog, "ok").isEnabled()
    window = window_with(session)
    window.actions_by_name["registrations"].trigger()
    button(dialog_of(window, "registrations dialog"), "by hand").click()
    asked = dialog_of(window, "hand dialog")
    asked.fields[LEFT].setValue(30.0)
    with qtbot.waitSignal(window.runner.settled):
        button(asked, "ok").click()
    assert session.assessment.courses[0].linked_to_reference
    # 30 mm as in the registration object that this case was made without
    assert moved(np.zeros(3), session.display.matrix(FRAME_1, FRAME_2)) == pytest.approx([30.0, 0.0, 0.0])


def test_who_sets_six_numbers_instead_of_a_deformation_is_told_that_they_cannot_bend(by_hand):
    warp = Warp((bend(lambda points: 0.02 * points),))
    session = linked_by(1.02 * np.eye(4) - np.diag([0, 0, 0, 0.02]), warp=warp, origin=Origin.DEFORMABLE_OBJECT)
    assert BENDS in [label.text() for label in by_hand(session).findChildren(QLabel)]
    assert BENDS not in [label.text() for label in by_hand(Session(shifted_case())).findChildren(QLabel)]


def test_an_approval_that_would_be_lost_is_named():
    session = Session(shifted_case())
    ends = ends_between(session, FRAME_1, FRAME_2)
    assert "replaces the link in force: DICOM registration object." in replaced_text(session, ends)
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    assert "the approval does not pass on" in replaced_text(session, ends)
    assert "replaces" not in replaced_text(registered(), ends)


def test_the_reference_lies_still_whichever_way_the_files_say_it():
    known = Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "not stated")
    opened = shifted_case()
    case = replace(opened.case, registrations=(known.inverse(),))
    session = Session(reregistered(replace(opened, case=case), "reg"))
    ends = ends_between(session, FRAME_2, FRAME_1)
    assert (ends.uids, ends.title) == ((FRAME_1, FRAME_2), "Course 1 → Course 2")


def test_the_middles_of_two_images_are_laid_on_one_another(example):
    _, session = example
    (ends,) = all_ends(session)
    assert middles(session.display, ends, (0.0, 0.0, 0.0)) is None  # nothing has been read yet
    grids = []
    for uid in ends.uids:
        series = next(s for s in session.display.images if s.frame_of_reference_uid == uid and s.modality == "CT")
        grids.append(session.display.load_image(series.uid).grid)
    start = middles(session.display, ends, (1.0, 2.0, 3.0))
    first, second = (grid.corners().mean(axis=0) for grid in grids)
    assert moved(first, start.pose.matrix) == pytest.approx(second, abs=1e-9)


def test_every_field_and_button_has_a_name_and_says_what_it_does(by_hand):
    dialog = by_hand(Session(shifted_case()))
    assert [f.accessibleName() for f in dialog.fields][:4] == [
        "Shift: Left (L)", "Shift: Back (P)", "Shift: Head (H)", "Turn: About L",
    ]  # fmt: skip
    assert all(f.toolTip() == f.accessibleDescription() != "" for f in dialog.fields)
    assert all(b.accessibleName() and b.toolTip() for b in dialog._starts.values())
    assert dialog.minimumSizeHint().width() <= 1240
    assert dialog.minimumSizeHint().height() <= 740
