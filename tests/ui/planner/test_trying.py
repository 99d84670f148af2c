"""Trying a regimen: what is shown is what the settings would give; it is kept as one step or dropped for good."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QSpinBox

from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.dvh.rows import state_lines
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.footer import assumptions
from reirrad_gui.ui.header import header_chips
from reirrad_gui.ui.overlay.saying import dose_warnings
from reirrad_gui.ui.panel.derivation import DerivationView
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case

MARK = "What if: course 2 as 24 Gy in 6 fractions; not what was given."


def entry(view):
    return view.findChild(QLineEdit, "regimen")


def typed(view, text):
    """Write a regimen as a person would."""
    entry(view).setFocus()
    entry(view).selectAll()
    QTest.keyClicks(entry(view), text)
    QTest.keyClick(entry(view), Qt.Key.Key_Return)
    settle(view)


def accumulated(assessment):
    return {(row.organ, r.limit.key): r.cumulative.value for row in assessment.rows for r in row.results}


@pytest.mark.parametrize("written", ["24/6", "24 Gy in 6", "6 × 4 Gy"])
def test_a_typed_regimen_is_shown_with_the_numbers_of_an_assessment_under_it(planner_of, seed, written):
    view, session = planner_of(seed)
    typed(view, written)
    expected = Assessor(seed).assess(Settings(what_if=WhatIf("course 2", 6, 24.0, "phase 2")))
    assert session.previewing and session.undo_label is None
    assert accumulated(session.assessment) == accumulated(expected)
    assert session.assessment.what_if_text == MARK
    # EVIDENCE (i): bladder 42.00 + 33.60 = 75.6 Gy at α/β 3 for 21/3 and 24/6
    bladder = next(row for row in session.assessment.rows if row.organ == "Bladder")
    assert bladder.results[0].cumulative.value == pytest.approx(75.6)


def test_each_tick_of_a_number_is_shown_and_keeps_the_other_two_in_step(planner_of, seed):
    view, session = planner_of(seed)
    fractions = view.findChild(QSpinBox, "number of fractions")
    size, total = (view.findChild(QDoubleSpinBox, name) for name in ("dose per fraction", "total dose"))
    assert (fractions.value(), size.value(), total.value()) == (5, 4.0, 20.0)
    QTest.keyClick(fractions, Qt.Key.Key_Up)
    settle(view)
    assert (session.assessment.settings.what_if.fractions, session.assessment.settings.what_if.total_gy) == (6, 24.0)
    QTest.keyClick(size, Qt.Key.Key_Up)  # 4.25 Gy each
    settle(view)
    assert (total.value(), entry(view).text()) == (25.5, "25.5/6")
    QTest.keyClick(total, Qt.Key.Key_Down)
    settle(view)
    assert (size.value(), session.assessment.settings.what_if.total_gy) == (4.08, 24.5)


def test_many_ticks_in_one_turn_of_the_event_loop_are_assessed_once(planner_of, seed, monkeypatch):
    view, session = planner_of(seed)
    shown = []
    monkeypatch.setattr(session, "preview", lambda edit, ask=session.preview: (shown.append(1), ask(edit)))
    fractions = view.findChild(QSpinBox, "number of fractions")
    for _ in range(7):
        fractions.stepUp()
    assert shown == []
    settle(view)
    assert shown == [1]
    assert session.assessment.settings.what_if.fractions == 12


def test_esc_drops_what_is_tried_and_leaves_no_trace(planner_of, seed):
    view, session = planner_of(seed)
    before = accumulated(session.assessment)
    typed(view, "30/5")
    assert accumulated(session.assessment) != before
    QTest.keyClick(entry(view), Qt.Key.Key_Escape)
    assert not session.previewing and session.undo_label is None
    assert accumulated(session.assessment) == before
    assert session.assessment.what_if_text == ""
    assert entry(view).text() == "20/5"


def test_keeping_is_one_step_that_undo_takes_back(planner_of, seed):
    view, session = planner_of(seed)
    before = accumulated(session.assessment)
    typed(view, "30/5")
    typed(view, "24/6")
    QTest.mouseClick(view.findChild(QPushButton, "keep what is tried"), Qt.MouseButton.LeftButton)
    assert session.undo_label == "Try course 2 as 24 Gy in 6 fractions"
    assert session.settings.what_if.total_gy == 24.0
    assert session.assessment.what_if_text == MARK
    session.undo()
    assert session.undo_label is None
    assert accumulated(session.assessment) == before


def test_a_kept_regimen_is_taken_back_by_the_same_button_as_a_step(planner_of, seed):
    view, session = planner_of(seed)
    typed(view, "24/6")
    view.keep()
    back = view.findChild(QPushButton, "drop what is tried")
    assert back.text() == "As given"
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert session.settings.what_if is None
    assert session.undo_label == "Back to what was given"
    session.undo()
    assert session.assessment.what_if_text == MARK


def test_over_a_kept_regimen_dropping_shows_the_kept_one_again(planner_of, seed):
    view, session = planner_of(seed)
    typed(view, "24/6")
    view.keep()
    typed(view, "30/10")
    view.drop()
    assert session.assessment.what_if_text == MARK


@pytest.mark.parametrize(
    ("written", "said"), [("lots", "is no regimen"), ("8/100", "a regimen has 1 to 40"), ("20/4.5", "whole number")]
)
def test_what_cannot_be_meant_is_refused_in_a_sentence_and_nothing_changes(planner_of, seed, written, said):
    view, session = planner_of(seed)
    typed(view, "24/6")
    typed(view, written)
    problem = view.findChild(QLabel, "planner problem")
    assert problem.isVisible() and problem.text().startswith("✖ ") and said in problem.text()
    assert session.assessment.what_if_text == MARK
    typed(view, "20/5")
    assert not problem.isVisible()


def test_every_listed_regimen_stands_in_the_menu_with_kind_and_mark(planner_of, seed):
    view, session = planner_of(seed)
    actions = view.bar.listed.menu().actions()
    assert len(actions) == len(REGIMENS) == 9
    assert "conventional" in actions[0].text() and "SC.20" in actions[0].text()
    eight = next(a for a in actions if a.text().startswith("20 Gy / 8"))
    assert "check against the paper" in eight.text()  # [M]
    assert next(a for a in actions if a.text().startswith("27 Gy / 3")).text().count("SBRT") == 1
    eight.trigger()
    settle(view)
    assert view.tried == Regimen(8, 20.0)
    assert session.previewing


def test_another_course_may_be_scaled_and_the_first_is_dropped(planner_of, seed):
    view, session = planner_of(seed)
    typed(view, "24/6")
    view.bar.course.setCurrentIndex(1)
    view.bar.course.chosen.emit(view.bar.course.itemData(1))
    settle(view)
    assert not session.previewing
    assert entry(view).text() == "21/3"
    typed(view, "8/1")
    assert session.assessment.what_if_text == "What if: course 1 as 8 Gy in 1 fraction; not what was given."


def test_every_place_that_shows_numbers_says_that_they_were_not_given(qtbot, seed, selection, planner_of):
    view, session = planner_of(seed)
    others = [kind(selection, Theme.dark()) for kind in (DvhView, DerivationView, ConstraintPanel)]
    for other in others:
        qtbot.addWidget(other)
        session.subscribe(other.refresh)
        other.show_session(session)
        other.show()
    typed(view, "24/6")
    dvh, derivation, panel = others
    assert header_chips(session, 0)[0].text == "▲ what if: 24 Gy / 6"
    assert header_chips(session, 0)[0].why == MARK
    assert assumptions(session.assessment)[0][0] == "▲ what if: 24 Gy / 6"
    assert state_lines(session.assessment, (), dvh.choice, {None})[0] == f"▲ {MARK}"
    dvh.take.copy_table()
    assert f"▲ {MARK}" in clipboard()
    assert MARK in panel.findChild(QLabel, "footnotes").text()
    assert MARK in derivation._page.toPlainText()  # also with no organ chosen
    mark = view.findChild(QLabel, "planner mark")
    assert mark.text() == f"▲ {MARK.partition(';')[0]}" and mark.toolTip() == MARK
    session.drop_preview()
    assert all("what if" not in chip.text for chip in header_chips(session, 0))
    assert MARK not in panel.findChild(QLabel, "footnotes").text()
    assert MARK not in derivation._page.toPlainText()
    for other in others:
        settle(other)


def test_saved_curves_carry_the_mark(qtbot, seed, selection, tmp_path):
    session = Session(seed, Settings(what_if=WhatIf("course 2", 6, 24.0)))
    dvh = DvhView(selection, Theme.dark())
    qtbot.addWidget(dvh)
    dvh.show()
    dvh.show_session(session)
    dvh.take.save_csv(tmp_path / "curves.csv")
    assert (tmp_path / "curves.csv").read_text(encoding="utf-8").startswith(f"# ▲ {MARK}\n")


def test_the_legend_on_the_images_says_what_is_tried():
    from types import SimpleNamespace

    from reirrad_gui.ui.overlay.look import Look

    session = Session(seed_case(), Settings(what_if=WhatIf("course 2", 6, 24.0)))
    shown = SimpleNamespace(frame_uid=session.display.reference_frame_uid)
    said = dose_warnings(session.display, shown, Look())
    assert said[0] == "▲ what if: course 2 as 24 Gy / 6 fractions"


def clipboard():
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.clipboard().text()
