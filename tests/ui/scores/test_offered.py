"""What the history has is offered beside the fields of a score: nothing is filled in before somebody takes it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from reirrad_gui.clinical import sins
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.sites import Site
from reirrad_gui.session import Session
from reirrad_gui.ui.scores.dialog import ScoresDialog
from reirrad_gui.ui.scores.page import ScorePage
from tests.support.opened_cases import seed_case
from tests.support.typed_events import on

HISTORY = (
    event_of("before", f.Symptom(pain_score=7, omed_mg_a_day=60.0), on("2012-11-01")),
    event_of("after", f.Symptom(pain_score=4), on("2014-01-01")),
    event_of("scan", f.Imaging(f.Modality.BONE_SCAN, lesions=(f.Lesion(Site("vertebra", "T12")),)), on("2018-02-01")),
)


@pytest.fixture
def dialog(qtbot):
    made = ScoresDialog()
    qtbot.addWidget(made)
    made.show_case(Session(seed_case(("Bladder",)), events=HISTORY))
    made.show()
    return made


def page(dialog, name):
    return next(found for found in dialog.findChildren(ScorePage) if found.objectName() == name)


def texts(where):
    return {field.objectName(): field.text() for field in where.findChildren(QLineEdit) if field.text()}


def take(where, number):
    where.findChild(QPushButton, f"take {number}").click()
    return where.result.told


def test_nothing_is_filled_in_before_it_is_taken(dialog):
    assert all(texts(found) == {} for found in dialog.findChildren(ScorePage))
    assert all(choice.answer is None for choice in page(dialog, "sins").findChildren(QComboBox))
    assert len(page(dialog, "pain response").offered.buttons) >= 2
    assert page(dialog, "pain response").result.told.headline == "Not classifiable"


def test_a_report_that_is_taken_fills_its_fields_and_the_answer_says_where_they_come_from(dialog):
    response = page(dialog, "pain response")
    told = take(response, 1)
    assert texts(response) == {"pain before": "7", "omed before": "60"}
    assert "Taken from the history:" in told.text
    assert "Before course 1: pain 7 of 10, OMED 60 mg a day, site not stated (1 Nov 2012, chart)" in told.text
    told = take(response, 2)
    assert texts(response)["pain now"] == "4" and "omed now" not in texts(response)
    assert "Missing: OMED now." in told.text
    take(response, 3)
    assert texts(response)["pain before"] == "4"
    assert "omed before" not in texts(response), "the analgesics of another report do not stay"
    take(response, 1)
    response.findChild(QLineEdit, "pain before").setText("6")
    assert "Before course 1" not in response.result.told.text, "what was typed over is no longer the history's"
    assert "After course 1" in response.result.told.text


def test_the_place_of_a_lesion_is_chosen_and_the_other_items_stay_missing(dialog):
    spine = page(dialog, "sins")
    told = take(spine, 1)
    assert spine.findChild(QComboBox, "location").currentData() is sins.Location.JUNCTIONAL
    assert "Missing: " in told.text and "pain" in told.text
    assert "T12, junctional" in told.text


def test_another_history_offers_something_else_and_leaves_what_is_typed(dialog):
    response = page(dialog, "pain response")
    take(response, 1)
    dialog.show_case(Session(seed_case(("Bladder",)), events=(replace(HISTORY[0], facts=f.Symptom(pain_score=9)),)))
    assert [button.accessibleName() for button in response.offered.buttons] == [
        "Take: Before course 1: pain 9 of 10, site not stated (1 Nov 2012, chart)"
    ]
    assert texts(response)["pain before"] == "7"
    dialog.show_case(None)
    assert response.offered.buttons == () and not response.offered.isVisible()


def test_the_keyboard_comes_to_what_is_offered_after_the_fields_and_before_the_answer(dialog):
    dialog.activateWindow()
    dialog.show_score("pain response")
    reached = []
    for _ in range(12):
        reached.append(QApplication.focusWidget().objectName())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    first = reached.index("take 1")
    assert reached[first - 1] == "assessed"
    last = reached.index("result")
    assert reached[first:last] == [f"take {n + 1}" for n in range(last - first)]
    while QApplication.focusWidget().objectName() != "take 1":
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert texts(page(dialog, "pain response"))["pain before"] == "7"
