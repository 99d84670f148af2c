"""How well a registration fits, measured in the background, and what a person says of it organ by organ."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton

from reirrad_gui.constraints import Standing
from reirrad_gui.session import Session, judging, registering
from reirrad_gui.session.curves import CurveChoice
from reirrad_gui.ui.compare.commands import ONE_FRAME
from reirrad_gui.ui.dvh.rows import state_lines
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.registrations.ends import all_ends
from reirrad_gui.ui.registrations.nearby import MarginField, NearbyDialog, organ_choices
from reirrad_gui.ui.registrations.rows import registration_rows
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.registration import Origin
from tests.session.test_assess import shifted_case


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def facts(session):
    return {fact.label: fact.text for fact in registration_rows(session)[0].facts}


# Measuring


def test_what_was_measured_is_shown_as_it_is_in_the_assessment_and_is_no_step_to_undo(example, qtbot, dialog_of):
    window, session = example
    window.actions_by_name["registrations"].trigger()
    dialog = dialog_of(window, "registrations dialog")
    assert "Not measured yet: Bladder, Rectum, Femur_Head_L, Femur_Head_R, the images before and after." in texts(
        dialog
    )
    with qtbot.waitSignal(window.runner.settled, timeout=120_000):
        button(dialog, "measure").click()
    (quality,) = session.assessment.registration_qualities
    shown = texts(dialog)
    for organ in quality.organs:
        for figure in (organ.dice, organ.mean_distance, organ.hausdorff95):
            assert figure.value is not None
            assert figure.number in shown
    # the bladder was drawn full in one course and empty in the other; bones fit
    assert [organ.organ for organ in quality.organs if organ.doubtful] == ["Bladder"]
    assert "▲ Bladder" in shown
    assert "Femur_Head_L" in shown
    assert quality.before.mean_absolute.text in shown
    assert quality.after.mean_absolute.text in shown
    assert quality.after.mean_absolute.value < quality.before.mean_absolute.value
    assert button(dialog, "measure") is None
    assert session.undo_label is None


def test_measuring_can_be_stopped_and_then_nothing_is_measured(window_with, qtbot, dialog_of, monkeypatch):
    def endless(opened, settings, step):
        while True:
            step(1, 2, "Comparing Bladder")

    monkeypatch.setattr(judging, "measured_registrations", endless)
    session = Session(shifted_case())
    window = window_with(session)
    window.actions_by_name["registrations"].trigger()
    dialog = dialog_of(window, "registrations dialog")
    with qtbot.waitSignal(window.runner.progressed):
        button(dialog, "measure").click()
    assert not button(dialog, "by hand").isEnabled()
    assert not window.actions_by_name["by hand"].isEnabled()
    with qtbot.waitSignal(window.runner.cancelled):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert session.assessment.registration_qualities[0].after.information.value is None
    assert button(dialog, "measure").isEnabled()


def test_without_a_registration_there_is_nothing_to_measure_and_the_menu_says_so(window_with):
    from tests.ui.registrations.test_rows import registered

    action = window_with(registered()).actions_by_name["measure"]
    assert not action.isEnabled()
    assert action.toolTip() == "There is no registration."


# Organ by organ


def approved(window, dialog_of, **said):
    """Approve by the dialog, saying this of organs."""
    window.actions_by_name["registrations"].trigger()
    button(dialog_of(window, "registrations dialog"), "approve").click()
    dialog = dialog_of(window, "approval dialog")
    dialog.findChild(QLineEdit, "name").setText("A. Physicist")
    dialog.findChild(QPlainTextEdit, "note").setPlainText("every slice of the pelvis")
    for organ, word in said.items():
        dialog.findChild(QRadioButton, f"{organ}: {word}").click()
    button(dialog, "ok").click()


def row_of(session, organ):
    return next(row for row in session.assessment.rows if row.organ == organ)


def shown_row(session, organ):
    return next(row for row in constraint_rows(session.assessment) if row.name == organ)


def test_an_organ_where_it_is_not_good_is_not_assessable_until_that_is_undone(example, dialog_of):
    window, session = example
    before = row_of(session, "Bladder")
    assert before.standing is Standing.NEAR
    approved(window, dialog_of, Bladder="not good", Femur_Head_L="good")
    after = row_of(session, "Bladder")
    # between what course 2 gave alone and the worst case: 80 Gy may be near or not
    assert after.standing is Standing.NOT_ASSESSABLE
    assert after.shown.cumulative.value is None
    assert "the registration of course 1 was judged not good enough at “Bladder”" in after.shown.cumulative.reason
    assert shown_row(session, "Bladder").status.second == "registration not good"
    assert shown_row(session, "SacralPlex").status.second == ""
    assert session.assessment.approved
    assert session.assessment.registrations[0].suitability == {"Bladder": "not good", "Femur_Head_L": "good"}
    assert facts(session)["Organs"] == (
        "✖ not good: Bladder (no dose is taken through it there); ✔ good: Femur_Head_L. "
        "Every other organ was not judged."
    )
    window.actions_by_name["undo"].trigger()
    assert row_of(session, "Bladder").standing is Standing.NEAR
    assert row_of(session, "Bladder").shown.cumulative == before.shown.cumulative


def test_not_good_for_the_rectum_leaves_bounds_that_keep_the_limit_and_says_why_they_are_bounds(example, dialog_of):
    window, session = example
    assert row_of(session, "Rectum").shown.cumulative.value is not None
    approved(window, dialog_of, Rectum="not good")
    row = row_of(session, "Rectum")
    # the worst of course 1 anywhere in its grid together with course 2 stays below 80 Gy: within, wherever it lies
    assert row.shown.cumulative.value is None
    assert row.standing is Standing.WITHIN
    assert shown_row(session, "Rectum").status.second == "in the worst case, too"


def test_an_organ_nobody_judged_is_not_judged(example, dialog_of):
    window, session = example
    before = row_of(session, "Rectum").shown.cumulative
    approved(window, dialog_of)
    assert session.assessment.registrations[0].suitability == {}
    assert row_of(session, "Rectum").shown.cumulative == before
    assert facts(session)["Organs"] == "No organ was judged by itself."


def test_taking_the_approval_back_takes_back_what_was_said_of_organs(example, dialog_of):
    window, session = example
    approved(window, dialog_of, Bladder="not good")
    button(dialog_of(window, "registrations dialog"), "take back").click()
    assert row_of(session, "Bladder").standing is Standing.NEAR
    assert "Organs" not in facts(session)


def test_a_changed_registration_is_approved_by_nobody_and_says_so_again(example, qtbot, dialog_of):
    window, session = example
    approved(window, dialog_of, Bladder="not good")
    assert session.assessment.provisional == ""
    window.actions_by_name["by hand"].trigger()
    dialog = dialog_of(window, "hand dialog")
    assert any("the approval does not pass on" in text for text in texts(dialog))
    dialog.fields[0].stepBy(1)
    with qtbot.waitSignal(window.runner.settled, timeout=60_000):
        button(dialog, "ok").click()
    assert session.assessment.provisional.startswith("Provisional: nobody has approved")
    assert session.assessment.registrations[0].suitability == {}
    window.actions_by_name["undo"].trigger()
    assert session.assessment.provisional == ""


def test_organs_drawn_in_both_courses_are_asked_about_first(opened_example):
    (row,) = registration_rows(Session(opened_example))
    assert [organ.name for organ in row.organs if organ.in_both] == [organ.name for organ in row.organs][:4]
    assert {organ.said for organ in row.organs} == {"not judged"}


def test_the_limits_say_below_that_sums_are_provisional_until_somebody_approves(qtbot):
    session = Session(shifted_case())
    panel = ConstraintPanel(Selection(), Theme.dark())
    qtbot.addWidget(panel)
    session.subscribe(panel.refresh)
    panel.show_session(session)
    notes = panel.findChild(QLabel, "footnotes")
    assert notes.text().startswith(f"▲ {session.assessment.provisional}")
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    assert "Provisional" not in notes.text()


def test_the_histogram_says_first_that_its_registration_is_not_approved(qtbot):
    session = Session(shifted_case())
    lines = state_lines(session.assessment, (), CurveChoice(), ())
    assert lines[0] == "▲ registration not approved."
    assert lines[-1] == session.assessment.provisional
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    assert not any("approved" in line for line in state_lines(session.assessment, (), CurveChoice(), ()))


# By eye


def test_the_images_are_compared_from_the_list_and_where_they_cannot_be_it_says_why(example, window_with, dialog_of):
    window, _ = example
    window.actions_by_name["registrations"].trigger()
    button(dialog_of(window, "registrations dialog"), "compare").click()
    assert dialog_of(window, "image comparison").isVisible()
    without = window_with(Session(shifted_case()))
    without.actions_by_name["registrations"].trigger()
    dialog = dialog_of(without, "registrations dialog")
    button(dialog, "compare").click()
    assert f"✖ {ONE_FRAME}" in texts(dialog)


# Automatically


def test_an_automatic_registration_near_an_organ_hands_over_organ_and_margin(example, qtbot, dialog_of, monkeypatch):
    window, session = example
    asked = {}

    def noted(before, from_uid, to_uid, *, organ_key, margin_mm, step):
        asked.update(organ=organ_key, margin=margin_mm, ends=(from_uid, to_uid))
        step(1, 2, "Registering")
        return registering.registered_manually(before, from_uid, to_uid, registering.Pose())

    monkeypatch.setattr(registering, "registered_automatically", noted)
    window.actions_by_name["near"].trigger()
    dialog = dialog_of(window, "automatic dialog")
    (ends,) = all_ends(session)
    choices = organ_choices(session, ends)
    place = [choice.text for choice in choices].index("Rectum (Course 2)")
    dialog.findChild(QComboBox, "organ").setCurrentIndex(place)
    dialog.findChild(MarginField).setValue(25.0)
    with qtbot.waitSignal(window.runner.settled, timeout=60_000):
        button(dialog, "ok").click()
    assert asked == {"organ": choices[place].key, "margin": 25.0, "ends": ends.uids}
    assert session.undo_label == "Register Course 1 → Course 2 automatically by what lies near Rectum (Course 2)"
    assert session.assessment.registrations[0].origin is Origin.MANUAL


def test_whole_images_need_no_organ(example, qtbot):
    _, session = example
    dialog = NearbyDialog(session, all_ends(session)[0])
    qtbot.addWidget(dialog)
    dialog.findChild(QRadioButton, "whole").click()
    assert not dialog.findChild(QComboBox, "organ").isEnabled()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.accept()
    assert chosen.args == [None, 30.0, "the whole images"]


@pytest.mark.parametrize("kind", ["by hand", "landmarks", "near"])
def test_courses_of_one_frame_are_not_linked_anew_and_the_menu_says_why(window_with, kind):
    from tests.support.opened_cases import seed_case

    action = window_with(Session(seed_case())).actions_by_name[kind]
    assert not action.isEnabled()
    assert "share one" in action.toolTip()
