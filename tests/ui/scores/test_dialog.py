"""The dialog of scores: nothing by default, answers as one types, the cord of the case, keyboard, copying."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton, QTabWidget

from reirrad_gui.session import Session
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.scores.commands import ENTRIES
from reirrad_gui.ui.scores.dialog import ScoresDialog
from reirrad_gui.ui.scores.page import ScorePage
from tests.support.opened_cases import seed_case
from tests.support.windows import window_of

CORD = ("SpinalCord", "ThecalSac")


@pytest.fixture
def dialog(qtbot):
    made = ScoresDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def page(dialog, name) -> ScorePage:
    return next(found for found in dialog.findChildren(ScorePage) if found.objectName() == name)


def put(dialog, name, **values):
    for key, value in values.items():
        widget = page(dialog, name).findChild(QLineEdit, key.replace("_", " "))
        if widget is None:
            widget = page(dialog, name).findChild(QComboBox, key.replace("_", " "))
            widget.setCurrentIndex(value)
        else:
            widget.setText(value)
    return page(dialog, name).result.told


def asked(tmp_path, qtbot, session, score="cord"):
    window = window_of(tmp_path, qtbot, session=session)
    with qtbot.waitExposed(window):
        window.show()
    window.show_session(session)
    window.actions_by_name[f"score {score}"].trigger()
    return window, next(found for found in window.findChildren(ScoresDialog) if found.isVisible())


@pytest.mark.parametrize(
    ("name", "headline", "missing"),
    [
        ("pain response", "Not classifiable", "pain before, OMED before, pain now, OMED now"),
        ("pain flare", "Not classifiable", "pain before, OMED before"),
        ("extent of disease", "Undetermined", "number of lesions"),
        ("bone scan progression", "Undetermined", "scans after treatment began"),
        ("sins", "0 to 18 points: undetermined, stable to unstable", "location"),
        ("mirels", "4 to 12 points: undetermined, low risk to impending fracture", "site"),
    ],
)
def test_an_empty_page_says_what_is_missing_and_scores_nothing(dialog, name, headline, missing):
    told = page(dialog, name).result.told
    assert told.headline == headline
    assert missing in " ".join(told.lines)


def test_no_field_has_a_value_before_somebody_gives_one(dialog):
    assert [field.objectName() for field in dialog.findChildren(QLineEdit) if field.text()] == []
    chosen = [c.objectName() for c in dialog.findChildren(QComboBox) if c.currentData() is not None]
    assert chosen == []


def test_the_answer_follows_every_letter(dialog):
    told = put(dialog, "pain response", pain_before="7", omed_before="60", pain_now="4", omed_now="60")
    assert told.headline == "Partial response"
    assert put(dialog, "pain response", pain_now="7").headline == "Indeterminate response"
    assert put(dialog, "pain response", pain_now="").headline == "Not classifiable"


def test_what_cannot_be_used_is_said_instead_of_an_answer(dialog):
    assert "whole number from 0 to 10" in put(dialog, "pain response", pain_before="11").problem
    assert "no whole number" in put(dialog, "pain response", pain_before="bad").problem
    assert "✖" in page(dialog, "pain response").result.toPlainText()
    assert put(dialog, "pain response", pain_before="7").problem == ""


def test_a_time_point_is_told_once_dates_are(dialog):
    assert "Time point" not in page(dialog, "pain response").result.told.text
    told = put(dialog, "pain response", end="14 Jan 2013", assessed="20 Mar 2013")
    assert "2 months after radiotherapy: a time point of the consensus" in told.text


def test_a_diary_becomes_a_flare(dialog):
    put(dialog, "pain flare", pain_before="5", omed_before="60", pain_day_1="8", omed_day_1="60")
    assert put(dialog, "pain flare", pain_day_4="5", omed_day_4="60").headline == "Pain flare"


def test_the_scans_of_the_case_report_stay_unconfirmed(dialog):
    told = put(dialog, "bone scan progression", date_1="2014", new_1="0", date_2="2018", new_2="more than 3")
    assert told.headline == "Two or more new lesions, unconfirmed"
    assert told.caution == "check against the paper"
    assert put(dialog, "extent of disease", lesions="15").headline == "EOD II"
    assert "74 % with this grade" in page(dialog, "extent of disease").result.told.text


def test_mirels_refuses_the_pelvis(dialog):
    told = put(dialog, "mirels", site=4)
    assert told.headline == "Not applicable"
    assert "says nothing about the pelvis" in told.text


def test_sins_adds_up_what_is_chosen(dialog):
    told = put(dialog, "sins", location=1, pain=1, lesion=2, alignment=3, collapse=4, posterolateral=3)
    assert told.headline == "7 points: potentially unstable"  # 3 + 3 + 1 + 0 + 0 + 0


def test_every_answer_can_be_copied_with_its_source(dialog):
    put(dialog, "pain response", pain_before="7", omed_before="60", pain_now="4", omed_now="60")
    dialog.findChild(QPushButton, "copy").click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Pain response\nPartial response (check against the paper)")
    assert "OMED before: 60 mg a day" in copied
    assert "Chow 2012" in copied


def test_typed_courses_are_scored_and_half_a_course_is_asked_about(dialog):
    assert "Type at least two courses" in page(dialog, "cord").result.told.text
    assert "lacks its number of fractions" in put(dialog, "cord", dose_1="21").problem
    told = put(dialog, "cord", fractions_1="3", dose_2="20", fractions_2="5", months="59-84")
    assert told.headline == "Typed courses: 4 points, intermediate (α/β 2); 0 points, low (α/β 4)"
    assert "2 of 4 not met" in told.text
    assert "(typed: 21 Gy in 3)" in told.text
    one = put(dialog, "cord", region=1)  # cervical
    assert one.headline == "Typed courses: 4 points, intermediate (α/β 2)"


def test_the_cord_of_the_case_is_filled_in_and_marked_where_from(tmp_path, qtbot):
    _, dialog = asked(tmp_path, qtbot, Session(seed_case(CORD)))
    told = page(dialog, "cord").result.told
    assert told.headline.startswith("SpinalCord: 4 points, intermediate (α/β 2)")
    # beside the points, at once: a low score does not hide a rule that is broken
    assert told.lines[0] == (
        "✖ Small risk (Nieder 2006): 1 of 3 not met (α/β 2). ✔ Small risk (Nieder 2006): met (α/β 4). "
        "✖ Thecal sac (HyTEC 2021): 2 of 4 not met."
    )
    assert "94.50 Gy (from the case)" in told.text
    assert "✖ not met: Cumulative BED 154.5 Gy; asked for: 135.5 Gy or less." in told.text
    assert told.caution == "check against the paper"


def test_other_doses_can_be_tried_starting_from_those_of_the_case(tmp_path, qtbot):
    session = Session(seed_case(CORD))
    _, dialog = asked(tmp_path, qtbot, session)
    cord = page(dialog, "cord")
    before = cord.result.told
    cord.findChild(QPushButton, "start from case").click()
    assert cord.findChild(QLineEdit, "dose 1").text() == "21"
    assert cord.findChild(QLineEdit, "months").text() == "59-84"
    assert "Filled in from the case, SpinalCord" in cord.findChild(object, "cord note").text()
    assert cord.result.told.headline == before.headline.replace("SpinalCord", "Typed courses")
    tried = put(dialog, "cord", dose_2="8", fractions_2="1")  # 8 (1 + 8/2) = 40; 134.5: 2 points
    assert tried.headline == "Typed courses: 2 points, low (α/β 2); 0 points, low (α/β 4)"
    assert session.undo_label is None  # the case does not change
    session.do("Something else", lambda settings: settings.with_candidate_fractions(3))
    assert cord.findChild(QLineEdit, "dose 2").text() == "8"
    assert cord.result.told.headline == tried.headline


def test_a_dose_that_rests_on_an_unapproved_registration_or_synthetic_anatomy_says_so(tmp_path, qtbot):
    session = Session(seed_case(CORD))
    session._assessment = replace(session.assessment, provisional="Nobody approved it.", synthetic=("Synthetic.",))
    _, dialog = asked(tmp_path, qtbot, session)
    told = page(dialog, "cord").result.told
    assert told.lines[:2] == ("▲ Nobody approved it.", "▲ Synthetic.")
    assert "▲ Nobody approved it." in told.text


def test_a_regimen_that_is_only_tried_is_scored_and_marked(tmp_path, qtbot):
    session = Session(seed_case(CORD))
    _, dialog = asked(tmp_path, qtbot, session)
    session.do("Try 8 Gy in 1", lambda settings: settings.with_what_if(WhatIf("course 2", 1, 8.0)))
    told = page(dialog, "cord").result.told
    assert told.headline == "SpinalCord: 2 points, low (α/β 2); 0 points, low (α/β 4)"  # 94.5 + 40 = 134.5 Gy2
    assert told.lines[0].startswith("▲ What if:")


def test_choosing_the_level_is_an_edit_of_the_case_that_can_be_undone(tmp_path, qtbot):
    session = Session(seed_case(CORD))
    _, dialog = asked(tmp_path, qtbot, session)
    region = page(dialog, "cord").findChild(QComboBox, "region")
    region.setFocus()
    QTest.keyClick(region, Qt.Key.Key_Down)
    assert region.currentText() == "cervical"
    assert session.undo_label == "Set the level of SpinalCord to cervical"
    assert session.settings.cord_region["SpinalCord"] == "cervical"
    assert page(dialog, "cord").result.told.headline == "SpinalCord: 4 points, intermediate (α/β 2)"
    session.undo()
    assert region.currentText() == "– not chosen"
    assert "(α/β 4)" in page(dialog, "cord").result.told.headline


def test_a_level_that_the_name_says_cannot_be_taken_back(tmp_path, qtbot):
    session = Session(seed_case(("SpinalCord_Lum",)))
    _, dialog = asked(tmp_path, qtbot, session)
    region = page(dialog, "cord").findChild(QComboBox, "region")
    assert region.currentText() == "lumbar"
    region.setCurrentIndex(0)
    region.activated.emit(0)
    assert (region.currentText(), session.undo_label) == ("lumbar", None)


def test_a_case_without_cord_says_so_and_lets_courses_be_typed(tmp_path, qtbot):
    _, dialog = asked(tmp_path, qtbot, Session(seed_case(("Bladder",))))
    cord = page(dialog, "cord")
    assert "has no spinal cord" in cord.findChild(object, "cord note").text()
    assert cord.findChild(QLineEdit, "dose 1").isVisible()


def test_scores_open_without_a_case_each_at_its_tab(tmp_path, qtbot):
    window = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(window):
        window.show()
    for name, _, _ in ENTRIES:
        window.actions_by_name[f"score {name}"].trigger()
        (dialog,) = [found for found in window.findChildren(QDialog, "scores dialog") if found.isVisible()]
        assert dialog.findChild(QTabWidget, "scores").currentWidget().objectName() == name
        assert dialog.isModal()
    dialog.reject()


def test_the_keyboard_walks_through_tabs_and_fields(dialog):
    dialog.activateWindow()
    dialog.show_score("pain response")
    QTest.keyClicks(dialog.focusWidget(), "7")
    assert page(dialog, "pain response").findChild(QLineEdit, "pain before").text() == "7"
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget().objectName() == "omed before"
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert dialog.findChild(QTabWidget, "scores").currentIndex() == 1


def test_closing_the_case_leaves_typed_courses(tmp_path, qtbot):
    window, dialog = asked(tmp_path, qtbot, Session(seed_case(CORD)))
    window.show_session(None)
    assert page(dialog, "cord").findChild(QComboBox, "structure").currentText() == "typed courses"
