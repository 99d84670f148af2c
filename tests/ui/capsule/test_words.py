"""The dialogs of capsules in a language whose words are a third longer: all is told but what stands in the files."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox

from reirrad_gui.ui.capsule.dialog import CapsuleDialog
from reirrad_gui.ui.capsule.rows import Choices
from reirrad_gui.ui.capsule.told import CapsuleTold
from tests.support.longer import faults
from tests.support.told import made_up_language


@pytest.fixture(autouse=True)
def longer(qapp):
    with made_up_language():
        yield


def test_what_to_save_and_where_to_is_asked_with_room_for_every_word(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    made = CapsuleDialog(Choices("Example, Ann", 3), lambda _: None, settings)
    qtbot.addWidget(made)
    assert faults(made) == []
    made.findChild(QCheckBox, "deidentified").setChecked(True)
    assert faults(made) == []


def test_what_came_of_it_is_told_and_names_in_the_files_are_not(qtbot):
    lines = [f"The number of course {n} is as it was." for n in range(40)]
    made = CapsuleTold("Capsule saved", lines, ["structures: Rectum, PTV"])
    qtbot.addWidget(made)
    assert faults(made) == []
    assert made._text.endswith("structures: Rectum, PTV")
