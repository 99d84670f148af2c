"""Joining, splitting and choosing a dose: what is offered, what is refused, and how it runs in the window."""

from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
)

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.session.opening import open_case, regrouped
from reirrad_gui.ui.course_edits.grouping import DoseDialog, JoinDialog, SplitDialog
from tests.support.opened_cases import FRAME_1, FRAME_2, box, course, field, opened_case, structure_set, uniform
from tests.support.phantom_dicom import Group, Target, write_ct, write_dose, write_plan, write_structures
from tests.support.windows import shown, window_of


@pytest.fixture
def session():
    """Courses 1 and 2 in one frame of reference, course 3 in another."""
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 21.0, 3, FRAME_2),
        course(2, 20.0, 5, FRAME_2, structure_set_uid=drawn.uid),
        course(3, 8.0, 1, FRAME_1),
    )
    return Session(opened_case(courses, tuple(field(uniform(gy)) for gy in (21.0, 20.0, 8.0)), (drawn,)))


def joined(session):
    both = merge_courses(session.case, ["course 1", "course 2"])
    return Session(regrouped(session.opened, both))


@pytest.fixture(scope="module")
def two_doses(tmp_path_factory):
    """One plan of 21 Gy in 3, two doses of 14 and 21 Gy everywhere."""
    folder = tmp_path_factory.mktemp("two doses")
    write_ct(folder / "ct")
    write_structures(folder)
    write_plan(folder, groups=(Group(3),), targets=(Target(21.0),))
    for name, gy in (("early", 14.0), ("late", 21.0)):
        write_dose(folder, field=lambda points, gy=gy: np.full(points.shape[:-1], gy), name=name)
    return open_case([folder])


def presented(qtbot, made):
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.open()
    return made


def boxes(dialog):
    return dialog.findChildren(QCheckBox) or dialog.findChildren(QRadioButton)


def ok(dialog):
    return dialog.findChild(QPushButton, "ok")


def open_dialog(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


# The dialogs


def test_only_courses_in_one_frame_of_reference_can_be_ticked_together(qtbot, session):
    dialog = presented(qtbot, JoinDialog(session))
    first, second, third = boxes(dialog)
    assert not third.isEnabled()
    assert third.toolTip() == "No other course shares its frame of reference."
    assert not ok(dialog).isEnabled()
    first.click()
    assert not ok(dialog).isEnabled()
    second.click()
    assert ok(dialog).isEnabled()
    assert dialog.findChild(QLineEdit, "name").placeholderText() == "Course 1 + Course 2"


def test_ticking_a_course_says_why_those_of_another_frame_cannot_join_it(qtbot):
    courses = [course(n, 20.0, 5, FRAME_1 if n < 3 else FRAME_2) for n in (1, 2, 3, 4)]
    session = Session(opened_case(courses, [field(uniform(20.0))] * 4, ()))
    first, _, third, _ = boxes(dialog := presented(qtbot, JoinDialog(session)))
    assert third.isEnabled()
    first.click()
    assert not third.isEnabled()
    assert "another frame of reference" in third.toolTip()
    first.click()
    assert third.isEnabled()
    assert not ok(dialog).isEnabled()


def test_joining_explains_that_phases_keep_their_fraction_size(qtbot, session):
    dialog = presented(qtbot, JoinDialog(session))
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "keep their own fraction size" in said
    assert "no interval between them" in said
    assert "Courses of different times must stay apart" in said


def test_a_refused_regrouping_is_a_sentence_in_the_dialog(qtbot, session, monkeypatch):
    def refuses(*_):
        raise EntryError("Choose at least two courses to merge.")

    monkeypatch.setattr("reirrad_gui.ui.course_edits.grouping.merge_courses", refuses)
    dialog = presented(qtbot, JoinDialog(session))
    for tick in boxes(dialog)[:2]:
        tick.click()
    with qtbot.assertNotEmitted(dialog.chosen):
        ok(dialog).click()
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "problem").text() == "✖ Choose at least two courses to merge."


def test_a_course_to_split_shows_what_it_becomes_and_is_not_chosen_beforehand(qtbot, session):
    dialog = presented(qtbot, SplitDialog(joined(session)))
    [button] = boxes(dialog)
    assert not button.isChecked()
    assert not ok(dialog).isEnabled()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"→ Plan 1: 21 Gy / 3", "→ Plan 2: 20 Gy / 5"} <= set(said)
    button.click()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        ok(dialog).click()
    label, case = chosen.args
    assert label == "Split Course 1"
    assert [c.label for c in case.courses] == ["Plan 1", "Plan 2", "Course 3"]


def test_doses_that_compete_are_listed_with_maximum_and_frame_and_none_is_chosen(qtbot, two_doses):
    dialog = presented(qtbot, DoseDialog(Session(two_doses)))
    early, late = boxes(dialog)
    assert [early.text().split("/")[-1], late.text().split("/")[-1]] == ["early.dcm", "late.dcm"]
    assert "maximum 14.0 Gy · frame of reference A" in early.accessibleName()
    assert "maximum 21.0 Gy · frame of reference A" in late.accessibleName()
    assert not early.isChecked()
    assert not late.isChecked()
    assert not ok(dialog).isEnabled()


def test_return_accepts_and_never_cancels(qtbot, session):
    dialog = presented(qtbot, JoinDialog(session))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()  # nothing is ticked yet
    cancel = next(b for b in dialog.findChildren(QPushButton) if "Cancel" in b.text())
    assert not cancel.isDefault()
    assert ok(dialog).isDefault()


def test_everything_can_be_reached_and_answered_with_the_keyboard(qtbot, session):
    dialog = presented(qtbot, JoinDialog(session))
    boxes(dialog)[0].setFocus()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget().objectName() == "name"
    QTest.keyClicks(dialog.focusWidget(), "Pelvis 2013")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    label, case = chosen.args
    assert label == "Treat as one: Course 1 and Course 2"
    assert [c.label for c in case.courses] == ["Pelvis 2013", "Course 3"]


# In the window


@pytest.fixture
def window(tmp_path, qtbot, session):
    made = shown(window_of(tmp_path, qtbot, session=session, real=("timeline", "courses")), qtbot)
    made.selection.select_course(2)
    return made


def activate(window):
    """The offscreen platform leaves no window active when a dialog closes."""
    window.activateWindow()
    QApplication.processEvents()


def join(window, qtbot):
    window.actions_by_name["join courses"].trigger()
    dialog = open_dialog(window, "join dialog")
    for tick in boxes(dialog)[:2]:
        tick.click()
    ok(dialog).click()


def test_courses_are_joined_in_the_background_as_one_step_that_can_be_undone(window, qtbot, session):
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        join(window, qtbot)
        assert len(session.assessment.courses) == 3  # what is shown stays until it is done
        assert not window.actions_by_name["join courses"].isEnabled()
        assert "Wait for it" in window.actions_by_name["join courses"].toolTip()
    assert [c.course.label for c in session.assessment.courses] == ["Course 1 + Course 2", "Course 3"]
    assert session.undo_label == "Treat as one: Course 1 and Course 2"
    # two phases of one course keep their fraction size: 21/3 and 20/5 are 42 + 28 Gy EQD2(3)
    assert session.assessment.organs[0].courses[0].eqd2.max_gy.value == pytest.approx(70.0)
    assert window.actions_by_name["split course"].isEnabled()
    activate(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(session.assessment.courses) == 3
    assert window.selection.course is None


def test_a_course_that_does_not_exist_any_more_is_not_selected(window, qtbot):
    assert window.selection.course == 2
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        join(window, qtbot)
    assert window.selection.course is None


def test_cancelling_a_regrouping_leaves_everything_as_it_was(window, qtbot, session, monkeypatch):
    go_on = Event()

    def slow(before, case, step):
        step(1, 3, "Sampling Bladder")
        go_on.wait(10)
        step(2, 3, "Sampling Rectum")
        raise AssertionError("went on after Cancel")

    monkeypatch.setattr("reirrad_gui.session.opening.regrouped", slow)
    before = session.assessment
    with qtbot.waitSignal(window.runner.progressed):
        join(window, qtbot)
    assert window.findChild(QProgressBar, "progress").isVisible()
    activate(window)
    with qtbot.waitSignal(window.runner.cancelled):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    go_on.set()
    assert session.assessment is before
    assert session.undo_label is None
    assert window.actions_by_name["join courses"].isEnabled()


def test_a_regrouping_of_courses_that_were_changed_meanwhile_is_not_applied(window, qtbot, session):
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        join(window, qtbot)
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        window.actions_by_name["split course"].trigger()
        dialog = open_dialog(window, "split dialog")
        boxes(dialog)[0].click()
        ok(dialog).click()
        session.undo()
    assert len(session.assessment.courses) == 3
    assert session.undo_label is None
    failure = window.findChild(QLabel, "failure")
    assert failure.isVisible()
    assert "was changed while this was being worked out" in failure.text()


def test_a_chosen_dose_is_read_and_shown(tmp_path, qtbot, two_doses):
    session = Session(two_doses)
    window = shown(window_of(tmp_path, qtbot, session=session), qtbot)
    assert session.assessment.courses[0].dose_max.value is None
    window.actions_by_name["choose dose"].trigger()
    dialog = open_dialog(window, "dose dialog")
    boxes(dialog)[1].click()
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        ok(dialog).click()
    assert session.assessment.courses[0].dose_max.value == pytest.approx(21.0, abs=0.01)
    assert "late.dcm" in session.undo_label
    window.actions_by_name["choose dose"].trigger()
    again = open_dialog(window, "dose dialog")
    assert "in use now" in boxes(again)[1].accessibleName()
    boxes(again)[1].click()
    assert not ok(again).isEnabled()


def test_commands_that_do_not_apply_say_why(tmp_path, qtbot, two_doses):
    window = window_of(tmp_path, qtbot, session=Session(two_doses))
    commands = {
        name: window.actions_by_name[name] for name in ("numbers", "join courses", "split course", "choose dose")
    }
    assert not any(action.isEnabled() for action in commands.values())
    assert {action.toolTip() for action in commands.values()} == {"No patient is open."}
    shown(window, qtbot)
    assert {name for name, action in commands.items() if action.isEnabled()} == {"numbers", "choose dose"}
    assert "share a frame of reference" in commands["join courses"].toolTip()
    assert commands["split course"].toolTip() == "No course has several phases."
    window.close_case()
    assert not any(action.isEnabled() for action in commands.values())


def test_closing_the_patient_withdraws_the_question(window, qtbot):
    window.actions_by_name["join courses"].trigger()
    assert open_dialog(window, "join dialog").isVisible()
    window.show_session(None)
    QApplication.processEvents()
    assert not any(found.isVisible() for found in window.findChildren(QDialog))
