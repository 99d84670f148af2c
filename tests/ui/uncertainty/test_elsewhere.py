"""What limits, histogram and “How computed” show of an answer, and that an old one is shown nowhere."""

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QTextBrowser

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session
from reirrad_gui.session.curves import IN_GY, CurveChoice
from reirrad_gui.ui.dvh.listing import table_cells
from reirrad_gui.ui.dvh.rows import OrganRows, drawn_reading, volume_at
from reirrad_gui.ui.dvh.saving import curves_csv
from reirrad_gui.ui.dvh.state import DvhState
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.panel.derivation import DerivationView
from reirrad_gui.ui.panel.explanation import as_text, explanation
from reirrad_gui.ui.panel.page import OPEN_SCORES
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.panel.telling import bar_text, described, row_text, tooltip
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case
from tests.support.windows import shown, window_of
from tests.ui.uncertainty.conftest import HALF, asked


def named(rows, name):
    return next(row for row in rows if row.name == name)


def test_the_whisker_of_a_row_is_5_to_95_percent_of_its_draws(half):
    rows = constraint_rows(half.assessment, half)
    row, drawn = named(rows, "SacralPlex"), half.row("SacralPlex", named(rows, "SacralPlex").key).shown
    assert row.bar.whisker_gy == (drawn.low.value, drawn.high.value)
    assert row.status.second == "depends on recovery" and row.circumstance == "after recovery"
    for text in (bar_text(row), tooltip(row), row_text(row), described(row)):
        assert "5–95 % of draws: " in text
    assert "after recovery" in row_text(row) and "after recovery" in tooltip(row)


def test_without_an_answer_a_row_has_no_whisker_and_says_nothing_of_it(half):
    row = named(constraint_rows(half.assessment), "SacralPlex")
    assert row.bar.whisker_gy is None and row.certainty == () and row.status.second == "after recovery"


def test_a_row_without_verdict_is_never_called_robust(half, unknown):
    assert named(constraint_rows(half.assessment, half), "Prostate").status.second == "no limit found"
    answer = asked(Session(unknown)).certain
    row = named(constraint_rows(answer.assessment, answer), "SacralPlex")
    assert row.bar.whisker_gy is None and "robust" not in row.status.spoken


def test_screen_readers_hear_each_course_with_date_prescription_and_metric(half):
    said = described(named(constraint_rows(half.assessment), "SacralPlex"))
    assert "Course 1 (15 Dec 2012 to 14 Jan 2013, 21 Gy / 3), own D0.1cc" in said
    assert "Course 2 (2018 to 2019, 20 Gy / 5)" in said and "Sum of the courses' maxima" in said
    assert "Recovery: " in said


def test_an_edit_takes_whiskers_away_and_undo_brings_them_back(qtbot, selection, pelvis):
    session = asked(Session(pelvis, HALF))
    panel = ConstraintPanel(selection, Theme.dark())
    qtbot.addWidget(panel)
    session.subscribe(panel.refresh)
    panel.show_session(session)
    table, header = panel._table, panel._table._header
    assert any(row.bar.whisker_gy for row in table.rows) and header._drawn and "How sure" in header.toolTip()
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    assert not any(row.bar.whisker_gy for row in table.rows) and not header._drawn
    session.undo()
    assert any(row.bar.whisker_gy for row in table.rows)


def test_how_computed_has_the_lines_of_its_limit_and_copies_them(half):
    row = next(row for row in half.assessment.rows if row.organ == "SacralPlex")
    said = explanation(half.assessment, row.organ_key, half)
    assert said.robustness == half.of(row).robustness.text
    assert said.sections[0].certainty[1] == f"Probability that it exceeds 67 Gy: {half.of(row).shown.exceeds.text}"
    assert said.sections[0].certainty[1] in as_text(said) and f"How sure: {said.robustness}" in as_text(said)
    assert explanation(half.assessment, row.organ_key).sections[0].certainty == ()


@pytest.fixture(scope="module")
def cord():
    """A cauda with both full doses."""
    return seed_case(("CaudaEquina", "Bladder"))


def test_cord_and_cauda_have_their_scores_with_the_way_to_the_dialog(qtbot, selection, cord):
    session = Session(cord)
    view = DerivationView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.show_session(session)
    keys = {o.name: o.key for o in session.assessment.organs}
    said = explanation(session.assessment, keys["CaudaEquina"])
    assert [told.headline for told in said.cords] and said.cords[0].headline in as_text(said)
    assert explanation(session.assessment, keys["Bladder"]).cords == ()
    selection.select_organ(keys["CaudaEquina"])
    page = view.findChild(QTextBrowser, "derivation")
    assert said.cords[0].headline in page.toPlainText() and "HyTEC, EQD2" not in page.toPlainText()
    page.anchorClicked.emit(QUrl("fold:cord"))
    assert "HyTEC, EQD2" in page.toPlainText()
    with qtbot.waitSignal(view.scores_wanted) as wanted:
        page.anchorClicked.emit(QUrl(OPEN_SCORES))
    assert wanted.args == ["cord"]


def test_the_window_opens_the_scores_of_the_cord_when_a_view_asks_for_them(qtbot, tmp_path):
    window = shown(window_of(tmp_path, qtbot), qtbot)
    window.stage.scores_wanted.emit("cord")
    dialog = window.findChild(QDialog, "scores dialog")
    assert dialog.isVisible() and dialog.tabs.tabText(dialog.tabs.currentIndex()) == "Spinal cord"
    dialog.reject()


def lines_of(answer, choice=IN_GY):
    organs = OrganRows().of(answer.assessment, choice, certain=answer)
    organ = next(organ for organ in organs if organ.name == "SacralPlex")
    return organ, next(line for line in organ.lines if line.course is None)


def test_the_band_of_the_histogram_is_that_of_the_draws(half):
    organ, line = lines_of(half)
    band = half.row("SacralPlex", organ.key).band
    low, high = line.drawn
    assert np.array_equal(low.dose, band.dose_gy) and np.array_equal(low.volume, band.low_percent)
    assert np.array_equal(high.volume, band.high_percent)
    assert all(other.drawn is None for other in organ.lines if other.course is not None)
    at = float(band.dose_gy[band.dose_gy.size // 2])
    assert volume_at(low, at) <= volume_at(high, at)


@pytest.mark.parametrize(
    "choice", [CurveChoice(Quantity.BED), CurveChoice(Quantity.PHYSICAL), CurveChoice(differential=True)]
)
def test_there_is_no_band_of_draws_where_it_would_not_hold(half, choice):
    assert lines_of(half, choice)[1].drawn is None


def test_the_band_stands_in_the_table_and_in_the_file(half):
    organ, line = lines_of(half)
    cells = table_cells((organ,), frozenset({None}), 60.0, "EQD2", CurveChoice())
    assert [row[1] for row in cells[1:]] == ["Accumulated", "Accumulated, 5–95 % of draws"]
    assert cells[2][-1] == drawn_reading(line, 60.0) and cells[2][2] == "100 %"
    text = curves_csv((organ,), frozenset({None}), "EQD2", CurveChoice(), ())
    assert ",5 % of draws," in text and ",95 % of draws," in text


def test_the_switch_of_the_band_comes_with_an_answer_and_goes_with_it(qtbot, selection, pelvis):
    session = Session(pelvis, HALF)
    view = DvhView(selection, Theme.dark())
    qtbot.addWidget(view, before_close_func=lambda view: view._searcher.close())
    session.subscribe(view.refresh)
    view.show_session(session)
    view.resize(700, 400)
    with qtbot.waitExposed(view):
        view.show()
    assert view.switches.drawn.isHidden()
    asked(session)
    assert not view.switches.drawn.isHidden() and view.switches.drawn.isChecked()
    assert session.certain.found.text in view.note.toolTip()
    QTest.keyClick(view.plot, Qt.Key.Key_P)
    assert not view.switches.drawn.isChecked() and session.certain.found.text not in view.note.toolTip()
    assert not DvhState.read(view.saved_state()).drawn
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    assert view.switches.drawn.isHidden()
