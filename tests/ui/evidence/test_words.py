"""The evidence page speaks the language of the window, and has room for words a third longer."""

import re

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from reirrad_gui.clinical.evidence import load_evidence
from reirrad_gui.ui.evidence.dialog import EvidenceDialog
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.told import made_up_language, untold


@pytest.fixture
def dialog(qtbot, qapp):
    apply_theme(qapp, Theme.dark())
    with made_up_language():
        made = EvidenceDialog(load_evidence(), Theme.dark())
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        yield made


def test_the_page_is_told_whole_and_so_is_what_is_copied(dialog, qapp):
    assert untold(dialog) == []
    assert clipped(dialog) == []
    dialog.findChild(QPushButton, "copy").click()
    lines = qapp.clipboard().text().splitlines()
    assert [line for line in lines if re.search("[a-z]{3}", line) and "⟦" not in line] == []


def test_a_claim_is_found_by_its_english_words_and_nothing_found_is_told(dialog):
    dialog.findChild(QLineEdit, "filter").setText("no such claim")
    assert "⟦" in dialog._page.toPlainText()
    assert dialog._count.text() == longer(f"0 of {len(load_evidence().claims)} claims")
    assert untold(dialog, ("no such claim",)) == []
