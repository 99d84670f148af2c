"""Arrangements in a language whose words are a third longer: all is told, nothing cut, and names given stay."""

from PySide6.QtCore import QSettings

from reirrad_gui.ui.arrangements.dialog import ArrangementsDialog
from reirrad_gui.ui.arrangements.kept import Arrangement
from tests.support.longer import faults


def test_the_list_of_arrangements_is_told_and_names_stay(qtbot, tmp_path, longer_words):
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    made = ArrangementsDialog(settings, Arrangement)
    qtbot.addWidget(made)
    assert faults(made) == []
    made.keep()
    assert faults(made) == []
    made.name.setText("Spine")
    made.keep()
    assert faults(made, ("Spine",)) == []
    made.delete()
    assert faults(made, ("Spine",)) == []
