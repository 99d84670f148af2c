"""The choice between LQ and LQ-L on screen: by keyboard, undoable, and never out of sight while it is not LQ."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QDoubleSpinBox, QLabel

from reirrad_gui.constraints import Standing
from reirrad_gui.session import Session
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.footer import assumptions
from reirrad_gui.ui.header import header_chips
from reirrad_gui.ui.overlay.in_force import in_force, other_ratio
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.panel.explanation import explanation
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case
from tests.support.windows import window_of


@pytest.fixture(scope="module")
def opened():
    return seed_case(("Bladder", "SacralPlex"))


@pytest.fixture
def session(opened):
    return Session(opened)


@pytest.fixture
def window(tmp_path, qtbot, session):
    made = window_of(tmp_path, qtbot, session=session)
    with qtbot.waitExposed(made):
        made.show()
    made.show_session(session)
    return made


def asked(window):
    window.actions_by_name["dose model"].trigger()
    return next(found for found in window.findChildren(QDialog, "dose model dialog") if found.isVisible())


def accept(dialog):
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()


def test_lq_l_is_chosen_by_keyboard_alone_and_taken_back_by_undo(window, session):
    dialog = asked(window)
    choice = dialog.findChild(QComboBox, "dose model")
    QTest.keyClick(choice, Qt.Key.Key_Down)
    QTest.keyClick(choice, Qt.Key.Key_Return)
    assert session.settings.model == "lq-l"
    assert session.undo_label == "Convert doses by LQ-L (dT = 2 α/β)"
    session.undo()
    assert session.settings == Settings()


def test_a_typed_straight_part_is_in_the_settings_and_in_the_step(window, session):
    dialog = asked(window)
    threshold, slope = (dialog.findChild(QDoubleSpinBox, name) for name in ("threshold", "slope"))
    assert not threshold.isEnabled()
    dialog.findChild(QComboBox, "dose model").setCurrentIndex(2)
    threshold.setValue(4.0)
    assert slope.text() == "without a kink"
    slope.setValue(5.0)
    assert "Astrahan 2008" in dialog.findChild(QLabel, "model told").text()
    accept(dialog)
    assert session.settings.linear_tail == (4.0, 5.0)
    assert session.undo_label == "Convert doses by LQ-L (dT 4 Gy, γ/α 5)"
    again = asked(window)
    assert again.findChild(QComboBox, "dose model").currentIndex() == 2
    assert again.linear_tail == (4.0, 5.0)


def test_an_answer_that_changes_nothing_is_no_step(window, session):
    accept(asked(window))
    assert session.undo_label is None


def test_without_a_case_there_is_no_model_to_choose(tmp_path, qtbot):
    window = window_of(tmp_path, qtbot)
    assert not window.actions_by_name["dose model"].isEnabled()
    assert window.actions_by_name["dose model"].toolTip() == "Open a patient first."


def test_head_header_footer_and_notes_say_lq_l_while_it_is_in_force(qtbot, session):
    panel = ConstraintPanel(Selection(), Theme.dark())
    qtbot.addWidget(panel)
    panel.show_session(session)
    session.subscribe(panel.refresh)
    title, notes = (panel.findChild(QLabel, name) for name in ("panel title", "footnotes"))
    session.do("by LQ-L", lambda s: s.with_model("lq-l"))
    assert any(chip.text == "▲ LQ-L, not LQ" and chip.command == "dose model" for chip in header_chips(session, 0))
    assert "▲ Model: LQ-L" in assumptions(session.assessment)[0]
    assert title.text() == "▲ Cumulative EQD2 LQ-L"
    assert "LQ-L in force" in notes.text()
    session.undo()
    assert not any("LQ-L" in chip.text for chip in header_chips(session, 0))
    assert not any("LQ-L" in text for text in assumptions(session.assessment)[0])
    assert title.text() == "Cumulative EQD2"
    assert "LQ-L" not in notes.text()


def test_the_look_of_the_images_names_the_model(session):
    session.do("by LQ-L", lambda s: s.with_model("lq-l"))
    assert in_force(Look(), None, session).quantity_label == "EQD2 LQ-L (α/β 3 Gy)"
    session.undo()
    assert in_force(Look(), None, session).quantity_label == "EQD2 (α/β 3 Gy)"


def test_the_images_say_where_the_chosen_organ_is_assessed_at_another_alpha_beta(session):
    plexus = next(organ.key for organ in session.assessment.organs if organ.name == "SacralPlex")
    look = in_force(Look(chosen=plexus), None, session)
    assert other_ratio(look) == "▲ SacralPlex is assessed at α/β 2 Gy, not 3"
    assert other_ratio(in_force(Look(), None, session)) == ""


def test_how_it_was_computed_shows_both_models(session):
    session.do("by LQ-L", lambda s: s.with_model("lq-l"))
    bladder = next(organ.key for organ in session.assessment.organs if organ.name == "Bladder")
    section = explanation(session.assessment, bladder).sections[0]
    # 21 Gy in 3 are 7 Gy, above dT 6: 41.4 instead of 42, with 28 of 20/5 69.4 and 70.0 Gy
    by_lq = next(way for way in section.ways if way.name == "Added at each point, by LQ")
    assert "70.0" in by_lq.result
    assert "69.4" in section.accumulated
    assert "EQD2 LQ-L" in section.left


def test_a_row_that_only_lq_l_keeps_says_what_lq_makes_of_it(session):
    # bladder: 13 Gy in 1 is 41.6 by LQ, with 42 83.6 Gy, 3.6 over 80; by LQ-L 73.2
    tried = WhatIf("course 2", 1, 13.0)
    session.do("by LQ-L", lambda s: s.with_model("lq-l").with_what_if(tried))
    row = next(one for one in constraint_rows(session.assessment) if one.name == "Bladder")
    assert (row.left.first, row.left.second) == ("none", "by LQ over by 3.6")
    assert row.circumstance == "by LQ 83.6"
    assert row.standing is Standing.NOT_ASSESSABLE
