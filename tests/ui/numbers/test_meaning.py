"""“What is this number?”: every number of the limits and of other tables tells what it is, from its own figure."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTableView

from reirrad_gui.figures import Figure
from reirrad_gui.resources import document
from reirrad_gui.session.curves import IN_GY
from reirrad_gui.ui.dvh.listing import CurveTable, table_cells
from reirrad_gui.ui.dvh.meanings import table_meanings
from reirrad_gui.ui.dvh.rows import organ_lines
from reirrad_gui.ui.numbers.asking import meaning_at, meaning_under, show_meaning
from reirrad_gui.ui.numbers.meaning import Meaning, Section, as_text, told
from reirrad_gui.ui.panel.course_facts import course_facts
from reirrad_gui.ui.panel.model import Column, RowsModel, meaning_of
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.planner.rows import figure_cell
from reirrad_gui.ui.planner.tables import CellTable
from reirrad_gui.ui.theme import Theme
from tests.support.assessments import StandInSession, example_assessment
from tests.support.windows import shown, window_of


@pytest.fixture(scope="module")
def rows():
    return constraint_rows(example_assessment())


def digits(text):
    return any(sign.isdigit() for sign in text)


def test_every_section_that_a_number_leads_to_is_a_heading_of_the_formulas():
    lines = document("formulas.md").read_text(encoding="utf-8").splitlines()
    assert {f"## {section.value}" for section in Section} <= set(lines)


@pytest.mark.parametrize("column", [Column.NUMBER, Column.LIMIT, Column.LEFT])
def test_every_number_of_the_limits_has_the_figure_that_it_shows(rows, column):
    cells = [(row, RowsModel()) for row in rows]
    assert cells
    for row in rows:
        cell = {Column.NUMBER: row.number, Column.LIMIT: row.limit, Column.LEFT: row.left}[column]
        if digits(cell.first):
            numbers = [figure.number.strip("−") for figure in meaning_of(row, column).figures]
            said = cell.first + cell.second
            assert any(number.split(".")[0] in said for number in numbers if number != "–"), (row.name, column)


def test_an_organ_stands_for_its_whole_row_alpha_beta_included(rows):
    row = next(row for row in rows if row.key is not None and row.has_limit)
    quantities = [figure.quantity for figure in meaning_of(row, Column.ORGAN).figures]
    assert any("EQD2" in one for one in quantities)
    assert any("limit" in one for one in quantities)
    assert any("α/β" in one for one in quantities)


def test_a_limit_carries_its_citation_and_how_sure_its_source_is(rows):
    row = next(row for row in rows if row.has_limit)
    (figure,) = meaning_of(row, Column.LIMIT).figures
    assert "Evidence" in figure.source


def test_an_unknown_number_says_its_reason_and_shows_no_zero():
    one = told(Figure.unknown("Gy", "EQD2", "course 1 has no number of fractions"))
    assert one.number == "not known"
    assert ("Why it is not known", "course 1 has no number of fractions") in one.lines
    assert "0" not in as_text(Meaning((Figure.unknown("Gy", "EQD2", "no fractions"),)))


def test_what_was_rounded_is_said_unrounded_once():
    assert ("Before rounding", "72.879471 Gy") in told(Figure(72.8794712, "Gy", "EQD2", "")).lines
    assert "Before rounding" not in dict(told(Figure(70.0, "Gy", "EQD2")).lines)


def test_the_table_of_curves_has_a_meaning_where_it_has_a_number():
    assessment = example_assessment()
    drawn = organ_lines(assessment)
    doses = frozenset({None, 0, 1})
    cells = table_cells(drawn, doses, 60.0, "EQD2", IN_GY)[1:]
    meanings = table_meanings(drawn, doses, 60.0, "EQD2", IN_GY, "the method")
    assert [len(row) for row in meanings] == [len(row) for row in cells]
    for row, known in zip(cells, meanings, strict=True):
        assert all(bool(meaning) == (column > 1) for column, meaning in enumerate(known)), row


def test_numbers_of_the_courses_say_where_they_come_from():
    facts = {fact.label: fact.told for fact in course_facts(StandInSession()).facts}
    for label in ("Prescription", "Fractions", "Per fraction", "Maximum"):
        assert all(one.meaning for one in facts[label]), label


def test_the_planners_cells_keep_their_figures(qtbot):
    figure = Figure(24.2, "Gy", "total dose in 5 fractions", "searched in steps of 0.01 Gy")
    cell = figure_cell(figure)
    assert cell.meaning.figures == (figure,)
    assert cell.meaning.section is Section.TRYING
    table = CellTable("t", "t", Theme.dark())
    qtbot.addWidget(table)
    assert meaning_under(table) is None


# On screen


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.fixture
def table(qtbot):
    made = CurveTable()
    qtbot.addWidget(made)
    figure = Figure(41.0, "%", "volume of Bladder", "DVH")
    made.show_rows(
        [["Organ", "of", "≥ 10 Gy"], ["Bladder", "sum", "41 %"]], [[Meaning(), Meaning(), Meaning((figure,))]]
    )
    return made


def test_the_dialog_says_quantity_unit_and_source_and_copies_them(table, qtbot):
    meaning = meaning_at(table.model().index(0, 2))
    dialog = show_meaning(meaning, table)
    said = texts(dialog)
    assert {"41.0 %", "volume of Bladder", "%", "DVH"} <= set(said)
    dialog.findChild(QPushButton, "copy meaning").click()
    assert "How obtained: DVH" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_the_key_asks_for_the_number_that_the_keyboard_is_on(tmp_path, qtbot):
    window = shown(window_of(tmp_path, qtbot, real=("panel",)), qtbot)
    view = window.stage.widget("panel").findChild(QTableView, "constraints")
    view.setCurrentIndex(view.model().index(0, Column.NUMBER))
    view.setFocus()
    window.actions_by_name["what is this number"].trigger()
    dialog = window.findChild(QDialog, "what is this number")
    assert dialog.isVisible()
    number = view.model().index(0, Column.NUMBER).data().split(",")[0]
    assert any(text.startswith(number.strip("≥≤ ")) for text in texts(dialog))
    dialog.findChild(QPushButton, "open formula").click()
    page = dialog.findChild(QDialog, "help")
    assert page.page.name == "formulas"
    page.close()
    dialog.close()


def test_where_no_number_is_the_key_says_what_to_do(tmp_path, qtbot):
    window = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(window):
        window.show()
    window.actions_by_name["what is this number"].trigger()
    box = window.findChild(QDialog, "no number")
    assert "Choose a cell" in box.text()
    box.close()
