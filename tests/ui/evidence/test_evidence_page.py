"""The evidence page: figures beside misquotes, cautions, a filter, copying; readable in a small window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTextBrowser

from reirrad_gui.clinical.evidence import load_evidence
from reirrad_gui.ui.evidence.dialog import EvidenceDialog
from reirrad_gui.ui.evidence.rows import NOTHING
from reirrad_gui.ui.theme import Theme
from tests.support.windows import window_of


@pytest.fixture
def dialog(qtbot):
    made = EvidenceDialog(load_evidence(), Theme.dark())
    qtbot.addWidget(made)
    made.show()
    return made


def shown(dialog) -> str:
    return dialog.findChild(QTextBrowser, "page").toPlainText().replace("\u00a0", " ")


def test_corrected_figures_stand_beside_what_the_founding_texts_say(dialog):
    text = shown(dialog)
    for words in ("Of these irradiated again: 527 (20 %)", "Wrong denominator.", "28 % / 32 %", "Translation error."):
        assert words in text


def test_every_unread_figure_carries_its_caution(dialog):
    table = load_evidence()
    unread = [one for claim in table.claims for one in claim.figures if one.mark.caution]
    assert shown(dialog).count("▲ check against the paper") == len(unread) > 0


def test_links_are_text_that_can_be_copied(dialog):
    assert "doi 10.1016/j.radonc.2013.09.004" in shown(dialog)
    assert "<a " not in dialog.findChild(QTextBrowser, "page").toHtml()


def test_words_filter_the_page_and_what_is_shown_is_copied(dialog):
    dialog.findChild(QLineEdit, "filter").setText("hird flare")
    assert dialog.findChild(QLabel, "count").text().startswith("1 of ")
    assert "44 of 111" in shown(dialog)
    assert "SC.20" not in shown(dialog)
    dialog.findChild(QPushButton, "copy").click()
    assert "27 of 70 (39 %) [V]" in QApplication.clipboard().text()
    assert "Wong" not in QApplication.clipboard().text()


def test_words_that_nothing_holds_say_so(dialog):
    dialog.findChild(QLineEdit, "filter").setText("no such word")
    assert NOTHING in shown(dialog)


def test_nothing_runs_off_the_side_of_a_laptop_screen(dialog, qtbot):
    dialog.resize(900, 600)
    page = dialog.findChild(QTextBrowser, "page")
    qtbot.waitUntil(lambda: page.width() < 900 and page.horizontalScrollBar().maximum() == 0)


def test_help_opens_the_page_by_key_and_it_is_in_the_list_of_keys(tmp_path, qtbot):
    window = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(EvidenceDialog)))
    told = [binding.what for group in window.actions_by_name.groups() for binding in group.bindings]
    assert "Evidence on re-irradiation of bone metastases" in told
    next(d for d in window.findChildren(EvidenceDialog) if d.isVisible()).reject()
