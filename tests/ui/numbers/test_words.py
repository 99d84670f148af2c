"""“What is this number?” in a language whose words are a third longer: all is told, copied so, and the number stays."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Step
from reirrad_gui.ui.language.pseudo import OPEN
from reirrad_gui.ui.numbers.dialog import MeaningDialog
from reirrad_gui.ui.numbers.meaning import Meaning, Section
from tests.support.longer import faults
from tests.support.told import made_up_language

KNOWN = Figure(63.2041, "Gy", "accumulated EQD2", "sum of two courses")
MEANING = Meaning(
    (KNOWN, Figure.unknown("Gy", "EQD2", "course 1 has no number of fractions")),
    Section.ADDING,
    (Step("EQD2 of course 1", "21 × (7 + 3) / (2 + 3)", "42.0 Gy", "Joiner and van der Kogel"),),
)


@pytest.fixture
def dialog(qapp, qtbot):
    with made_up_language():
        made = MeaningDialog(MEANING, lambda _: None)
        qtbot.addWidget(made)
        yield made


def test_what_a_number_is_is_told_with_room_for_it(dialog):
    assert faults(dialog) == []
    assert any("63.2" in label.text() for label in dialog.findChildren(QLabel))


def test_it_is_copied_as_it_is_told(dialog):
    dialog.copy()
    lines = [line for line in QGuiApplication.clipboard().text().splitlines() if line]
    assert "63.2" in lines[0]
    assert all(line.startswith(OPEN) for line in lines)
