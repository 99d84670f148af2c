"""Every word of the panel passes through the language of the window, and has room in one a third longer."""

import re

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser

from reirrad_gui.constraints import load_tissue_table
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.ui.language.available import named, speak
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.panel.courses import CoursesView
from reirrad_gui.ui.panel.derivation import DerivationView
from reirrad_gui.ui.panel.dialogs import AlphaBetaDialog, CandidateDialog, OrganRecoveryDialog, RecoveryDialog
from reirrad_gui.ui.panel.drawing import Type
from reirrad_gui.ui.panel.menu import row_menu
from reirrad_gui.ui.panel.model import TITLES, Column
from reirrad_gui.ui.panel.overlap_dialogs import EnvelopeDialog, LevelsDialog
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.assessments import StandInSession
from tests.support.clipped import clipped
from tests.support.drawn_texts import pieces
from tests.support.longer import faults
from tests.support.told import made_up_language

NAMES = ("None", "Bladder", "Rectum", "BLASE", "xyz 7", "α/β", "EQD2", "Gy", "board", "ESTRO", "SacralPlex")
"""Qt's "None" is that of a header that is not there."""


@pytest.fixture
def longer_words(qapp):
    with made_up_language():
        yield
    qapp.setStyleSheet("")


def untold_in(texts):
    return [text for text in texts if re.search("[a-zA-Z]{3}", text) and "⟦" not in text and text not in NAMES]


@pytest.mark.parametrize("case", ["seed", "half_covered", "named_otherwise"])
@pytest.mark.parametrize("width", [520, 1280])
def test_the_panel_is_told_and_has_room(longer_words, panel_of, request, case, width):
    recovered = Settings(recovery=Recovery("user", 50.0, "board"))
    panel, _ = panel_of(request.getfixturevalue(case), recovered if width == 520 else None, width=width)
    organs = [row.name for row in panel._table.rows]
    short = [f"{organ[:length]}…" for organ in organs for length in range(2, len(organ))]
    assert faults(panel, (*NAMES, *organs, *short)) == []


def test_the_widths_of_columns_are_those_of_the_words_shown(longer_words, panel_of, seed):
    panel, _ = panel_of(seed, width=1280)
    table = panel._table
    status = Type(table.font())
    for row in table.rows:
        assert table.columnWidth(Column.STATUS) > status.width(longer(row.status.first))
    drawn = {piece.text for piece in pieces(table)}
    assert {longer(row.status.first) for row in table.rows} <= drawn


def test_a_cell_is_told_once_however_often_it_is_painted(panel_of, seed, monkeypatch):
    panel, session = panel_of(seed)
    asked = []
    monkeypatch.setattr("reirrad_gui.ui.panel.model.tr", lambda text: asked.append(text) or text)
    monkeypatch.setattr("reirrad_gui.ui.panel.model.tell", lambda text, _: asked.append(text) or text)
    panel.grab()
    panel.refresh()
    assert not set(asked) - set(TITLES)
    session.do("more", lambda settings: settings.with_alpha_beta("Rectum", 2.55))
    panel.grab()
    cells = [text for text in asked if text and text not in TITLES]
    assert cells
    assert len(cells) == len(set(cells)) <= 12


def test_menu_and_copy_are_told(longer_words, panel_of, named_otherwise, qtbot):
    panel, _ = panel_of(named_otherwise)
    for line in range(len(panel._table.rows)):
        panel._table.selectRow(line)
        row = panel._table.chosen_row
        menu = row_menu(row, panel._row_actions(row), panel)
        assert untold_in(part for action in menu.actions() for part in action.text().split("\t") if part) == []
        panel._copy()
        assert untold_in([QGuiApplication.clipboard().text()]) == []


def test_the_derivation_is_told_with_every_step(longer_words, selection, qtbot, seed):
    view = DerivationView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.resize(430, 500)
    session = Session(seed, Settings(recovery=Recovery("user", 50.0, "board")))
    assert faults(view) == []
    view.show_session(session)
    assert faults(view, NAMES) == []
    selection.select_organ(next(row.organ_key for row in session.assessment.rows if row.organ_key))
    view._fold_all()
    assert faults(view, NAMES) == []
    view._copy_text()
    assert untold_in([QGuiApplication.clipboard().text()]) == []


def test_the_courses_are_told(longer_words, selection, qtbot):
    view = CoursesView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.resize(430, 500)
    assert faults(view) == []
    session = StandInSession()
    view.show_session(session)
    sites = [word for summary in session.assessment.courses for word in summary.course.site.split()]
    assert sites
    assert faults(view, tuple(sites)) == []


def test_questions_are_told_and_have_room(longer_words, qtbot):
    tissue = load_tissue_table("alpha-beta").alpha_beta_for("Rectum")
    for dialog in (
        AlphaBetaDialog("Rectum", 55.0 / 7.0, tissue), CandidateDialog(5), EnvelopeDialog(2.0), LevelsDialog(None),
        RecoveryDialog([("uid 1", "Course 1"), ("uid 2", "Course 2")]),
        OrganRecoveryDialog("Rectum", "off", Recovery("user", 25.0, "board")),
    ):  # fmt: skip
        qtbot.addWidget(dialog)
        assert faults(dialog, NAMES) == []
        dialog.close()
    asked = RecoveryDialog([("uid 1", "Course 1"), ("uid 2", "Course 2")])
    asked._course.setCurrentIndex(1)
    assert asked.course_name == "Course 1"


def test_what_is_done_is_kept_in_english_and_what_was_typed_as_it_was(qapp, panel_of, seed):
    """“Limits” and “May” are words of the program, too."""
    speak(qapp, named("ro"))
    try:
        panel, session = panel_of(seed)
        sets = panel._head.sets
        sets.setCurrentIndex(1)
        sets.chosen.emit(sets.itemData(1))
        assert session.undo_label.startswith("Use the limits “Spinal cord (Nieder")
        session.do("half", lambda now: now.with_recovery(Recovery("user", 50.0, "Limits, May")))
        assert "Limits, May" in panel._notes.text()
        assert "▲" in panel._notes.text()
        assert panel._head.recovery.english == "Recovery: 50 % typed…"
        assert panel._head.recovery.currentText() != panel._head.recovery.english
        model = panel._table.model()
        rectum = next(line for line, row in enumerate(model.rows) if row.name == "Rectum")
        assert "Limits, May" in model.index(rectum, 0).data(0x3)
        view = DerivationView(Selection(), Theme.dark())
        view._selection.select_organ(model.rows[rectum].key)
        view.show_session(session)
        assert "Limits, May" in view.findChild(QTextBrowser).toPlainText()
    finally:
        speak(qapp, named("en"))


def test_titles_of_columns_are_told(longer_words, qtbot):
    panel = ConstraintPanel(Selection(), Theme.dark())
    qtbot.addWidget(panel)
    model = panel._table.model()
    shown = [model.headerData(column, _horizontal()) for column in Column if column is not Column.BAR]
    assert untold_in(shown) == []
    assert clipped(panel) == []


def _horizontal():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal
