"""The evidence page in a language whose words are a third longer: every claim is told, with its own figures."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit

from reirrad_gui.clinical.evidence import load_evidence
from reirrad_gui.ui.evidence.dialog import EvidenceDialog
from reirrad_gui.ui.theme import Theme
from tests.support.longer import faults
from tests.support.told import made_up_language


def test_the_page_is_told_whole_and_copied_so(qapp, qtbot):
    with made_up_language():
        made = EvidenceDialog(load_evidence(), Theme.dark())
        qtbot.addWidget(made)
        assert faults(made) == []
        made.copy()
        assert all(
            line.startswith("⟦") for line in QGuiApplication.clipboard().text().splitlines() if line[:1].isalpha()
        )
        words = made.findChild(QLineEdit, "filter")
        for shown, asked in ((16, "~~~"), (1, "2,694 denominator"), (1, "2,694 ~~~")):
            words.setText(asked)  # as it is read here, and as the table has it
            assert made.findChild(QLabel, "count").text().startswith(f"⟦{shown} ")
        words.setText("no such words anywhere")
        assert faults(made, ("no such words anywhere",)) == []
