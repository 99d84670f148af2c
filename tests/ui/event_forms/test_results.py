"""What follows from the history, to be read: never older than the history, never endless."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from reirrad_gui.session.derived import derived_from_history
from reirrad_gui.ui.event_forms.results import MOST_INPUTS, ResultsDialog
from tests.support.typed_events import long_history


def shown(qtbot, events):
    dialog = ResultsDialog()
    qtbot.addWidget(dialog)
    dialog.show_results(derived_from_history(events, ()))
    return dialog


def said(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_while_results_are_found_again_none_of_the_history_before_is_shown(qtbot):
    dialog = shown(qtbot, long_history(8))
    assert dialog.list.count()
    dialog.show_results(None)
    assert dialog.list.count() == 0
    assert dialog.findChild(QLabel, "state").text().startswith("The history has changed")
    dialog.show_results(())
    assert dialog.findChild(QLabel, "state").text().startswith("Nothing follows from this history")


def test_a_result_says_its_rule_with_its_source_its_values_and_what_is_not_given(qtbot):
    dialog = shown(qtbot, long_history(4))
    texts = said(dialog)
    assert any(text.startswith("Extent of disease (Soloway): ") for text in texts)
    assert "Lesions: 2" in texts
    assert "Superscan: not given" in texts
    assert any("Source: Soloway 1988" in text for text in texts)
    dialog.findChild(QPushButton, "copy").click()
    assert "Rule: " in QGuiApplication.clipboard().text()
    assert "Rests on: 3 Jan 1990 · Bone scan" in QGuiApplication.clipboard().text()


def test_of_many_inputs_the_first_stand_there_and_the_others_are_counted(qtbot):
    dialog = shown(qtbot, long_history(200))
    row = next(at for at in range(dialog.list.count()) if "PCWG" in dialog.list.item(at).text())
    dialog.findChild(QListWidget, "results").setCurrentRow(row)
    inputs = dialog._area.widget().findChildren(QPushButton)
    assert len(inputs) == MOST_INPUTS
    assert any(text.startswith("… and ") and "on the timeline" in text for text in said(dialog))
