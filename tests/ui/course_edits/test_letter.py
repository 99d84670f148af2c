"""Adding, correcting and removing a course known only from a letter, by keyboard alone; and where it then shows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSpinBox,
)

from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.session import Session
from reirrad_gui.session.letters import reopened
from reirrad_gui.ui.course_edits.letter import LetterDialog, LettersDialog
from reirrad_gui.ui.course_edits.letter_rows import LetterEntry, date_echo, organ_choices, why_no_letters
from reirrad_gui.ui.course_edits.numbers_rows import phase_numbers
from reirrad_gui.ui.dvh.rows import organ_lines
from reirrad_gui.ui.header import header_chips
from reirrad_gui.ui.notices.rows import asked_for
from reirrad_gui.ui.panel.course_facts import course_facts
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.timeline.courses import course_item
from reirrad_gui.ui.timeline.said import all_said
from tests.support.opened_cases import IN_2018_OR_2019, box, course, field, opened_case, structure_set, uniform
from tests.support.seed_letters import first
from tests.support.windows import shown, window_of


def opened(*names):
    """20 Gy in 5 as DICOM, to bladder and rectum or to those named."""
    drawn = structure_set(*(box(name, number) for number, name in enumerate(names or ("Bladder", "Rectum"), 1)))
    courses = (course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),)
    return opened_case(courses, (field(uniform(20.0)),), (drawn,))


@pytest.fixture
def session():
    return Session(opened())


@pytest.fixture
def with_one():
    """The same with 21 Gy in 3 from a letter before it."""
    before = opened()
    return Session(reopened(before, with_letter(before.case, first())))


def asking(qtbot, session, letter=None, who=""):
    made = LetterDialog(session, who, letter)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.open()
    QApplication.processEvents()
    return made


def with_changed(session, step):
    """The letter after a step that changes it, in a case that has it."""
    return step.edit(with_letter(session.case, first())).courses[0].letter


def line(dialog, name):
    return dialog.findChild(QLineEdit, name)


def label(dialog, name):
    return dialog.findChild(QLabel, name)


def fill(dialog, **texts):
    for name, text in texts.items():
        line(dialog, name).setText(text)


def test_the_form_is_empty_but_for_the_maximum_of_100_percent_which_is_explained(qtbot, session):
    dialog = asking(qtbot, session)
    assert dialog.entry() == LetterEntry()
    percent = dialog.findChild(QDoubleSpinBox, "highest dose")
    assert percent.value() == 100.0
    assert "no hot spot above the prescription" in percent.accessibleDescription()
    assert "107 %" in percent.accessibleDescription()
    assert line(dialog, "title").hasFocus()


@pytest.mark.parametrize(
    ("written", "echo"),
    [("2018", "any day of 2018"), ("", "not stated"), ("before 2015", "31 Dec 2015 or earlier")],
)
def test_a_date_echoes_what_was_understood(qtbot, session, written, echo):
    dialog = asking(qtbot, session)
    line(dialog, "start").setText(written)
    assert label(dialog, "start understood").text() == echo


def test_a_date_that_is_not_understood_says_so_at_once():
    said, understood = date_echo("soon")
    assert not understood
    assert "is not understood as a date" in said


def test_organs_of_the_case_come_first_and_any_name_of_an_organ_finds_it(session):
    choices = organ_choices(session)
    assert [(c.name, c.detail) for c in choices[:2]] == [("Bladder", "drawn here"), ("Rectum", "drawn here")]
    assert [c.name for c in choices if c.matches("vezica urinara")] == ["Bladder"]
    assert "Femur_Head_L" in [c.name for c in choices if c.matches("femur head")]
    assert len({c.name for c in choices}) == len(choices)


def test_a_whole_letter_is_entered_with_the_keyboard_alone(qtbot, session):
    dialog = asking(qtbot, session)
    steps = []
    dialog.chosen.connect(steps.append)

    def type_into(text, tabs=1):
        QTest.keyClicks(QApplication.focusWidget(), text)
        for _ in range(tabs):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)

    type_into("Discharge letter")
    type_into("03/2013")
    type_into("Dr. Example")
    type_into("pelvis")
    type_into("")
    type_into("21")
    type_into("3")
    type_into("")
    type_into("")
    type_into("December 2012")
    type_into("about January 2013")
    assert isinstance(QApplication.focusWidget(), QRadioButton)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert dialog.findChild(QRadioButton, "these organs").isChecked()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line(dialog, "search organs")
    for organ in ("rect", "small bowel"):
        QTest.keyClicks(QApplication.focusWidget(), organ)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert label(dialog, "chosen organs").text() == "Chosen: Rectum, Bowel_Small"
    type_into("", tabs=2)
    type_into("A. Reader", tabs=0)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    [step] = steps
    assert step.label == "Add a course from a letter: 21 Gy / 3, pelvis"
    letter = step.edit(session.case).courses[0].letter
    assert letter.reached == ("Rectum", "Bowel_Small")
    assert (letter.total_gy, letter.fractions, letter.delivered_fractions) == (21.0, 3, None)
    assert (letter.starts.text, letter.ends.text) == ("Dec 2012", "Dec 2012 to Feb 2013")
    assert letter.document.text == "Discharge letter of Mar 2013, by Dr. Example"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"title": ""}, "Say which document tells of this course"),
        ({"entered_by": ""}, "Say who enters this course"),
        ({"end": "2011"}, "cannot end (2011) before it starts (2012)"),
        ({"start": "soon"}, "is not understood as a date"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_said_and_the_form_stays_open(qtbot, session, missing, said):
    dialog = asking(qtbot, session, first())
    fill(dialog, **{"start": "2012", "end": "", **missing})
    dialog.findChild(QPushButton, "ok").click()
    assert dialog.isVisible()
    assert said in label(dialog, "problem").text()


def test_without_a_dose_or_without_a_named_organ_nothing_is_added(qtbot, session):
    dialog = asking(qtbot, session, first())
    dialog.findChild(QDoubleSpinBox, "prescribed dose").setValue(0.0)
    dialog.findChild(QPushButton, "ok").click()
    assert "prescribed dose is missing" in label(dialog, "problem").text()
    dialog.findChild(QDoubleSpinBox, "prescribed dose").setValue(21.0)
    organs = dialog.findChild(QListWidget, "organs")
    for row in range(organs.count()):
        organs.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.findChild(QPushButton, "ok").click()
    assert "No organ is named" in label(dialog, "problem").text()


def test_a_letter_entered_before_is_shown_as_it_was_entered(qtbot, with_one):
    letter = with_one.case.courses[0].letter
    dialog = asking(qtbot, with_one, letter)
    again = dialog.entry().letter(letter.uid, letter.entered_on)
    assert set(again.reached) == set(letter.reached)
    assert replace(again, reached=letter.reached) == letter
    assert dialog.findChild(QSpinBox, "fractions").value() == 3


def test_0_delivered_fractions_can_be_typed_and_the_form_says_what_that_means(qtbot, session):
    dialog, steps = asking(qtbot, session, first()), []
    dialog.chosen.connect(steps.append)
    field, beside = dialog.findChild(QSpinBox, "delivered"), label(dialog, "delivered means")
    assert (field.text(), dialog.entry().delivered) == ("–", None)
    assert beside.text() == "only if known, or if it was stopped early; 0 if none was given"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0")
    assert dialog.entry().delivered == 0
    assert beside.text().startswith("▲ 0: nothing of this course was given. It counts as 0 Gy in every organ")
    assert field.accessibleDescription() == beside.text()
    dialog.findChild(QPushButton, "ok").click()
    assert steps[0].label == "Change the course from a letter: 21 Gy / 3, Pelvis, 3 weekly fractions"
    assert with_changed(session, steps[0]).delivered_fractions == 0


def test_a_letter_of_which_nothing_was_delivered_keeps_its_0_when_it_is_corrected(qtbot, session):
    letter = first(delivered_fractions=0)
    dialog = asking(qtbot, session, letter)
    assert dialog.entry().letter(letter.uid, letter.entered_on).delivered_fractions == 0
    dialog.findChild(QSpinBox, "delivered").setValue(-1)
    assert dialog.entry().delivered is None


def test_a_course_of_which_nothing_was_delivered_has_no_fractions_on_the_timeline():
    before = opened()
    session = Session(reopened(before, with_letter(before.case, first(delivered_fractions=0))))
    assert course_item(0, session.assessment.courses[0]).fractions == 0
    assert "No fraction was delivered." in all_said((), session.assessment)["course 0"].more


def test_the_wheel_never_changes_the_maximum(qtbot, session):
    field = asking(qtbot, session).findChild(QDoubleSpinBox, "highest dose")
    none, up = QPoint(0, 0), QPoint(0, 120)
    turned = QWheelEvent(
        QPointF(5, 5), field.mapToGlobal(QPointF(5, 5)), none, up, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, turned)
    assert field.value() == 100.0


def test_a_letter_can_be_changed_or_removed_only_where_there_is_one(session, with_one):
    assert why_no_letters(session) == "No course of this patient is known from a letter."
    assert why_no_letters(with_one) == ""


def dialog_of(window, kind):
    return next(d for d in window.findChildren(kind) if d.isVisible())


def add(window, qtbot, **changes):
    """Adds a letter through the menu's form."""
    window.actions_by_name["add letter"].trigger()
    dialog = dialog_of(window, LetterDialog)
    fill(dialog, **{"title": "Letter", "site": "pelvis", "start": "2012", "entered_by": "A. Reader", **changes})
    dialog.findChild(QDoubleSpinBox, "prescribed dose").setValue(21.0)
    dialog.findChild(QSpinBox, "fractions").setValue(3)
    with qtbot.waitSignal(window.runner.finished):
        dialog.findChild(QPushButton, "ok").click()


def test_in_the_window_a_letter_is_added_changed_removed_and_each_step_undone(qtbot, tmp_path, session):
    window = shown(window_of(tmp_path, qtbot, session=session), qtbot)
    before = session.assessment
    add(window, qtbot)
    assert session.undo_label == "Add a course from a letter: 21 Gy / 3, pelvis"
    assert [c.prescription_text for c in session.assessment.courses] == ["21 Gy / 3", "20 Gy / 5"]
    window.actions_by_name["change letter"].trigger()
    with qtbot.waitSignal(window.runner.finished):
        dialog_of(window, LettersDialog).findChild(QPushButton, "ok").click()
        form = dialog_of(window, LetterDialog)
        form.findChild(QSpinBox, "fractions").setValue(7)
        form.findChild(QPushButton, "ok").click()
    assert [c.prescription_text for c in session.assessment.courses] == ["21 Gy / 7", "20 Gy / 5"]
    window.actions_by_name["change letter"].trigger()
    with qtbot.waitSignal(window.runner.finished):
        dialog_of(window, LettersDialog).findChild(QPushButton, "remove").click()
    assert len(session.assessment.courses) == 1
    for count in (2, 2, 1):
        window.actions_by_name["undo"].trigger()
        assert len(session.assessment.courses) == count
    assert session.assessment is before
    assert not window.actions_by_name["change letter"].isEnabled()


def test_a_number_that_a_letter_lacks_is_asked_for_in_the_letters_form(qtbot, tmp_path):
    before = opened()
    session = Session(reopened(before, with_letter(before.case, first(fractions=None))))
    window = shown(window_of(tmp_path, qtbot, session=session), qtbot)
    [asked] = asked_for(session)
    assert asked.title == "Course 1 needs its number of fractions"
    window.course_edits.ask_for_numbers(asked.phase_uid)
    form = dialog_of(window, LetterDialog)
    form.findChild(QSpinBox, "fractions").setValue(3)
    with qtbot.waitSignal(window.runner.finished):
        form.findChild(QPushButton, "ok").click()
    assert asked_for(session) == ()
    assert [phase.uid for phase in phase_numbers(session)] == ["phase 2"]


def test_without_any_files_a_letter_begins_a_case(qtbot, tmp_path):
    window = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(window):
        window.show()
    add(window, qtbot)
    assert [c.prescription_text for c in window.session.assessment.courses] == ["21 Gy / 3"]
    add(window, qtbot, start="2018")
    assert [c.prescription_text for c in window.session.assessment.courses] == ["21 Gy / 3", "21 Gy / 3"]


def test_the_name_of_who_entered_is_remembered(qtbot, tmp_path, session):
    window = shown(window_of(tmp_path, qtbot, session=session), qtbot)
    add(window, qtbot)
    window.actions_by_name["add letter"].trigger()
    assert line(dialog_of(window, LetterDialog), "entered_by").text() == "A. Reader"
    dialog_of(window, QDialog).reject()


def test_the_header_and_the_timeline_mark_a_course_from_a_letter(with_one):
    chips = header_chips(with_one, 0)
    assert (chips[0].text, chips[0].command) == ("▲ 1 course by letter", "change letter")
    assert not any("not linked" in chip.text for chip in chips)
    item = course_item(0, with_one.assessment.courses[0])
    assert "Course 1 · letter · 21 Gy / 3" in item.labels
    said = all_said((), with_one.assessment)["course 0"]
    assert any("Known only from a letter (Case report" in text for text in said.more)


def test_the_courses_side_by_side_say_where_each_is_known_from(with_one):
    facts = course_facts(with_one)
    told = {fact.label: [one.text for one in fact.told] for fact in facts.facts}
    assert facts.names == ("Course 1 · letter", "Course 2")
    assert told["Known from"] == ["Case report, methods and discussion", "DICOM files"]
    assert told["Bound"][0] == "at most its prescription of 21 Gy (100 %, no hot spot above it)"
    assert told["Reached"][0].startswith("may have reached Bowel_Small, Bladder")
    assert told["Entry"][0] == "entered by Test author on 2026-11-21"


def test_the_panel_shows_the_bound_of_the_letter_and_says_worst_case(with_one):
    rows = {row.name: row for row in constraint_rows(with_one.assessment)}
    bladder = rows["Bladder"]
    # 28 Gy EQD2 of 20/5 for certain, with 42 of 21/3 at most 70
    assert (bladder.number.first, bladder.number.second) == ("≥ 28.0", "≤ 70.0")
    assert bladder.status.second == "worst case"
    assert bladder.courses[0][1].startswith("≤ 42.0 Gy (“Pelvis, 3 weekly fractions” is known only from a letter")
    bowel = rows["Bowel_Small"]
    # 42 of the letter, and 28 if it lay at the highest dose of the other course: told, and never clears it
    assert (bowel.number.first, bowel.status.first) == ("≤ 70.000", "? not assessable")
    assert "by letters at most 42.0 Gy" in bowel.why
    assert not bowel.absent


def test_the_panel_says_that_the_worst_case_exceeds_without_calling_it_an_excess():
    before = opened("SacralPlex")
    session = Session(reopened(before, with_letter(before.case, first())))
    plexus = next(row for row in constraint_rows(session.assessment) if row.name == "SacralPlex")
    # 47.25 + 30 = 77.25 against 67 at α/β 2
    assert (plexus.number.second, plexus.status.first) == ("≤ 77.3", "? not assessable")
    assert plexus.status.second == "worst case exceeds"


def test_the_histogram_draws_no_course_without_dose_and_says_so(with_one):
    bladder = next(o for o in organ_lines(with_one.assessment) if o.name == "Bladder")
    assert {drawn.course for drawn in bladder.lines} == {1, None}
    assert bladder.note == (
        "incomplete: course 1 is known only from a letter: no dose, not drawn, in the sum as an upper bound"
    )
