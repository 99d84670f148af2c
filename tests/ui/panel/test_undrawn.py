"""How the row of an organ came about that nobody drew: opened from the panel, unfolded, copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser

from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.session import Session
from reirrad_gui.session.letters import reopened
from reirrad_gui.ui.panel.derivation import DerivationView
from reirrad_gui.ui.panel.explanation import as_text, undrawn_explanation
from reirrad_gui.ui.panel.menu import row_menu
from reirrad_gui.ui.panel.table import RowsTable
from reirrad_gui.ui.panel.widget import DERIVATION, ConstraintPanel
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import IN_2018_OR_2019, box, course, field, opened_case, structure_set, uniform
from tests.support.seed_letters import first


@pytest.fixture
def session():
    """20 Gy in 5 with a drawn bladder, and 21 Gy in 3 from a letter that may have reached the sacral plexus, too."""
    drawn = structure_set(box("Bladder", 1))
    before = opened_case(
        (course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),), (field(uniform(20.0)),), (drawn,)
    )
    return Session(reopened(before, with_letter(before.case, first())))


@pytest.fixture
def views(qtbot, session):
    """Panel and derivation of one case, with what they share."""
    selection = Selection()
    panel, view = ConstraintPanel(selection, Theme.dark()), DerivationView(selection, Theme.dark())
    for widget in (panel, view):
        qtbot.addWidget(widget)
        session.subscribe(widget.refresh)
        widget.show_session(session)
        widget.resize(700, 500)
        widget.show()
    return selection, panel, view


def table_of(panel):
    return panel.findChild(RowsTable, "constraints")


def choose(panel, organ):
    table = table_of(panel)
    table.selectRow(next(line for line, row in enumerate(table.rows) if row.name == organ))
    return table


def page(view):
    return view.findChild(QTextBrowser, "derivation").toPlainText()


def test_the_steps_of_what_a_letter_allows_stand_beside_an_organ_that_nobody_drew(views):
    _, panel, view = views
    choose(panel, "SacralPlex")
    said = page(view)
    assert said.startswith("SacralPlex")
    # 21 Gy in 3 at α/β 2 Gy: 21 (7 + 2) / 4 = 47.25; 20 Gy in 5, if its maximum lay there: 20 (4 + 2) / 4 = 30
    assert "by letters at most 47.3 Gy EQD2 (α/β 2 Gy)" in said
    assert "not contoured" in said
    assert "Sum of maxima" in said
    assert "at most 77.3 Gy" in said
    assert "All metrics" not in said


def test_enter_and_the_menu_open_it_as_they_do_for_every_organ(qtbot, views):
    _, panel, _ = views
    table = choose(panel, "SacralPlex")
    with qtbot.waitSignal(panel.view_wanted) as asked:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == [DERIVATION]
    menu = row_menu(table.chosen_row, panel._row_actions(table.chosen_row), panel)
    assert "How was this computed?\tEnter" in [action.text() for action in menu.actions()]


def test_it_is_copied_whole(views, session):
    _, panel, view = views
    choose(panel, "SacralPlex")
    view.findChild(QPushButton, "copy derivation").click()
    copied = QGuiApplication.clipboard().text()
    told = undrawn_explanation(session.assessment, "SacralPlex")
    assert copied.startswith(as_text(told))
    assert "Structure: none that is surely this organ" in copied
    row = next(row for row in session.assessment.rows if row.organ == "SacralPlex")
    assert all(step.what in copied for result in row.results for step in result.steps)
    assert "Verdict" in copied


def test_choosing_a_drawn_organ_or_another_case_leaves_it(views, session):
    selection, panel, view = views
    choose(panel, "SacralPlex")
    assert (selection.organ, selection.undrawn) == (None, "SacralPlex")
    choose(panel, "Bladder")
    assert selection.undrawn is None
    assert page(view).startswith("Bladder")
    choose(panel, "SacralPlex")
    assert selection.organ is None
    selection.clear()
    assert selection.undrawn is None
    assert not page(view).startswith("SacralPlex")


def test_an_edit_shows_the_row_anew_and_keeps_it_chosen(views, session):
    selection, panel, view = views
    choose(panel, "SacralPlex")
    session.do("Use other limits", lambda s: s.with_constraint_set("cord-nieder-hytec"))
    session.undo()
    assert selection.undrawn == "SacralPlex"
    assert table_of(panel).chosen_row.name == "SacralPlex"
    assert page(view).startswith("SacralPlex")


def test_an_organ_without_any_row_has_no_explanation(session):
    assert undrawn_explanation(session.assessment, "Heart") is None
