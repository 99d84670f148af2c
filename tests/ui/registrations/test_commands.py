"""Registrations on screen: the list, the approval, another way of linking; by keyboard; failure is one sentence."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.ui.registrations.approval import ApprovalDialog
from reirrad_gui.ui.registrations.rows import registration_rows
from reirrad_gui.volume.registration import Origin
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import seed_case
from tests.support.windows import window_of
from tests.ui.registrations.test_rows import linked_by, registered


def visible(window, kind, name):
    return next(found for found in window.findChildren(kind, name) if found.isVisible())


def texts(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def showing(tmp_path, qtbot, session):
    window = window_of(tmp_path, qtbot, session=session)
    with qtbot.waitExposed(window):
        window.show()
    window.show_session(session)
    return window


def listed(window):
    window.actions_by_name["registrations"].trigger()
    return visible(window, QDialog, "registrations dialog")


def pressed(dialog, name):
    dialog.findChild(QPushButton, name).click()


@pytest.fixture
def session():
    return Session(shifted_case())


@pytest.fixture
def window(tmp_path, qtbot, session):
    return showing(tmp_path, qtbot, session)


@pytest.mark.parametrize("press", [Qt.Key.Key_Return, Qt.Key.Key_Space, None])
def test_the_chip_opens_the_list_by_click_and_by_key(window, press):
    chip = next(b for b in window.findChildren(QPushButton) if b.text() == "▲ registration not approved")
    if press is None:
        chip.click()
    else:
        chip.setFocus()
        QTest.keyClick(chip, press)
    assert "Course 1 → Course 2" in texts(visible(window, QDialog, "registrations dialog"))


def chips(window):
    QApplication.processEvents()  # what is laid out is shown on the next turn
    found = window.findChildren(QPushButton)
    return [b.text() for b in found if b.property("role") == "chip" and b.isVisible()]


def test_a_course_that_nothing_links_stays_in_sight_and_leads_to_the_list(tmp_path, qtbot):
    window = showing(tmp_path, qtbot, registered())
    assert chips(window)[0] == "▲ course not linked"
    assert "▲ registration not approved" not in chips(window)
    next(b for b in window.findChildren(QPushButton) if b.text() == "▲ course not linked").click()
    assert "Course 1 is not linked" in texts(visible(window, QDialog, "registrations dialog"))


def test_escape_closes_the_list(window):
    dialog = listed(window)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_approval_needs_a_name_and_a_note_and_shows_its_time_before_it_is_given(window, session):
    assert "▲ registration not approved" in chips(window)
    dialog = listed(window)
    pressed(dialog, "approve")
    asks = visible(window, QDialog, "approval dialog")
    ok, name, note = asks.findChild(QPushButton, "ok"), asks.findChild(QLineEdit), asks.findChild(QPlainTextEdit)
    when = asks.findChild(QLabel, "when").text()
    assert datetime.fromisoformat(when).tzinfo is not None
    assert "near the organs that matter" in texts(asks)
    assert not ok.isEnabled()
    name.setText("A. Physicist")
    assert not ok.isEnabled()
    note.setPlainText("bones fit within 2 mm")
    ok.click()
    assert session.assessment.approved
    approval = f"approved by A. Physicist, {when}: bones fit within 2 mm"
    assert session.assessment.registrations[0].approval == approval
    assert f"✔ {approval}" in texts(dialog)
    assert "▲ registration not approved" not in chips(window)
    assert session.undo_label == "Approve the registration Course 1 → Course 2"


def test_an_approval_is_taken_back_with_its_button(window, session):
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    dialog = listed(window)
    back = dialog.findChild(QPushButton, "take back")
    back.setFocus()
    back.click()
    assert not session.assessment.approved
    assert "▲ not approved" in texts(dialog)
    assert dialog.focusWidget().objectName() == "approve"


def test_an_approval_is_changed_in_one_step_with_everything_that_was_said_before_in_the_form(window, session):
    key, when = session.assessment.registrations[0].key, "2026-11-20T09:00+00:00"
    before = {"Bladder": "not good", "Left knee": "good"}  # the knee is not drawn: nobody is asked, and it stays
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", when, "bones fit", before))
    pressed(listed(window), "change approval")
    asks = visible(window, QDialog, "approval dialog")
    name, note = asks.findChild(QLineEdit), asks.findChild(QPlainTextEdit)
    assert (name.text(), note.toPlainText()) == ("A. Physicist", "bones fit")
    assert asks.findChild(QRadioButton, "Bladder: not good").isChecked()
    assert f"approved by A. Physicist, {when}: bones fit" in asks.findChild(QLabel, "given before").text()
    note.setPlainText("bones fit, bladder looked at again")
    asks.findChild(QRadioButton, "Bladder: good").setChecked(True)
    assert asks.findChild(QPushButton, "ok").text() == "Approve anew"
    asks.findChild(QPushButton, "ok").click()
    (now,) = session.assessment.registrations
    assert now.approval.endswith(": bones fit, bladder looked at again")
    assert when not in now.approval  # whoever changes it approves it now
    assert dict(now.suitability) == {"Bladder": "good", "Left knee": "good"}
    assert session.undo_label == "Change the approval of the registration Course 1 → Course 2"
    session.undo()
    assert session.assessment.registrations[0].approval == f"approved by A. Physicist, {when}: bones fit"


def test_a_change_that_is_not_made_leaves_the_approval_as_it_is(window, session):
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    pressed(listed(window), "change approval")
    asks = visible(window, QDialog, "approval dialog")
    assert asks.findChild(QPlainTextEdit).toPlainText() == "bones fit"
    QTest.keyClick(asks, Qt.Key.Key_Escape)
    assert session.assessment.registrations[0].approval == "approved by A. Physicist, today: bones fit"
    assert session.undo_label == "Approve"


def test_undoing_an_approval_shows_in_the_open_list(window, session):
    dialog = listed(window)
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    assert "✔ approved by A. Physicist" in texts(dialog)
    assert dialog.findChild(QPushButton, "approve") is None
    window.actions_by_name["undo"].trigger()
    assert "▲ not approved" in texts(dialog)


def approval_of(row, tmp_path, qtbot, approve):
    settings = QSettings(str(tmp_path / "who.ini"), QSettings.Format.IniFormat)
    clock = lambda: datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # noqa: E731
    made = ApprovalDialog(row, approve, settings, clock)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_name_is_remembered_for_the_next_approval_and_the_note_is_not(tmp_path, qtbot, session):
    (row,) = registration_rows(session)
    told = []
    first = approval_of(row, tmp_path, qtbot, lambda *said: told.append(said))
    first.findChild(QLineEdit).setText(" A. Physicist ")
    first.findChild(QPlainTextEdit).setPlainText("bones fit")
    first.accept()
    assert told == [("A. Physicist", "2026-11-21T15:30+00:00", "bones fit", {})]
    second = approval_of(row, tmp_path, qtbot, lambda *_: None)
    assert second.findChild(QLineEdit).text() == "A. Physicist"
    assert second.findChild(QPlainTextEdit).toPlainText() == ""
    assert second.focusWidget() is second.findChild(QPlainTextEdit)


def test_a_refused_approval_is_said_in_the_dialog_which_stays(tmp_path, qtbot, session):
    def refuse(*_):
        raise EntryError("An approval needs a word.")

    (row,) = registration_rows(session)
    dialog = approval_of(row, tmp_path, qtbot, refuse)
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "problem").text() == "✖ An approval needs a word."


def test_who_approves_a_matrix_that_stretches_is_warned_before(tmp_path, qtbot):
    (row,) = registration_rows(linked_by(np.diag([1.0, 1.0, 1.05, 1.0])))
    assert "▲ Not rigid" in texts(approval_of(row, tmp_path, qtbot, lambda *_: None))


# Another way of linking


def test_an_assumption_is_made_only_after_a_confirmation_that_names_both_courses(tmp_path, qtbot):
    session = registered()
    window = showing(tmp_path, qtbot, session)
    window.actions_by_name["identity"].trigger()
    box = visible(window, QMessageBox, "confirm way")
    assert "Course 1 and Course 2" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert session.assessment.registrations == ()
    assert session.undo_label is None
    window.actions_by_name["identity"].trigger()
    box = visible(window, QMessageBox, "confirm way")
    accept = next(b for b in box.buttons() if b.text() == "Assume they are the same")
    with qtbot.waitSignal(window.runner.settled):
        accept.click()
    assert [r.origin for r in session.assessment.registrations] == [Origin.IDENTITY]
    assert not session.assessment.approved
    assert "Assumed identical by the user" in texts(visible(window, QDialog, "registrations dialog"))


def test_a_matrix_file_is_used_in_the_background_and_can_be_undone(tmp_path, qtbot, monkeypatch):
    file = tmp_path / "matrix.json"
    file.write_text(json.dumps(np.eye(4).tolist()))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    session = registered()
    window = showing(tmp_path, qtbot, session)
    with qtbot.waitSignal(window.runner.settled):
        pressed(listed(window), "matrix")
    assert [r.origin for r in session.assessment.registrations] == [Origin.MATRIX]
    window.actions_by_name["undo"].trigger()
    assert session.assessment.registrations == ()
    assert "Course 1 is not linked" in texts(visible(window, QDialog, "registrations dialog"))


def test_a_way_that_cannot_be_gone_is_one_sentence_and_nothing_changes(tmp_path, qtbot):
    session = registered()
    window = showing(tmp_path, qtbot, session)
    dialog = listed(window)
    with qtbot.waitSignal(window.runner.settled):
        pressed(dialog, "auto")
    problem = dialog.findChild(QLabel, "problem")
    assert problem.isVisible()
    assert "needs the planning CT of each course" in problem.text()
    assert "Traceback" not in problem.text()
    assert session.undo_label is None
    assert dialog.findChild(QPushButton, "auto").isEnabled()


def test_escape_stops_a_registration_first_and_leaves_everything_as_it_was(tmp_path, qtbot, monkeypatch):
    from reirrad_gui.session import opening

    def endless(before, mode, step, *, instead=False):
        while True:
            step(1, 10, "Registering the images")

    monkeypatch.setattr(opening, "reregistered", endless)
    session = registered()
    window = showing(tmp_path, qtbot, session)
    dialog = listed(window)
    with qtbot.waitSignal(window.runner.progressed):
        pressed(dialog, "auto")
    assert not dialog.findChild(QPushButton, "identity").isEnabled()
    with qtbot.waitSignal(window.runner.cancelled):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert session.undo_label is None
    assert session.assessment.registrations == ()
    assert dialog.findChild(QPushButton, "identity").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_cannot_be_done_says_why_in_menu_and_list(tmp_path, qtbot):
    window = showing(tmp_path, qtbot, Session(seed_case()))
    action = window.actions_by_name["auto"]
    assert not action.isEnabled()
    assert "share one" in action.toolTip()
    dialog = listed(window)
    assert "no registration is needed" in texts(dialog)
    assert "share one" in dialog.findChild(QPushButton, "auto").accessibleDescription()


def test_closing_the_patient_closes_the_list(window):
    dialog = listed(window)
    window.show_session(None)
    assert not dialog.isVisible()
    assert not window.actions_by_name["registrations"].isEnabled()


def test_tab_goes_from_the_registrations_to_the_ways_and_every_button_has_a_name(window):
    dialog = listed(window)
    approve = dialog.findChild(QPushButton, "approve")
    assert approve.accessibleName() == "Approve the registration Course 1 → Course 2"
    approve.setFocus()
    seen = []
    for _ in range(10):
        seen.append(dialog.focusWidget().objectName())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert seen == [
        "approve", "compare", "measure", "by hand", "landmarks", "near", "auto", "identity", "matrix", "close",
    ]  # fmt: skip
