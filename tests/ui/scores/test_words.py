"""The scores in a language whose words are a third longer: all is told, copied so, and nothing is cut."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from reirrad_gui.session import Session
from reirrad_gui.ui.language.pseudo import OPEN
from reirrad_gui.ui.scores.commands import ENTRIES
from reirrad_gui.ui.scores.dialog import ScoresDialog
from tests.support.longer import faults
from tests.support.opened_cases import seed_case
from tests.support.told import made_up_language
from tests.ui.scores.test_offered import HISTORY

NAMES = ("SpinalCord", "ThecalSac")


@pytest.fixture
def dialog(qapp, qtbot):
    with made_up_language():
        made = ScoresDialog()
        qtbot.addWidget(made)
        yield made


def test_every_score_is_told_with_room_for_it(dialog):
    for name, _, _ in ENTRIES:
        dialog.show_score(name)
        assert faults(dialog) == [], name


def test_the_cord_of_a_case_is_told_and_its_structures_keep_their_names(dialog):
    dialog.show_case(Session(seed_case(NAMES)))
    dialog.show_score("cord")
    assert faults(dialog, NAMES) == []
    assert "94.50" in dialog.tabs.currentWidget().result.toPlainText()
    dialog.findChild(QPushButton, "start from case").click()
    assert faults(dialog, NAMES) == []


def test_an_answer_is_copied_as_it_is_told_and_a_choice_counts_its_points(dialog):
    dialog.show_score("sins")
    page = dialog.tabs.currentWidget()
    for name, place in (("location", 1), ("pain", 1), ("lesion", 2), ("alignment", 3), ("collapse", 4)):
        page.findChild(QComboBox, name).setCurrentIndex(place)
    page.findChild(QComboBox, "posterolateral").setCurrentIndex(3)
    assert page.result.told.headline == "7 points: potentially unstable"
    dialog.findChild(QPushButton, "copy").click()
    lines = [line.strip() for line in QGuiApplication.clipboard().text().splitlines() if line.strip()]
    assert all(line.startswith(OPEN) for line in lines)
    assert lines[1].startswith(f"{OPEN}7 ")


def test_what_cannot_be_used_is_said_of_the_field_by_its_name(dialog):
    dialog.show_score("pain response")
    page = dialog.tabs.currentWidget()
    page.findChild(QLineEdit, "pain before").setText("bad")
    assert page.result.told.problem.startswith("Pain before: “bad” is no whole number")
    assert faults(dialog, ("bad",)) == []


def test_what_the_history_has_is_offered_in_the_same_words(dialog):
    dialog.show_case(Session(seed_case(("Bladder",)), events=HISTORY))
    dialog.show_score("pain response")
    assert faults(dialog) == []
    dialog.findChild(QPushButton, "take 1").click()
    assert faults(dialog) == []
