"""Preferences in a language whose words are a third longer: all is told, nothing cut, and choices keep their value."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QComboBox

from reirrad_gui.ui.preferences.dialog import PreferencesDialog
from reirrad_gui.ui.preferences.table import MOUSE, OWN_MOUSE, named
from tests.support.longer import faults
from tests.support.told import made_up_language


def test_preferences_are_told_and_a_choice_keeps_its_value(qapp, qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    with made_up_language():
        made = PreferencesDialog(settings)
        qtbot.addWidget(made)
        assert faults(made) == []
        mouse = made.findChild(QComboBox, named(MOUSE).name)
        assert mouse.currentData() == OWN_MOUSE
        mouse.activated.emit(1)
        assert named(MOUSE).of(settings) == named(MOUSE).options[1][0]
        assert faults(made) == []
