"""The dialog for fractions and prescriptions: what the files say, what is asked, and what an answer does."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLabel, QPushButton, QSpinBox

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.ui.course_edits.numbers import NumbersDialog
from reirrad_gui.ui.notices.rows import asked_for
from tests.support.opened_cases import box, course, field, opened_case, structure_set, uniform
from tests.support.windows import shown, window_of


@pytest.fixture
def session():
    """Course 1: nothing stated; course 2: 20 Gy in 5."""
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, None, None), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    return Session(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,)))


@pytest.fixture
def dialog(qtbot, session):
    return asking(qtbot, session)


def asking(qtbot, session, phase_uid=None):
    """The dialog on its own; what is entered goes to the session at once."""
    made = NumbersDialog(session, phase_uid)
    made.entered.connect(lambda found: [session.do(entry.label, entry.edit) for entry in found])
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.open()
    QApplication.processEvents()
    return made


def fields(dialog):
    return {f.objectName(): f for kind in (QSpinBox, QDoubleSpinBox) for f in dialog.findChildren(kind)}


def ok(dialog):
    return dialog.findChild(QPushButton, "ok")


def said(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_only_what_no_file_states_can_be_entered_and_nothing_is_preset(dialog):
    found = fields(dialog)
    assert set(found) == {
        "fractions phase 1", "delivered phase 1", "prescribed phase 1", "delivered phase 2",
    }  # fmt: skip
    assert {f.text().strip() for f in found.values()} == {"–"}
    assert not ok(dialog).isEnabled()
    assert ok(dialog).toolTip() == "No number was entered or changed"


def test_what_the_files_say_stands_beside_every_number(dialog):
    texts = said(dialog)
    assert {"? Course 1", "Course 2", "files: 5 (RT plan)", "files: 20 Gy (RT plan)"} <= set(texts)
    # course 1: three numbers; course 2: the delivered ones
    assert texts.count("files: not stated") + texts.count("files: not stated (RT plan)") == 4


def test_each_number_is_one_step_that_can_be_undone(dialog, session):
    found = fields(dialog)
    found["fractions phase 1"].setValue(3)
    found["prescribed phase 1"].setValue(21.0)
    found["delivered phase 2"].setValue(4)
    ok(dialog).click()
    assert not dialog.isVisible()
    labels = []
    while session.undo_label:
        labels.append(session.undo_label)
        session.undo()
    assert labels == [
        "Enter 4 delivered fractions: Course 2", "Enter 21 Gy prescribed: Course 1", "Enter 3 fractions: Course 1",
    ]  # fmt: skip
    for _ in labels:
        session.redo()
    assert session.assessment.courses[0].prescription_text == "21 Gy / 3"
    # 4 of 5 fractions of 20 Gy: 16 Gy
    assert session.assessment.courses[1].prescription_text == "20 Gy / 4 of 5 delivered"
    assert session.assessment.organs[0].courses[1].physical.max_gy.value == pytest.approx(16.0)


def test_what_was_entered_is_shown_again_and_can_be_taken_back(qtbot, dialog, session):
    fields(dialog)["fractions phase 1"].setValue(3)
    ok(dialog).click()
    again = asking(qtbot, session)
    number = fields(again)["fractions phase 1"]
    assert number.value() == 3
    number.setValue(0)
    ok(again).click()
    assert not session.settings.fractions
    assert session.undo_label == "Forget the number of fractions entered: Course 1"


def test_0_delivered_fractions_are_an_answer_and_not_the_same_as_none(qtbot, dialog, session):
    field = fields(dialog)["delivered phase 2"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0")
    ok(dialog).click()
    assert dict(session.settings.delivered_fractions) == {"phase 2": 0}
    assert session.assessment.organs[0].courses[1].physical.max_gy.value == 0.0
    again = asking(qtbot, session)
    assert fields(again)["delivered phase 2"].text() == "0"


def test_a_refusal_is_a_sentence_in_the_dialog_and_nothing_has_changed(dialog, session, monkeypatch):
    def refuses(*_):
        raise EntryError("A prescribed dose lies above 0 and up to 200 Gy; 21 Gy cannot be meant.")

    monkeypatch.setattr("reirrad_gui.session.settings.Settings.with_prescription", refuses)
    fields(dialog)["fractions phase 1"].setValue(3)
    fields(dialog)["prescribed phase 1"].setValue(21.0)
    ok(dialog).click()
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "problem").text().startswith("✖ A prescribed dose lies above 0")
    assert session.undo_label is None


def test_cancel_enters_nothing(dialog, session):
    fields(dialog)["fractions phase 1"].setValue(3)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert session.undo_label is None


def test_it_opens_at_the_first_number_that_is_asked_for_or_at_the_phase_wanted(qtbot, dialog, session):
    assert dialog.focusWidget().objectName() == "fractions phase 1"
    at_second = asking(qtbot, session, "phase 2")
    assert at_second.focusWidget().objectName() == "delivered phase 2"


def test_a_number_is_typed_without_the_mouse_and_tab_goes_from_field_to_field(dialog, session):
    order = []
    for text in ("3", "", "21"):
        widget = dialog.focusWidget()
        order.append(widget.objectName())
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert order == ["fractions phase 1", "delivered phase 1", "prescribed phase 1"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dict(session.settings.fractions) == {"phase 1": 3}
    assert dict(session.settings.prescribed_gy) == {"phase 1": 21.0}


def test_the_wheel_changes_no_number(dialog):
    number = fields(dialog)["fractions phase 1"]
    number.setValue(3)
    number.setFocus()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(number, event)
    assert number.value() == 3


def test_every_field_says_to_screen_readers_of_which_course_it_is(dialog):
    names = {f.accessibleName() for f in fields(dialog).values()}
    assert "Course 1: planned fractions" in names
    assert "Course 2: delivered fractions" in names
    assert "asked for" in fields(dialog)["prescribed phase 1"].accessibleDescription()


def test_a_missing_prescription_is_asked_for_like_missing_fractions(session):
    [asked] = asked_for(session)
    assert asked.title == "Course 1 needs its number of fractions and its prescribed dose"
    session.do("fractions", lambda s: s.with_fractions("phase 1", 3))
    assert asked_for(session)[0].title == "Course 1 needs its prescribed dose"
    session.do("dose", lambda s: s.with_prescription("phase 1", 21.0))
    assert asked_for(session) == ()


# In the window


@pytest.fixture
def window(tmp_path, qtbot, session):
    return shown(window_of(tmp_path, qtbot, session=session, real=("courses",)), qtbot)


def ask(window):
    window.stage.widget("courses").findChild(QPushButton, "enter phase 1").click()
    return next(found for found in window.findChildren(NumbersDialog) if found.isVisible())


def test_numbers_are_assessed_in_the_background_and_each_is_undone_by_itself(window, qtbot, session):
    dialog = ask(window)
    assert dialog.focusWidget().objectName() == "fractions phase 1"
    fields(dialog)["fractions phase 1"].setValue(3)
    fields(dialog)["prescribed phase 1"].setValue(21.0)
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        ok(dialog).click()
        assert session.undo_label is None  # what is shown stays until it is done
    # 21 Gy in 3 at α/β 3: 21·(7+3)/5 = 42
    assert session.assessment.organs[0].courses[0].eqd2.max_gy.value == pytest.approx(42.0)
    assert session.undo_label == "Enter 21 Gy prescribed: Course 1"
    session.undo()
    assert session.assessment.courses[0].prescription_text == "dose not stated / 3"
    session.undo()
    assert session.assessment.courses[0].prescription_text == "dose not stated / fractions not stated"
    session.redo()
    assert session.assessment.courses[0].prescription_text == "dose not stated / 3"


def test_numbers_of_a_case_that_was_changed_meanwhile_are_not_entered(window, qtbot, session):
    dialog = ask(window)
    fields(dialog)["fractions phase 1"].setValue(3)
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        ok(dialog).click()
        session.do("Set α/β of Bladder to 10 Gy", lambda s: s.with_alpha_beta("Bladder", 10.0))
    assert not session.settings.fractions
    assert session.undo_label == "Set α/β of Bladder to 10 Gy"
    assert "was changed while this was being worked out" in window.findChild(QLabel, "failure").text()
