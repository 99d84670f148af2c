"""The acceptance checklist's lines on the constraint panel (40 to 47): which test holds each, and those missing."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from reirrad_gui.constraints import Standing
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.panel.explanation import as_text, explanation
from reirrad_gui.ui.panel.model import Column
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.theme import Theme
from tests.ui.panel.test_widget import line_of, table, text

TESTS = Path(__file__).resolve().parents[2]
PANEL, SESSION, UI = "ui/panel/test_", "session/test_", "ui/test_"
LINES = {
    40: (
        f"{PANEL}checklist_panel::test_the_derivation_has_courses_sum_limit_margin_unit_alpha_beta_and_source",
        f"{PANEL}rows::test_the_row_says_what_the_assessment_found",
        f"{PANEL}rows::test_the_copied_row_has_every_limit_its_source_and_the_verdict",
        f"{PANEL}rows::test_every_figure_on_screen_is_the_assessments_figure",
    ),
    41: (
        f"{PANEL}widget::test_an_alpha_beta_is_set_undone_and_taken_back_to_the_table",
        f"{PANEL}rows::test_an_alpha_beta_set_by_the_user_is_marked",
        f"{PANEL}checklist_panel::test_another_model_changes_the_values_and_is_named_wherever_they_stand",
        "ui/constraint_sets/test_model::test_lq_l_is_chosen_by_keyboard_alone_and_taken_back_by_undo",
    ),
    42: (
        f"{PANEL}widget::test_status_is_symbol_and_word_never_colour_alone",
        f"{PANEL}widget::test_a_click_on_a_title_orders_and_a_second_turns_the_order",
        f"{PANEL}rows::test_by_margin_the_exceeded_come_first_then_the_unknown_then_what_leaves_least",
        f"{PANEL}checklist_panel::test_what_is_unknown_is_nowhere_green",
        f"{PANEL}rows::test_a_name_that_was_only_suggested_is_not_green_and_can_be_confirmed",
    ),
    43: (
        f"{PANEL}widget::test_arrows_home_and_end_move_and_enter_asks_how_it_was_computed",
        f"{PANEL}explanation::test_the_limit_that_decides_comes_first_with_every_step_of_the_session",
        f"{PANEL}derivation::test_copy_takes_every_limit_folded_or_not",
        f"{PANEL}explanation::test_the_copied_text_holds_everything_and_nobodys_name",
    ),
    44: (
        f"{PANEL}checklist_panel::test_of_a_course_that_is_unknown_in_an_organ_no_sum_of_the_others_is_shown",
        f"{PANEL}rows::test_an_unknown_dose_is_never_written_as_zero",
        "known_faults/test_files::test_two_frames_without_a_registration_are_never_added_point_by_point",
        "known_faults/test_coverage::test_no_metric_of_the_covered_half_is_passed_off_as_the_organs",
    ),
    45: (
        f"{PANEL}checklist_panel::test_recovery_is_off_until_somebody_turns_it_on",
        f"{PANEL}recovery_choice::test_a_named_recovery_is_chosen_marked_and_switched_off_by_undo",
        f"{PANEL}recovery_choice::test_named_recoveries_tell_their_citation",
        f"{PANEL}rows::test_recovery_is_visible_beside_every_verdict_it_reaches_and_its_refusals_are_told",
    ),
    46: (
        f"{UI}jobs::test_a_result_arrives_on_the_gui_thread_though_the_work_was_done_elsewhere",
        f"{UI}jobs::test_cancelling_answers_at_once_and_drops_what_the_job_still_returns",
        f"{UI}window::test_a_case_is_read_off_the_gui_thread_and_shown_in_every_view",
        f"{UI}window::test_progress_is_shown_and_cancel_leaves_the_patient_that_was_open",
        "ui/planner/test_answers::test_a_search_can_be_cancelled_and_asked_for_again",
        "ui/uncertainty/test_view::test_drawing_can_be_stopped_and_does_not_begin_again_by_itself",
    ),
    47: (
        f"{UI}window::test_undo_and_redo_name_the_step_and_reach_every_view",
        f"{SESSION}any_sequence_of_edits::test_after_any_sequence_of_edits_everything_shown_is_that_of_a_fresh_assessment",
        "ui/planner/test_trying::test_keeping_is_one_step_that_undo_takes_back",
        f"{PANEL}checklist_panel::test_every_choice_above_the_panel_is_one_named_step_that_can_be_undone",
    ),
}
"""Line of the checklist: the tests that hold it, as file below `tests` and name."""


def test_every_line_on_the_panel_is_held_by_tests_that_exist():
    missing = []
    for named in (one for tests in LINES.values() for one in tests):
        file, _, name = named.partition("::")
        tree = ast.parse((TESTS / f"{file}.py").read_text(encoding="utf-8"))
        if name not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(named)
    assert missing == []
    assert set(LINES) == set(range(40, 48))


def test_the_derivation_has_courses_sum_limit_margin_unit_alpha_beta_and_source(seed):
    """40. Bladder: 42 Gy of course 1, 28 Gy of course 2, 70 Gy together, 10 Gy left of 80 Gy, by Slevin 2021."""
    assessment = Session(seed).assessment
    bladder = next(organ for organ in assessment.organs if organ.name == "Bladder")
    said = as_text(explanation(assessment, bladder.key))
    for part in ("D0.5cc", "42.0 Gy", "28.0 Gy", "70.0 Gy", "80 Gy", "10.0 Gy", "EQD2", "α/β 3 Gy", "Slevin"):
        assert part in said, part
    row = next(one for one in constraint_rows(assessment) if one.name == "Bladder")
    assert [dose.split(";")[0] for _, dose in row.courses] == ["42.0 Gy", "28.0 Gy"]


def test_another_model_changes_the_values_and_is_named_wherever_they_stand(seed):
    """41. LQ-L, dT 6 Gy at α/β 3: BED of 21 Gy in 3 is 3 (6 (1 + 2) + 5 · 1) = 69 Gy, EQD2 41.4 Gy; 20 in 5: 28."""
    straight = Session(seed, Settings().with_model("lq-l")).assessment
    organ = next(one for one in straight.organs if one.name == "Bladder")
    assert organ.cumulative_eqd2.d0_5cc_gy.value == pytest.approx(69.4)
    assert "LQ-L" in as_text(explanation(straight, organ.key))
    assert "LQ-L" not in as_text(explanation(Session(seed).assessment, organ.key))


def painted(panel, organ):
    """Every colour in an organ's line of the table, as it is on screen."""
    view, line = table(panel), line_of(panel, organ)
    top, height = view.rowViewportPosition(line), view.rowHeight(line)
    picture = view.viewport().grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(top, top + height)}


@pytest.mark.parametrize("organ", ["SacralPlex", "Bowel_Small", "PenileBulb", "Colon"])
def test_what_is_unknown_is_nowhere_green(panel_of, uncovered, theme, organ):
    """42. Between its bounds, without a limit, or not drawn: no pixel of its line has the colour of "within"."""
    panel, _ = panel_of(uncovered, worn=theme)
    assert text(panel, organ, Column.STATUS).startswith("? not assessable")
    assert theme.within not in painted(panel, organ)


def test_within_is_green_where_it_stands(panel_of, seed, theme):
    """42, the other way round: the search above would find the colour."""
    panel, _ = panel_of(seed, worn=theme)
    assert theme.within in painted(panel, "Bladder")


def test_of_a_course_that_is_unknown_in_an_organ_no_sum_of_the_others_is_shown(panel_of, uncovered):
    """44. Course 1 is unknown in the plexus, course 2 gave 30 Gy: 30 to 77.25 Gy, and what is left cannot be said."""
    panel, session = panel_of(uncovered)
    row = next(one for one in constraint_rows(session.assessment) if one.name == "SacralPlex")
    assert row.standing is Standing.NOT_ASSESSABLE
    assert row.margin_gy is None
    assert text(panel, "SacralPlex", Column.NUMBER) not in ("30.0", "0.0")
    result = next(one for one in session.assessment.rows if one.organ == "SacralPlex").results[0]
    assert result.cumulative.value is None
    assert result.cumulative.reason
    assert (result.lower.value, result.upper.value) == (pytest.approx(30.0), pytest.approx(77.25))


def test_recovery_is_off_until_somebody_turns_it_on(panel_of, seed):
    """45. Nothing is discounted, and nothing on the panel speaks of a discount."""
    panel, session = panel_of(seed)
    assert not session.settings.recovers
    assert panel.findChild(QComboBox, "recovery").currentText() == "Recovery: off"
    assert "Recovery" not in panel.findChild(QLabel, "footnotes").text()
    results = [result for row in session.assessment.rows for result in row.results]
    assert results and not any(result.recovered for result in results)


STEPS = {
    "Set α/β of Rectum to 5 Gy": lambda s: s.with_alpha_beta("Rectum", 5.0),
    "Switch recovery": lambda s: s.with_recovery(Recovery("fox-chase")),
    "Recovery of one organ": lambda s: s.with_recovery_of("Rectum", Recovery("user", 25.0, "board")),
    "Recovery of one course": lambda s: s.with_recovery_of_course("course 1", Recovery("user", 25.0, "board")),
    "Limits of another set": lambda s: s.with_constraint_set("other-organs"),
    "Another model": lambda s: s.with_model("lq-l"),
    "Level of the cord": lambda s: s.with_cord_region("SpinalCord", "lumbar"),
    "Another regimen": lambda s: s.with_what_if(WhatIf("course 2", 6, 24.0)),
    "Envelope": lambda s: s.with_envelope(2.0),
    "What is left in 3": lambda s: s.with_candidate_fractions(3),
}


def test_every_choice_above_the_panel_is_one_named_step_that_can_be_undone(qtbot, panel_of, seed):
    """47. One step each, named as it was done; undone in turn, the panel is as it was; redone, as it had become."""
    panel, session = panel_of(seed)
    cells = [(row.organ, row.number, row.limit, row.status) for row in table(panel).model().rows]
    for label, edit in STEPS.items():
        session.do(label, edit)
        assert session.undo_label == label
    edited = [(row.organ, row.number, row.limit, row.status) for row in table(panel).model().rows]
    assert edited != cells
    for label in reversed(STEPS):
        assert session.undo_label == label
        session.undo()
        assert session.redo_label == label
    assert [(row.organ, row.number, row.limit, row.status) for row in table(panel).model().rows] == cells
    assert session.settings == Settings() and session.undo_label is None
    recovery = panel.findChild(QComboBox, "recovery")
    recovery.setFocus()
    qtbot.keyClick(recovery, Qt.Key.Key_Down)
    assert session.undo_label == "Switch recovery to Step 25/50 %"


@pytest.mark.parametrize("theme_name", ["dark", "light"])
def test_the_four_answers_have_four_colours(theme_name):
    """42. Colour repeats symbol and word, and never says two things."""
    worn = Theme.named(theme_name)
    assert len({worn.status(standing.word) for standing in Standing}) == 4
