"""Every word of the forms passes through the language of the window, and has room in one a third longer."""

import re

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton, QStyleOptionViewItem, QTableWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.event_edits import Beside
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import LesionState
from reirrad_gui.patient.origins import Document
from reirrad_gui.patient.sites import Site
from reirrad_gui.session.derived import derived_from_history
from reirrad_gui.ui.event_forms.choosing import EventChoice, add_kinds
from reirrad_gui.ui.event_forms.dialog import History, to_add, to_change
from reirrad_gui.ui.event_forms.kinds import BY_KEY, KINDS
from reirrad_gui.ui.event_forms.paste import PasteDialog
from reirrad_gui.ui.event_forms.results import ResultsDialog
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.told import made_up_language, untold
from tests.support.typed_events import long_history, on

SCAN = event_of(
    "scan", f.Imaging(f.Modality.BONE_SCAN, lesions=(f.Lesion(Site("vertebra", "T8"), LesionState.NEW),)),
    on("2018-03-03"), origin=Document("Chart"),
)  # fmt: skip
TYPED = ("A. Reader", "about May 2011", "3 Mar 2018", "Chart", "chart", "pain", "Date;Site", "nonsense;x;")
"""What a person writes into a field stays as it is written."""


@pytest.fixture
def shown(qtbot, qapp):
    """A dialog on screen with everything unfolded."""
    apply_theme(qapp, Theme.dark())

    def make(dialog):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        for button in dialog.findChildren(QPushButton):
            if button.objectName().startswith("unfold ") or button.objectName().endswith(" another"):
                button.click()
        qapp.processEvents()
        return dialog

    with made_up_language():
        yield make


def history(*events):
    return History(events, Beside(), "A. Reader", "2026-11-21T20:15")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_form_of_every_kind_is_told_and_has_room(shown, kind):
    dialog = shown(to_add(kind, "new", history(), "about May 2011"))
    assert untold(dialog, TYPED) == []
    assert clipped(dialog) == []
    assert dialog.page.minimumSizeHint().width() <= dialog.area.viewport().width()


def test_what_is_wrong_with_an_entry_is_told_once(shown):
    dialog = shown(to_change(SCAN, history(SCAN)))
    dialog.form.editor("count").show_answer("a few or so")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog._problem.text().count("⟦") == 1
    assert untold(dialog, (*TYPED, "a few or so")) == []


def test_a_choice_in_a_list_is_shown_in_the_language_and_kept_in_english(shown):
    dialog = shown(to_change(SCAN, history(SCAN)))
    table = dialog.findChild(QTableWidget, "lesions")
    assert table.item(0, 1).text() == longer("new")
    assert table.rows == (("T8", "new", ""),)
    place = table.model().index(0, 1)
    delegate = table.itemDelegateForColumn(1)
    box = delegate.createEditor(table, QStyleOptionViewItem(), place)
    assert isinstance(box, QComboBox)
    delegate.setEditorData(box, place)
    assert box.currentText() == longer("new")
    box.setCurrentIndex(box.findText(longer("worse")))
    delegate.setModelData(box, table.model(), place)
    assert table.rows == (("T8", "worse", ""),)
    assert dialog.check().event.facts.lesions[0].state is LesionState.WORSE


def test_a_text_of_ones_own_beside_the_choices_stays_as_it_was_typed(shown):
    dialog = shown(to_add(BY_KEY["drug"], "new", history()))
    table = dialog.findChild(QTableWidget, "doses")
    place, delegate = table.model().index(0, 1), table.itemDelegateForColumn(1)
    box = delegate.createEditor(table, QStyleOptionViewItem(), place)
    box.setEditText("spoons")
    delegate.setModelData(box, table.model(), place)
    assert table.rows == (("", "spoons", "", ""),)


def test_choosing_pasting_and_results_are_told_and_have_room(shown, qapp):
    pasted = PasteDialog(history(), lambda: "uid")
    pasted._text.setPlainText("Date;Site\nnonsense;x;\n")
    pasted.check()
    results = ResultsDialog()
    results.show_results(derived_from_history(long_history(8), ()))
    for dialog in (EventChoice([SCAN], "Delete an event", "Delete"), pasted, results):
        assert untold(shown(dialog), TYPED) == []
        assert clipped(dialog) == []
    results._copy()
    assert all("⟦" in line for line in qapp.clipboard().text().splitlines() if re.search("[a-z]", line))
    results.show_results(())
    assert untold(results) == []


def test_an_event_is_found_in_the_list_by_the_words_shown_and_by_the_english(shown):
    choice = shown(EventChoice([SCAN], "Delete an event", "Delete"))
    for words, count in (("bone", 1), (longer("Bone scan")[1:5], 1), ("leuprolide", 0)):
        choice._search.setText(words)
        assert choice._model.rowCount() == count


def test_the_menu_of_kinds_is_told_and_each_has_a_letter(shown, qtbot):
    from PySide6.QtWidgets import QMenu

    menu = QMenu()
    qtbot.addWidget(menu)
    add_kinds(menu, lambda _: None)
    texts = [action.text() for action in menu.actions()]
    assert [text.replace("&", "") for text in texts] == [f"{longer(kind.title)}…" for kind in KINDS]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert len(set(letters)) == len(letters)


def test_a_refusal_of_the_rules_is_told(shown):
    dialog = shown(to_add(BY_KEY["note"], "new", history()))
    dialog.refuse(EntryError("Write the note."))
    assert longer("✖ Write the note.") == dialog._problem.text()
