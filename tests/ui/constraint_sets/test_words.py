"""Every word on limits and α/β passes through the language of the window, and has room in one a third longer."""

from datetime import date

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget

from reirrad_gui.constraints import load_constraint_set, load_tissue_table
from reirrad_gui.constraints.library import copy_set
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.ui.constraint_sets.dialog import SetsDialog
from reirrad_gui.ui.constraint_sets.form import LimitForm
from reirrad_gui.ui.constraint_sets.model import TYPED, DoseModelDialog
from reirrad_gui.ui.constraint_sets.pieces import AS_WRITTEN, Confirmation, NameQuestion
from reirrad_gui.ui.constraint_sets.rows import COLUMNS as LIMITS
from reirrad_gui.ui.constraint_sets.sources import SourcesDialog
from reirrad_gui.ui.constraint_sets.sources_rows import COLUMNS as SOURCES
from reirrad_gui.ui.constraint_sets.tissue_form import TissueForm
from reirrad_gui.ui.constraint_sets.tissues import TissuesDialog
from reirrad_gui.ui.constraint_sets.tissues_rows import COLUMNS as TISSUES
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.opened_cases import seed_case
from tests.support.told import made_up_language, untold

ORGANS = ("Bladder", "Rectum", "SacralPlex", "SpinalCord", "PenileBulb")
TYPED_NAMES = ("A. Physicist", "Limits of ours", *ORGANS)


@pytest.fixture(scope="module")
def session():
    return Session(seed_case(ORGANS))


@pytest.fixture
def settings(tmp_path):
    made = QSettings(str(tmp_path / "who.ini"), QSettings.Format.IniFormat)
    made.setValue("constraint sets/author", "A. Physicist")
    return made


@pytest.fixture
def presented(qtbot, qapp):
    apply_theme(qapp, Theme.dark())

    def make(dialog):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        qapp.processEvents()
        return dialog

    with made_up_language():
        yield make


def as_written(columns, rows):
    """Names and citations of a table, longest first."""
    places = [columns.index(name) for name in AS_WRITTEN if name in columns]
    return tuple({row.cells[place] for row in rows for place in places})


def left(dialog, columns, *more):
    """What is untold but for names and citations, which a narrow column cuts."""
    names = (*TYPED_NAMES, *as_written(columns, dialog._rows), *more)
    begun = [text for text in untold(dialog, names) if text.endswith("…")]
    cut = {text for text in begun if any(name.startswith(text[:-1]) for name in names)}
    return [text for text in untold(dialog, names) if text not in cut]


def test_sets_and_their_limits_are_told_and_names_and_citations_are_not(presented, qapp, session, settings):
    copy_set(session.settings.constraint_set, "Limits of ours", "A. Physicist", date(2026, 11, 21))
    dialog = presented(SetsDialog(session.settings.constraint_set, settings))
    dialog.say("✖ The set cannot be read.")
    sets = dialog.findChild(QListWidget, "sets")
    for row in range(sets.count()):
        sets.setCurrentRow(row)
        for line in (0, dialog._table.rowCount() - 1):
            dialog._table.setCurrentCell(line, 0)
            qapp.processEvents()
            assert clipped(dialog) == []
        assert left(dialog, LIMITS) == []
    own = next(row for row in range(sets.count()) if sets.item(row).text().startswith("Limits of ours"))
    sets.setCurrentRow(own)
    assert dialog._title.text() == "Limits of ours"
    assert "A. Physicist" in dialog._edition.text()
    shown = [sets.item(row).text().split("\n") for row in range(sets.count())]
    assert ["Limits of ours", longer("your own")] in shown
    assert dialog.width() <= 1280


def test_tissues_are_told(presented, session, settings):
    dialog = presented(TissuesDialog(session, settings))
    dialog._table.setCurrentCell(0, 0)
    assert left(dialog, TISSUES) == []
    assert clipped(dialog) == []
    assert dialog.width() <= 1280


def test_limits_side_by_side_are_told_and_so_is_what_is_copied(presented, session, qapp):
    dialog = presented(SourcesDialog(session.assessment.sources, "SacralPlex", Theme.dark()))
    organs = tuple(session.assessment.sources.organs)
    assert left(dialog, SOURCES, *organs) == []
    assert clipped(dialog) == []
    dialog._copy_all()
    assert qapp.clipboard().text().startswith("⟦")


def forms(one, tissue):
    """Every form and question of the package."""
    yield LimitForm(one, one.limits[0], ORGANS, lambda _: None)
    yield LimitForm(one, None, ORGANS, lambda _: None)
    yield TissueForm(tissue, "A. Physicist")
    yield NameQuestion("Copy the set…", "A copy that you can change.", "Limits of ours", "A. Physicist")
    yield Confirmation("Delete the set", "It is removed from this computer.", "Delete")


def test_every_form_is_told_and_has_room(presented, session):
    one, table = load_constraint_set(session.settings.constraint_set), load_tissue_table(session.settings.tissue_table)
    tissue = table.tissues[0].alpha_beta
    names = (*TYPED_NAMES, tissue.source, *(text for text in vars_of(one.limits[0]) if text))
    for made in forms(one, tissue):
        dialog = presented(made)
        dialog.refuse(EntryError("“Default” is empty: fill it in."))
        assert untold(dialog, names) == []
        assert clipped(dialog) == []
        assert dialog.height() <= 800


def vars_of(limit):
    """What stands in the lines of the form: as it is kept."""
    return (limit.endpoint, limit.consensus, limit.citation, limit.doi or "", limit.note, limit.metric.text,
            ", ".join(limit.applies_to), ", ".join(limit.surrogates))  # fmt: skip


def test_a_choice_in_a_form_is_shown_in_the_language_and_kept_in_english(presented, session):
    one = load_constraint_set(session.settings.constraint_set)
    dialog = presented(LimitForm(one, one.limits[0], ORGANS, lambda _: None))
    assert dialog._fields["scope"].currentText() == longer(str(one.limits[0].scope))
    assert dialog._changed() == one
    form = presented(TissueForm(load_tissue_table(session.settings.tissue_table).tissues[0].alpha_beta, "A. Physicist"))
    answers = []
    form.answered.connect(lambda given, _: answers.append(given))
    form.accept()
    assert answers[0]["evidence"][0] in "VSM"
    assert answers[0]["confidence"] in ("high", "medium", "low")


def test_the_dose_model_is_told_and_has_room(presented, session):
    dialog = presented(DoseModelDialog(session.settings))
    for choice in range(3):
        dialog.findChild(QComboBox, "dose model").setCurrentIndex(choice)
        QApplication.processEvents()
        assert untold(dialog) == []
        assert clipped(dialog) == []
    assert dialog._choice.currentIndex() == TYPED
    assert dialog.label.startswith("Convert doses by LQ-L (dT ")
